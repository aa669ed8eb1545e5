"""Which rows of a dataset teach, which stop training, and which set calibration and thresholds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError
from stance.labels.types import STANCES
from stance.models.config import TrainingData

if TYPE_CHECKING:
    from datasets import Dataset

Ints = NDArray[np.int8]
REAL_LAYERS = ("polnear", "persent")
FEWEST_REAL = 300
NATURAL = ("random", "all")
"""Strata drawn without looking at the quote; with the half `trouble` left out they show natural prevalence."""


def targets(rows: Dataset) -> Ints:
    """The stances of the rows, (n, 3), as 0 or 1; as probabilities where the labels are soft."""
    columns = np.column_stack([np.array(rows[stance]) for stance in STANCES])
    return columns if columns.dtype.kind == "f" and (columns % 1).any() else columns.astype(np.int8)


def training_rows(train: Dataset, config: TrainingData, seed: int) -> Dataset:
    """The rows that the configuration lets teach.

    Raises:
        InputError: when none is left.
    """
    layers, grades = train["layer"], train["grade"]
    contrast = train["contrast"]
    chosen = [
        i
        for i in range(len(train))
        if layers[i] in config.layers and grades[i] in config.grades and (config.contrast or not contrast[i])
    ]
    if config.limit is not None and len(chosen) > config.limit:
        picked = np.random.default_rng(seed).permutation(len(chosen))[: config.limit]
        chosen = [chosen[i] for i in sorted(picked)]
    if not chosen:
        raise InputError("no training row of the layers and grades that the configuration names")
    return edits_repeated(train.select(chosen), config.contrast_times)


def edits_repeated(rows: Dataset, times: int) -> Dataset:
    """The rows, and after them the contrast edits again until each stands there so many times."""
    edits = [i for i, edit in enumerate(rows["contrast"]) if edit] * (times - 1)
    return rows.select([*range(len(rows)), *edits]) if edits else rows


def second_half(families: Sequence[str]) -> NDArray[np.bool_]:
    """Which validation rows set calibration and thresholds; the others stop training. Families stay whole."""
    return np.array([hashlib.sha256(f"half\0{name}".encode()).digest()[0] % 2 == 1 for name in families], bool)


def is_natural(rows: Dataset) -> NDArray[np.bool_]:
    """Rows that show how often stances occur in the news: randomly drawn, no edits, no `trouble` half."""
    found = zip(rows["stratum"], rows["half"], rows["contrast"], strict=True)
    return np.array([stratum in NATURAL and half != "trouble" and not edit for stratum, half, edit in found], bool)


def as_in_use(rows: Dataset) -> Dataset:
    """The rows of real news where there are enough, else all: a model is tuned to what it will read."""
    real = np.flatnonzero([layer in REAL_LAYERS for layer in rows["layer"]])
    return rows.select(real) if len(real) >= FEWEST_REAL else rows
