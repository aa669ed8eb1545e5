"""Indirect speech: what a report gives without marks."""

from __future__ import annotations

from stance.quotes.events import Report, Sentence
from stance.quotes.extents import content_end, object_end, span_between
from stance.quotes.frames import content_start, is_object
from stance.quotes.subjects import subject_before
from stance.quotes.types import Span
from stance.quotes.words import Token
from stance.quotes.wordsets import word_set

_MODALS = word_set("would could will might may should must can")
_TO_PEOPLE = word_set("press accuse urge ask encourage order instruct call_on implore beg thank advise")
_REPORTERS_OWN = word_set("while as after though although which where even")


def indirect_spans(sentence: Sentence, report: Report) -> list[Span]:
    """The content of a report that holds no marks; empty where the words report no speech."""
    words = sentence.words
    if report.cue.form == "n":
        return _in_noun(words, sentence, report)
    if report.mention is None or report.weak or _is_modal(words, sentence, report):
        return []
    if report.trailing or (report.inverted and report.cue.form != "a"):
        return _around(words, sentence, report)
    if report.cue.form == "a":
        return _after_lead(words, sentence, report)
    start = content_start(words, report)
    return _passive_subject(words, report) if start is None else _behind(words, sentence, report, start)


def _is_modal(words: list[Token], sentence: Sentence, report: Report) -> bool:
    """Whether nothing was said: `said the country would declare …`."""
    return report.cue.form == "b" and words[report.first - 1].text in _MODALS and report is not sentence.reports[0]


def _behind(words: list[Token], sentence: Sentence, report: Report, start: int) -> list[Span]:
    """The content that starts at an index behind its report."""
    end = content_end(words, start, report, sentence)
    if report.limit is not None:
        end = min(end, report.limit)
    if is_object(words, report, start):
        end = min(end, object_end(words, start))
        if end < len(words) and words[end].tag == "M":
            return []  # the object goes on in marks
    marked = next((index for index in range(start, end) if words[index].tag == "M"), None)
    if marked is not None:
        held = _end_before(words, sentence, report, marked)
        if held is None or held <= start:
            return []  # a mixed quote, which its marks stand for
        end = held
    span = span_between(words, start, end)
    return [span] if span else []


def _passive_subject(words: list[Token], report: Report) -> list[Span]:
    """What was announced, criticised … by somebody: the subject of a passive with its agent."""
    if (
        report.cue.lemma in _TO_PEOPLE
        or report.after is None
        or "n" not in report.cue.frames
        or words[report.first - 1].tag not in "AB"
    ):
        return []
    found = subject_before(words, report.first, "f")
    if found is None or words[found[0]].tag == "R":
        return []
    span = span_between(words, *found)
    return [span] if span and words[found[0]].tag != "M" else []


def _end_before(words: list[Token], sentence: Sentence, report: Report, marked: int) -> int | None:
    """Where the content ends if the marks behind it belong to a later report: `said that …, adding that “…”`."""
    place = words[marked].start
    for other in sentence.reports:
        if other is report or other.first <= report.last or not any(held.start == place for held in other.held):
            continue
        index = other.first if other.mention is None else min(other.first, _place_of(words, other.mention[0]))
        if report.last < index < marked:
            while index > report.last and words[index].tag not in ",;C":
                index -= 1
            return index
    return None


def _place_of(words: list[Token], start: int) -> int:
    return next((index for index, word in enumerate(words) if word.start >= start), 0)


def _in_noun(words: list[Token], sentence: Sentence, report: Report) -> list[Span]:
    """The content of `his claim that …`, not where the noun is the sentence's subject and its verb follows."""
    start = report.after or report.last + 1
    end = content_end(words, start, report, sentence)
    end = end if report.limit is None else min(end, report.limit)
    if words[start].text == "to":
        end = min(end, object_end(words, start))
    if not any(word.tag in "VAP" for word in words[: report.first]) or any(
        word.tag == "M" for word in words[start:end]
    ):
        return []
    span = span_between(words, start, end)
    return [span] if span else []


def _around(words: list[Token], sentence: Sentence, report: Report) -> list[Span]:
    """The content before an attribution that trails, and what goes on behind its comma."""
    if report.mention is None:
        return []
    if report.cue.form != "a" and set("stn") & set(report.cue.frames) and _opens_with_as(words, report):
        return _after_lead(words, sentence, report)
    at = min(report.cue.start, report.mention[0])
    limit = next((index for index, word in enumerate(words) if word.start >= at), 0)
    others = [
        other for other in sentence.reports if other is not report and other.first < report.first and other.mention
    ]
    start = 0
    for other in others:
        if other.held or other.trailing:
            return []
        if other.mention == report.mention:
            start = other.last + 1
    if any(word.tag == "M" for word in words[:limit]):
        return []
    while start < limit and words[start].tag in "C,":
        start += 1
    first = span_between(words, start, limit)
    spans = [first] if first else []
    end = max(report.cue.end, report.mention[1])
    after = next((index for index, word in enumerate(words) if word.start >= end), len(words))
    rest = _continuation(words, after, report, sentence)
    if rest:
        spans.append(rest)
    elif _is_lead(words) and not _has_tense(words[_first_comma(words) + 1 : limit]):
        return []
    return spans


def _opens_with_as(words: list[Token], report: Report) -> bool:
    """“As Smith noted, …”, “As reported by Smith, …”: the content follows the comma."""
    for index in range(min(2, report.first)):
        if words[index].text.lower() == "as":
            following = words[index + 1]
            return following.start == (report.mention or (0, 0))[0] or index + 1 == report.first
    return False


def _is_lead(words: list[Token]) -> bool:
    """Whether a sentence opens with a phrase that says when, where or under what condition."""
    first = next((word for word in words if word.tag not in "C,B"), words[0])
    return first.tag in "PS" and first.text not in ("About", "Over", "Under", "Nearly")


def _first_comma(words: list[Token]) -> int:
    return next((index for index, word in enumerate(words) if word.tag == ","), 0)


def _continuation(words: list[Token], after: int, report: Report, sentence: Sentence) -> Span | None:
    while after < len(words) and words[after].tag not in ",.;!?M:":
        after += 1
    if after + 1 >= len(words) or words[after].tag != ",":
        return None
    following = words[after + 1]
    if (
        following.tag == "W"
        or following.text.endswith("ing")
        or following.text in _REPORTERS_OWN
        or following.tag == "M"
    ):
        return None
    if any(other.first > after and (other.trailing or other.mention == report.mention) for other in sentence.reports):
        return None
    if (
        following.tag in "VAPSC"
        or _breaks_off(words, report)
        or not _has_tense(words[: report.first])
        or _is_lead(words)
    ):
        return span_between(words, after + 1, len(words))
    return None


def _breaks_off(words: list[Token], report: Report) -> bool:
    """Whether the content before an attribution cannot stand alone: `It was, he said, one of …`."""
    start = min(report.cue.start, report.mention[0]) if report.mention else report.cue.start
    before = [word for word in words if word.start < start and word.tag != ","]
    return bool(before) and before[-1].tag in "VAPSCD"


def _has_tense(words: list[Token]) -> bool:
    return any(word.tag in "VA" for word in words)


def _after_lead(words: list[Token], sentence: Sentence, report: Report) -> list[Span]:
    """The content behind `According to X,`."""
    if report.mention is None:
        return []
    after = next(
        (index for index, word in enumerate(words) if word.start >= max(report.mention[1], report.cue.end)), len(words)
    )
    comma = next((index for index in range(after, min(after + 16, len(words))) if words[index].tag == ","), None)
    if comma is None:
        return []
    span = span_between(words, comma + 1, content_end(words, comma + 1, report, sentence))
    return [span] if span else []
