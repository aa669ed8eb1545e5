from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import InputError
from stance.labels import STANCES, Label, stances_of
from stance.labels.agreement import QUOTE, agreement, annotators, cohens_kappa, independent, krippendorffs_alpha
from stance.labels.annotations import Annotation, read_annotations
from stance.labels.files import write_labels


def two(number: int, first: str, second: str, kind: str = "direct") -> list[Annotation]:
    """One quote with the labels of two annotators."""
    return [
        Annotation(Label("x", ((number, number + 1),), stances_of([said]), name, round_), "synthetic", kind)
        for name, round_, said in (("a", "1", first), ("b", "2", second))
    ]


def of(rows: list[dict], **wanted: str) -> dict:
    (found,) = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    return found


def test_counts_kappa_and_alpha_by_hand():
    said = [("denial", "denial")] * 4 + [("denial", "none")] + [("none", "denial")] + [("none", "none")] * 4
    rows = agreement([a for number, pair in enumerate(said) for a in two(number, *pair)])
    denial = of(rows, stance="denial")
    assert (denial["quotes"], denial["twice"], denial["both"], denial["one"], denial["settled"]) == (10, 10, 4, 2, 0)
    # Expected agreement is 0.5, so kappa is (0.8 - 0.5) / 0.5; alpha has 1 - (20 - 1) * 4 / (2 * 10 * 10).
    assert (denial["raw"], denial["kappa"], denial["alpha"]) == (0.8, 0.6, 0.62)
    warning = of(rows, stance="warning")
    assert (warning["raw"], warning["kappa"], warning["alpha"]) == (1.0, None, None)


def test_third_looks_are_no_annotators():
    third = Annotation(Label("x", ((0, 1),), ("denial",), "c", "settled"), "synthetic", "direct")
    rows = agreement([*two(0, "denial", "none"), third])
    denial = of(rows, stance="denial")
    assert (denial["twice"], denial["one"], denial["raw"], denial["settled"]) == (1, 1, 0.0, 1)


def test_kinds_and_layers_apart_only_where_there_are_several():
    rows = agreement([*two(0, "denial", "denial"), *two(2, "hedge", "none", "indirect")])
    assert [row["kind"] for row in rows] == ["all"] * 3 + ["direct"] * 3 + ["indirect"] * 3
    assert of(rows, kind="indirect", stance="hedge")["raw"] == 0.0
    assert {row["kind"] for row in agreement(two(0, "denial", "denial"))} == {"all"}


def test_an_annotator_who_labels_twice_counts_once():
    labels = [Label("x", ((0, 1),), stances, "a") for stances in (("denial",), ("hedge",))]
    made = [Annotation(label, "user", "direct") for label in labels]
    assert independent(made) == [made[1]]
    assert next(annotators(made))["labels"] == 2


def test_what_is_no_quote_is_a_question_of_its_own():
    pairs = [two(number, "denial", "denial") for number in range(4)]
    pairs[3] = [replace(a, is_quote=a.label.annotator == "a") for a in pairs[3]]
    rows = agreement([a for pair in pairs for a in pair])
    assert [row["stance"] for row in rows] == [QUOTE, *STANCES]
    quote = of(rows, stance=QUOTE)
    assert (quote["quotes"], quote["twice"], quote["both"], quote["one"], quote["raw"]) == (4, 4, 3, 1, 0.75)
    denial = of(rows, stance="denial")
    assert (denial["quotes"], denial["twice"], denial["raw"]) == (4, 3, 1.0)
    assert QUOTE not in {row["stance"] for row in agreement(pairs[0])}


@given(st.lists(st.lists(st.integers(0, 1), min_size=2, max_size=4), min_size=1, max_size=30))
def test_agreement_is_at_most_one_and_is_one_where_nobody_parts(said: list[list[int]]):
    for measure in (cohens_kappa, krippendorffs_alpha):
        value = measure(said)
        assert value is None or value <= 1 + 1e-9
        same = [[values[0]] * len(values) for values in said]
        assert measure(same) in (None, pytest.approx(1))


def seeds_of(folder: Path) -> Path:
    labels = [Label("s1", ((0, 4),), ("denial",), name, round_) for name, round_ in (("a", "1"), ("b", "2"))]
    write_labels(
        [*labels, Label("s1~1", ((0, 4),), (), "a"), Label("mine", ((0, 4),), (), "a")],
        folder / "annotations/labels/a.jsonl",
    )
    (folder / "annotations/quotes").mkdir()
    (folder / "annotations/quotes/q.jsonl").write_text('{"article_id": "s1", "spans": [[0, 4]], "kind": "mixed"}\n')
    (folder / "articles.jsonl").write_text('{"id": "s1", "origin": "synthetic"}\n')
    (folder / "real").mkdir()
    row = {"source": "polnear", "doc": "d", "spans": [[1, 2]], "stances": ["hedge"], "set": "development", "sha": "x"}
    (folder / "real/r.jsonl").write_text(json.dumps(row) + "\n{broken\n")
    return folder


def test_every_layer_is_read(tmp_path: Path):
    read = read_annotations(seeds_of(tmp_path))
    assert {(a.layer, a.kind) for a in read.found} == {
        ("synthetic", "mixed"),
        ("contrast", "unknown"),
        ("user", "unknown"),
        ("real development", "marked"),
    }
    assert [reject.line for reject in read.rejects] == [2]
    with pytest.raises(InputError, match="no labels"):
        read_annotations(tmp_path / "annotations")


def test_the_command_prints_json_lines_and_complains_of_bad_ones(bare_stance, tmp_path: Path):
    seeds_of(tmp_path / "seeds")
    found = bare_stance("agreement", code=1)
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    assert of(rows, layer="synthetic", stance="denial")["raw"] == 1.0
    assert "broken JSON" in found.stderr
    assert "people would agree less" in found.stderr
