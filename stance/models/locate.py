"""Names of models → folders, without MLflow: a folder, a run's id, the champion, the newest, the pretrained one."""

from __future__ import annotations

import os
import re
from pathlib import Path

from stance.errors import ModelError
from stance.models.storage import MANIFEST
from stance.project import models_folder

CHAMPION, NEWEST, PRETRAINED = "champion", "newest", "pretrained"
RUN_ID = re.compile(r"[0-9a-f]{32}")


def pointer(name: str) -> Path | None:
    """The folder that `champion` or `newest` points to, or None."""
    target = pointed(name)
    if target is None:
        return None
    folder = models_folder() / target
    return folder if (folder / MANIFEST).is_file() else None


def pointed(name: str) -> str | None:
    """What `champion` or `newest` names, even where its folder is gone; None where nothing was ever named."""
    file = models_folder() / name
    return file.read_text(encoding="utf-8").strip() if file.is_file() else None


def point(name: str, folder: Path) -> None:
    """Let `champion` or `newest` point to a folder below the models folder."""
    file = models_folder() / name
    aside = file.with_name(f".{name}-{os.getpid()}")
    aside.write_text(f"{folder.name}\n", encoding="utf-8")
    os.replace(aside, file)


def pretrained_folder() -> Path | None:
    """The model that ships, or None in a build without one."""
    folder = Path(__file__).resolve().parents[1] / "pretrained"
    return folder if (folder / MANIFEST).is_file() else None


def default_model() -> Path:
    """The champion, else the newest trained model, else the pretrained one.

    Raises:
        ModelError: when there is none at all.
    """
    found = pointer(CHAMPION) or pointer(NEWEST) or pretrained_folder()
    if found is None:
        raise ModelError(f"no model yet in {models_folder()}; `make train` or `stance train` makes one")
    return found


def local_model(name: str) -> Path | None:
    """The folder of a model that is on this machine, or None.

    Args:
        name: a folder, a run's id, `champion`, `newest` or `pretrained`.
    """
    if name in (CHAMPION, NEWEST):
        return pointer(name)
    if name == PRETRAINED:
        return pretrained_folder()
    if RUN_ID.fullmatch(name) and (models_folder() / name / MANIFEST).is_file():
        return models_folder() / name
    return Path(name) if (Path(name) / MANIFEST).is_file() else None
