"""Several labels of one quote → one decision and its grade."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from stance.labels.types import Grade, Label, Stance
from stance.quotes.types import Span

SETTLED = "settled"
Place = tuple[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Decision:
    """What stands for one quote: its stances, its grade, and whether it stays disputed (and tests nothing)."""

    stances: tuple[Stance, ...]
    grade: Grade
    disputed: bool
    stratum: str


def decide(labels: list[Label]) -> Decision:
    """Settle the labels of one quote by the codebook's rule.

    Two annotators who agree make gold; where they part, the third look (round `settled`) makes it, and
    without one the quote stays disputed. A single annotator's label is `single`.
    """
    settled = [label for label in labels if label.round == SETTLED]
    independent = [label for label in labels if label.round != SETTLED]
    last = (settled or independent)[-1]
    if settled:
        return Decision(last.stances, "gold", last.disputed, last.stratum)
    if len({label.annotator for label in independent}) < 2:
        return Decision(last.stances, "single", last.disputed, last.stratum)
    agreed = len({label.stances for label in independent}) == 1
    return Decision(independent[0].stances, "gold", not agreed, last.stratum)


def decisions(labels: Iterable[Label]) -> dict[Place, Decision]:
    """The decision for every quote that has a label, by article id and spans."""
    by_place: dict[Place, list[Label]] = defaultdict(list)
    for label in labels:
        by_place[label.article_id, label.spans].append(label)
    return {place: decide(group) for place, group in by_place.items()}
