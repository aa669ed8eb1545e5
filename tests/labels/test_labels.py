from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.articles import Reject
from stance.errors import InputError
from stance.labels import CODEBOOK_VERSION, STANCES, Label, decide, stances_of
from stance.labels.files import label_from_row, label_to_row, read_labels, write_labels
from stance.labels.formats.bundle import Bundle, add_row


def label(*stances: str, annotator: str = "a", round: str = "1", disputed: bool = False) -> Label:
    return Label("x", ((0, 5),), stances_of(stances), annotator, round, disputed=disputed)


def test_two_who_agree_make_gold():
    decision = decide([label("denial", annotator="a"), label("denial", annotator="b")])
    assert (decision.stances, decision.grade, decision.disputed) == (("denial",), "gold", False)


def test_two_who_part_stay_disputed_until_a_third_look():
    two = [label("denial", annotator="a"), label(annotator="b")]
    assert decide(two).disputed
    decision = decide([*two, label("hedge", annotator="c", round="settled")])
    assert (decision.stances, decision.grade, decision.disputed) == (("hedge",), "gold", False)


def test_a_third_look_that_cannot_settle_stays_disputed():
    assert decide(
        [label("denial"), label(annotator="b"), label(annotator="c", round="settled", disputed=True)]
    ).disputed


def test_one_annotator_is_single_even_twice():
    assert decide([label("denial"), label("denial")]).grade == "single"


def test_stances_in_the_codebooks_order():
    assert stances_of(["hedge", "Denial ", "hedge", "none"]) == ("denial", "hedge")
    with pytest.raises(InputError, match="unknown stance `threat`"):
        stances_of(["threat"])


@given(
    st.lists(st.sampled_from(STANCES)),
    st.lists(st.integers(0, 99), min_size=2, max_size=8, unique=True).map(sorted),
    st.text(),
    st.booleans(),
)
def test_labels_survive_their_file(stances: list[str], places: list[int], comment: str, disputed: bool):
    spans = tuple(zip(places[::2], places[1::2], strict=False))
    made = Label("x", spans, stances_of(stances), "a", comment=comment, disputed=disputed)
    assert label_from_row(json.loads(json.dumps(label_to_row(made)))) == made


def test_bad_label_lines_are_listed(tmp_path: Path):
    write_labels([label("denial")], tmp_path / "a.jsonl")
    with (tmp_path / "a.jsonl").open("a") as out:
        out.write('{"article_id": "x", "spans": [[5, 2]], "stances": [], "annotator": "a"}\n{"spans": []}\n')
    found = list(read_labels([tmp_path / "a.jsonl"]))
    assert isinstance(found[0], Label)
    assert [r.line for r in found if isinstance(r, Reject)] == [2, 3]


def test_a_label_names_the_codebook_that_made_it():
    page = (Path(__file__).resolve().parents[2] / "docs" / "codebook.md").read_text(encoding="utf-8")
    assert f"Version {CODEBOOK_VERSION}:" in page
    assert f"\n| {CODEBOOK_VERSION} |" in page
    assert label("denial").codebook == CODEBOOK_VERSION
    # Files from before labels named a version were made by the second.
    row = {"article_id": "x", "spans": [[0, 5]], "stances": [], "annotator": "a"}
    assert label_from_row(row).codebook == "2"
    bundle = Bundle()
    add_row(bundle, row, "")
    assert bundle.labels[0].codebook == CODEBOOK_VERSION
