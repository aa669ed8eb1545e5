"""From an article's text to its quotes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import accumulate

from stance.quotes.assemble import Assembler, Draft
from stance.quotes.context import context_of
from stance.quotes.mojibake import mended
from stance.quotes.people import People
from stance.quotes.resolve import Resolver
from stance.quotes.types import KINDS, Cue, Kind, Quote, Span, Speaker, quote_id, spans_text


def extract_quotes(
    text: str, article_id: str = "", *, title: str | None = None, kinds: Collection[Kind] = KINDS
) -> list[Quote]:
    """Every quote of an article, sorted by its first span.

    `text` is the article's text; all offsets are code points into it. `title` is the headline where it is
    not part of the text; its names help to find full names. Any string is accepted.
    """
    drafts, resolver = _read(text, title)
    quotes = [_finish(text, article_id, draft, resolver) for draft in drafts]
    return [quote for quote in quotes if quote.kind in kinds]


def quote_from_spans(text: str, article_id: str, spans: Sequence[Span], kind: Kind) -> Quote:
    """A quote at spans given from outside, with the speaker, cue and context found for them.

    For several quotes of one article use `quotes_from_spans`, which reads the article once.
    """
    return quotes_from_spans(text, article_id, [(spans, kind)])[0]


def quotes_from_spans(
    text: str, article_id: str, wanted: Sequence[tuple[Sequence[Span], Kind]], *, title: str | None = None
) -> list[Quote]:
    """Quotes at spans and of kinds given from outside, in the order given, from one reading of the article.

    Each takes the speaker and cue of the quote found here that shares most characters with it, if any does.
    """
    if not wanted:
        return []
    drafts, resolver = _read(text, title)
    speakers = [resolver.speaker(draft.mention) if draft.mention else None for draft in drafts]
    index = _Overlaps(drafts)
    quotes = []
    for given, kind in wanted:
        spans = [(int(start), int(end)) for start, end in given]
        place = index.best(spans)
        speaker = None if place is None else speakers[place]
        cue = None if place is None else drafts[place].cue
        quotes.append(_quote(text, article_id, Draft(spans, kind, None, cue), speaker))
    return quotes


class _Overlaps:
    """Finds the draft that shares most characters with given spans, without looking at them all."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.pieces = sorted((start, end, place) for place, draft in enumerate(drafts) for start, end in draft.spans)
        self.starts = [start for start, _, _ in self.pieces]
        self.reach = list(accumulate((end for _, end, _ in self.pieces), max))

    def best(self, spans: Sequence[Span]) -> int | None:
        """The draft's place; the earliest of several that share as much."""
        shared: dict[int, int] = {}
        for start, end in spans:
            index = bisect_left(self.starts, end) - 1
            while index >= 0 and self.reach[index] > start:
                first, last, place = self.pieces[index]
                both = min(end, last) - max(start, first)
                if both > 0:
                    shared[place] = shared.get(place, 0) + both
                index -= 1
        return min(shared, key=lambda place: (-shared[place], place)) if shared else None


def _read(text: str, title: str | None) -> tuple[list[Draft], Resolver]:
    text = mended(text)
    read = Assembler(text)
    unique = {tuple(draft.spans): draft for draft in reversed(read.drafts)}
    drafts = sorted(unique.values(), key=lambda draft: (draft.spans[0], draft.kind))
    return drafts, Resolver(
        People(text, read.skeleton, title), read.starts or [0], [draft.mention for draft in drafts if draft.mention]
    )


def _finish(text: str, article_id: str, draft: Draft, resolver: Resolver) -> Quote:
    return _quote(text, article_id, draft, resolver.speaker(draft.mention) if draft.mention else None)


def _quote(text: str, article_id: str, draft: Draft, speaker: Speaker | None) -> Quote:
    spans = tuple(sorted(draft.spans))
    if speaker and speaker.text != text[speaker.start : speaker.end]:  # the view had mended a mark in it
        speaker = replace(speaker, text=text[speaker.start : speaker.end])
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
