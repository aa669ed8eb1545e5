"""A model's folder as an MLflow model: what is logged with a run, and what a server loads."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from stance.labels.types import STANCES
from stance.models.table import COLUMNS
from stance.tracking.store import open_store

SERVING = ("mlflow", "numpy", "pandas", "safetensors", "onnxruntime", "tokenizers", "huggingface_hub")
"""What a served model needs; `stance` itself travels inside the logged model."""
_EXAMPLE = {
    "text": ["“We have no plans to attack,”"],
    "cue": ["said"],
    "context": ["The minister rejected the claim."],
}


def log_model(folder: Path) -> str:
    """Log a model's folder so that MLflow can load and serve it anywhere; returns its URI."""
    mlflow = open_store()
    with _parts(folder) as parts:
        info = mlflow.pyfunc.log_model(name="model", **parts)
    return str(info.model_uri)


def write_model(folder: Path, target: Path) -> None:
    """Write a model's folder as an MLflow model to `target`, without a store: for a server of a plain folder."""
    import mlflow

    with _parts(folder) as parts:
        mlflow.pyfunc.save_model(path=str(target), **parts)


@contextmanager
def _parts(folder: Path) -> Iterator[dict[str, Any]]:
    """What MLflow is given. The requirements are named, not guessed: guessing takes it 16 seconds and more."""
    import pandas as pd

    with tempfile.TemporaryDirectory() as aside:
        yield {
            "python_model": str(Path(__file__).with_name("served.py")),
            "artifacts": {"model": str(folder)},
            "code_paths": [str(_code(Path(aside)))],
            "pip_requirements": [f"{name}=={version(name)}" for name in SERVING if _installed(name)],
            "signature": _signature(),
            "input_example": pd.DataFrame(_EXAMPLE),
        }


def _code(folder: Path) -> Path:
    """A copy of the package to travel with a model: without the model that ships, which is another one."""
    package = Path(__file__).resolve().parents[1]
    copy = folder / package.name
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("pretrained", "_data", "__pycache__"))
    return copy


def _signature() -> Any:
    from mlflow.models import ModelSignature
    from mlflow.types.schema import ColSpec, Schema

    inputs = Schema([ColSpec("string", name, required=name == "text") for name in COLUMNS])
    outputs = Schema([ColSpec("string", "stances"), *(ColSpec("double", name) for name in STANCES)])
    return ModelSignature(inputs=inputs, outputs=outputs)


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True
