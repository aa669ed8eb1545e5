"""Sentences of a text whose marked stretches are filled over, so that no full stop inside them counts."""

from __future__ import annotations

import re

from stance.quotes.spans import Marked
from stance.quotes.types import Span
from stance.quotes.words import FILLER
from stance.quotes.wordsets import word_set

_BREAK = re.compile(r"(?:[.!?…]+[)\]’']*|\x01|\.\.\.)\s+(?=[^a-z\s,;)―—–])")
_ABBREVIATIONS = word_set(
    "mr mrs ms dr prof sen sens rep reps gov govs gen lt col capt sgt maj adm rev fr hon st jr sr vs no inc "
    "corp co ltd etc dept u.s u.k u.n d.c e.g i.e a.m p.m jan feb mar apr jun jul aug sep sept oct nov dec "
    "ph.d atty supt det assn bros cmdr pres mt ft ave blvd"
)
_ATTRIBUTED = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+(?:[\w.’'-]+\s+){0,5}?(?:\([^)\n]{1,20}\)\s+)?"
    r"|[A-Z][^.,:;\n\x01]{1,50}, [^,:;\n\x01]{1,90}, )"
    r"(?:said|says|asks|asked|wrote|told|tells|added|replied|shouted|exclaimed|wondered|cried|yelled|tweeted|writes"
    r"|joked)\b"
    r"(?!:|,? \x01| that\b)"
)
_LONGEST = 2000
_SPACE = re.compile(r"\s")
_INITIALS = re.compile(r"[A-Z](?:\.[A-Z])+")
_LAST_WORD = re.compile(r"[\w.'’-]*$")


def skeleton_of(text: str, stretches: list[Marked]) -> str:
    """The text with every marked stretch filled over, of the same length."""
    pieces = []
    last = 0
    for stretch in stretches:
        pieces.append(text[last : stretch.start])
        pieces.append(FILLER * (stretch.end - stretch.start))
        last = stretch.end
    pieces.append(text[last:])
    return "".join(pieces)


def sentences(text: str, skeleton: str, block: Span) -> list[Span]:
    """The sentences of one paragraph."""
    start, limit = block
    found: list[Span] = []
    for match in _BREAK.finditer(skeleton, start, limit):
        if not _ends_sentence(text, skeleton, match, start):
            continue
        found += _bounded(skeleton, start, match.end())
        start = match.end()
    if start < limit:
        found += _bounded(skeleton, start, limit)
    return found


def _bounded(skeleton: str, start: int, end: int) -> list[Span]:
    """A sentence, in pieces where it is absurdly long, so that work on one sentence stays bounded."""
    pieces = []
    while end - start > _LONGEST:
        space = _SPACE.search(skeleton, start + _LONGEST, end)
        if not space:
            break
        pieces.append((start, space.end()))
        start = space.end()
    pieces.append((start, end))
    return pieces


def _ends_sentence(text: str, skeleton: str, match: re.Match[str], start: int) -> bool:
    sign = match[0][0]
    if sign == FILLER:
        inner = text[max(match.start() - 3, 0) : match.start() + 1].rstrip("”\"'’»“‘")
        if inner[-1:] not in (".", "!", "?", "…"):
            return False
        return inner[-1:] == "." or not _ATTRIBUTED.match(skeleton, match.end())
    if sign != ".":
        return True
    before = skeleton[max(start, match.start() - 12) : match.start()]
    word = before[_LAST_WORD.search(before).start() :]  # type: ignore[union-attr]
    if (len(word) == 1 and word.isupper()) or _INITIALS.fullmatch(word):
        return False
    return word.lower() not in _ABBREVIATIONS
