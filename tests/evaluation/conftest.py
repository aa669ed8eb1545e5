"""A model to compare with: trained on a handful of quotes."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def weak_model(dataset_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tfidf-logreg model that saw 40 quotes."""
    from stance.dataset import load
    from stance.models import save
    from stance.models.config import load_model_config
    from stance.models.training import train_model

    config = load_model_config("tfidf-logreg")
    config = config.model_copy(update={"data": config.data.model_copy(update={"limit": 40})})
    folder = tmp_path_factory.mktemp("models") / "weak"
    save(train_model(config, load(dataset_folder)), folder)
    return folder
