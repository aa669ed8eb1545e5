from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from datasets import Dataset, DatasetDict
from hypothesis import given
from hypothesis import strategies as st

from stance.dataset import load
from stance.errors import ConfigError, InputError
from stance.evaluation.label_errors import flags, folds_of, labelled_rows, of_layers, out_of_fold, review_rows, suspects
from stance.labels import STANCES
from stance.models.config import load_model_config
from stance.models.rows import targets
from tests.conftest import ROOT, Stance

PLANTED = 20


@pytest.fixture(scope="module")
def gold(dataset_folder: Path) -> Dataset:
    """The synthetic gold of the seeds that ship."""
    rows = labelled_rows(load(dataset_folder))
    return rows.select([i for i, row in enumerate(rows) if row["layer"] == "synthetic" and row["grade"] == "gold"])


def planted(rows: Dataset) -> tuple[Dataset, dict[str, set[str]]]:
    """The rows with twenty labels of each stance turned round, ten each way, and the ids of these."""
    rng, columns, turned = np.random.default_rng(7), rows.to_dict(), {}
    for stance in STANCES:
        column = np.array(columns[stance])
        sides = [rng.choice(np.flatnonzero(column == side), PLANTED // 2, replace=False) for side in (0, 1)]
        for place in np.concatenate(sides):
            columns[stance][place] = 1 - columns[stance][place]
        turned[stance] = {columns["id"][place] for place in np.concatenate(sides)}
    return Dataset.from_dict(columns), turned


def test_planted_errors_come_to_the_top(gold: Dataset):
    rows, turned = planted(gold)
    config = load_model_config("tfidf-logreg", characters=(4, 4))
    said: list[str] = []
    found = suspects(rows, out_of_fold(config, rows, 4, said.append))
    assert said == [f"fold {number} of 4" for number in range(1, 5)]
    hits, flagged, planted_flagged = 0, 0, 0
    for stance in STANCES:
        ranked = [suspect for suspect in found if suspect.stance == stance]
        assert len(ranked) == len(rows)
        places = [place for place, suspect in enumerate(ranked) if suspect.row["id"] in turned[stance]]
        assert np.mean(places) < 0.35 * len(rows), stance
        hits += sum(place < 100 for place in places)
        flagged += sum(suspect.flagged for suspect in ranked)
        planted_flagged += sum(ranked[place].flagged for place in places)
    # Of sixty, chance would put about three among the first hundred of each stance.
    assert hits >= 15
    # And what was turned is flagged far more often than what was not.
    assert planted_flagged / len(places) > 3 * flagged / len(rows)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=80), st.integers(3, 6), st.integers(0, 99))
def test_no_family_lies_in_two_folds(families: list[int], folds: int, seed: int):
    names = [f"a{family}" for family in families]
    if len(set(names)) < folds:
        with pytest.raises(InputError, match="articles only"):
            folds_of(names, folds, seed)
        return
    found = folds_of(names, folds, seed)
    assert set(found.tolist()) == set(range(folds))
    for name in names:
        assert len({int(f) for f, other in zip(found, names, strict=True) if other == name}) == 1


def test_two_folds_are_too_few():
    with pytest.raises(InputError, match="at least 3"):
        folds_of(["a", "b", "c"], 2, 0)


@given(st.lists(st.tuples(st.integers(0, 1), st.floats(0, 1)), max_size=40))
def test_only_stances_that_vary_can_be_flagged(rows: list[tuple[int, float]]):
    y = np.array([[row[0], 0, 1] for row in rows], np.int8).reshape(-1, 3)
    p = np.array([[row[1]] * 3 for row in rows]).reshape(-1, 3)
    found = flags(y, p)
    assert found.shape == y.shape
    assert not found[:, 1:].any()


def test_the_least_believed_label_is_first_and_offsets_are_the_labels(gold: Dataset):
    rows = gold.select(range(40))
    y = targets(rows)
    p = np.where(y == 1, 0.9, 0.1)
    p[7] = 1 - p[7]
    found = suspects(rows, p)
    for stance in STANCES:
        first = next(suspect for suspect in found if suspect.stance == stance)
        assert first.row["id"] == rows[7]["id"]
        assert first.self_confidence == pytest.approx(0.1)
    review = review_rows(found, {rows[7]["id"]: ((3, 9),)}, 2)
    assert [row["stance"] for row in review] == [stance for stance in STANCES for _ in range(2)]
    assert [row["spans"] for row in review[:2]] == [[[3, 9]], None]
    # Only the listed rows, though all of them are compared.
    assert {suspect.row["id"] for suspect in suspects(rows, p, [1, 2])} == {rows[1]["id"], rows[2]["id"]}


def test_layers_that_are_not_there_are_named(gold: Dataset):
    assert of_layers(gold, ["synthetic"])
    with pytest.raises(InputError, match=r"--layer polnear: .*synthetic"):
        of_layers(gold, ["polnear"])


def test_weak_labels_are_no_suspects(gold: Dataset):
    weak = Dataset.from_dict({**gold.to_dict(), "grade": ["weak"] * len(gold)}, features=gold.features)
    with pytest.raises(InputError, match="no gold or single label"):
        labelled_rows(DatasetDict({"train": weak}))
    assert len(labelled_rows(DatasetDict({"train": weak, "test": gold.select([0])}))) == 1


def test_the_command_lists_quotes_that_export_takes(bare_stance: Stance, gold: Dataset):
    data = ("--data", str(bare_stance.folder / "data"), "--seeds", str(ROOT / "seeds"))
    gold.select(range(400)).to_parquet(bare_stance.folder / "data" / "train.parquet")
    (bare_stance.folder / "data" / "manifest.json").write_text("{}")
    cues = ("-c", str(ROOT / "configs" / "cues.yaml"), "--folds", "3", "--limit", "2", "--layer", "synthetic")
    found = bare_stance("label-errors", *data, *cues)
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    assert [row["stance"] for row in rows] == ["denial", "denial", "warning", "warning", "hedge", "hedge"]
    assert "labels that may be errors: denial" in found.stderr
    assert "rows without offsets" not in found.stderr
    for row in rows:
        text = (ROOT / "seeds" / f"{row['article_id']}.txt").read_text(encoding="utf-8")
        assert text[row["spans"][0][0] : row["spans"][0][1]].strip()
        assert row["self_confidence"] == pytest.approx(row["p"] if row["stance"] in row["stances"] else 1 - row["p"])
    file = bare_stance.folder / "again.jsonl"
    file.write_text(found.stdout, encoding="utf-8")
    bare_stance("export", "label-studio", "r.json", "--seeds", str(ROOT / "seeds"), "--only", str(file), "--blind")
    tasks = json.loads((bare_stance.folder / "r.json").read_text(encoding="utf-8"))
    assert {task["data"]["article_id"] for task in tasks} == {row["article_id"] for row in rows}
    assert not any(task["annotations"] for task in tasks)
    marked = sum(region["type"] == "labels" for task in tasks for region in task["predictions"][0]["result"])
    places = {(row["article_id"], str(row["spans"])): len(row["spans"]) for row in rows}
    assert marked == sum(places.values())


def test_export_of_quotes_that_are_not_there(bare_stance: Stance):
    (bare_stance.folder / "seeds").mkdir()
    (bare_stance.folder / "seeds" / "a.txt").write_text("“We will not close the quay,” said Mara Venn.\n")
    (bare_stance.folder / "o.jsonl").write_text('{"article_id": "b", "spans": [[0, 9]]}\n{"spans": 1}\n')
    found = bare_stance("export", "csv", "o.csv", "--only", "o.jsonl", code=2)
    assert "o.jsonl: names no quote of these articles" in found.stderr


@pytest.mark.parametrize(
    "text",
    [
        "family: minilm-finetune\ninit: pretrained\n",
        "family: cascade\n",
        "family: cascade\nfirst: adapted\nfull: tfidf-logreg\n",
    ],
)
def test_a_model_that_has_learned_the_labels_already_judges_none(gold: Dataset, tmp_path: Path, text: str):
    (tmp_path / "own.yaml").write_text(text)
    with pytest.raises(ConfigError, match="may have learned these labels"):
        out_of_fold(load_model_config(tmp_path / "own.yaml"), gold)
