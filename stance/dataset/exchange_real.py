"""Labels of the real layer out and back in: the corpus's text goes to the file, and only labels by reference return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from stance.articles import Reject
from stance.articles.rows import rows_of
from stance.dataset.real import CORPORA, read_real_labels, sha_of
from stance.dataset.seeds import REAL
from stance.errors import InputError
from stance.labels.annotations import read_annotations
from stance.labels.files import label_to_row, spans_of
from stance.labels.formats import Bundle
from stance.labels.types import Label
from stance.quotes.types import KINDS, Span

Place = tuple[str, tuple[Span, ...]]
_OF_THE_QUOTE = ("source", "set", "doc", "spans", "kind", "stratum", "weight", "sha")


def is_real(article_id: str) -> bool:
    """Whether an id names a document of a public corpus: `polnear/…`, `persent/…`."""
    return article_id.partition("/")[0] in CORPORA


def real_bundle(seeds_folder: Path, real: Mapping[str, Path]) -> Bundle:
    """The labelled documents of public corpora with their labels, for people who hold the corpora.

    Raises:
        InputError: when a corpus is not where the path says, or nothing of it is labelled.
    """
    bundle = Bundle()
    for name, path in sorted(real.items()):
        quotes, rejects, _ = read_real_labels(seeds_folder / REAL, name)
        bundle.rejects.extend(rejects)
        corpus = CORPORA[name](path)
        for quote in quotes:
            article_id = f"{name}/{quote.doc}"
            try:
                text = corpus.text(quote)
            except InputError as error:
                bundle.rejects.append(Reject(str(path), None, str(error)))
                continue
            if sha_of(text, quote.spans) != quote.sha:
                bundle.rejects.append(Reject(str(path), None, f"{quote.doc}: another text than was labelled"))
                continue
            bundle.articles[article_id] = text
            bundle.quotes[article_id, quote.spans] = {"kind": quote.kind} if quote.kind in KINDS else {}
    for annotation in read_annotations(seeds_folder).found:
        label = replace(annotation.label, article_id=f"{annotation.source}/{annotation.label.article_id}")
        if (label.article_id, label.spans) in bundle.quotes:
            bundle.labels.append(label)
    return bundle


def real_rows(seeds_folder: Path) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Every line of the real layer with its quote, as an id like `polnear/DOC` and spans."""
    for path in sorted((seeds_folder / REAL).glob("*.jsonl")):
        for item in rows_of(path):
            if not isinstance(item, Reject):
                row = item[1]
                yield (f"{row.get('source')}/{row.get('doc')}", spans_of(row["spans"])), row


def by_reference(
    seeds_folder: Path, labels: Iterable[Label], name: str, rejects: list[Reject]
) -> Iterator[dict[str, Any]]:
    """New labels of known real quotes as lines for `seeds/real`; what cannot be taken goes to `rejects`."""
    known: dict[Place, dict[str, Any]] = {}
    said: dict[tuple[Place, str, str], tuple[str, ...]] = {}
    for place, row in real_rows(seeds_folder):
        known.setdefault(place, row)
        said[place, str(row.get("annotator", "a0")), str(row.get("round", "1"))] = tuple(row["stances"])
    for label in labels:
        place = (label.article_id, label.spans)
        where = f"`{label.article_id}` {[list(span) for span in label.spans]}"
        before = said.get((place, label.annotator, label.round))
        if place not in known:
            rejects.append(Reject(name, None, f"{where}: no quote of the real layer; its text cannot be kept here"))
        elif before is None:
            said[place, label.annotator, label.round] = label.stances
            yield _line(known[place], label)
        elif before != label.stances:
            rejects.append(Reject(name, None, f"{where}: `{label.annotator}` has said otherwise; use another round"))


def _line(quote: dict[str, Any], label: Label) -> dict[str, Any]:
    own = {key: value for key, value in label_to_row(label).items() if key not in ("article_id", "spans", "stratum")}
    return {**{key: quote[key] for key in _OF_THE_QUOTE if key in quote}, **own}
