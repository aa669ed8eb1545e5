"""From an article's text to its quotes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from stance.quotes.assemble import Assembler, Draft
from stance.quotes.context import context_of
from stance.quotes.mojibake import mended
from stance.quotes.people import People
from stance.quotes.resolve import Resolver
from stance.quotes.types import KINDS, Cue, Kind, Quote, Span, quote_id, spans_text


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
    """A quote at spans given from outside, with the speaker, cue and context found for them."""
    wanted = [(int(start), int(end)) for start, end in spans]
    drafts, resolver = _read(text, None)
    best: Draft | None = None
    most = 0
    for draft in drafts:
        if draft.mention and wanted and draft.spans[0] < wanted[0]:
            resolver.speaker(draft.mention)  # pronouns look back to who spoke before
        shared = sum(max(0, min(e, b) - max(s, a)) for s, e in wanted for a, b in draft.spans)
        if shared > most:
            best, most = draft, shared
    found = Draft(wanted, kind, best.mention, best.cue) if best else Draft(wanted, kind, None, None)
    return _finish(text, article_id, found, resolver)


def _read(text: str, title: str | None) -> tuple[list[Draft], Resolver]:
    text = mended(text)
    read = Assembler(text)
    unique = {tuple(draft.spans): draft for draft in reversed(read.drafts)}
    drafts = sorted(unique.values(), key=lambda draft: (draft.spans[0], draft.kind))
    return drafts, Resolver(
        People(text, read.skeleton, title), read.starts or [0], [draft.mention for draft in drafts if draft.mention]
    )


def _finish(text: str, article_id: str, draft: Draft, resolver: Resolver) -> Quote:
    spans = tuple(sorted(draft.spans))
    speaker = resolver.speaker(draft.mention) if draft.mention else None
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
