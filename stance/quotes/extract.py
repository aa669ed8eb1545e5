"""From an article's text to its quotes: the steps in order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from stance.quotes.binding import bind
from stance.quotes.context import context_of
from stance.quotes.cues import Cue as CueWord
from stance.quotes.cues import find_cues
from stance.quotes.events import Report, Sentence, read_reports
from stance.quotes.indirect import indirect_spans
from stance.quotes.paragraphs import paragraphs
from stance.quotes.people import People
from stance.quotes.resolve import Resolver
from stance.quotes.sentences import sentences, skeleton_of
from stance.quotes.spans import Marked, marked_stretches
from stance.quotes.types import KINDS, Cue, Kind, Quote, Span, quote_id, spans_text

_SENTENCE_LIKE = 40


@dataclass(slots=True)
class Draft:
    """A quote in the making."""

    spans: list[Span]
    kind: Kind
    mention: Span | None
    cue: Span | None
    confidence: float = 1.0


def extract_quotes(
    text: str, article_id: str = "", *, title: str | None = None, kinds: Collection[Kind] = KINDS
) -> list[Quote]:
    """Every quote of an article, sorted by its first span.

    `text` is the article's text; all offsets are code points into it. `title` is the headline where it is
    not part of the text; it helps to find full names. Any string is accepted; the result depends on nothing else.
    """
    drafts, resolver = _drafts(text)
    drafts.sort(key=lambda draft: (draft.spans[0], draft.kind))
    quotes = [_finish(text, article_id, draft, resolver) for draft in drafts]
    return [quote for quote in quotes if quote.kind in kinds]


def quote_from_spans(text: str, article_id: str, spans: Sequence[Span], kind: Kind) -> Quote:
    """A quote at spans given from outside, with the speaker, cue and context found for them."""
    wanted = [(int(start), int(end)) for start, end in spans]
    best: Draft | None = None
    overlap = 0
    drafts, resolver = _drafts(text)
    for draft in drafts:
        resolver.speaker(draft.mention) if draft.mention and draft.spans[0] < wanted[0] else None
        shared = sum(max(0, min(e, b) - max(s, a)) for s, e in wanted for a, b in draft.spans)
        if shared > overlap:
            best, overlap = draft, shared
    return _finish(
        text, article_id, Draft(wanted, kind, best.mention if best else None, best.cue if best else None)
    )


def _finish(text: str, article_id: str, draft: Draft, resolver: Resolver) -> Quote:
    spans = tuple(draft.spans)
    speaker = resolver.speaker(draft.mention) if draft.mention else None
    cue = Cue(text[draft.cue[0] : draft.cue[1]], *draft.cue) if draft.cue else None
    return Quote(
        quote_id(article_id, spans),
        article_id,
        draft.kind,
        spans,
        spans_text(text, spans),
        speaker,
        cue,
        context_of(text, spans),
        draft.confidence,
    )


def _drafts(text: str) -> tuple[list[Draft], Resolver]:
    blocks = paragraphs(text)
    stretches = marked_stretches(text, blocks)
    skeleton = skeleton_of(text, stretches)
    drafts: list[Draft] = []
    last: Draft | None = None
    found = _sentences(text, skeleton, blocks, stretches, find_cues(skeleton))
    for sentence in found:
        read_reports(skeleton, sentence)
        loose = bind(text, sentence)
        for report in sentence.reports:
            if report.held:
                last = _held(text, report)
                drafts.append(last)
            else:
                spans = indirect_spans(text, skeleton, sentence, report)
                if spans:
                    last = Draft(spans, "indirect", report.mention, _cue_span(report.cue))
                    drafts.append(last)
        for stretch in loose:
            last = _loose(text, drafts, last, sentence, stretch)
    starts = [sentence.start for sentence in found] or [0]
    return drafts, Resolver(People(text, skeleton), starts)


def _sentences(
    text: str, skeleton: str, blocks: list[Span], stretches: list[Marked], cues: list[CueWord]
) -> list[Sentence]:
    found = []
    mark = cue = 0
    for number, block in enumerate(blocks):
        for start, end in sentences(text, skeleton, block):
            first_mark, first_cue = mark, cue
            while mark < len(stretches) and stretches[mark].start < end:
                mark += 1
            while cue < len(cues) and cues[cue].start < end:
                cue += 1
            found.append(Sentence(start, end, number, stretches[first_mark:mark], cues[first_cue:cue]))
    return found


def _cue_span(cue: CueWord) -> Span:
    return cue.start, cue.end


def _held(text: str, report: Report) -> Draft:
    spans = [(stretch.start, stretch.end) for stretch in report.held]
    return Draft(spans, _marked_kind(text, spans[0], report), report.mention, _cue_span(report.cue))


def _marked_kind(text: str, span: Span, report: Report) -> Kind:
    inner = text[span[0] + 1 : span[1]].lstrip("“\"'‘")
    before = text[max(report.cue.end, span[0] - 6) : span[0]].rstrip()
    if report.cue.start > span[0] or before.endswith((",", ":")) or not before:
        return "direct"
    return "direct" if inner[:1].isupper() and " " in inner else "mixed"


def _loose(
    text: str, drafts: list[Draft], last: Draft | None, sentence: Sentence, stretch: Marked
) -> Draft | None:
    """A stretch without a report: the run-on of the quote before, a quote of its own, or scare quotes (left out)."""
    span = (stretch.start, stretch.end)
    whole = stretch.start == sentence.start and stretch.end >= sentence.end - 2
    if stretch.continues and last and last.kind != "indirect":
        last.spans.append(span)
        return last
    if not whole and stretch.end - stretch.start < _SENTENCE_LIKE:
        return last
    if last and last.kind != "indirect" and whole and _same_paragraph(text, last.spans[-1][1], stretch.start):
        last.spans.append(span)
        return last
    draft = Draft([span], "direct", last.mention if last else None, None, 0.8)
    drafts.append(draft)
    return draft


def _same_paragraph(text: str, end: int, start: int) -> bool:
    return start - end < 400 and "\n" not in text[end:start]
