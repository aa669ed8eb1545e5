"""Is one model better than another on the same quotes? Paired tests of the difference in macro-F1.

Both tests move whole articles, since quotes of one article are not independent. The interval comes from a paired
bootstrap (Efron and Tibshirani, 1993; Berg-Kirkpatrick et al., 2012), the p-value from a randomisation test that
swaps the two models' answers (Noreen, 1989; Yeh, 2000), Holm's step-down procedure (1979) corrects for many
comparisons, and McNemar's exact test (1947) looks at the quotes that exactly one of the two gets wholly right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from stance.errors import InputError
from stance.evaluation.metrics import (
    Floats,
    Interval,
    Judged,
    cluster_weights,
    counts,
    counts_by_group,
    interval,
    prf,
)

REPLICATES = 5000
MARGIN = 0.02
"""A model is not worse than another when the interval of the difference stays above minus this much macro-F1."""
LEVEL = 0.05
FEWEST_ARTICLES = 10
"""Drawing from fewer articles gives no interval to go by; with one it has no width at all."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Model `a` less model `b` on the same quotes.

    Attributes:
        a: name of the one model.
        b: name of the other.
        n: how many quotes both answered.
        macro_f1: of `a` and of `b`.
        difference: macro-F1 of `a` less that of `b`, with its 95% interval.
        p: of the paired permutation test, two-sided.
        p_holm: the same, corrected for all comparisons made at once.
        only_a: quotes that only `a` gets wholly right.
        only_b: quotes that only `b` gets wholly right.
        mcnemar_p: two-sided, of those two counts. It takes quotes as independent.
        articles: how many articles the quotes are from.
    """

    a: str
    b: str
    n: int
    macro_f1: tuple[float, float]
    difference: Interval
    p: float
    p_holm: float
    only_a: int
    only_b: int
    mcnemar_p: float
    articles: int

    @property
    def a_not_worse(self) -> bool:
        """Whether `a` is not worse than `b`: there are articles enough, and the interval stays above the margin."""
        return self.articles >= FEWEST_ARTICLES and self.difference.low > -MARGIN

    @property
    def b_not_worse(self) -> bool:
        """Whether `b` is not worse than `a`."""
        return self.articles >= FEWEST_ARTICLES and self.difference.high < MARGIN

    @property
    def verdict(self) -> str:
        """What the figures allow to say, in words."""
        if self.p_holm < LEVEL and self.difference.value:
            return f"{self.a if self.difference.value > 0 else self.b} is better"
        if self.a_not_worse and self.b_not_worse:
            return f"equal within {MARGIN}"
        if self.a_not_worse or self.b_not_worse:
            return f"{self.a if self.a_not_worse else self.b} is not worse"
        return f"undecided: too few {'articles' if self.articles < FEWEST_ARTICLES else 'quotes'}"

    def to_dict(self) -> dict[str, Any]:
        """The line that `stance compare` writes."""
        return {
            "a": self.a,
            "b": self.b,
            "n": self.n,
            "articles": self.articles,
            "macro_f1_a": round(self.macro_f1[0], 4),
            "macro_f1_b": round(self.macro_f1[1], 4),
            "difference": round(self.difference.value, 4),
            "low": round(self.difference.low, 4),
            "high": round(self.difference.high, 4),
            "p": round(self.p, 5),
            "p_holm": round(self.p_holm, 5),
            "only_a": self.only_a,
            "only_b": self.only_b,
            "mcnemar_p": round(self.mcnemar_p, 5),
            "verdict": self.verdict,
        }


def compare(answers: Mapping[str, Judged], *, replicates: int = REPLICATES, seed: int = 0) -> list[Comparison]:
    """Compare every two models by their answers to the same quotes in the same order.

    Raises:
        InputError: when there are fewer than two models, or they answered different quotes.
    """
    if len(answers) < 2:
        raise InputError("a comparison needs two different models")
    pairs = list(combinations(answers, 2))
    found = [_compare(a, b, answers[a], answers[b], replicates, seed) for a, b in pairs]
    corrected = holm([one.p for one in found])
    return [replace(one, p_holm=p) for one, p in zip(found, corrected, strict=True)]


def _compare(name_a: str, name_b: str, a: Judged, b: Judged, replicates: int, seed: int) -> Comparison:
    if len(a.y) != len(b.y) or not np.array_equal(a.y, b.y) or list(a.groups) != list(b.groups):
        raise InputError(f"{name_a} and {name_b} did not answer the same quotes")
    if not len(a.y):
        raise InputError("there is no quote to compare the models on")
    weights, index = cluster_weights(a.groups, replicates, seed)
    found = (counts(judged.y, judged.decided) for judged in (a, b))
    one, other = (counts_by_group(of_rows, index, weights.shape[1]) for of_rows in found)
    values = float(_macro(one.sum(0))), float(_macro(other.sum(0)))
    drawn = _macro(weights @ one) - _macro(weights @ other)
    difference = interval(values[0] - values[1], drawn)
    right_a, right_b = ((judged.y == judged.decided).all(1) for judged in (a, b))
    only_a, only_b = int((right_a & ~right_b).sum()), int((right_b & ~right_a).sum())
    p = _permuted(one, other, replicates, seed)
    articles, mcnemar_p = weights.shape[1], mcnemar(only_a, only_b)
    return Comparison(name_a, name_b, len(a.y), values, difference, p, p, only_a, only_b, mcnemar_p, articles)


def _macro(sums: Floats) -> Floats:
    return np.asarray(prf(sums.reshape(*sums.shape[:-1], 3, 3))[..., 2].mean(-1))


def _permuted(one: Floats, other: Floats, replicates: int, seed: int) -> float:
    """How often swapping the answers of random articles gives a difference at least as large."""
    gap = abs(_macro(one.sum(0)) - _macro(other.sum(0)))
    swapped = np.random.default_rng(seed + 1).integers(0, 2, (replicates, len(one))).astype(float)
    moved = swapped @ (other - one)
    drawn = np.abs(_macro(one.sum(0) + moved) - _macro(other.sum(0) - moved))
    # The arrangement that was observed counts among the permutations (Phipson and Smyth, 2010).
    return float((1 + (drawn >= gap - 1e-12).sum()) / (replicates + 1))


def holm(ps: Sequence[float]) -> list[float]:
    """p-values corrected by Holm's step-down procedure, in the order given."""
    order = np.argsort(np.asarray(ps, float), kind="stable")
    corrected, largest = [0.0] * len(ps), 0.0
    for rank, place in enumerate(order):
        largest = max(largest, (len(ps) - rank) * ps[place])
        corrected[place] = min(1.0, largest)
    return corrected


def mcnemar(only_a: int, only_b: int) -> float:
    """McNemar's exact two-sided p-value from the two counts of discordant quotes; 1 where there is none."""
    from math import comb

    total, fewer = only_a + only_b, min(only_a, only_b)
    tail = sum(comb(total, k) for k in range(fewer + 1))
    return float(min(1.0, 2 * tail / 2**total))
