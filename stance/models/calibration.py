"""Scores → probabilities that hold: none, sigmoid (Platt, 1999) or isotonic (Zadrozny and Elkan, 2002), a stance each.

Fitted on the second half of validation at natural prevalence; the choice is by cross-validated Brier score.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from stance.models.linear import sigmoid

Method = Literal["none", "sigmoid", "isotonic"]
Floats = NDArray[np.float64]
_FOLDS = 5
_FEWEST = 8
"""Below so many examples of either kind, nothing is fitted."""


def logit(p: Floats) -> Floats:
    """The inverse of the logistic function, kept finite."""
    clipped = np.clip(p, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(clipped) - np.log1p(-clipped))


@dataclass(frozen=True, slots=True)
class Calibrator:
    """One stance's map from score to probability.

    `none`: no parameters. `sigmoid`: slope and intercept on the logit. `isotonic`: the knots' scores, then
    as many values, joined by straight lines.
    """

    method: Method = "none"
    parameters: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Make sure that the method can be computed.

        Raises:
            ValueError: when there is no such method, or it has other parameters.
        """
        count = len(self.parameters)
        fits = {"none": not count, "sigmoid": count == 2, "isotonic": count > 0 and count % 2 == 0}
        if not fits.get(self.method, False):
            raise ValueError(f"calibration `{self.method}` with {count} parameters")

    def __call__(self, p: Floats) -> Floats:
        """Calibrated probabilities of scores in [0, 1]."""
        if self.method == "sigmoid":
            slope, intercept = self.parameters
            return sigmoid(slope * logit(p) + intercept)
        if self.method == "isotonic":
            half = len(self.parameters) // 2
            return np.interp(p, self.parameters[:half], self.parameters[half:])
        return p

    def to_dict(self) -> dict[str, Any]:
        """As JSON stores it."""
        return {"method": self.method, "parameters": list(self.parameters)}


def fit(method: Method, p: Floats, y: NDArray[np.int8]) -> Calibrator:
    """Fit one method to scores (n,) and truths (n,)."""
    if method == "none" or min(y.sum(), len(y) - y.sum()) < _FEWEST:
        return Calibrator()
    if method == "sigmoid":
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=10.0).fit(logit(p)[:, None], y)
        slope = float(model.coef_[0, 0])
        # A falling curve would turn the ranking round; that is noise of a tiny sample.
        return Calibrator("sigmoid", (slope, float(model.intercept_[0]))) if slope > 0 else Calibrator()
    from sklearn.isotonic import IsotonicRegression

    curve = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(p, y)
    knots = (*curve.X_thresholds_.tolist(), *curve.y_thresholds_.tolist())
    return Calibrator("isotonic", knots)


def brier(p: Floats, y: NDArray[np.int8]) -> float:
    """Mean squared difference of probability and truth."""
    return float(np.mean((p - y) ** 2))


def choose(p: Floats, y: NDArray[np.int8], groups: NDArray[np.int64]) -> tuple[Calibrator, dict[str, float]]:
    """The method with the best cross-validated Brier score; a more complex one must earn 1% to be taken.

    Args:
        p: scores, (n,).
        y: truths, (n,).
        groups: rows of one group (an article) stay in one fold, (n,).

    Returns:
        The calibrator, fitted on everything, and the Brier score of each method.
    """
    methods: tuple[Method, ...] = ("none", "sigmoid", "isotonic")
    scores: dict[str, float] = {method: brier(_cross_validated(method, p, y, groups), y) for method in methods}
    best: Method = "none"
    for method in methods[1:]:
        if scores[method] < 0.99 * scores[best]:
            best = method
    return fit(best, p, y), scores


def _cross_validated(method: Method, p: Floats, y: NDArray[np.int8], groups: NDArray[np.int64]) -> Floats:
    found = p.copy()
    fold = groups % _FOLDS
    for number in range(_FOLDS):
        inside, outside = fold == number, fold != number
        if inside.any() and outside.any():
            found[inside] = fit(method, p[outside], y[outside])(p[inside])
    return found
