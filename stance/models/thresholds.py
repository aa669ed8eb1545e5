"""From which probability on a stance is named: the one with the best F1 on validation, a stance each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DEFAULT = 0.5


def best_threshold(p: Floats, y: NDArray[np.int8] | Floats, weight: Floats | None = None) -> float:
    """The threshold with the highest F1: halfway between the two probabilities that it parts.

    Args:
        p: probabilities, (n,).
        y: truths, or how likely each is, (n,).
        weight: of each row, (n,); one each where left out.

    Returns:
        A threshold in (0, 1); 0.5 where there is no example.
    """
    if not len(y) or not y.any():
        return DEFAULT
    weight = np.ones(len(y)) if weight is None else weight
    order = np.argsort(-p, kind="stable")
    p, hit, mass = p[order], (y * weight)[order], weight[order]
    f1 = 2 * np.cumsum(hit) / (np.cumsum(mass) + hit.sum())
    # Equal probabilities cannot be parted: only the last of them is a possible cut.
    last = np.append(p[1:] < p[:-1], True)
    cut = int(np.argmax(np.where(last, f1, -1)))
    after = p[cut + 1] if cut + 1 < len(p) else 0.0
    return float(np.clip((p[cut] + after) / 2, 1e-6, 1 - 1e-6))


def stable_threshold(p: Floats, y: NDArray[np.int8], groups: NDArray[np.int64], replicates: int = 200) -> float:
    """The median of the best thresholds of bootstrap samples, drawn by group.

    The best threshold of one sample leans on its few rows near the cut; the median of many (bagging, Breiman,
    1996) leans on them less.

    Args:
        p: probabilities, (n,).
        y: truths, (n,).
        groups: rows of one group (an article) are drawn together, (n,).
        replicates: how many samples.
    """
    if not len(y) or not y.any():
        return DEFAULT
    _, index = np.unique(groups, return_inverse=True)
    size = int(index.max()) + 1
    rng = np.random.default_rng(0)
    found = []
    for _ in range(replicates):
        weight = np.bincount(rng.integers(0, size, size), minlength=size)[index].astype(float)
        if (weight * y).any():
            drawn = weight > 0
            found.append(best_threshold(p[drawn], y[drawn], weight[drawn]))
    return float(np.median(found)) if found else DEFAULT


def expected_threshold(p: Floats) -> float:
    """The threshold with the highest F1 that the probabilities themselves let expect (Lewis, 1995; Jansche, 2007).

    It leans on no single label, only on the probabilities being right: calibrate first.

    Args:
        p: calibrated probabilities, (n,).
    """
    # Expected hits among the rows above a cut are the sum of their probabilities, where F1 counts truths.
    return best_threshold(p, p)


def precision_threshold(p: Floats, y: NDArray[np.int8], precision: float) -> float | None:
    """The lowest threshold that keeps the precision on these rows; None where none does."""
    order = np.argsort(-p, kind="stable")
    p, hit = p[order], y[order]
    if not len(p):
        return None
    reached = np.cumsum(hit) / np.arange(1, len(p) + 1) >= precision
    last = np.append(p[1:] < p[:-1], True)
    cuts = np.flatnonzero(reached & last & (hit.cumsum() > 0))
    return float(p[cuts[-1]]) if len(cuts) else None
