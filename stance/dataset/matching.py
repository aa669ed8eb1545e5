"""Extracted quotes ↔ annotated spans: the same where their letters and digits overlap enough."""

from __future__ import annotations

from collections.abc import Sequence

from stance.quotes.types import Quote, Span


def letters_at(text: str, spans: Sequence[Span]) -> frozenset[int]:
    """The positions of letters and digits inside the spans."""
    return frozenset(i for start, end in spans for i in range(start, min(end, len(text))) if text[i].isalnum())


def overlap(one: frozenset[int], other: frozenset[int]) -> float:
    """Intersection over union, in [0, 1]; 0 where both are empty."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def match(text: str, wanted: Sequence[Sequence[Span]], found: Sequence[Quote], least: float) -> list[Quote | None]:
    """For each annotated span set, in order, the best extracted quote not yet taken, or None below `least`."""
    free = [(letters_at(text, quote.spans), quote) for quote in found]
    matched: list[Quote | None] = []
    for spans in wanted:
        target = letters_at(text, spans)
        best, score = None, 0.0
        for index, (letters, _) in enumerate(free):
            if (value := overlap(target, letters)) > score:
                best, score = index, value
        if best is None or score < least:
            matched.append(None)
        else:
            matched.append(free.pop(best)[1])
    return matched
