"""Transcripts: paragraphs that open with a label, `SMITH:` or `Q:`, and need no quotation marks."""

from __future__ import annotations

import re

from stance.quotes.types import Span
from stance.quotes.wordsets import word_set

_TURN = re.compile(
    r"\s*((?:[A-Z][A-Z.’'-]+|[A-Z]\.)(?:\s+(?:[A-Z][A-Z.’'-]*|[A-Z]\.)){0,4}|Q|A|Question|Answer)(?:\s*\(([^)\n]{1,50})\))?\s*:\s+(?=[^\s\x01])"
)
_MARKS = frozenset("“”\"„«»‘'")
_HEADINGS = word_set(
    "THE CLAIM FACT FACTS NOTE UPDATE WHAT WHY HOW PHOTO PHOTOS VIDEO READ READS BREAKING MORE RELATED AND OF TO"
)
_FEWEST = 3


def turns(text: str, blocks: list[Span]) -> dict[int, tuple[Span | None, Span]]:
    """For each paragraph that is a turn: its speaker's label (None for Q and A) and what is said.

    Empty unless there are three turns or more, of two labels or more: one label alone is a heading.
    """
    found: dict[int, tuple[Span | None, Span]] = {}
    labels = set()
    for number, (start, end) in enumerate(blocks):
        match = _TURN.match(text, start, end)
        if not match or _HEADINGS & set(match[1].split()) or text[match.end()] in _MARKS:
            continue
        labels.add(match[1])
        label = match.span(2) if match[2] else match.span(1)
        if match[1] in ("Q", "A", "Question", "Answer") and not match[2]:
            found[number] = (None, (match.end(), end))
        else:
            found[number] = (label, (match.end(), end))
    return found if len(found) >= _FEWEST and len(labels) > 1 else {}
