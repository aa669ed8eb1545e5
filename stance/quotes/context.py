"""What stands around a quote."""

from __future__ import annotations

from collections.abc import Sequence

from stance.quotes.types import Span

BEFORE = 400
AFTER = 150


def context_of(text: str, spans: Sequence[Span]) -> str:
    """The quote with about 400 characters before it and 150 after, cut where words end.

    What stands between several spans is kept, so the result is one piece of the article.
    """
    if not spans:
        return ""
    start = _word_start(text, max(spans[0][0] - BEFORE, 0), spans[0][0])
    end = _word_end(text, min(spans[-1][1] + AFTER, len(text)), spans[-1][1])
    return text[start:end].strip()


def _word_start(text: str, start: int, limit: int) -> int:
    if start == 0:
        return 0
    for place in range(start, min(start + 40, limit)):
        if text[place - 1].isspace():
            return place
    return start


def _word_end(text: str, end: int, limit: int) -> int:
    if end >= len(text):
        return len(text)
    for place in range(end, max(end - 40, limit), -1):
        if text[place].isspace():
            return place
    return end
