"""Votes → one score a stance, by fixed weights: the labelling functions as a model of their own.

The weights are those of a logistic regression over the votes, learned by `learn` in this package and shipped
as `weights.json`; a function that is often right weighs more, which is what weighting by precision is for.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stance.errors import ModelError
from stance.labels.types import STANCES

WEIGHTS = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Weights:
    """For each stance a bias and one weight a labelling function, by its place in `FUNCTIONS`."""

    bias: tuple[float, ...]
    of_function: tuple[tuple[tuple[int, float], ...], ...]


def weights_from(found: dict[str, dict[str, float]], names: Sequence[str]) -> Weights:
    """Weights as JSON holds them, by the names of the functions (`bias` beside them).

    Raises:
        ModelError: when they speak of functions that are not there, or leave some out.
    """
    known = {name for stance in STANCES for name in found[stance]} - {"bias"}
    if known != set(names):
        odd = sorted(known ^ set(names))[0]
        raise ModelError(f"{WEIGHTS}: made for other labelling functions (`{odd}`); {LEARN}")
    place = {name: number for number, name in enumerate(names)}
    return Weights(
        tuple(found[stance]["bias"] for stance in STANCES),
        tuple(
            tuple((place[name], weight) for name, weight in found[stance].items() if name != "bias")
            for stance in STANCES
        ),
    )


LEARN = "learn them again by `python -m stance.labels.functions.learn data/stance`"


@cache
def shipped(names: tuple[str, ...]) -> Weights:
    """The weights that ship with the package, checked against the functions' names.

    Raises:
        ModelError: when they were made for other functions.
    """
    return weights_from(json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"], names)


def score(row: Sequence[int], weights: Weights) -> tuple[float, float, float]:
    """Scores in [0, 1] for denial, warning and hedge; 0.5 is the cut that was best for F1 on the training labels.

    They are ordered like probabilities but are none: the bias is moved so that the cut lies at 0.5.
    """
    denial, warning, hedge = (
        1 / (1 + math.exp(-(bias + sum(weight * row[place] for place, weight in own))))
        for bias, own in zip(weights.bias, weights.of_function, strict=True)
    )
    return denial, warning, hedge


def majority(row: Sequence[int], stances: Sequence[str]) -> tuple[float, float, float]:
    """The share of a stance's votes that are for it; 0 where every function abstains.

    Args:
        row: one vote a function.
        stances: the stance of each function, in the same order.
    """
    found = []
    for stance in STANCES:
        own = [vote for vote, of in zip(row, stances, strict=True) if of == stance and vote]
        found.append(own.count(1) / len(own) if own else 0.0)
    return found[0], found[1], found[2]
