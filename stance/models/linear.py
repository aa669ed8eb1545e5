"""One-vs-rest logistic regression, one for each stance, as two arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def sigmoid(scores: Floats) -> Floats:
    """The logistic function, without overflow."""
    return np.asarray(np.where(scores >= 0, 1 / (1 + np.exp(-np.abs(scores))), 1 - 1 / (1 + np.exp(-np.abs(scores)))))


def fit_logistic(
    features: Any, y: NDArray[Any], *, C: float, class_weight: str | None, seed: int
) -> tuple[Floats, Floats]:
    """Fit scikit-learn's logistic regression a stance.

    Args:
        features: array or sparse matrix, (n, d).
        y: 0 or 1, (n, 3); probabilities are soft labels.
        C: inverse of the regularisation.
        class_weight: `balanced` or None.
        seed: of the solver.

    Returns:
        Weights (3, d) and intercepts (3,). A stance without an example of either kind gets zeros and an
        intercept that says so.
    """
    from sklearn.linear_model import LogisticRegression

    weights = np.zeros((y.shape[1], features.shape[1]))
    intercepts = np.zeros(y.shape[1])
    for stance in range(y.shape[1]):
        target = y[:, stance]
        if target.min() == target.max() and target[0] in (0, 1):
            intercepts[stance] = 10.0 if target[0] else -10.0
            continue
        model = LogisticRegression(C=C, class_weight=class_weight, max_iter=2000, random_state=seed)
        model.fit(*as_hard(features, target))
        weights[stance], intercepts[stance] = model.coef_[0], model.intercept_[0]
    return weights, intercepts


def as_hard(features: Any, target: NDArray[Any]) -> tuple[Any, NDArray[Any], NDArray[Any] | None]:
    """Features, labels of 0 and 1, and weights: a soft label is one row of either kind, by its probability."""
    if target.dtype.kind != "f":
        return features, target, None
    soft = np.flatnonzero((target > 0) & (target < 1))
    first, sides = np.concatenate([np.arange(len(target)), soft]), np.concatenate([target > 0, np.zeros(len(soft))])
    weights = np.concatenate([np.where(target > 0, target, 1.0), 1 - target[soft]])
    return features[first], sides.astype(np.int8), weights
