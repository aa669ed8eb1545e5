"""What the user names → quotes to judge: a sentence, articles, or rows that are quotes already."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from stance.articles import Article, Reject, article_from_text, files_of, read_articles
from stance.articles.decoding import decode
from stance.articles.reading import ARTICLE_ENDINGS
from stance.articles.rows import ROW_ENDINGS, jsonl_rows, rows_of
from stance.errors import InputError
from stance.quotes import Kind, extract_quotes
from stance.quotes.types import KINDS

Record = dict[str, Any]
_ONE_WORD_FILE = re.compile(r"\S+\.\w{1,8}")
_PATH_START = re.compile(r"(?:~|\.{0,2}/)\S")


def looks_like_path(argument: str) -> bool:
    """Whether an argument is meant as a path: it exists, has a known ending, or a separator and no spaces."""
    if argument == "-" or "\n" in argument:
        return argument == "-"
    try:
        if Path(argument).exists():
            return True
    except (OSError, ValueError):  # A sentence may be longer than any file name.
        return False
    if argument.lower().endswith((*ARTICLE_ENDINGS, ".json", ".pdf", ".docx")) or _PATH_START.match(argument):
        return True
    return " " not in argument.strip() and ("/" in argument or bool(_ONE_WORD_FILE.fullmatch(argument)))


def split_arguments(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """A text given on the command line, or the paths; one of the two is empty.

    Raises:
        InputError: when a path does not exist, or nothing was given.
    """
    if not arguments:
        raise InputError("nothing to read: give a sentence in quotation marks, files, folders, or - for standard input")
    if not looks_like_path(arguments[0]):
        return " ".join(arguments), []
    for path in arguments:
        if path != "-" and not Path(path).exists():
            raise InputError(f"{path}: no such file or folder")
    return None, list(arguments)


def quotes_of_article(article: Article, kinds: Iterable[Kind] = KINDS) -> list[Record]:
    """The article's quotes as `stance extract` writes them."""
    found = extract_quotes(article.text, article.id, title=article.title, kinds=tuple(kinds))
    return [quote.to_dict() for quote in found]


def quotes_in_articles(
    paths: Sequence[str], kinds: Iterable[Kind] = KINDS, stdin: BinaryIO | None = None
) -> Iterator[Record | Reject]:
    """The quotes of every article at the paths, in order, streamed."""
    for item in read_articles(paths, stdin):
        if isinstance(item, Reject):
            yield item
        else:
            yield from quotes_of_article(item, kinds)


def quotes_in_text(text: str) -> list[Record]:
    """The quotes of a text given on the command line.

    Raises:
        InputError: when it is empty.
    """
    if not text.strip():
        raise InputError("the text is empty")
    return quotes_of_article(article_from_text(text, "<text>"))


def text_as_quote(text: str) -> Record:
    """A text in which no quote was found, taken as the words of a speaker whom nobody names."""
    return {
        "id": None,
        "article": "<text>",
        "kind": "direct",
        "text": text,
        "spans": [[0, len(text)]],
        "speaker": None,
        "cue": None,
        "context": "",
        "confidence": 0.0,
    }


def given_quotes(paths: Sequence[str], stdin: BinaryIO | None = None) -> Iterator[Record | Reject]:
    """Rows that are quotes already: lines of text, or rows of JSONL, CSV, Parquet with a `text`.

    Standard input is JSON lines where its first line is an object, else lines of text.
    """
    for path in paths:
        if path == "-":
            yield from _checked(_stream_rows(stdin or sys.stdin.buffer), "<stdin>")
            continue
        for file in files_of([path]):
            try:
                rows = rows_of(file) if file.suffix.lower() in ROW_ENDINGS else _text_rows(file)
                yield from _checked(rows, str(file))
            except InputError as error:
                yield Reject(str(file), None, str(error).removeprefix(f"{file}: "))


def _stream_rows(stream: BinaryIO) -> Iterator[tuple[int, Record] | Reject]:
    first = stream.readline()
    lines = _chain(first, stream)
    if first.lstrip().startswith(b"{"):
        yield from jsonl_rows(lines, "<stdin>")
    else:
        yield from _lines_as_rows(lines, "<stdin>")


def _chain(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _text_rows(file: Path) -> Iterator[tuple[int, Record] | Reject]:
    try:
        with file.open("rb") as lines:
            yield from _lines_as_rows(lines, str(file))
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}") from None


def _lines_as_rows(lines: Iterable[bytes], name: str) -> Iterator[tuple[int, Record] | Reject]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield number, {"text": decode(line, name).strip()}
            except InputError as error:
                yield Reject(name, number, str(error).removeprefix(f"{name}:1: ").removeprefix(f"{name}: "))


def _checked(rows: Iterable[tuple[int, Record] | Reject], name: str) -> Iterator[Record | Reject]:
    empty = True
    for item in rows:
        empty = False
        if isinstance(item, Reject):
            yield item
            continue
        line, row = item
        text = row.get("text")
        if isinstance(text, str) and text.strip():
            yield row
        else:
            yield Reject(name, line, "no `text`" if text is None else "`text` is empty or not a string")
    if empty:
        yield Reject(name, None, "empty")
