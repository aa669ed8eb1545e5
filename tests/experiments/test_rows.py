from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from datasets import Dataset, DatasetDict

from stance.dataset import load
from stance.experiments.config import Experiment, Reads, Setting
from stance.experiments.fitting import Fitter
from stance.experiments.rows import as_read, some_families, teaching_rows, with_labels
from stance.labels.types import STANCES
from stance.models.config import load_model_config
from stance.models.linear import fit_logistic
from stance.models.rows import targets


@pytest.fixture(scope="module")
def data(dataset_folder: Path) -> DatasetDict:
    whole = load(dataset_folder)
    parts = {"train": some_families(whole["train"], 400), "validation": some_families(whole["validation"], 200)}
    return DatasetDict(parts)


def quiet(message: str) -> None:
    assert message


def test_a_change_to_nothing_is_a_change():
    setting = Setting(name="one", config="tfidf-logreg", changes={"class_weight": None, "characters": None})
    (config,) = Experiment(question="?", runs=(setting,), changes={"C": 2.0}).configs(setting)
    assert (config.class_weight, config.characters, config.C) == (None, None, 2.0)
    assert load_model_config("tfidf-logreg").class_weight == "balanced"


def test_less_is_read():
    rows = Dataset.from_dict(
        {"text": ["We deny it."], "cue": ["said"], "context": ["The charge stands. We deny it. So."]}
    )
    data = DatasetDict(train=rows)
    (alone,) = as_read(data, Reads(cue=False, context=0))["train"]
    assert alone == {"text": "We deny it.", "cue": "", "context": ""}
    (some,) = as_read(data, Reads(context=7))["train"]
    assert (some["cue"], some["context"]) == ("said", "stands.")


def test_families_stay_whole_but_for_the_last(data: DatasetDict):
    rows = some_families(data["train"], 100)
    assert len(rows) == 100
    cut = [f for f in set(rows["family"]) if rows["family"].count(f) < data["train"]["family"].count(f)]
    assert len(cut) <= 1


@pytest.mark.parametrize("choose", ["random", "uncertain"])
def test_labels_are_chosen_and_the_rest_is_left(data: DatasetDict, choose: str):
    config = load_model_config("tfidf-logreg", data={"limit": 120})
    rows, rest = teaching_rows(config, data, choose, quiet)
    assert len(rows) == 120
    assert set(rows["id"]).isdisjoint(rest["id"])
    assert len(rows) + len(rest) == len(data["train"])
    # Fifty random ones begin; more labels by the same seed keep those that are there.
    fewer, _ = teaching_rows(load_model_config("tfidf-logreg", data={"limit": 50}), data, choose, quiet)
    assert set(fewer["id"]) <= set(rows["id"])


def test_soft_labels_pass_through_and_hard_ones_stay_whole_numbers(data: DatasetDict):
    rows = data["train"].select(range(4))
    p = np.linspace(0, 1, 12).reshape(4, 3)
    assert np.allclose(targets(with_labels(rows, p, STANCES)), p)
    assert targets(with_labels(rows, targets(rows), STANCES)).dtype == np.int8


def test_a_soft_label_teaches_like_that_share_of_hard_ones():
    rng = np.random.default_rng(1)
    x, p = rng.normal(size=(40, 4)), rng.integers(0, 5, (40, 3)) / 4
    hard = np.repeat(np.arange(40), 4)
    y = (np.arange(4)[None, :, None] < (4 * p)[:, None, :]).reshape(160, 3).astype(np.int8)
    options = {"class_weight": None, "seed": 0}
    # Four rows of a quarter's weight each: the regularisation counts a fourth.
    soft, counted = fit_logistic(x, p, C=4.0, **options), fit_logistic(x[hard], y, C=1.0, **options)
    assert np.allclose(soft[0], counted[0], atol=1e-2)
    assert np.allclose(soft[1], counted[1], atol=1e-2)


@pytest.mark.parametrize(
    "asked",
    [
        {"clean": True},
        {"unlabelled": "self-train"},
        {"unlabelled": "distil", "teachers": [{"config": "tfidf-svm"}, {"config": "cues"}]},
        {"members": [{"config": "cues"}], "cues": True},
        {"shipped": True},
    ],
    ids=lambda asked: "-".join(asked),
)
def test_every_remedy_ends_in_a_model_that_scores(data: DatasetDict, asked: dict):
    setting = Setting(name="one", config="tfidf-logreg", changes={"data": {"limit": 150}}, pool=60, **asked)
    experiment = Experiment(question="?", runs=(setting,))
    fitter = Fitter(experiment, data, quiet)
    (config,) = experiment.configs(setting)
    model, labels, seconds = fitter.fit(setting, config)
    p = model.predict_proba(data["validation"].select(range(20)))
    assert p.shape == (20, 3)
    assert ((p >= 0) & (p <= 1)).all()
    assert p.std() > 0
    assert labels == (0 if setting.shipped else 150)
    assert seconds > 0
