"""Labels out of a seeds folder into other people's files, and back in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from stance.articles import Reject
from stance.articles.rows import rows_of
from stance.dataset.exchange_real import by_reference, is_real, real_bundle
from stance.dataset.seeds import ANNOTATIONS, REAL, GoldQuote, Seeds, read_seeds
from stance.errors import InputError
from stance.files import whole_file
from stance.labels.files import label_to_row, spans_of
from stance.labels.formats import Bundle, format_of
from stance.labels.types import Label
from stance.quotes import extract_quotes
from stance.quotes.types import Span

Key = tuple[str, tuple[Span, ...], str, str]


@dataclass(slots=True)
class Exchanged:
    """How much went over, and what did not."""

    articles: int = 0
    quotes: int = 0
    labels: int = 0
    files: list[Path] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def export_labels(
    seeds_folder: Path,
    name: str,
    path: Path,
    *,
    sample: int | None = None,
    blind: bool = False,
    real: Mapping[str, Path] | None = None,
    only: Path | None = None,
) -> Exchanged:
    """Write the articles, quotes and labels of a seeds folder to a file in the format `name`.

    Args:
        seeds_folder: where the articles and their annotations lie.
        name: `label-studio`, `jsonl` or `csv`.
        path: the file to write.
        sample: only so many articles, drawn by a hash of their ids: the same ones every time.
        blind: leave the labels out, for annotators who must not see them.
        real: public corpora on this machine; then their labelled documents are written and not the seed articles.
        only: a file of rows with `article_id` and `spans`, as `stance label-errors` writes them: no other quotes.

    Raises:
        InputError: for an unknown format, a folder without articles, or an `only` that names none of their quotes.
    """
    format_ = format_of(name)
    bundle = real_bundle(seeds_folder, real) if real else bundle_of(read_seeds(seeds_folder))
    if only is not None:
        keep_only(bundle, only)
    if sample is not None:
        keep_sample(bundle, sample)
    if blind:
        # A quote that only a label knew stays in the file, to be judged.
        for label in bundle.labels:
            bundle.quotes.setdefault((label.article_id, label.spans), {})
        bundle.labels = []
    format_.write(bundle, path)
    return Exchanged(len(bundle.articles), len(bundle.places()), len(bundle.labels), [path], bundle.rejects)


def keep_only(bundle: Bundle, file: Path) -> None:
    """Keep only the quotes that the rows of a file name, and their articles.

    Raises:
        InputError: when the file names none of the bundle's quotes.
    """
    named: set[tuple[str, tuple[Span, ...]]] = set()
    for item in rows_of(file):
        if isinstance(item, Reject):
            bundle.rejects.append(item)
            continue
        try:
            named.add((str(item[1]["article_id"]), spans_of(item[1]["spans"])))
        except (InputError, KeyError) as error:
            bundle.rejects.append(Reject(str(file), item[0], f"not a row with `article_id` and `spans`: {error}"))
    kept = named & set(bundle.places())
    if not kept:
        raise InputError(f"{file}: names no quote of these articles; quotes of a public corpus need --real NAME=PATH")
    articles = {article_id for article_id, _ in kept}
    bundle.articles = {key: text for key, text in bundle.articles.items() if key in articles}
    bundle.quotes = {place: about for place, about in bundle.quotes.items() if place in kept}
    bundle.labels = [label for label in bundle.labels if (label.article_id, label.spans) in kept]


def keep_sample(bundle: Bundle, size: int) -> None:
    """Keep only `size` articles, drawn by a hash of their ids."""
    kept = set(sorted(bundle.articles, key=_draw)[:size])
    bundle.articles = {key: text for key, text in bundle.articles.items() if key in kept}
    bundle.quotes = {place: about for place, about in bundle.quotes.items() if place[0] in kept}
    bundle.labels = [label for label in bundle.labels if label.article_id in kept]


def bundle_of(seeds: Seeds) -> Bundle:
    """The articles of the seeds (contrast edits too) with what is known about their quotes.

    An article without any annotation comes with the quotes that the extractor finds.
    """
    articles = {article_id: article.text for article_id, article in seeds.articles.items()}
    articles |= {edit.id: edit.apply(seeds.articles[edit.article_id]).text for edit in seeds.edits}
    bundle = Bundle({article_id: articles[article_id] for article_id in sorted(articles)}, rejects=list(seeds.rejects))
    bundle.labels = [label for label in seeds.labels if label.article_id in bundle.articles]
    labelled = {label.article_id for label in bundle.labels}
    for article_id in bundle.articles:
        known = seeds.quotes.get(article_id, [])
        bundle.quotes |= {(article_id, quote.spans): _about(quote) for quote in known}
        if not known and article_id not in labelled:
            found = extract_quotes(bundle.articles[article_id], article_id)
            bundle.quotes |= {
                (article_id, q.spans): _about(GoldQuote(article_id, q.spans, q.kind, q.speaker, q.cue)) for q in found
            }
    return bundle


def _draw(article_id: str) -> str:
    return hashlib.sha256(f"sample\0{article_id}".encode()).hexdigest()


def _about(quote: GoldQuote) -> dict[str, Any]:
    about = {"kind": quote.kind, "speaker": quote.speaker, "cue": quote.cue}
    return {k: v if isinstance(v, str) else asdict(v) for k, v in about.items() if v is not None}


def import_labels(seeds_folder: Path, name: str, path: Path, annotator: str = "") -> Exchanged:
    """Read labels from a file in the format `name` and add them to a seeds folder.

    They go to `annotations/labels/STEM.jsonl`, quotes not known yet to `annotations/quotes/STEM.jsonl`, and articles
    that the folder does not have, where the file brings their text, to `imported/STEM.jsonl`. A label that is there
    already is not added again; one that says otherwise than what the same annotator said before is left out. Labels of
    public corpora go to `real/STEM.jsonl` by reference, and their text nowhere.

    Raises:
        InputError: for an unknown format or a file that cannot be read.
    """
    found = format_of(name).read(path, annotator)
    seeds = read_seeds(seeds_folder) if _has_articles(seeds_folder) else Seeds()
    known = {article_id: article.text for article_id, article in seeds.articles.items()}
    known |= {edit.id: edit.apply(seeds.articles[edit.article_id]).text for edit in seeds.edits}
    done = Exchanged(rejects=list(found.rejects))
    real = [label for label in found.labels if is_real(label.article_id)]
    found.labels = [label for label in found.labels if not is_real(label.article_id)]
    lines = list(by_reference(seeds_folder, real, str(path), done.rejects))
    new = {key: text for key, text in found.articles.items() if key not in known and not is_real(key)}
    usable = _usable(found, known, str(path), done.rejects)
    labels = list(_unknown(usable, seeds.labels, str(path), done.rejects))
    quotes = [
        {"article_id": place[0], "spans": [list(span) for span in place[1]], **about}
        for place, about in sorted(found.quotes.items())
        if place[0] in {**known, **new}
        and "kind" in about
        and not any(quote.spans == place[1] for quote in seeds.quotes.get(place[0], []))
    ]
    notes = seeds_folder / ANNOTATIONS
    _append(seeds_folder / "imported" / f"{path.stem}.jsonl", ({"id": k, "text": t} for k, t in new.items()), done)
    _append(notes / "quotes" / f"{path.stem}.jsonl", quotes, done)
    _append(notes / "labels" / f"{path.stem}.jsonl", map(label_to_row, labels), done)
    _append(seeds_folder / REAL / f"{path.stem}.jsonl", lines, done)
    done.articles, done.quotes, done.labels = len(new), len(quotes), len(labels) + len(lines)
    return done


def _has_articles(folder: Path) -> bool:
    return folder.is_dir() and any(folder.rglob("*.*"))


def _usable(found: Bundle, known: dict[str, str], name: str, rejects: list[Reject]) -> list[Label]:
    usable = []
    for label in found.labels:
        own, theirs = known.get(label.article_id), found.articles.get(label.article_id)
        text = own if own is not None else theirs
        if text is None:
            rejects.append(Reject(name, None, f"no article `{label.article_id}` among the seeds"))
        elif own is not None and theirs is not None and own != theirs:
            rejects.append(Reject(name, None, f"`{label.article_id}`: another text than the seed article's"))
        elif label.spans[-1][1] > len(text):
            rejects.append(Reject(name, None, f"`{label.article_id}` {list(label.spans)}: beyond the article's end"))
        else:
            usable.append(label)
    return usable


def _key(label: Label) -> Key:
    return label.article_id, label.spans, label.annotator, label.round


def _unknown(labels: Iterable[Label], there: Iterable[Label], name: str, rejects: list[Reject]) -> Iterable[Label]:
    before = {_key(label): label for label in there}
    for label in labels:
        other = before.setdefault(_key(label), label)
        if other is label:
            yield label
        elif other != label:
            where = f"`{label.article_id}` {list(label.spans)}"
            rejects.append(Reject(name, None, f"{where}: `{label.annotator}` has said otherwise; use another round"))


def _append(path: Path, rows: Iterable[dict[str, Any]], done: Exchanged) -> None:
    added = list(rows)
    if not added:
        return
    before = [item[1] for item in rows_of(path) if not isinstance(item, Reject)] if path.is_file() else []
    with whole_file(path) as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in [*before, *added])
    done.files.append(path)
