"""What a quote is: spans of an article, who says it, and the word that reports it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["direct", "mixed", "indirect"]
KINDS: tuple[Kind, ...] = ("direct", "mixed", "indirect")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says a quote.

    `text`, `start`, `end` are the mention beside the quote (code points of the article, end exclusive);
    `name` is the fullest name of that person or body in the article and `role` what the article says
    they are, each None where the article does not say.
    """

    text: str
    start: int
    end: int
    name: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """The word or words that report the quote: said, warned, according to."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """One stretch of reported speech from one source in one place of an article.

    `spans` are code points into the article's text, end exclusive, in order; `text` is what stands
    there, several spans joined by one space; `confidence` is in [0, 1].
    """

    id: str
    article_id: str
    kind: Kind
    spans: tuple[Span, ...]
    text: str
    speaker: Speaker | None
    cue: Cue | None
    context: str
    confidence: float = 1.0

    def to_dict(self) -> dict[str, Any]:
        """The line that `stance extract --format jsonl` writes."""
        row = asdict(self)
        row["article"] = row.pop("article_id")
        row["spans"] = [list(span) for span in self.spans]
        order = ("id", "article", "kind", "text", "spans", "speaker", "cue", "context", "confidence")
        return {key: row[key] for key in order}


def quote_id(article_id: str, spans: Sequence[Span]) -> str:
    """A stable id: the first 16 hex digits of SHA-256 over the article's id and the spans."""
    places = ",".join(f"{start}-{end}" for start, end in spans)
    return hashlib.sha256(f"{article_id}\0{places}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def spans_text(text: str, spans: Sequence[Span]) -> str:
    """What stands at the spans, joined by one space."""
    return " ".join(text[start:end] for start, end in spans)
