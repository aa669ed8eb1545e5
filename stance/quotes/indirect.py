"""Indirect speech: the stretch of a sentence that a report gives without marks."""

from __future__ import annotations

import re

from stance.quotes.events import Report, Sentence
from stance.quotes.types import Span

_THAT = re.compile(r"\s*,?\s*that\b\s*")
_HEARER = re.compile(r"\s+(?:[\w’'.-]+\s+){1,6}?that\s+")
_TAIL = re.compile(r"[\s.!?;,]+$")


def indirect_spans(text: str, skeleton: str, sentence: Sentence, report: Report) -> list[Span]:
    """The content of a report that holds no marks; empty where the words report no speech."""
    cue = report.cue
    if report.mention is None:
        return []
    if report.weak:
        return []
    if cue.form == "a" or report.inverted or report.trailing:
        return _content_before(text, sentence, min(cue.start, report.mention[0]))
    after = _that_clause(skeleton, sentence, report)
    if after:
        return after
    return []


def _that_clause(skeleton: str, sentence: Sentence, report: Report) -> list[Span]:
    cue = report.cue
    end = sentence.end
    for other in sentence.reports:
        if other.cue.start > cue.end and other.mention == report.mention:
            end = min(end, other.cue.start)
            break
    match = _THAT.match(skeleton, cue.end, end)
    if match and ("t" in cue.frames or "s" in cue.frames):
        return _clean(skeleton, match.end(), end)
    if "o" in cue.frames:
        match = _HEARER.match(skeleton, cue.end, end)
        return _clean(skeleton, match.end(), end) if match else []
    if "s" in cue.frames and cue.form == "f" and re.match(r"\s+[\w$]", skeleton[cue.end : cue.end + 3]):
        return _clean(skeleton, cue.end, end)
    return []


def _content_before(text: str, sentence: Sentence, limit: int) -> list[Span]:
    piece = text[sentence.start : limit]
    return _clean(text, sentence.start, limit) if piece.rstrip().endswith(",") else []


def _clean(text: str, start: int, end: int) -> list[Span]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(_TAIL.sub("", text[start:end]))
    end = start + len(re.sub(r"\s+(?:and|but|while|or)$", "", text[start:end]).rstrip(" ,"))
    return [(start, end)] if end - start > 5 else []
