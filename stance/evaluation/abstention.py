"""Naming a stance only where it is likely to be right: thresholds for a wanted precision, and what they leave.

The other way round than a threshold for the best F1: the user says how many of the named stances must be right, and
is told which share of them is left (El-Yaniv and Wiener, 2010; Geifman and El-Yaniv, 2017).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.errors import ModelError
from stance.evaluation.metrics import Floats, Ints
from stance.labels.types import STANCES
from stance.models.model import StanceModel
from stance.models.rows import as_in_use, second_half, targets
from stance.models.thresholds import precision_threshold

if TYPE_CHECKING:
    from datasets import Dataset

PRECISIONS = (0.8, 0.9, 0.95)
FEWEST = 5
"""A threshold above which fewer quotes lie says nothing about precision: the stance is then never named."""
NEVER = 2.0
"""A threshold that no probability reaches."""


def precision_thresholds(model: StanceModel, validation: Dataset) -> dict[str, dict[str, float | None]]:
    """For each wanted precision the lowest threshold a stance that keeps it; None where none does.

    They are chosen on the rows that also set calibration. The precision holds for text like that;
    on other text it is a wish, which an evaluation has to check.

    Returns:
        By precision as text (`"0.9"`), then by stance.
    """
    half = np.flatnonzero(second_half(validation["family"]))
    rows = as_in_use(validation.select(half) if len(half) else validation)
    y, p = targets(rows), model.predict_proba(rows)
    return {
        str(precision): {s: _threshold(p[:, i], y[:, i], precision) for i, s in enumerate(STANCES)}
        for precision in PRECISIONS
    }


def _threshold(p: Floats, y: Ints, precision: float) -> float | None:
    found = precision_threshold(p, y, precision)
    return found if found is not None and (p >= found).sum() >= FEWEST else None


@dataclass(slots=True)
class Tally:
    """How many stances the model's own thresholds name, and how many of them the stricter ones leave."""

    named: int = 0
    left: int = 0

    def add(self, model: StanceModel, strict: StanceModel, p: Floats) -> None:
        """Count the answers to some quotes, probabilities (n, 3)."""
        own = model.decide(p)
        self.named += int(own.sum())
        self.left += int((own & strict.decide(p)).sum())

    def __str__(self) -> str:
        """`12 of 40 stances are left (30%)`."""
        share = f" ({self.left / self.named:.0%})" if self.named else ""
        return f"{self.left} of {self.named} stances are left{share}"


def with_precision(model: StanceModel, precision: float) -> StanceModel:
    """The same model, naming a stance only from the threshold that kept the precision on validation.

    Raises:
        ModelError: when the model holds no thresholds for that precision.
    """
    stored: Mapping[str, Any] = model.about.get("precision_thresholds", {})
    found = stored.get(str(precision))
    if found is None:
        known = f"this model knows {', '.join(stored)}" if stored else "this model has none; train it again"
        raise ModelError(f"--precision {precision}: no thresholds for that precision; {known}")
    # A stricter threshold than the model's own is wanted, never a laxer one.
    wanted = [NEVER if found[stance] is None else float(found[stance]) for stance in STANCES]
    return replace(model, thresholds=tuple(max(pair) for pair in zip(wanted, model.thresholds, strict=True)))
