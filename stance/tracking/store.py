"""The MLflow store, opened quietly, at the project's root."""

from __future__ import annotations

import logging
import os
import warnings
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import ModuleType

from stance.errors import StanceError, first_line
from stance.files import locked
from stance.project import project_root, tracking_uri

EXPERIMENT = "stance"
REGISTERED = "stance"


def open_store() -> ModuleType:
    """The `mlflow` module, pointed at the store, with the experiment `stance` chosen.

    Making a new sqlite store takes MLflow half a minute; it happens once.

    Raises:
        StanceError: when the store cannot be reached.
    """
    quiet_mlflow()
    import mlflow

    uri = tracking_uri()
    try:
        mlflow.set_tracking_uri(uri)
        with _alone(uri):
            if mlflow.get_experiment_by_name(EXPERIMENT) is None:
                mlflow.create_experiment(EXPERIMENT, artifact_location=_artifacts(uri))
            mlflow.set_experiment(EXPERIMENT)
    except Exception as error:  # MLflow raises anything from sqlalchemy's to requests' errors here.
        raise StanceError(f"tracking store {uri} cannot be opened: {first_line(error)}") from error
    module: ModuleType = mlflow
    return module


def _alone(uri: str) -> AbstractContextManager[None]:
    """Keep others from opening a local store meanwhile: of two that make its tables at once, one would fail."""
    folder = Path(uri.removeprefix("sqlite:///")).parent
    return locked(folder) if uri.startswith("sqlite:///") and folder.is_dir() else nullcontext()


def quiet_mlflow() -> None:
    """Keep MLflow from reporting usage, and from advice and progress that are not addressed to our users."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    warnings.filterwarnings("ignore", module=r"mlflow\..*")
    # The migrations write a line a step.
    for name in (
        "alembic",
        "mlflow.store",
        "mlflow.tracking",
        "mlflow.models",
        "mlflow.types",
        "mlflow.pyfunc",
    ):
        logging.getLogger(name).setLevel(logging.ERROR)


def _artifacts(uri: str) -> str | None:
    """Artifacts of a local store lie beside it, wherever the command was called; a server decides for itself."""
    return (project_root() / "mlruns").as_uri() if uri.startswith("sqlite:") else None


def store_is_new() -> bool:
    """Whether the local sqlite store has yet to be made."""
    uri = tracking_uri()
    return uri.startswith("sqlite:///") and not Path(uri.removeprefix("sqlite:///")).exists()
