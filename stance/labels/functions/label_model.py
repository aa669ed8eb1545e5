"""A label model over the votes: Dawid and Skene's EM (1979) by crowd-kit, one model a stance, no label needed.

Other label models: Snorkel's is single-label and brings torch and tensorboard, skweak brings spaCy. In Dawid and
Skene's model every annotator answers every question, while a labelling function has only one answer and mostly
abstains, so what is counted as its answer is whether it votes at all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stance.errors import InputError
from stance.labels.functions.machinery import LabellingFunction
from stance.labels.types import STANCES

ITERATIONS = 100
_FLOOR = 1e-3
"""No function is ever or never to be believed: its rates stay this far from 0 and 1."""


@dataclass(frozen=True, slots=True)
class _OneStance:
    """The share of quotes with the stance, and how often each function votes with and without it."""

    prior: float
    places: tuple[int, ...]
    rates: tuple[tuple[float, float], ...]

    def probability(self, row: Sequence[int]) -> float:
        odds = math.log(self.prior / (1 - self.prior))
        for place, (without, having) in zip(self.places, self.rates, strict=True):
            odds += math.log(having / without) if row[place] else math.log((1 - having) / (1 - without))
        return 1 / (1 + math.exp(-max(min(odds, 500.0), -500.0)))


class LabelModel:
    """Fitted on votes alone; gives each quote a probability a stance, were the functions independent."""

    def __init__(self, functions: Sequence[LabellingFunction]) -> None:
        """Prepare for votes in the order of `functions`."""
        self._functions = tuple(functions)
        self._models: list[_OneStance] = []

    def fit(self, table: Sequence[Sequence[int]]) -> LabelModel:
        """Learn each function's rates from how they agree.

        Args:
            table: (quotes, functions) votes.

        Raises:
            InputError: when there are no votes.
        """
        if not table:
            raise InputError("no quotes to fit a label model on")
        self._models = [self._fit_one(table, stance) for stance in STANCES]
        return self

    def _fit_one(self, table: Sequence[Sequence[int]], stance: str) -> _OneStance:
        places = [i for i, function in enumerate(self._functions) if function.stance == stance]
        errors, priors = _dawid_skene([[int(row[place] != 0) for place in places] for row in table])
        rates = [(_bounded(errors[j][0]), _bounded(errors[j][1])) for j in range(len(places))]
        # EM knows no names: the class under which functions that vote for the stance vote more is the stance.
        leaning = sum(
            self._functions[place].vote * (having - without)
            for place, (without, having) in zip(places, rates, strict=True)
        )
        if leaning < 0:
            rates, priors = [(having, without) for without, having in rates], priors[::-1]
        return _OneStance(_bounded(priors[1]), tuple(places), tuple(rates))

    def probabilities(self, row: Sequence[int]) -> tuple[float, ...]:
        """Probabilities of denial, warning and hedge for the votes on one quote."""
        return tuple(model.probability(row) for model in self._models)


def _bounded(rate: float) -> float:
    return min(max(rate, _FLOOR), 1 - _FLOOR)


def _dawid_skene(answers: list[list[int]]) -> tuple[list[list[float]], list[float]]:
    """How often each column is 1 in the two latent classes, and the classes' shares."""
    import pandas as pd
    from crowdkit.aggregation import DawidSkene

    long = pd.DataFrame(
        [(task, worker, label) for task, row in enumerate(answers) for worker, label in enumerate(row)],
        columns=["task", "worker", "label"],
    )
    if long["label"].nunique() < 2:
        return [[0.5, 0.5] for _ in answers[0]], [0.5, 0.5]
    fitted: Any = DawidSkene(n_iter=ITERATIONS).fit(long)
    errors = fitted.errors_.reindex(
        pd.MultiIndex.from_product([range(len(answers[0])), [1]]), columns=[0, 1], fill_value=0.0
    ).fillna(0.0)
    return errors.to_numpy().tolist(), fitted.priors_.reindex([0, 1], fill_value=0.5).tolist()
