"""Marks that hold no speech: titles of works and programmes, nicknames, headings."""

from __future__ import annotations

import re

from stance.quotes.spans import Marked

_EDGES = "”\"'’»“‘›„‚« ,.;"
_CALLS = re.compile(r"(?:call|dub|label|brand|title|entitle|name)(?:s|ed|d|ing)?\s*$")
_SPEECH_LEAD = re.compile(
    r"(?:[:,(]|\b(?:that|and|chant\w*|sh?out\w*|yell\w*|read|reads|reading|said|says|saying|as|of|is"
    r"|was|to|be|were|are|been|it|him|her|them)) *$"
)
_MEDIUM = re.compile(
    r"(?:\b(?:book|show|broadcast|episode|film|movie|song|album|series|program|programme|novel|memoir|article|essay|paper|play|"
    r"edition|titled|entitled|headlined|named|called)(?: of| on)?|\b(?:on|of)|[A-Z][\w.]*[’']s),? *$"
)
_SMALL = 4
_LONGEST = 80


def is_work(text: str, stretch: Marked) -> bool:
    """Whether a stretch is the title of a work or programme: every long word capitalised, and no speech led up to."""
    start, end = stretch.start, stretch.end
    if end - start > _LONGEST:
        return False
    inner = text[start:end].strip(_EDGES)
    words = inner.split()
    if not words:
        return True
    if _is_nickname(text, start, end, words):
        return True
    if len(words) < 2 or not all(word[:1].isupper() or word[:1].isdigit() or len(word) <= _SMALL for word in words):
        return False
    if not words[0][:1].isupper() or not words[-1][:1].isupper() or inner[-1:] in "!?":
        return False
    before = text[max(0, start - 30) : start]
    if _MEDIUM.search(before) or _CALLS.search(before):
        return True
    line = before.rsplit("\n", 1)[-1].strip()
    if not line and text[end : end + 1] in ("\n", "") and "\n" in before:
        return True
    return not _SPEECH_LEAD.search(before) and bool(line) and line[-1].isalnum()


def _is_nickname(text: str, start: int, end: int, words: list[str]) -> bool:
    """`Marcia “Cia” Price`: one or two capitalised words between two names."""
    if len(words) > 2 or not words[0][:1].isupper() or text[end - 2 : end - 1] in ",.":
        return False
    return bool(re.search(r"[A-Z][\w.’'-]* $", text[max(0, start - 25) : start])) and bool(
        re.match(r" [A-Z]", text[end : end + 2])
    )
