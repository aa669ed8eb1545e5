from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.labels import STANCES
from stance.labels.bare_cues import bare_stances


@pytest.mark.parametrize(
    ("text", "cue", "stances"),
    [
        ("The quay isn’t shut", "said", ("denial",)),
        ("we took the boat", "denied", ("denial",)),
        ("It may be dangerous", "", ("warning", "hedge")),
        # Bare: scopes are not read, so all of these are wrong, and meant to be.
        ("Could you hear me?", "asked", ("hedge",)),
        ("There is no milk", "said", ("denial",)),
        ("We took the boat in May", "", ("hedge",)),
        ("The knot held", "noted", ()),
    ],
)
def test_words_alone_decide(text: str, cue: str, stances: tuple[str, ...]):
    assert bare_stances(text, cue) == stances


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_gets_stances_in_order(text: str, cue: str):
    found = bare_stances(text, cue)
    assert list(found) == [stance for stance in STANCES if stance in found]
    assert set(bare_stances(text)) <= set(found)
