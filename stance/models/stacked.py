"""A trained scorer and the labelling functions, weighed together (stacking, Wolpert, 1992).

What the functions know was written by people who read the codebook; a small encoder does not learn all of it from a
few thousand quotes. One logistic regression a stance weighs the two log-odds, fitted on validation, which neither of
them has learned from; it has three numbers to learn.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.labels.types import STANCES
from stance.models.calibration import logit
from stance.models.cues import CueScorer
from stance.models.linear import fit_logistic, sigmoid
from stance.models.model import Scorer
from stance.models.table import Table

Floats = NDArray[np.float64]
WEIGHTS, INTERCEPTS = "stack.weights", "stack.intercepts"
# A function's vote is no certainty: its score is kept away from 0 and 1 before log-odds are taken.
_SUREST = 1e-3


class StackedScorer:
    """Log-odds of a scorer and of the labelling functions, two weights and an intercept a stance."""

    kind = "stacked"

    def __init__(self, inner: Scorer, weights: Floats, intercepts: Floats) -> None:
        """Take the scorer, weights (3, 2) and intercepts (3,)."""
        self.inner, self.weights, self.intercepts = inner, weights, intercepts

    def predict_proba(self, table: Table) -> Floats:
        """Probabilities (n, 3) of denial, warning, hedge, uncalibrated."""
        both = log_odds(self.inner, table)
        return sigmoid((both * self.weights[None]).sum(2) + self.intercepts)

    def around(self, inner: Scorer) -> StackedScorer:
        """The same weights around another rendering of the scorer, as in eight bits."""
        return StackedScorer(inner, self.weights, self.intercepts)

    def exact(self) -> StackedScorer:
        """The same stack with its scorer in fp32."""
        exact = getattr(self.inner, "exact", None)
        return self if exact is None else self.around(exact())

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The inner scorer's arrays beside the two of its own."""
        return {**self.inner.arrays(), WEIGHTS: self.weights, INTERCEPTS: self.intercepts}

    def settings(self) -> dict[str, Any]:
        """The inner scorer's kind and settings."""
        return {"inner": self.inner.kind, "settings": self.inner.settings()}

    def files(self) -> dict[str, Path]:
        """The inner scorer's files."""
        return self.inner.files()

    @classmethod
    def restore(cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], folder: Path) -> StackedScorer:
        """The scorer that a model's folder describes."""
        from stance.models.storage import SCORERS

        module, _, name = SCORERS[settings["inner"]].partition(":")
        own = {key: array for key, array in arrays.items() if key not in (WEIGHTS, INTERCEPTS)}
        inner = getattr(import_module(module), name).restore(settings["settings"], own, folder)
        return cls(inner, arrays[WEIGHTS], arrays[INTERCEPTS])


def log_odds(inner: Scorer, table: Table) -> Floats:
    """The log-odds of the scorer and of the labelling functions, (n, 3, 2)."""
    cues = np.clip(CueScorer().predict_proba(table), _SUREST, 1 - _SUREST)
    return np.stack([logit(inner.predict_proba(table)), logit(cues)], axis=2)


def stack(inner: Scorer, table: Table, y: NDArray[np.int8], seed: int) -> StackedScorer:
    """Weigh a trained scorer and the labelling functions on quotes that neither has learned from, y (n, 3)."""
    both = log_odds(inner, table)
    weights, intercepts = np.zeros((y.shape[1], 2)), np.zeros(y.shape[1])
    for stance in range(y.shape[1]):
        found = fit_logistic(both[:, stance], y[:, stance : stance + 1], C=1.0, class_weight=None, seed=seed)
        weights[stance], intercepts[stance] = found[0][0], found[1][0]
    return StackedScorer(inner, weights, intercepts)


def weigh(inner: Scorer, cues: float) -> StackedScorer:
    """The mean of the log-odds of a trained scorer, weight 1, and of the labelling functions, weight `cues`."""
    weights = np.tile(np.array([1.0, cues]) / (1.0 + cues), (len(STANCES), 1))
    return StackedScorer(inner, weights, np.zeros(len(STANCES)))
