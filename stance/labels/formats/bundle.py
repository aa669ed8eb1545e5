"""What any file format carries: articles, quotes and labels; and what a format is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from stance.articles import Reject
from stance.errors import InputError
from stance.labels.files import label_from_row, label_to_row
from stance.labels.types import CODEBOOK_VERSION, Label
from stance.quotes.types import KINDS, Span, spans_text

Place = tuple[str, tuple[Span, ...]]
QUOTE_FIELDS = ("kind", "speaker", "cue")


@dataclass(slots=True)
class Bundle:
    """Articles by id, what is known about each quote (`kind`, `speaker`, `cue`), labels, and rows that are none."""

    articles: dict[str, str] = field(default_factory=dict)
    quotes: dict[Place, dict[str, Any]] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    def text_of(self, article_id: str, spans: tuple[Span, ...]) -> str:
        """The words of a quote, empty where the article's text is not at hand."""
        return spans_text(self.articles.get(article_id, ""), spans).strip()

    def places(self) -> list[Place]:
        """Every quote that is known or labelled, in the order of articles and places."""
        return sorted({*self.quotes, *((label.article_id, label.spans) for label in self.labels)})


class Format(Protocol):
    """A kind of file that labels can be written to and read from."""

    def write(self, bundle: Bundle, path: Path) -> None:
        """Write everything to a file."""
        ...

    def read(self, path: Path, annotator: str) -> Bundle:
        """Read a file; `annotator` is who labelled where the file does not say."""
        ...


def rows_to_write(bundle: Bundle) -> Iterator[dict[str, Any]]:
    """One row a label, the annotators of a quote beside each other; a quote without any gets a row without labels."""
    by_place: dict[Place, list[Label]] = {place: [] for place in bundle.places()}
    for label in bundle.labels:
        by_place[label.article_id, label.spans].append(label)
    for (article_id, spans), labels in by_place.items():
        about = bundle.quotes.get((article_id, spans), {})
        quote = {
            "article_id": article_id,
            "spans": [list(span) for span in spans],
            "text": bundle.text_of(article_id, spans),
            **{name: about.get(name) for name in QUOTE_FIELDS},
        }
        for label in labels:
            yield {**quote, **label_to_row(label)}
        if not labels:
            yield {**quote, "stances": None, "annotator": ""}


def add_row(bundle: Bundle, row: dict[str, Any], annotator: str) -> None:
    """Take one row as `rows_to_write` makes them into a bundle; a row that nobody has filled in is only a quote.

    Raises:
        InputError: when it is no label.
    """
    empty = row.get("stances") is None
    filled = {
        **row,
        "stances": row.get("stances") or [],
        "annotator": row.get("annotator") or annotator,
        # What comes from outside without a version was made by people who read today's codebook.
        "codebook": row.get("codebook") or CODEBOOK_VERSION,
    }
    label = label_from_row(filled)
    if row.get("kind"):
        if row["kind"] not in KINDS:
            raise InputError(f"unknown kind of quote `{row['kind']}`; they are {', '.join(KINDS)}")
        bundle.quotes[label.article_id, label.spans] = {
            name: row[name] for name in QUOTE_FIELDS if row.get(name) is not None
        }
    if not empty:
        if not label.annotator:
            raise InputError("a label needs `annotator`; say who with --annotator")
        bundle.labels.append(label)


def json_or_none(value: str) -> Any:
    """What a JSON cell of a CSV file holds; None where it is empty.

    Raises:
        InputError: when it is no JSON.
    """
    if not value:
        return None
    try:
        return json.loads(value)
    except json.JSONDecodeError as error:
        raise InputError(f"broken JSON `{value[:40]}`: {error.msg}") from None
