"""Quotation marks paired into marked stretches, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stance.quotes.marks import Mark, find_marks
from stance.quotes.types import Span

_ATTRIBUTION = re.compile(
    r",?(?=\s+(?:(?:he|she|they|[A-Z][\w’'.-]+(?:\s+[A-Z][\w’'.-]+){0,3})\s+(?:said|says|added)\b"
    r"|(?:said|says|added)\s+(?:he|she|they|the\s|a\s|[A-Z])))"
)
_LONGEST_SINGLE = 3000  # between single marks, so that stray apostrophes cost no more than this each


@dataclass(slots=True)
class Marked:
    """A stretch in quotation marks, marks included.

    `closed` is False where the closing mark is missing; `continues` says that it carries on the stretch
    of the paragraph before, which was left open.
    """

    start: int
    end: int
    paragraph: int
    closed: bool = True
    continues: bool = False
    single: bool = False


def marked_stretches(text: str, blocks: list[Span]) -> list[Marked]:
    """The outermost marked stretches of a text, in order, none of them over a paragraph's end."""
    marks = find_marks(text)
    stretches: list[Marked] = []
    place = 0
    carried = False
    for number, (start, end) in enumerate(blocks):
        first = place
        while place < len(marks) and marks[place].start < end:
            place += 1
        if first == place:
            carried = False
            continue
        found = _pair(text, marks[first:place], (start, end), number)
        if carried and found and not text[start : found[0].start].strip():
            found[0].continues = True
        carried = bool(found) and not found[-1].closed
        stretches += found
    return stretches


def _pair(text: str, marks: list[Mark], block: Span, number: int) -> list[Marked]:
    doubles = _pair_doubles(text, [mark for mark in marks if not mark.single], block, number)
    singles = [mark for mark in marks if mark.single]
    if not singles:
        return doubles
    return _with_singles(text, doubles, singles, block, number)


def _pair_doubles(text: str, marks: list[Mark], block: Span, number: int) -> list[Marked]:
    found: list[Marked] = []
    opened: Mark | None = None
    depth = 0
    for place, mark in _but_curly_pairs(text, marks):
        opens = mark.side == "open" or (mark.side == "either" and opened is None)
        if opened is None:
            if opens:
                opened, depth = mark, 1
            elif place == 0:
                found += _lost_opening(text, mark, block, number)
            continue
        if not opens:
            depth -= 1
            if depth == 0:
                found.append(Marked(opened.start, mark.end, number))
                opened = None
        elif _is_nested(marks, place):
            depth += 1
        else:
            found.append(_cut(text, opened, mark.start, number))
            opened, depth = mark, 1
    if opened is not None:
        found.append(_unclosed(text, opened, block[1], number))
    return found


def _but_curly_pairs(text: str, marks: list[Mark]) -> Iterator[tuple[int, Mark]]:
    """The marks with their places, without the “…” pairs that stand inside straight marks."""
    inside = False
    place = 0
    while place < len(marks):
        glyph = text[marks[place].start]
        if inside and glyph == "“" and place + 1 < len(marks) and text[marks[place + 1].start] == "”":
            place += 2
            continue
        inside = glyph == '"' and (not inside or marks[place].side == "open")
        yield place, marks[place]
        place += 1


def _is_nested(marks: list[Mark], place: int) -> bool:
    following = marks[place + 1 : place + 3]
    return len(following) == 2 and all(mark.side != "open" for mark in following)


def _cut(text: str, opened: Mark, limit: int, number: int) -> Marked:
    """A stretch whose closing mark is missing, with another one opening at `limit`."""
    attribution = _ATTRIBUTION.search(text, opened.end, limit)
    end = attribution.end() if attribution else limit
    return Marked(opened.start, _trim(text, opened.end, end), number)


def _unclosed(text: str, opened: Mark, limit: int, number: int) -> Marked:
    attribution = _ATTRIBUTION.search(text, opened.end, limit)
    if attribution and text[attribution.start()] == ",":
        return Marked(opened.start, attribution.end(), number)
    return Marked(opened.start, _trim(text, opened.end, limit), number, closed=False)


def _lost_opening(text: str, mark: Mark, block: Span, number: int) -> list[Marked]:
    """The stretch before a closing mark that nothing opened, if it reads like one."""
    start, end = block[0], mark.end
    if end - start > 300 or text[mark.start - 1] not in ".,!?":
        return []
    if _ATTRIBUTION.search(text, start, end):
        return []
    return [Marked(start + len(text[start:end]) - len(text[start:end].lstrip()), end, number)]


def _trim(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _with_singles(text: str, doubles: list[Marked], marks: list[Mark], block: Span, number: int) -> list[Marked]:
    found = list(doubles)
    busy = iter(doubles)
    current = next(busy, None)
    place = 0
    while place < len(marks):
        mark = marks[place]
        while current and current.end <= mark.start:
            current = next(busy, None)
        inside = current is not None and current.start <= mark.start
        place += 1
        if inside or mark.side != "open":
            continue
        limit = current.start if current else block[1]
        closing = _closing(text, marks, place, limit)
        if closing is not None:
            found.append(Marked(mark.start, marks[closing].end, number, single=True))
            place = closing + 1
        elif current is None and not text[block[0] : mark.start].strip():
            found.append(Marked(mark.start, _trim(text, mark.end, block[1]), number, False, False, True))
            break
    return sorted(found, key=lambda stretch: stretch.start)


def _closing(text: str, marks: list[Mark], place: int, limit: int) -> int | None:
    """The index of the mark that closes a single one; a plural's apostrophe closes only for want of a better."""
    spare = None
    for index in range(place, len(marks)):
        mark = marks[index]
        if mark.start >= min(limit, marks[place - 1].start + _LONGEST_SINGLE) or (
            mark.side == "open" and text[mark.start] == "‘"
        ):
            break
        if mark.side != "close":
            continue
        if text[mark.start - 1] in "sS" and text[mark.end : mark.end + 1].isspace():
            spare = index if spare is None else spare
            continue
        return index if spare is None or text[mark.start - 1] in ".,!?…" else spare
    return spare
