"""A model as a folder: `model.json`, `weights.safetensors`, further files. No pickle anywhere.

Weights are safetensors and everything else is JSON, so nothing in the folder can run; what it may hold is
checked all the same before anything is made of it.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import ModelError
from stance.files import write_folder
from stance.labels.types import STANCES
from stance.models.calibration import Calibrator
from stance.models.model import Scorer, StanceModel

FORMAT = 1
MANIFEST = "model.json"
WEIGHTS = "weights.safetensors"
_READ = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
# The only scorers a folder may name, and where each lives; imported when one is met.
SCORERS = {
    "ngrams": "stance.models.tfidf:NgramScorer",
    "embeddings": "stance.models.minilm:EmbeddingScorer",
    "cues": "stance.models.cues:CueScorer",
    "cascade": "stance.models.cascade:CascadeScorer",
    "distilled": "stance.models.distilled:DistilledScorer",
    "ensemble": "stance.models.ensemble:EnsembleScorer",
    "int8": "stance.models.quantise:Int8Scorer",
    "stacked": "stance.models.stacked:StackedScorer",
    "static": "stance.models.static:StaticScorer",
    "adapter": "stance.models.adapter:AdapterScorer",
    "transformer": "stance.models.transformer:TransformerScorer",
}


def save(model: StanceModel, folder: Path, *, keep: bool = False) -> None:
    """Write a model to a folder, whole or not at all; with `keep`, one that has come there meanwhile stands."""
    write_folder(folder, lambda aside: _write(model, aside), keep=_is_model if keep else None)


def _is_model(folder: Path) -> bool:
    return (folder / MANIFEST).is_file()


def _write(model: StanceModel, folder: Path) -> None:
    arrays = {name: np.ascontiguousarray(array) for name, array in model.scorer.arrays().items()}
    write_arrays(arrays, folder / WEIGHTS)
    for name, source in model.scorer.files().items():
        _link(source, folder / name)
    manifest = {
        "format": FORMAT,
        "scorer": model.scorer.kind,
        "stances": list(STANCES),
        "thresholds": list(model.thresholds),
        "calibration": [calibrator.to_dict() for calibrator in model.calibrators],
        "about": model.about,
        "settings": model.scorer.settings(),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_arrays(arrays: dict[str, NDArray[Any]], file: Path) -> None:
    """Write contiguous arrays as safetensors, open to whoever may read other new files.

    Raises:
        OSError: when the file cannot be written.
    """
    from safetensors.numpy import save

    # Not save_file: what it writes only its owner may read.
    file.write_bytes(save(arrays))


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.touch()
    # A link shares its mode: what fewer may read than other new files is copied.
    if not _READ & target.stat().st_mode & ~source.stat().st_mode:
        target.unlink()
        try:
            # An encoder of 90 MB lies on disk once, however many models use it.
            os.link(source, target)
            return
        except OSError:
            pass
    shutil.copyfile(source, target)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The `model.json` of a folder, checked.

    Raises:
        ModelError: when the folder holds no model, or one that this version cannot use.
    """
    file = folder / MANIFEST
    if not file.is_file():
        raise ModelError(f"{folder}: no model here (no {MANIFEST}); `stance train` makes one")
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        kind, version, stances = str(found["scorer"]), found["format"], found["stances"]
        if not isinstance(found["about"], dict):
            raise TypeError("`about` is no object")
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{file}: broken model description ({error})") from None
    if version != FORMAT or stances != list(STANCES):
        raise ModelError(f"{file}: made by another version of stance (format {version}); train it again")
    if kind not in SCORERS:
        raise ModelError(f"{file}: unknown kind of model `{kind}`; known are {', '.join(SCORERS)}")
    return dict(found)


def load(folder: Path) -> StanceModel:
    """Load a model from a folder.

    Raises:
        ModelError: when the folder holds no model, or its audit fails.
    """
    manifest = read_manifest(folder)
    arrays = _arrays(folder / WEIGHTS)
    module, _, name = SCORERS[manifest["scorer"]].partition(":")
    try:
        scorer: Scorer = getattr(import_module(module), name).restore(manifest["settings"], arrays, folder)
        calibrators = tuple(Calibrator(c["method"], tuple(c["parameters"])) for c in manifest["calibration"])
        thresholds = tuple(float(value) for value in manifest["thresholds"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise ModelError(f"{folder}: the model's parts do not fit together ({error!r}); train it again") from None
    if len(calibrators) != len(STANCES) or len(thresholds) != len(STANCES):
        raise ModelError(f"{folder}: needs one threshold and one calibration for each stance")
    return StanceModel(scorer, calibrators, thresholds, manifest["about"])


def _arrays(file: Path) -> dict[str, NDArray[Any]]:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        arrays: dict[str, NDArray[Any]] = load_file(file)
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{file}: not readable as safetensors ({error})") from None
    bad = [name for name, array in arrays.items() if not np.isfinite(array).all()]
    if bad:
        raise ModelError(f"{file}: `{bad[0]}` holds values that are no numbers")
    return arrays
