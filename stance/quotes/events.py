"""Reports: a reporting word with the mention of who reports, read from one sentence."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from stance.quotes.cues import Cue
from stance.quotes.spans import Marked
from stance.quotes.subjects import span_of, subject_after, subject_before
from stance.quotes.types import Span
from stance.quotes.words import Token, tokens

_PASSIVE = frozenset("was were is are been being be".split())


@dataclass(slots=True)
class Report:
    """A cue, its speaker's mention (None where it has none), and the marked stretches it holds together."""

    cue: Cue
    mention: Span | None
    inverted: bool
    index: int
    held: list[Marked] = field(default_factory=list)


@dataclass(slots=True)
class Sentence:
    """A sentence with what was found in it."""

    start: int
    end: int
    paragraph: int
    marked: list[Marked]
    cues: list[Cue]
    words: list[Token] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)


def read_reports(skeleton: str, sentence: Sentence) -> None:
    """Fill in the words and reports of a sentence."""
    if not sentence.cues:
        return
    words = tokens(skeleton, sentence.start, sentence.end)
    starts = [word.start for word in words]
    sentence.words = words
    for cue in sentence.cues:
        index = bisect_left(starts, cue.start)
        if index >= len(words) or words[index].start != cue.start:
            continue
        report = _report(words, index, cue)
        if report:
            sentence.reports.append(report)


def _report(words: list[Token], index: int, cue: Cue) -> Report | None:
    last = index
    while last + 1 < len(words) and words[last + 1].start < cue.end:
        last += 1
    if cue.form == "a":
        found = subject_after(words, last)
        return Report(cue, span_of(words, found), True, index) if found else None
    if _is_noun(words, index) or _is_passive(words, index):
        return None
    if cue.form == "f" and _looks_inverted(words, index):
        found = subject_after(words, last)
        if found:
            return Report(cue, span_of(words, found), True, index)
    found = subject_before(words, index, cue.form)
    if found is None:
        return None
    return Report(cue, span_of(words, found), False, index)


def _is_noun(words: list[Token], index: int) -> bool:
    """Whether the word is a noun here: after a determiner, an adjective or a preposition (“the claims”)."""
    before = words[index - 1] if index else None
    if before is None:
        return False
    return (
        before.tag == "P"
        and before.text != "to"
        and not words[index].text.endswith("ing")
        or before.tag == "D"
        and before.text.lower()
        in (
            "the",
            "a",
            "an",
            "his",
            "her",
            "their",
            "its",
            "this",
            "these",
            "my",
            "our",
            "your",
            "no",
            "any",
        )
    )


def _is_passive(words: list[Token], index: int) -> bool:
    place = index - 1
    while place >= 0 and words[place].tag == "B":
        place -= 1
    return place >= 0 and words[place].text in _PASSIVE and not words[index].text.endswith("ing")


def _looks_inverted(words: list[Token], index: int) -> bool:
    """Whether the subject follows: the verb stands right after marks, a comma or at the sentence's start."""
    if index == 0:
        return False
    before = words[index - 1]
    if before.tag == "M":
        return True
    return before.tag == "," and index > 1 and words[index - 2].tag == "M"
