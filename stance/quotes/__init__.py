"""Quotes of an article: what is said, by whom, with which word."""

from __future__ import annotations

from stance.quotes.context import context_of
from stance.quotes.extract import extract_quotes, quote_from_spans, quotes_from_spans
from stance.quotes.types import KINDS, Cue, Kind, Quote, Span, Speaker, quote_id, spans_text

__all__ = [
    "KINDS",
    "Cue",
    "Kind",
    "Quote",
    "Span",
    "Speaker",
    "context_of",
    "extract_quotes",
    "quote_from_spans",
    "quote_id",
    "quotes_from_spans",
    "spans_text",
]
