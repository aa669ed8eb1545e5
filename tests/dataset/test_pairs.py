from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.dataset.data_card import data_card
from stance.dataset.pairs import MOST, kept_words, labelled_pairs, pair_score
from stance.dataset.seeds import Seeds, read_seeds
from stance.labels import Label
from stance.labels.files import write_labels

ROOT = Path(__file__).resolve().parents[2]
TEXT = "“We never shut it,” said Mara Venn. “We may shut it,” said Jo Orn.\n"


@pytest.fixture(scope="module")
def shipped() -> Seeds:
    return read_seeds(ROOT / "seeds")


def test_bare_cue_words_fail_on_the_pairs_that_ship(shipped: Seeds):
    found = pair_score(shipped)
    assert found.pairs >= 500
    assert 0 < found.share <= MOST


def test_most_edits_are_close(shipped: Seeds):
    found = pair_score(shipped)
    assert 500 <= found.close <= found.pairs
    assert found.both_close <= MOST * found.close
    assert all(before.stances != after.stances for before, after in labelled_pairs(shipped))


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")))
def test_kept_words_are_a_share(before: list[str], after: list[str]):
    kept = kept_words(" ".join(before), " ".join(after))
    assert 0 <= kept <= 1
    assert (kept == 1) == (before == after)


def seeds_of(folder: Path) -> Path:
    """Two quotes, each with an edit: cue words tell the first pair and not the second."""
    (folder / "annotations" / "contrast").mkdir(parents=True)
    (folder / "s1.txt").write_text(TEXT, encoding="utf-8")
    (folder / "articles.jsonl").write_text('{"id": "s1", "origin": "synthetic"}\n')
    edits = [
        {"id": "s1~1", "article_id": "s1", "spans": [[0, 19]], "start": 4, "end": 9, "new": "gladly"},
        {"id": "s1~2", "article_id": "s1", "spans": [[36, 53]], "start": 40, "end": 43, "new": "never"},
    ]
    lines = "".join(json.dumps(edit) + "\n" for edit in edits)
    (folder / "annotations" / "contrast" / "c.jsonl").write_text(lines, encoding="utf-8")
    labels = [
        Label("s1", ((0, 19),), ("denial",), "a"),
        Label("s1~1", ((0, 20),), (), "a"),
        Label("s1", ((36, 53),), ("hedge",), "a"),
        Label("s1~2", ((36, 55),), (), "a"),
    ]
    write_labels(labels, folder / "annotations" / "labels" / "all.jsonl")
    return folder


def test_both_halves_must_be_right(tmp_path: Path):
    seeds = read_seeds(seeds_of(tmp_path))
    assert [(before.text, after.text) for before, after in labelled_pairs(seeds)] == [
        ("“We never shut it,”", "“We gladly shut it,”"),
        ("“We may shut it,”", "“We never shut it,”"),
    ]
    found = pair_score(seeds)
    assert (found.pairs, found.close, found.both, found.share) == (2, 2, 1, 0.5)
    assert "bare cue words get 1 (50.0%) right in both halves" in data_card(tmp_path)


def test_pairs_that_differ_in_nothing_or_are_disputed_test_nothing(tmp_path: Path):
    seeds = read_seeds(seeds_of(tmp_path))
    same = [replace(label, stances=("hedge",)) for label in seeds.labels]
    assert pair_score(replace(seeds, labels=same)).pairs == 0
    disputed = [replace(label, disputed=True, round="settled") for label in seeds.labels]
    assert pair_score(replace(seeds, labels=disputed)).share == 0.0
    assert pair_score(replace(seeds, labels=[])).pairs == 0
