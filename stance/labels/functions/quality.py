"""How good each labelling function is: coverage, overlap, conflict and precision against labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from stance.labels.functions import FUNCTIONS, LabellingFunction, votes


def quality(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a labelling function, measured on labelled quotes.

    Args:
        rows: quotes with `text`, `cue`, `context`, `kind`, and 0 or 1 for each stance.

    Returns:
        `function`, `stance`, `vote`; `coverage` (the share of quotes it votes on), `overlap` (on which another
        function of its stance votes too), `conflict` (on which one votes the other way; Ratner et al., 2017),
        `precision` (of its votes: the label says the same) beside `chance` (what always voting so would reach),
        and `recall` (the share of the stance's quotes that it votes for; None for votes against).
    """
    quotes = list(rows)
    table = [votes(row["text"], row["cue"], row["context"], row["kind"]) for row in quotes]
    return [_row(number, function, quotes, table) for number, function in enumerate(FUNCTIONS)]


def _row(
    number: int, function: LabellingFunction, quotes: Sequence[dict[str, Any]], table: Sequence[tuple[int, ...]]
) -> dict[str, Any]:
    same = [i for i, other in enumerate(FUNCTIONS) if other.stance == function.stance and i != number]
    truth = [1 if row[function.stance] else -1 for row in quotes]
    hits = [i for i, row in enumerate(table) if row[number]]
    right = sum(truth[i] == function.vote for i in hits)
    named = truth.count(1)
    return {
        "function": function.name,
        "stance": function.stance,
        "vote": function.vote,
        "votes": len(hits),
        "coverage": _share(len(hits), len(quotes)),
        "overlap": _share(sum(any(table[i][j] for j in same) for i in hits), len(quotes)),
        "conflict": _share(sum(any(table[i][j] == -function.vote for j in same) for i in hits), len(quotes)),
        "precision": _share(right, len(hits)),
        "chance": _share(truth.count(function.vote), len(quotes)),
        "recall": _share(right, named) if function.vote > 0 else None,
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
