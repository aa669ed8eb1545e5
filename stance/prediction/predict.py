"""Quotes → stances, in batches: the one code path of command line, Python and cluster."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from stance.errors import InputError, ModelError
from stance.labels.types import STANCES
from stance.models.locate import CHAMPION, NEWEST, PRETRAINED, default_model, local_model, pointed
from stance.models.model import Floats, StanceModel, named
from stance.models.storage import load
from stance.models.table import Table
from stance.prediction.units import Record
from stance.project import models_folder


def find_model(name: str | None = None) -> Path:
    """The folder of a model: by default the champion, else the newest, else the pretrained one.

    Args:
        name: a run's id, an MLflow URI (`runs:/…`, `models:/stance@champion`), a folder, `champion`,
            `newest` or `pretrained`.

    Raises:
        ModelError: when there is none of that name.
    """
    if name is None:
        return _default()
    folder = local_model(name)
    if folder is not None:
        return folder
    if name in (CHAMPION, NEWEST, PRETRAINED):
        raise ModelError(f"no {name} model in {models_folder()}; `stance train` makes one")
    if ":/" not in name and ("/" in name or "." in name or Path(name).exists()):
        raise ModelError(f"{name}: no model there (a model's folder holds model.json)")
    # MLflow takes seconds to import, so it is asked only for what is not on this machine as a folder.
    from stance.tracking.runs import fetch_model

    return fetch_model(name)


def _default() -> Path:
    folder, champion = default_model(), pointed(CHAMPION)
    if champion and folder.name != champion:
        sys.stderr.write(f"stance: the champion, {champion}, is not in {models_folder()}; using {folder}\n")
    return folder


def load_model(name: str | Path | None = None) -> StanceModel:
    """Load a model by any of its names; see `find_model`."""
    return load(name if isinstance(name, Path) else find_model(name))


def table_of(records: Iterable[Record]) -> Table:
    """The columns that a model reads; `cue` may be a string or an object with a `text`."""
    rows = list(records)
    return Table(
        [str(row["text"]) for row in rows],
        [_text(row.get("cue")) for row in rows],
        [_text(row.get("context")) for row in rows],
    )


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("text")
    return value if isinstance(value, str) else ""


def predict_records(model: StanceModel, records: list[Record]) -> list[Record]:
    """The records with `stances` and `scores` (calibrated probabilities) added.

    Raises:
        InputError: when one is no row with a `text`.
    """
    if not records:
        return []
    for number, record in enumerate(records):
        if not isinstance(record, Mapping) or not isinstance(record.get("text"), str):
            raise InputError(f"record {number} is no row with a `text`; a quote goes in as `quote.to_dict()`")
    p = model.predict_proba(table_of(records))
    return answered(records, p, model.decide(p))


def answered(records: list[Record], p: Floats, decided: Any) -> list[Record]:
    """The records with probabilities (n, 3) as `scores` and decisions (n, 3) as `stances`."""
    return [
        {
            **record,
            "stances": list(names),
            "scores": {s: round(float(v), 4) for s, v in zip(STANCES, row, strict=True)},
        }
        for record, names, row in zip(records, named(decided), p, strict=True)
    ]
