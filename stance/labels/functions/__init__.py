"""Labelling functions: readable cues and patterns, each with its scope, that vote on the stances of a quote."""

from __future__ import annotations

from collections.abc import Sequence

from stance.labels.functions import (
    denial,
    denial_in_context,
    hedge,
    hedge_in_context,
    warning,
    warning_in_context,
    weighting,
)
from stance.labels.functions.machinery import LabellingFunction, Panel
from stance.labels.functions.reading import Reading

FUNCTIONS: tuple[LabellingFunction, ...] = (
    *denial.FUNCTIONS,
    *denial_in_context.FUNCTIONS,
    *warning.FUNCTIONS,
    *warning_in_context.FUNCTIONS,
    *hedge.FUNCTIONS,
    *hedge_in_context.FUNCTIONS,
)
_PANEL = Panel(FUNCTIONS)
_NAMES = tuple(function.name for function in FUNCTIONS)


def votes(text: str, cue: str, context: str, kind: str = "") -> tuple[int, ...]:
    """The vote of every function on one quote, in the order of `FUNCTIONS`: +1 for its stance, -1 against, 0."""
    return _PANEL.votes(Reading.of(text, cue, context, kind))


def combine(votes_row: Sequence[int]) -> tuple[float, float, float]:
    """Votes of one quote → scores in [0, 1] for denial, warning and hedge; from 0.5 on the stance is named.

    Raises:
        ModelError: when the weights that ship were made for other functions.
    """
    return weighting.score(votes_row, weighting.shipped(_NAMES))


__all__ = ["FUNCTIONS", "LabellingFunction", "combine", "votes"]
