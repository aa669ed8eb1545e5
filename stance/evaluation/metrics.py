"""Precision, recall, F1, average precision, exact match, ECE and Brier, with bootstrap 95% intervals.

Intervals come from a cluster bootstrap by article (Davison and Hinkley, 1997, 2.4): quotes of one article
are not independent. Everything that is a ratio of counts is resampled by weights, all replicates at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.labels.types import STANCES

Floats = NDArray[np.float64]
Ints = NDArray[Any]
REPLICATES = 1000
RESAMPLES = 200
"""Replicates of what is no ratio of counts and is computed anew in each."""
BINS = 10


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95% interval."""

    value: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        """As JSON writes it."""
        return {"value": self.value, "low": self.low, "high": self.high}

    def __str__(self) -> str:
        """`0.61 [0.57, 0.66]`."""
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


@dataclass(frozen=True, slots=True)
class Judged:
    """Answers beside the truth: y and decided (n, 3) as 0 or 1, probabilities (n, 3), the article of each row."""

    y: Ints
    decided: Ints
    p: Floats
    groups: Sequence[str]

    def take(self, rows: Any) -> Judged:
        """Only some rows (a mask or numbers)."""
        numbers = np.flatnonzero(rows) if getattr(rows, "dtype", None) is np.dtype(bool) else np.asarray(rows, int)
        return Judged(self.y[numbers], self.decided[numbers], self.p[numbers], [self.groups[i] for i in numbers])


def counts(y: Ints, decided: Ints) -> Floats:
    """True positives, false positives, false negatives of every row and stance, (n, 3 stances, 3)."""
    y, decided = y.astype(bool), decided.astype(bool)
    return np.stack([y & decided, ~y & decided, y & ~decided], axis=2).astype(float)


def prf(found: Floats) -> Floats:
    """Precision, recall and F1 from counts (…, 3); 0 where undefined."""
    tp, fp, fn = found[..., 0], found[..., 1], found[..., 2]
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = np.stack([tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)], axis=-1)
    return np.nan_to_num(ratios)


def cluster_weights(groups: Sequence[str], replicates: int, seed: int) -> tuple[Floats, NDArray[np.int64]]:
    """How often each group is drawn in each replicate (B, G), and the group of each row (n,)."""
    names, index = np.unique(np.asarray(groups, dtype=object).astype(str), return_inverse=True)
    rng = np.random.default_rng(seed)
    size = len(names)
    return rng.multinomial(size, np.full(size, 1 / size), size=replicates).astype(float), index


def counts_by_group(found: Floats, index: NDArray[np.int64], groups: int) -> Floats:
    """The counts of rows (n, 3 stances, 3) summed over the rows of each group, (groups, 9): what a replicate weighs."""
    columns = found.reshape(len(found), 9).T
    return np.stack([np.bincount(index, column, groups) for column in columns], 1)


def interval(value: float, replicates: Floats) -> Interval:
    """A value with the 2.5 and 97.5 percentiles of its replicates."""
    low, high = np.percentile(replicates, [2.5, 97.5]) if len(replicates) else (value, value)
    return Interval(float(value), float(low), float(high))


def _around(value: float, replicates: Floats) -> Interval:
    """An interval as wide as the replicates lie apart, around the value.

    Chance alone makes an ECE, the more the fewer quotes (Kumar, Liang and Ma, 2019), and a replicate, in which some
    occur twice and others not, has more of it: percentiles would often leave the value out.
    """
    found = interval(value, replicates - replicates.mean() + value if len(replicates) else replicates)
    return Interval(value, max(0.0, found.low), found.high)


def summarise(judged: Judged, *, replicates: int = REPLICATES, seed: int = 0) -> dict[str, Any]:
    """Every metric of the answers, as nested dictionaries of numbers and `Interval`s.

    Keys: `n`, `macro_f1`, `micro_f1`, `exact_match`, `ece`, `brier`, `brier_skill`, and `per_stance` with
    `precision`, `recall`, `f1`, `average_precision`, `support` of each. Intervals of ECE, Brier and average precision
    are of `RESAMPLES` replicates at the most.
    """
    found = counts(judged.y, judged.decided)
    weights, index = cluster_weights(judged.groups, replicates, seed)
    drawn = (weights @ counts_by_group(found, index, weights.shape[1])).reshape(-1, 3, 3)
    whole, sampled = prf(found.sum(0)), prf(drawn)
    micro, micro_sampled = prf(found.sum((0, 1))), prf(drawn.sum(1))
    exact = (judged.y == judged.decided).all(1).astype(float)
    result: dict[str, Any] = {
        "n": len(judged.y),
        "macro_f1": interval(whole[:, 2].mean(), sampled[:, :, 2].mean(1)),
        "micro_f1": interval(micro[2], micro_sampled[:, 2]),
        "exact_match": interval(exact.mean(), _mean_replicates(exact, weights, index)),
    }
    resampled = _resample(judged, weights[:RESAMPLES], index)
    for name, measure, between in (
        ("ece", ece, _around),
        ("brier", brier, interval),
        ("brier_skill", brier_skill, interval),
    ):
        result[name] = between(measure(judged.y, judged.p), np.array([measure(*r) for r in resampled]))
    precisions = np.array([average_precisions(*r) for r in resampled]).reshape(-1, 3)
    own = average_precisions(judged.y, judged.p)
    result["per_stance"] = {
        stance: {
            "precision": interval(whole[s, 0], sampled[:, s, 0]),
            "recall": interval(whole[s, 1], sampled[:, s, 1]),
            "f1": interval(whole[s, 2], sampled[:, s, 2]),
            "average_precision": interval(own[s], precisions[:, s]),
            "support": int(judged.y[:, s].sum()),
        }
        for s, stance in enumerate(STANCES)
    }
    return result


def _mean_replicates(values: Floats, weights: Floats, index: NDArray[np.int64]) -> Floats:
    sums = np.bincount(index, values, weights.shape[1])
    sizes = np.bincount(index, minlength=weights.shape[1])
    return (weights @ sums) / np.maximum(weights @ sizes, 1)


def _resample(judged: Judged, weights: Floats, index: NDArray[np.int64]) -> list[tuple[Ints, Floats]]:
    order = np.argsort(index, kind="stable")
    rows_of = np.split(order, np.cumsum(np.bincount(index))[:-1])
    found = []
    for drawn in weights.astype(int):
        rows = np.concatenate([np.tile(rows_of[g], drawn[g]) for g in np.flatnonzero(drawn)])
        found.append((judged.y[rows], judged.p[rows]))
    return found


def average_precisions(y: Ints, p: Floats) -> Floats:
    """Area under the precision–recall curve as average precision, a stance each; 0 without a positive."""
    return np.array([_average_precision(y[:, s], p[:, s]) for s in range(y.shape[1])])


def _average_precision(y: Ints, p: Floats) -> float:
    if not y.any():
        return 0.0
    order = np.argsort(-p, kind="stable")
    hits, scores = y[order].astype(float), p[order]
    # Rows with equal scores stand or fall together.
    last = np.append(np.diff(scores) < 0, True)
    tp, seen = np.cumsum(hits)[last], np.flatnonzero(last) + 1
    return float(np.sum(np.diff(np.append(0.0, tp)) * tp / seen) / hits.sum())


def ece(y: Ints, p: Floats, bins: int = BINS) -> float:
    """Expected calibration error in equally filled bins (Nguyen and O'Connor, 2015), mean of the stances.

    A bin's edge may part rows of equal probability, so each of them counts as often the stance is there among them
    all: the order of the rows changes nothing.
    """
    return float(np.mean([_ece(y[:, s], p[:, s], bins) for s in range(y.shape[1])]))


def shared_among_equals(y: Ints, p: Floats) -> Floats:
    """The truths (n,), each the mean of those with the same probability."""
    _, index = np.unique(p, return_inverse=True)
    return np.asarray((np.bincount(index, y) / np.bincount(index))[index])


def _ece(y: Ints, p: Floats, bins: int) -> float:
    if not len(y):
        return 0.0
    order, y = np.argsort(p, kind="stable"), shared_among_equals(y, p)
    gaps = [abs(y[part].mean() - p[part].mean()) * len(part) for part in np.array_split(order, bins) if len(part)]
    return float(sum(gaps) / len(y))


def brier(y: Ints, p: Floats) -> float:
    """Mean squared difference of probability and truth (Brier, 1950), mean of the stances."""
    return float(np.mean((p - y) ** 2))


def brier_skill(y: Ints, p: Floats) -> float:
    """One less the ratio of the Brier score to that of always saying the base rate; 0 is no skill, 1 perfect."""
    reference = float(np.mean((y.mean(0) - y) ** 2))
    return 1 - brier(y, p) / reference if reference else 0.0


def flatten(metrics: dict[str, Any], prefix: str, visit: Callable[[str, float], None]) -> None:
    """Visit every number by the name MLflow keeps it under: `test.macro_f1`, `test.macro_f1_low`, `test.denial.f1`."""
    for name, value in metrics.items():
        if name == "per_stance":
            for stance, inner in value.items():
                flatten(inner, f"{prefix}.{stance}", visit)
        elif isinstance(value, Interval):
            visit(f"{prefix}.{name}", value.value)
            visit(f"{prefix}.{name}_low", value.low)
            visit(f"{prefix}.{name}_high", value.high)
        elif isinstance(value, int | float):
            visit(f"{prefix}.{name}", float(value))
