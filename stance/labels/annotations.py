"""Every label of a seeds folder with the layer, kind and origin of its quote: what agreement, export and card read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance.articles import Reject
from stance.articles.rows import rows_of
from stance.errors import InputError
from stance.labels.files import label_from_row, read_labels, spans_of
from stance.labels.types import Label
from stance.quotes.types import Span, quote_id

UNKNOWN = "unknown"
REAL = "real "
"""How the layers of public corpora begin: `real train`, `real development`, …"""
Place = tuple[str, str, tuple[Span, ...]]
"""Layer, article and spans: one quote."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One label and where its quote stands.

    `layer` is `user`, `synthetic`, `contrast` or `real SET`; `kind` that of the quote, `marked` where direct and
    mixed were not told apart; `is_quote` false where the annotator says that the stretch is none.
    """

    label: Label
    layer: str
    kind: str
    source: str = ""
    is_quote: bool = True

    @property
    def place(self) -> Place:
        """The quote that it labels."""
        return self.layer, f"{self.source}/{self.label.article_id}", self.label.spans

    @property
    def quote(self) -> str:
        """The id of that quote in a built dataset, where an article of a public corpus is called `SOURCE/DOC`."""
        article = f"{self.source}/{self.label.article_id}" if self.layer.startswith(REAL) else self.label.article_id
        return quote_id(article, self.label.spans)


@dataclass(slots=True)
class Annotations:
    """The labels of a seeds folder, and the lines that are none."""

    found: list[Annotation] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def read_annotations(seeds: Path) -> Annotations:
    """Every label under `annotations/labels` and `real` of a seeds folder.

    Raises:
        InputError: when the folder holds no label.
    """
    notes, made = seeds / "annotations", Annotations()
    kinds = dict(_kinds(sorted((notes / "quotes").glob("*.jsonl"))))
    # An edit has one quote, of the kind that it had before.
    edited = {
        str(row["id"]): kinds.get((str(row["article_id"]), spans_of(row["spans"])), UNKNOWN)
        for row in _rows(sorted((notes / "contrast").glob("*.jsonl")))
    }
    synthetic = {
        str(row["id"]) for row in _rows([seeds / "articles.jsonl"]) if row.get("origin") == "synthetic" and "id" in row
    }
    for label in read_labels(sorted((notes / "labels").glob("*.jsonl"))):
        if isinstance(label, Reject):
            made.rejects.append(label)
            continue
        origin = label.article_id.partition("~")[0]
        layer = "contrast" if origin != label.article_id else "synthetic" if origin in synthetic else "user"
        made.found.append(
            Annotation(
                label, layer, kinds.get((label.article_id, label.spans)) or edited.get(label.article_id, UNKNOWN)
            )
        )
    for path in sorted((seeds / "real").glob("*.jsonl")):
        _read_real(path, made)
    if not made.found:
        raise InputError(f"{seeds}: no labels in annotations/labels or real below it; see docs/labelling.md")
    return made


def _rows(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        if path.is_file():
            yield from (item[1] for item in rows_of(path) if not isinstance(item, Reject))


def _kinds(paths: Iterable[Path]) -> Iterator[tuple[tuple[str, tuple[Span, ...]], str]]:
    for row in _rows(paths):
        yield (str(row["article_id"]), spans_of(row["spans"])), str(row["kind"])


def _read_real(path: Path, made: Annotations) -> None:
    for item in rows_of(path):
        if isinstance(item, Reject):
            made.rejects.append(item)
            continue
        line, row = item
        try:
            # Labels by reference name a document where the others name an article.
            label = label_from_row({"annotator": "a0", "article_id": row["doc"], **row})
        except (InputError, KeyError) as error:
            made.rejects.append(Reject(str(path), line, f"not a label by reference: {error}"))
            continue
        made.found.append(
            Annotation(
                label,
                layer=f"{REAL}{row.get('set', 'train')}",
                kind=str(row.get("kind", "marked")),
                source=str(row.get("source", "")),
                is_quote=bool(row.get("quote", True)),
            )
        )
