"""The worst mistakes of a model: quotes on which it was sure and wrong, with what stands around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.evaluation.explain import explain
from stance.evaluation.metrics import Floats, Judged
from stance.labels.types import STANCES, Stance
from stance.models.model import StanceModel, named
from stance.models.table import as_table

if TYPE_CHECKING:
    from datasets import Dataset

MOST = 50
_STRETCHES = 8
"""So many stretches of words are left out to explain a quote in the report: it must stay quick on a slow model."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One quote that was judged wrongly.

    Attributes:
        row: the example, as the dataset holds it.
        stance: the one on which the model was most wrong.
        truth: the stances that the quote has.
        answer: those that the model named.
        p: the probability that the model gave to `stance`.
        words: the quote's words with their weights for `stance`, then the cue's and the context's.
    """

    row: dict[str, Any]
    stance: Stance
    truth: tuple[Stance, ...]
    answer: tuple[Stance, ...]
    p: float
    words: list[tuple[str, float]]


def worst_mistakes(model: StanceModel, rows: Dataset, judged: Judged, most: int = MOST) -> list[Mistake]:
    """The wrongly judged quotes by falling log loss of their worst stance, explained."""
    loss = _loss(judged)
    order = [int(i) for i in np.argsort(-loss.max(1), kind="stable") if loss[i].max() > 0][:most]
    if not order:
        return []
    chosen = rows.select(order)
    explained = explain(model, as_table(chosen), most=_STRETCHES)
    found = []
    for place, row, words in zip(order, chosen, explained, strict=True):
        worst = int(loss[place].argmax())
        truth, answer = named(np.stack([judged.y[place], judged.decided[place]]))
        stance = STANCES[worst]
        found.append(Mistake(dict(row), stance, truth, answer, float(judged.p[place, worst]), words[stance]))
    return found


def _loss(judged: Judged) -> Floats:
    """Log loss of the stances that were decided wrongly, 0 elsewhere, (n, 3)."""
    right = np.where(judged.y == 1, judged.p, 1 - judged.p)
    return np.where(judged.y == judged.decided, 0.0, -np.log(np.clip(right, 1e-6, 1 - 1e-9)))
