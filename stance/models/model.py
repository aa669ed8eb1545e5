"""A trained model: a scorer, its calibration and its thresholds. What everybody predicts with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from stance.labels.types import STANCES, Stance
from stance.models.calibration import Calibrator
from stance.models.table import Table, as_table
from stance.models.thresholds import DEFAULT

Floats = NDArray[np.float64]


class Scorer(Protocol):
    """What a family gives: uncalibrated probabilities, and itself as arrays, settings and files."""

    kind: str

    def predict_proba(self, table: Table) -> Floats:
        """Scores (n, 3) in [0, 1]."""
        ...

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Weights, for safetensors."""
        ...

    def settings(self) -> dict[str, Any]:
        """Everything else, for JSON."""
        ...

    def files(self) -> dict[str, Path]:
        """Files that belong into the model's folder, by the name they get there."""
        ...


@dataclass(slots=True)
class StanceModel:
    """Table of quotes → calibrated probabilities and stances.

    Attributes:
        scorer: the family's scorer.
        calibrators: one for each stance.
        thresholds: one for each stance; a stance is named from that probability on.
        about: what made the model (name, family, configuration, data, versions) and what it reached.
    """

    scorer: Scorer
    calibrators: tuple[Calibrator, ...] = (Calibrator(),) * len(STANCES)
    thresholds: tuple[float, ...] = (DEFAULT,) * len(STANCES)
    about: dict[str, Any] = field(default_factory=dict)

    classes_ = STANCES

    def predict_proba(self, X: Any) -> Floats:
        """Calibrated probabilities (n, 3) of denial, warning, hedge for a table with `text, cue, context`."""
        return self.calibrate(self.scorer.predict_proba(as_table(X)))

    def calibrate(self, scores: Floats) -> Floats:
        """Scores (n, 3) → probabilities (n, 3)."""
        columns = [calibrate(scores[:, i]) for i, calibrate in enumerate(self.calibrators)]
        return np.column_stack(columns) if columns else scores

    def decide(self, probabilities: Floats) -> NDArray[np.bool_]:
        """Which stances are named (n, 3)."""
        return np.asarray(probabilities >= np.array(self.thresholds))

    def predict(self, X: Any) -> NDArray[np.int8]:
        """Stances (n, 3) as 0 or 1, as scikit-learn writes multi-label answers."""
        return self.decide(self.predict_proba(X)).astype(np.int8)

    def stances(self, X: Any) -> list[tuple[Stance, ...]]:
        """Stances by name, a tuple a quote."""
        return named(self.predict(X))

    def __sklearn_is_fitted__(self) -> bool:
        """A model is always fitted."""
        return True


def named(decided: NDArray[Any]) -> list[tuple[Stance, ...]]:
    """Rows of 0 and 1 (n, 3) → the names of the stances."""
    return [tuple(s for s, yes in zip(STANCES, row, strict=True) if yes) for row in decided]
