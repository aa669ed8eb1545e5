"""The seeds folder → articles with their metadata, gold quotes, labels and contrast edits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from stance.articles import Article, Reject, articles_of_file, files_of
from stance.articles.rows import rows_of
from stance.errors import InputError
from stance.labels.files import read_labels, spans_of
from stance.labels.types import Label
from stance.quotes.types import Cue, Kind, Span, Speaker

METADATA = "articles.jsonl"
ANNOTATIONS = "annotations"
REAL = "real"


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """A quote as the annotators marked it."""

    article_id: str
    spans: tuple[Span, ...]
    kind: Kind
    speaker: Speaker | None = None
    cue: Cue | None = None


@dataclass(frozen=True, slots=True)
class ContrastEdit:
    """A minimal edit of one article that changes the stance of one quote (Gardner et al., 2020).

    The edited article is `text[:start] + new + text[end:]`, its id `article_id~number`.
    """

    id: str
    article_id: str
    spans: tuple[Span, ...]
    start: int
    end: int
    new: str
    reason: str = ""

    def apply(self, article: Article) -> Article:
        """The edited article."""
        text = article.text[: self.start] + self.new + article.text[self.end :]
        return replace(article, id=self.id, text=text, sha256="")

    def moved_spans(self) -> tuple[Span, ...]:
        """Where the quote stands in the edited article; an end inside the edit moves with it."""
        shift = len(self.new) - (self.end - self.start)
        return tuple(
            (start if start <= self.start else start + shift, end + shift if end >= self.end else end)
            for start, end in self.spans
        )


@dataclass(slots=True)
class Seeds:
    """Everything that a seeds folder holds."""

    articles: dict[str, Article] = field(default_factory=dict)
    metadata: dict[str, dict[str, Any]] = field(default_factory=dict)
    quotes: dict[str, list[GoldQuote]] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    edits: list[ContrastEdit] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def read_seeds(folder: Path) -> Seeds:
    """Read a seeds folder: articles of any readable kind, and what `annotations/` says about them.

    An article's id is its path below the folder without the ending, or the id that its row gives. Whatever
    cannot be used stands in `rejects`.

    Raises:
        InputError: when there is no such folder or no article in it.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder of seed articles")
    seeds = Seeds()
    aside = (folder / ANNOTATIONS, folder / REAL)
    for file in files_of([folder]):
        if file == folder / METADATA or any(other in file.parents for other in aside):
            continue
        seeds.files.append(file)
        for item in articles_of_file(file):
            _add_article(seeds, folder, file, item)
    if not seeds.articles:
        raise InputError(f"{folder}: no article that can be read in this folder")
    _read_rows(seeds, [folder / METADATA], lambda row: seeds.metadata.update({str(row["id"]): row}))
    notes = folder / ANNOTATIONS
    _read_rows(seeds, sorted((notes / "quotes").glob("*.jsonl")), lambda row: _add_quote(seeds, row))
    _read_rows(seeds, sorted((notes / "contrast").glob("*.jsonl")), lambda row: seeds.edits.append(_edit(row)))
    label_files = sorted((notes / "labels").glob("*.jsonl"))
    seeds.files.extend(label_files)
    for label in read_labels(label_files):
        if isinstance(label, Reject):
            seeds.rejects.append(label)
        else:
            seeds.labels.append(label)
    return seeds


def _add_article(seeds: Seeds, folder: Path, file: Path, item: Article | Reject) -> None:
    if isinstance(item, Reject):
        seeds.rejects.append(item)
        return
    relative = file.relative_to(folder)
    if item.id == str(file):
        item = replace(item, id=relative.with_suffix("").as_posix())
    elif item.id.startswith(f"{file}:"):
        item = replace(item, id=relative.as_posix() + item.id[len(str(file)) :])
    if item.id in seeds.articles:
        seeds.rejects.append(Reject(str(file), None, f"the id `{item.id}` is another article's already"))
        return
    seeds.articles[item.id] = replace(item, path=relative.as_posix())


def _read_rows(seeds: Seeds, files: Iterable[Path], use: Callable[[dict[str, Any]], None]) -> None:
    for path in files:
        if not path.is_file():
            continue
        seeds.files.append(path)
        for item in rows_of(path):
            if isinstance(item, Reject):
                seeds.rejects.append(item)
                continue
            try:
                use(item[1])
            except (InputError, KeyError, TypeError) as error:
                seeds.rejects.append(Reject(str(path), item[0], f"not a row of this file: {error}"))


def _add_quote(seeds: Seeds, row: dict[str, Any]) -> None:
    quote = GoldQuote(
        article_id=str(row["article_id"]),
        spans=spans_of(row["spans"]),
        kind=row["kind"],
        speaker=Speaker(**row["speaker"]) if row.get("speaker") else None,
        cue=Cue(**row["cue"]) if row.get("cue") else None,
    )
    seeds.quotes.setdefault(quote.article_id, []).append(quote)


def _edit(row: dict[str, Any]) -> ContrastEdit:
    return ContrastEdit(
        id=str(row["id"]),
        article_id=str(row["article_id"]),
        spans=spans_of(row["spans"]),
        start=int(row["start"]),
        end=int(row["end"]),
        new=str(row["new"]),
        reason=str(row.get("reason", "")),
    )


def write_rows(rows: Iterable[dict[str, Any]], path: Path) -> None:
    """Write JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8", newline="\n")
