"""Which report holds which marked stretch."""

from __future__ import annotations

import re
from bisect import bisect_left

from stance.quotes.events import Report, Sentence
from stance.quotes.spans import Marked
from stance.quotes.wordsets import word_set
from stance.quotes.works import is_work

_NEW_CLAUSE = re.compile(r"[\s,—–-]*(?:and|but|or|as|while|because|that|who|which)\b")
_ENDS_OPEN = frozenset(",?!—–-")
_CLOSERS = "”\"'’»“‘›„ "
_LONGEST_GAP = 60
_NEAR = 2  # words from a cue to the marks it holds for sure
_CLOSE = 10  # characters between two stretches joined by `and`
_ATTITUDES = word_set("think believe hope fear reckon")
_CLAUSE_FRAMES = frozenset("sto")
_MODALS = word_set("would could will might may should must can")
_SIDE = frozenset(("because", "when", "while", "if", "although", "though", "after", "before"))
_HARMLESS = word_set("being having be have")


def bind(text: str, sentence: Sentence) -> list[Marked]:
    """Give each marked stretch of a sentence to a report; the stretches that none holds are returned."""
    loose = []
    for stretch in sentence.marked:
        if is_work(text, stretch):
            continue
        if text[sentence.start : stretch.start].strip(" (—–-"):
            report = _before(sentence, stretch) or _after(text, sentence, stretch)
        else:
            report = _after(text, sentence, stretch)
        report = report or _around(sentence, stretch)
        if report:
            report.held.append(stretch)
        else:
            loose.append(stretch)
    return loose


def _after(text: str, sentence: Sentence, stretch: Marked) -> Report | None:
    """The report whose attribution follows a stretch: “…,” said X, or “…,” X said."""
    report = _next_report(sentence, stretch)
    if report is None or report.mention is None:
        return None
    first = min(report.cue.start, report.mention[0])
    if first < stretch.end or any(stretch.end <= other.start < first for other in sentence.marked):
        return None
    gap = text[stretch.end : first]
    if len(gap) > _LONGEST_GAP or _NEW_CLAUSE.match(gap):
        return None
    inner = text[stretch.start : stretch.end].rstrip(_CLOSERS)
    open_end = inner[-1:] in _ENDS_OPEN or gap.lstrip()[:1] == ","
    starts = not any(other.cue.start < stretch.start for other in sentence.reports)
    return report if open_end or (starts and not gap.strip()) else None


def _next_report(sentence: Sentence, stretch: Marked) -> Report | None:
    for report in sentence.reports:
        if report.cue.start >= stretch.end:
            return None if report.cue.form == "g" else report
    return None


def _before(sentence: Sentence, stretch: Marked) -> Report | None:
    """The nearest report before a stretch that can hold it."""
    candidates = [report for report in sentence.reports if report.cue.end <= stretch.start]
    spare = None
    for place in range(len(candidates) - 1, -1, -1):
        report = candidates[place]
        if report.cue.form == "n" and sentence.words[report.after or 0].text == "to":
            continue  # “his refusal to use the words “…””
        if report.cue.lemma in _ATTITUDES and place and not candidates[place - 1].trailing:
            continue
        if place and report.cue.form == "b" and sentence.words[report.first - 1].text in _MODALS:
            continue
        if place and _inside_clause(sentence, report, stretch, candidates[:place]):
            continue
        if report.weak or (not set(report.cue.frames) & _CLAUSE_FRAMES and report.cue.form != "a"):
            if _reaches(sentence, report, stretch) or (report.held and not report.trailing and not report.weak):
                return report
            spare = spare or (report if "n" in report.cue.frames and not report.held else None)
            continue
        if report.trailing and not _same_clause(sentence, report, stretch):
            continue
        return report
    return spare


def _inside_clause(sentence: Sentence, report: Report, stretch: Marked, earlier: list[Report]) -> bool:
    """Whether a report stands in what an earlier one says: `said courts deciding on it must weigh “…”`."""
    if "s" in report.cue.frames or report.cue.form == "a" or report.held or report.trailing:
        return False
    outer = earlier[-1]
    if outer.trailing or outer.weak or outer.held or not set(outer.cue.frames) & _CLAUSE_FRAMES:
        return False
    if outer.cue.form == "a" or outer.mention == report.mention:
        return False
    upto = bisect_left([word.start for word in sentence.words], stretch.start)
    return upto - report.last > _NEAR


def _reaches(sentence: Sentence, report: Report, stretch: Marked) -> bool:
    """Whether no verb stands between a cue and a stretch, so that the words can be the cue's object."""
    starts = [word.start for word in sentence.words]
    upto = bisect_left(starts, stretch.start)
    between = sentence.words[report.last + 1 : upto]
    return len(between) <= 14 and not any(
        (word.tag in "VAW;" and word.text not in _HARMLESS) or word.text in _SIDE for word in between
    )


def _same_clause(sentence: Sentence, report: Report, stretch: Marked) -> bool:
    """After “…,” X said, a further stretch belongs to X as well, unless a new clause has its own subject."""
    if report.held and 0 < stretch.start - report.held[-1].end < _CLOSE:
        return True
    return sentence.marked[0] is stretch or _reaches(sentence, report, stretch)


def _around(sentence: Sentence, stretch: Marked) -> Report | None:
    """The trailing report of a clause that only starts in marks: “Most of it” is true, he said."""
    for report in sentence.reports:
        if report.cue.start >= stretch.end and report.trailing:
            return report
    return None
