"""Where a project's data, models and tracking store lie: at its root, found upwards from where the user stands."""

from __future__ import annotations

import os
from pathlib import Path

_MARKS = ("mlflow.db", "pyproject.toml", ".git")


def project_root() -> Path:
    """The nearest folder upwards that holds an MLflow store, a `pyproject.toml` or a repository; else this one."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if any((folder / mark).exists() for mark in _MARKS):
            return folder
    return here


def tracking_uri() -> str:
    """`MLFLOW_TRACKING_URI`, else `sqlite:///ROOT/mlflow.db`."""
    return os.environ.get("MLFLOW_TRACKING_URI") or f"sqlite:///{project_root() / 'mlflow.db'}"


def models_folder() -> Path:
    """Where trained models lie as plain folders: `STANCE_MODELS`, else `ROOT/models`."""
    given = os.environ.get("STANCE_MODELS")
    return Path(given) if given else project_root() / "models"
