from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stance.dataset import load
from stance.errors import ConfigError
from stance.experiments.peers import train_setfit
from stance.experiments.rows import some_families
from stance.models.config import load_model_config
from stance.models.rows import targets


def test_setfit_learns_the_same_rows_and_is_calibrated(dataset_folder: Path):
    pytest.importorskip("setfit")
    data = load(dataset_folder)
    y = targets(data["train"])
    rows = data["train"].select(np.concatenate([np.flatnonzero(y[:, i])[:3] for i in range(3)]))
    judges = some_families(data["validation"], 120)
    said: list[str] = []
    config = load_model_config("minilm-finetune", max_tokens=16, calibration="sigmoid")
    model = train_setfit(config, rows, judges, 1, said.append)
    assert said == ["SetFit: 9 quotes, 18 pairs"]
    p = model.predict_proba(judges)
    assert p.shape == (len(judges), 3)
    assert ((p > 0) & (p < 1)).all()
    assert p.std(0).min() > 0
    assert {calibrator.method for calibrator in model.calibrators} <= {"sigmoid", "none"}


def test_a_peer_needs_an_encoder(dataset_folder: Path):
    data = load(dataset_folder)
    with pytest.raises(ConfigError, match="needs a configuration with an encoder"):
        train_setfit(load_model_config("tfidf-logreg"), data["train"], data["validation"], 1, print)
