"""The model registry: which logged model is the champion, by MLflow's alias and by our pointer to its folder."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.errors import ModelError, first_line
from stance.files import write_folder
from stance.models.locate import CHAMPION, RUN_ID, point, pointed, pointer
from stance.models.storage import MANIFEST, read_manifest
from stance.project import models_folder
from stance.tracking.runs import fetch_model
from stance.tracking.store import REGISTERED, open_store, store_is_new

ALIAS = f"models:/{REGISTERED}@{CHAMPION}"


@dataclass(frozen=True, slots=True)
class Promoted:
    """A champion: its version in the registry, the run that made it, its local folder."""

    version: str
    run: str
    folder: Path


def promote(folder: Path) -> Promoted:
    """Register the model that a run logged as `stance`, alias `champion`, and point `champion` to its folder.

    A run that is registered already keeps its version. The alias is set before the pointer: if MLflow fails,
    nothing has changed for those who predict.

    Raises:
        ModelError: when the model was not made by a run of this store.
    """
    run = str(read_manifest(folder)["about"].get("run", ""))
    if not RUN_ID.fullmatch(run):
        raise ModelError(f"{folder}: no run made this model, so MLflow cannot register it; `stance train` makes runs")
    mlflow = open_store()
    client = mlflow.MlflowClient()
    version = _version(mlflow, client, run)
    client.set_registered_model_alias(REGISTERED, CHAMPION, version)
    local = models_folder() / run
    if not (local / MANIFEST).is_file():
        # It was fetched from MLflow: keep it beside the models that were trained here.
        write_folder(local, lambda aside: _copy(folder, aside))
    point(CHAMPION, local)
    return Promoted(version, run, local)


def champion_today() -> Path | None:
    """The folder of today's champion: ours, else the one that MLflow holds; None where there has never been one.

    Raises:
        ModelError: when there is a champion, but neither can be read.
    """
    here = pointer(CHAMPION)
    if here is not None:
        return here
    name = ALIAS if _has_alias() else pointed(CHAMPION)
    if name is None:
        return None
    try:
        return fetch_model(name)
    except ModelError as error:
        file = models_folder() / CHAMPION
        raise ModelError(
            f"today's champion cannot be read, so nothing can be compared with it: its folder is not in "
            f"{models_folder()}, and {error}; put the folder back, or, to begin anew without a comparison, "
            f"delete {file} and take the alias `{CHAMPION}` off `{REGISTERED}` in MLflow (`stance ui`)"
        ) from error


def _has_alias() -> bool:
    from mlflow.exceptions import MlflowException

    if store_is_new():
        return False
    try:
        found = open_store().MlflowClient().search_registered_models(filter_string=f"name='{REGISTERED}'")
    except MlflowException as error:
        raise ModelError(f"{ALIAS}: MLflow cannot say what it is ({first_line(error)})") from error
    return any(CHAMPION in model.aliases for model in found)


def _copy(folder: Path, aside: Path) -> None:
    shutil.copytree(folder, aside, dirs_exist_ok=True)


def _version(mlflow: Any, client: Any, run: str) -> str:
    from mlflow.exceptions import MlflowException

    try:
        for known in client.search_model_versions(f"name='{REGISTERED}'"):
            if known.run_id == run:
                return str(known.version)
        return str(mlflow.register_model(f"runs:/{run}/model", REGISTERED).version)
    except MlflowException as error:
        raise ModelError(f"{run}: MLflow cannot register this run's model ({first_line(error)})") from error
