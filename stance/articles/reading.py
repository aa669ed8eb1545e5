"""Paths, folders and standard input → articles, streamed; what cannot be read is reported and left out."""

from __future__ import annotations

import heapq
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any, BinaryIO

from stance.articles.decoding import decode, read_bytes
from stance.articles.html import article_from_html
from stance.articles.rows import ROW_ENDINGS, rows_of
from stance.articles.text import article_from_text, title_of
from stance.articles.types import Article, Reject
from stance.errors import InputError

TEXT_ENDINGS = (".txt", ".text", ".md")
HTML_ENDINGS = (".html", ".htm", ".xhtml")
ARTICLE_ENDINGS = (*TEXT_ENDINGS, *HTML_ENDINGS, *ROW_ENDINGS)
NAMES_AT_ONCE = 1 << 16
_OPTIONAL = ("title", "source", "published", "url", "language")


def files_of(paths: Iterable[str | Path]) -> Iterator[Path]:
    """The files that the paths name, folders walked in sorted order for files of a known ending.

    Raises:
        InputError: when a path does not exist, a folder holds no article, or cannot be read.
    """
    for name in paths:
        if not str(name).strip():
            raise InputError("an empty path: name files or folders (. is the one you are in)")
        path = Path(name)
        if path.is_dir():
            found = False
            for file in _walk(path, (_place(path.stat()),)):
                found = True
                yield file
            if not found:
                raise InputError(f"{path}: no {', '.join(ARTICLE_ENDINGS)} file in this folder")
        elif path.exists():
            yield path
        else:
            raise InputError(f"{path}: no such file or folder")


def _walk(folder: Path, above: tuple[tuple[int, int], ...]) -> Iterator[Path]:
    """The files below a folder; `above` are the places of the folder itself and of those that it lies in.

    What cannot be looked at, or opened where it is a folder, comes as a file: whoever reads it says why it is left out.
    """
    for name in _sorted_names(folder):
        entry = folder / name
        is_article = entry.suffix.lower() in ARTICLE_ENDINGS
        try:
            about = entry.stat()
            # A link to a folder above would be walked for ever; a pipe waits for somebody who writes.
            if S_ISDIR(about.st_mode) and _place(about) not in above:
                os.scandir(entry).close()
                yield from _walk(entry, (*above, _place(about)))
            elif S_ISREG(about.st_mode) and is_article:
                yield entry
        except PermissionError:
            yield entry
        except OSError:
            if is_article:
                yield entry


def _place(about: os.stat_result) -> tuple[int, int]:
    return about.st_dev, about.st_ino


def _sorted_names(folder: Path) -> Iterator[str]:
    """The names in a folder in order, never more than a block in memory: it is scanned again for each block."""
    last = ""
    while True:
        try:
            with os.scandir(folder) as entries:
                later = (entry.name for entry in entries if entry.name > last and not entry.name.startswith("."))
                block = heapq.nsmallest(NAMES_AT_ONCE, later)
        except OSError as error:
            raise InputError(f"{folder}: {error.strerror or error}") from None
        yield from block
        if len(block) < NAMES_AT_ONCE:
            return
        last = block[-1]


def article_from_row(row: dict[str, Any], name: str, line: int) -> Article:
    """The article of one row with a `text` and optionally id, title, source, published, url, language.

    Raises:
        InputError: when the row has no text.
    """
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError("no `text`" if text is None else "`text` is empty or not a string")
    extra = {key: str(row[key]) for key in _OPTIONAL if row.get(key) not in (None, "")}
    extra.setdefault("title", title_of(text) or "")
    article_id = row.get("id")
    return Article(
        id=f"{name}:{line}" if article_id in (None, "") else str(article_id),
        text=text,
        title=extra["title"] or None,
        source=extra.get("source"),
        published=extra.get("published"),
        url=extra.get("url"),
        language=extra.get("language", "en"),
        path=name,
    )


def articles_of_file(path: Path) -> Iterator[Article | Reject]:
    """The article or articles of one file, by its ending; a file of no known ending is read as plain text."""
    name, ending = str(path), path.suffix.lower()
    try:
        if ending in ROW_ENDINGS:
            yield from _articles_of_rows(path)
        elif ending in HTML_ENDINGS:
            yield article_from_html(decode(read_bytes(path), name), name, name)
        else:
            yield article_from_text(decode(read_bytes(path), name), name, name)
    except InputError as error:
        yield reject_of(name, error)


def reject_of(name: str, error: InputError) -> Reject:
    """An input that is left out as a whole, called `name`; the reason does not repeat the name."""
    return Reject(name, None, re.sub(rf"^{re.escape(name)}:(?:(\d+):)? ", _line, str(error)))


def _line(place: re.Match[str]) -> str:
    return f"line {place[1]}: " if place[1] else ""


def _articles_of_rows(path: Path) -> Iterator[Article | Reject]:
    name, empty = str(path), True
    for item in rows_of(path):
        empty = False
        if isinstance(item, Reject):
            yield item
            continue
        line, row = item
        try:
            yield article_from_row(row, name, line)
        except InputError as error:
            yield Reject(name, line, str(error))
    if empty:
        raise InputError(f"{name}: empty")


def read_articles(paths: Iterable[str | Path], stdin: BinaryIO | None = None) -> Iterator[Article | Reject]:
    """Every article at the paths, in order, streamed; `-` is one plain-text article on standard input.

    What cannot be read comes as a `Reject` in its place, so that nothing is lost unseen.

    Raises:
        InputError: when a path does not exist.
    """
    for path in paths:
        if str(path) == "-":
            data = (stdin or sys.stdin.buffer).read()
            try:
                yield article_from_text(decode(data, "<stdin>"), "<stdin>", "<stdin>")
            except InputError as error:
                yield reject_of("<stdin>", error)
            continue
        for file in files_of([path]):
            yield from articles_of_file(file)
