from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.labels import STANCES
from stance.labels.functions import FUNCTIONS, combine, votes
from stance.labels.functions.phrases import Phrase, phrases
from stance.labels.functions.reading import Reading, normal
from stance.labels.functions.weighting import majority

NAMES = [function.name for function in FUNCTIONS]


def fired(text: str, cue: str = "", context: str = "", kind: str = "direct") -> set[str]:
    """The names of the functions that vote for a stance."""
    return {name for name, vote in zip(NAMES, votes(text, cue, context or text, kind), strict=True) if vote > 0}


def against(text: str, cue: str = "", context: str = "", kind: str = "direct") -> set[str]:
    return {name for name, vote in zip(NAMES, votes(text, cue, context or text, kind), strict=True) if vote < 0}


def test_functions_are_named_and_say_their_rule():
    assert len(set(NAMES)) == len(NAMES)
    for function in FUNCTIONS:
        assert function.stance in STANCES
        assert function.name.startswith(f"{function.stance}_")
        assert len(function.rule) > 20
        assert function.phrases


def test_contractions_and_marks_are_opened():
    assert normal("“We don’t know,” he said; it can't, won’t, it’s") == (
        "we do not know , he said ; it can not , will not , it 's"
    )
    assert normal("don ' t") == "do not"


@pytest.mark.parametrize(
    ("source", "text", "holds"),
    [
        ("no *1 (truth|proof)", "no real truth ", True),
        ("no *1 (truth|proof)", "no two real proof ", False),
        ("fabricat~", "fabrications ", True),
        ("not (yet)? sure", "not sure ", True),
        ("not (yet)? sure", "not yet sure ", True),
        ("could *3 ?", "could it be ? ", True),
        ("not *5 true", "not now . true ", False),
    ],
)
def test_phrases(source: str, text: str, holds: bool):
    assert bool(Phrase(source).match(text, 0)) == holds


def test_a_phrase_must_begin_with_a_word():
    for source in ("*2 true", "(a)? lie", "abc~"):
        with pytest.raises(ValueError, match=r"begin|stem"):
            Phrase(source)
    assert len(phrases("a (b|\n  c) / d\ne")) == 3


def test_the_verb_carries_the_act_only_where_the_quote_is_not_direct():
    context = "Mayor Brill denied that he had sold the grain."
    assert "denial_verb" in fired("that he had sold the grain", "denied", context, "indirect")
    assert "denial_verb" not in fired("that he had sold the grain", "denied", context, "direct")
    assert "denial_verb" not in fired(
        "that he had sold the grain", "deny", "Brill did not deny that he had sold the grain.", "indirect"
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("That is simply not true.", "denial_not_true"),
        ("These charges are fabricated nonsense.", "denial_false_claim"),
        ("We had nothing to do with the fire.", "denial_nothing_to_do"),
        ("We have no plans to close the quay.", "denial_no_intention"),
        ("If the dam breaks, the valley will suffer a disaster.", "warning_if_then_harm"),
        ("They will pay a heavy price for this.", "warning_consequences"),
        ("The bridge could collapse.", "warning_harm_possible"),
        ("It may rain on the feast.", "hedge_may"),
        ("It remains to be seen.", "hedge_open_outcome"),
        ("As far as I know, the ship is home.", "hedge_shield"),
        ("We don’t know who gave that order.", "hedge_does_not_know"),
        ("If these reports are true, it is grave.", "hedge_if_true"),
    ],
)
def test_cues(text: str, name: str):
    assert name in fired(text)


def test_scopes_hold_cues_back():
    assert "denial_not_true" not in fired("Is that not true?")
    assert "denial_not_true" not in fired("If that is not true, say so.")
    assert "hedge_could_other" not in fired("I worked as hard as I could see.")
    assert "hedge_ability" in against("I could not see the quay.")
    assert "warning_danger" not in fired("There is no danger.")
    assert "denial_nothing_negative" in against("We opened the mill on Monday.")
    assert "hedge_might" not in fired("The man who might win is here.")


def test_scores_name_the_stances_of_plain_cases():
    def named(text: str, cue: str = "said", context: str = "", kind: str = "direct") -> set[str]:
        scores = combine(votes(text, cue, context or text, kind))
        return {stance for stance, score in zip(STANCES, scores, strict=True) if score >= 0.5}

    assert "denial" in named("That is not true. I never took the money.")
    assert "warning" in named("the dam would break", "warned", "She warned that the dam would break.", "indirect")
    assert "hedge" in named("Maybe it will rain. It could be.")
    assert named("The council met on Monday and chose a new clerk.") == set()


def test_majority_is_the_share_of_votes_for():
    assert majority((1, -1, 0, 0), ("denial", "denial", "warning", "hedge")) == (0.5, 0.0, 0.0)


@given(st.text(max_size=200), st.text(max_size=20), st.text(max_size=300), st.sampled_from(["", "direct", "indirect"]))
def test_any_text_gets_votes_and_scores(text: str, cue: str, context: str, kind: str):
    row = votes(text, cue, context, kind)
    assert len(row) == len(FUNCTIONS)
    assert all(vote in (0, function.vote) for vote, function in zip(row, FUNCTIONS, strict=True))
    assert all(0 <= score <= 1 for score in combine(row))
    assert votes(text, cue, context, kind) == row


def test_one_function_alone_votes_as_among_all():
    text = "We have no plans to close the quay, and it could never happen."
    assert [function(text, "", text, "direct") for function in FUNCTIONS] == list(votes(text, "", text, "direct"))


def test_the_lead_is_what_stands_before_the_quote_in_its_sentence():
    reading = Reading.of("“No,”", "said", "It rained. The mayor said “No,” and left.", "direct")
    assert reading.lead.text == "the mayor said"
    assert reading.earlier == "it rained ."


def test_functions_need_no_numpy():
    code = "import sys, stance.labels.functions; print([m for m in ('numpy', 'sklearn', 'pandas') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


@pytest.mark.parametrize("word", ["not ", "if ", "could be no harm? ", "“", "will risk "])
def test_work_grows_with_the_text_and_no_faster(word: str):
    def seconds(size: int) -> float:
        text = word * (size // len(word))
        start = time.process_time()
        votes(text, "said", text[:600], "indirect")
        return time.process_time() - start

    # Quadratic work would make sixteen times as much text take 256 times as long.
    most = 80 * max(seconds(4_000), 0.002)
    # Other work on the machine only ever adds time: what took too long is measured again.
    assert any(seconds(64_000) < most for _ in range(5))
