"""Which report holds which marked stretch."""

from __future__ import annotations

import re

from stance.quotes.events import Report, Sentence
from stance.quotes.spans import Marked

_NEW_CLAUSE = re.compile(r"\s*(?:and|but|or|as|while|because|that|who|which)\b")
_ENDS_OPEN = frozenset(",?!—–-")


def bind(text: str, sentence: Sentence) -> list[Marked]:
    """Give each marked stretch of a sentence to a report; the stretches that none holds are returned."""
    loose = []
    for stretch in sentence.marked:
        report = _after(text, sentence, stretch) or _before(sentence, stretch)
        if report:
            report.held.append(stretch)
        else:
            loose.append(stretch)
    return loose


def _after(text: str, sentence: Sentence, stretch: Marked) -> Report | None:
    """The report whose attribution follows a stretch: “…,” said X, or “…,” X said."""
    for report in sentence.reports:
        cue = report.cue
        if cue.start < stretch.end or report.mention is None or cue.form == "g":
            continue
        if any(stretch.end <= other.start < cue.start for other in sentence.marked):
            return None
        first = min(cue.start, report.mention[0])
        if first < stretch.end:
            return None
        gap = text[stretch.end : first]
        if len(gap) > 60 or _NEW_CLAUSE.match(gap):
            return None
        inner = text[stretch.start : stretch.end].rstrip("”\"'’»“‘ ")
        open_end = inner[-1:] in _ENDS_OPEN or gap.lstrip()[:1] == ","
        starts = not any(other.cue.start < stretch.start for other in sentence.reports)
        if open_end or (starts and not gap.strip()):
            return report
        return None
    return None


def _before(sentence: Sentence, stretch: Marked) -> Report | None:
    found = None
    for report in sentence.reports:
        if report.cue.end > stretch.start:
            break
        found = report
    return found
