from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from stance.dataset import load as load_data
from stance.errors import ModelError
from stance.evaluation.abstention import NEVER, Tally, precision_thresholds, with_precision
from stance.labels.types import STANCES
from stance.models.model import StanceModel
from stance.models.rows import second_half, targets
from stance.models.storage import load, save
from tests.conftest import Stance

TEXT = "“We have no plans to attack,” the minister said. “But if they cross the river, they will pay for it.”"


@pytest.fixture(scope="module")
def strict(ngram_model: Path, dataset_folder: Path) -> StanceModel:
    """A model with thresholds for the wanted precisions."""
    model = load(ngram_model)
    model.about["precision_thresholds"] = precision_thresholds(model, load_data(dataset_folder)["validation"])
    return model


def test_the_precision_holds_where_it_was_chosen(strict: StanceModel, dataset_folder: Path):
    rows = load_data(dataset_folder)["validation"]
    rows = rows.select(np.flatnonzero(second_half(rows["family"])))
    y, p = targets(rows), strict.predict_proba(rows)
    reached = 0
    for wanted, thresholds in strict.about["precision_thresholds"].items():
        for i, stance in enumerate(STANCES):
            if thresholds[stance] is not None:
                there = p[:, i] >= thresholds[stance]
                assert y[there, i].mean() >= float(wanted)
                assert there.sum() >= 5
                reached += 1
    assert reached


def test_more_precision_names_no_more(strict: StanceModel, dataset_folder: Path):
    p = strict.predict_proba(load_data(dataset_folder)["validation"])
    counts = [with_precision(strict, wanted).decide(p).sum() for wanted in (0.8, 0.9, 0.95)]
    assert strict.decide(p).sum() >= counts[0] >= counts[1] >= counts[2]


def test_a_stance_that_never_reaches_the_precision_is_never_named():
    model = StanceModel(None, about={"precision_thresholds": {"0.9": {"denial": 0.7, "warning": None, "hedge": 0.2}}})
    assert with_precision(model, 0.9).thresholds == (0.7, NEVER, 0.5), "never laxer than the model's own"


def test_an_unknown_precision_says_which_are_known(strict: StanceModel):
    with pytest.raises(ModelError, match=r"0\.8, 0\.9, 0\.95"):
        with_precision(strict, 0.7)
    with pytest.raises(ModelError, match="train it again"):
        with_precision(StanceModel(None), 0.9)


def test_tally():
    tally, model = Tally(), StanceModel(None)
    tally.add(model, StanceModel(None, thresholds=(0.9, 0.9, 0.9)), np.array([[0.6, 0.95, 0.1], [0.5, 0.2, 0.3]]))
    assert str(tally) == "1 of 3 stances are left (33%)"
    assert str(Tally()) == "0 of 0 stances are left"


def test_predict_explains_and_keeps_a_precision(bare_stance: Stance, strict: StanceModel):
    save(strict, bare_stance.folder / "model")
    model = ("--model", "./model")
    found = bare_stance("predict", TEXT, *model, "--explain", "--precision", "0.9")
    assert "at precision 0.9" in found.stderr
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    plain = bare_stance.rows("predict", TEXT, *model)
    assert [row["scores"] for row in rows] == [row["scores"] for row in plain]
    for row, before in zip(rows, plain, strict=True):
        assert set(row["stances"]) <= set(before["stances"])
        assert list(row["explanation"]) == list(STANCES)
        words = row["text"].split()
        assert [word for word, _ in row["explanation"]["denial"]][: len(words)] == words
    (bare_stance.folder / "a.txt").write_text(TEXT, encoding="utf-8")
    from_file = bare_stance.rows("predict", "a.txt", *model, "--explain")
    assert [row["explanation"] for row in from_file] == [row["explanation"] for row in rows]
    for ending in ("csv", "parquet"):
        bare_stance("predict", "a.txt", *model, "--explain", "-o", f"out.{ending}")
        assert (bare_stance.folder / f"out.{ending}").stat().st_size > 500
    assert "0.8, 0.9, 0.95" in bare_stance("predict", TEXT, *model, "--precision", "0.5", code=2).stderr
