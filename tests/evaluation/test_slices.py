from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from datasets import Dataset

from stance.evaluation.evaluate import evaluate
from stance.evaluation.metrics import Judged
from stance.evaluation.slices import FEWEST, contrast_pairs, length_of, pair_up, slices
from tests.conftest import Stance


def row(number: int, **changes) -> dict:
    """An invented example."""
    plain = {
        "text": "“We will open the bridge on Friday,” he said",
        "cue": "said",
        "context": "",
        "kind": "direct",
        "layer": "user",
        "source": "Wire",
        "grade": "gold",
        "stratum": "all",
        "half": "natural",
        "contrast": False,
        "family": f"a{number}",
        "article_id": f"a{number}",
        "denial": 0,
        "warning": 0,
        "hedge": 0,
    }
    return {**plain, **changes}


def judged_of(rows: list[dict], decided: list[list[int]]) -> Judged:
    y = np.array([[r["denial"], r["warning"], r["hedge"]] for r in rows])
    return Judged(y, np.array(decided), np.array(decided) * 1.0, [r["article_id"] for r in rows])


def test_a_slice_has_the_score_of_its_own_quotes():
    rows = [row(i, kind="direct" if i < 20 else "mixed", denial=i % 2) for i in range(40)]
    # Right on every direct quote, wrong on every mixed one.
    judged = judged_of(rows, [[(i % 2) if i < 20 else 1 - i % 2, 0, 0] for i in range(40)])
    found = {(s.by, s.value): s for s in slices(Dataset.from_list(rows), judged, replicates=50)}
    assert found["kind", "direct"].macro_f1.value == 1
    assert found["kind", "mixed"].macro_f1.value == 0
    assert found["kind", "direct"].n == found["kind", "mixed"].n == 20
    assert not any(by == "layer" for by, _ in found), "one layer parts nothing"


def test_a_stance_that_does_not_occur_does_not_lower_a_slice():
    rows = [row(i, kind="direct" if i < 20 else "mixed", denial=1) for i in range(40)]
    found = slices(Dataset.from_list(rows), judged_of(rows, [[1, 0, 0]] * 40), replicates=50)
    assert {s.macro_f1.value for s in found} == {1.0}


def test_a_stance_of_a_single_article_does_not_lower_the_interval_of_a_slice_that_is_right():
    rows = [row(i, kind="direct" if i < 20 else "mixed", denial=1, hedge=int(i == 0)) for i in range(40)]
    judged = judged_of(rows, [[1, 0, int(i == 0)] for i in range(40)])
    found = slices(Dataset.from_list(rows), judged, replicates=200)
    assert {(s.macro_f1.low, s.macro_f1.high) for s in found} == {(1.0, 1.0)}


def test_tiny_slices_are_left_out():
    rows = [row(i, kind="mixed" if i < FEWEST - 1 else "direct") for i in range(40)]
    found = slices(Dataset.from_list(rows), judged_of(rows, [[0, 0, 0]] * 40), replicates=10)
    assert [s.value for s in found if s.by == "kind"] == ["direct"]


def test_cue_words_part_the_easy_from_the_rest():
    easy = [row(i, text="“We deny it. It is not true,” she said", denial=1) for i in range(12)]
    hard = [row(20 + i, text="“The bridge opened on Friday,” she said") for i in range(12)]
    rows = easy + hard
    found = slices(Dataset.from_list(rows), judged_of(rows, [[0, 0, 0]] * 24), replicates=10)
    assert {s.value: s.n for s in found if s.by == "cue word"} == {"absent": 12, "present": 12}


@pytest.mark.parametrize(
    ("words", "name"), [(1, "1–8 words"), (8, "1–8 words"), (9, "9–20 words"), (41, "over 40 words")]
)
def test_length(words: int, name: str):
    assert length_of("word " * words) == name


PAIR = [
    row(1, text="“We have never paid him,” she said", context="He asked. “We have never paid him,” she said", denial=1),
    row(1, text="“The sea is calm today,” he said", context="On the pier, “The sea is calm today,” he said"),
    row(
        1,
        text="“We have always paid him,” she said",
        context="He asked. “We have always paid him,” she said",
        article_id="a1~1",
        contrast=True,
    ),
    row(2, text="“Nothing like any of it,” they said", contrast=True, article_id="a2~1"),
]


def test_an_edit_is_paired_with_its_own_original():
    assert pair_up(Dataset.from_list(PAIR)) == [(2, 0)]


@pytest.mark.parametrize(("edited", "value"), [([0, 0, 0], 1.0), ([1, 0, 0], 0.0)])
def test_a_pair_is_right_only_when_both_are(edited: list[int], value: float):
    judged = judged_of(PAIR, [[1, 0, 0], [0, 0, 0], edited, [0, 0, 0]])
    found = contrast_pairs(Dataset.from_list(PAIR), judged, replicates=10)
    assert (found.n, found.both_right.value) == (1, value)


def test_every_edit_of_the_seeds_finds_an_original(dataset_folder: Path):
    from stance.dataset import load

    rows = load(dataset_folder)["validation"]
    pairs = pair_up(rows)
    assert len(pairs) >= 0.9 * sum(rows["contrast"])
    assert all(rows[edit]["family"] == rows[original]["family"] for edit, original in pairs)


def test_slices_are_printed(bare_stance: Stance, ngram_model: Path, dataset_folder: Path):
    words = ("evaluate", str(ngram_model), "--data", str(dataset_folder), "--split", "validation")
    found = json.loads(bare_stance(*words, "--format", "json").stdout)
    assert {s["by"] for s in found["slices"]} >= {"kind", "length", "cue word", "half"}
    assert found["contrast_pairs"]["n"] > 0
    by_kind = [s["n"] for s in found["slices"] if s["by"] == "kind"]
    assert sum(by_kind) <= found["n"]
    assert "contrast pairs" in bare_stance(*words, "--format", "table").stdout


def test_slices_come_with_an_evaluation(ngram_model: Path, dataset_folder: Path):
    from stance.dataset import load
    from stance.models.storage import load as load_model

    rows = load(dataset_folder)["validation"]
    found = evaluate(load_model(ngram_model), rows, "validation", replicates=20)
    assert found.to_dict("m")["slices"]
