"""Quotation marks of every style, each with the side it stands on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Side = Literal["open", "close", "either"]

# Opens with one set of characters, so that the search can leap to them.
_MARK = re.compile(r"[“”„‟«»\"＂‘’‚‛‹›`'](?:(?<=[^`'])|(?<=`)`|(?<=')(?:'|(?<!\w')(?=\w)|(?<=[^\s']')(?![\w'])))")
_DOUBLE = frozenset(["“", "”", "„", "‟", "«", "»", '"', "＂", "``", "''"])
_SURE_OPEN = frozenset(["“", "„", "‟", "``"])
_LEFT_OF_OPEN = frozenset("([{—–-/=:>")
_RIGHT_OF_CLOSE = frozenset(".,;:!?)]}—–-/…’'”<")
_ELISION = re.compile(r"(?:\d|em\b|til\b|tis\b|twas\b|cause\b|n\b|bout\b|round\b|cos\b|nuff\b|er\b|im\b)", re.I)


@dataclass(slots=True)
class Mark:
    """A quotation mark: where it stands, which side it looks like, and whether it is a single one."""

    start: int
    end: int
    side: Side
    single: bool


def find_marks(text: str) -> list[Mark]:
    """Every quotation mark in a text, in order; apostrophes inside words are none."""
    marks = []
    for match in _MARK.finditer(text):
        start, end = match.span()
        glyph = match[0]
        if glyph in _DOUBLE:
            marks.append(Mark(start, end, _double_side(text, glyph, start, end), False))
        else:
            side = _single_side(text, glyph, start, end)
            if side:
                marks.append(Mark(start, end, side, True))
    return marks


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return (text[start - 1] if start else "\n"), (text[end] if end < len(text) else "\n")


def _double_side(text: str, glyph: str, start: int, end: int) -> Side:
    left, right = _around(text, start, end)
    left_edge = left.isspace() or left in _LEFT_OF_OPEN or left in "‘'"
    right_edge = right.isspace() or right in _RIGHT_OF_CLOSE
    if glyph in _SURE_OPEN:
        # “ closes what „ opened, and stands in for a lost ” now and then
        return "either" if glyph == "“" and right_edge and not left_edge else "open"
    if glyph == "”":
        return "either" if left_edge and not right_edge else "close"
    if left_edge and not right_edge:
        return "open"
    if right_edge and not left_edge:
        return "close"
    return "either"


def _single_side(text: str, glyph: str, start: int, end: int) -> Side | None:
    left, right = _around(text, start, end)
    if glyph in "‘‚‛‹'" and not left.isalnum() and not right.isspace():
        if _ELISION.match(text, end) and glyph != "‹":
            return None
        if glyph != "'" or left.isspace() or left in '([—–-"“':
            return "open"
    if glyph in "’'›" and not left.isspace() and not right.isalnum():
        return "close"
    return None
