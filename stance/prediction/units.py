"""What a run reads, cut into units (a file, lines, a row) and chunks of units: the grain of resuming and of workers.

Lines are named by their place in the file and read where they are predicted: whoever hands out the work only looks
for the ends of lines. Where a chunk begins and ends follows from the input alone. A chunk is predicted as one batch
wherever that happens, so a resumed or parallel run computes exactly what an undisturbed one does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple

from stance.articles import Reject, article_from_row, article_from_text, articles_of_file, files_of
from stance.articles.decoding import decode
from stance.articles.reading import reject_of
from stance.articles.rows import ROW_ENDINGS, jsonl_rows, rows_of
from stance.errors import InputError
from stance.quotes import Kind, extract_quotes
from stance.quotes.types import KINDS

Record = dict[str, Any]
LineKind = Literal["json", "text"]
JSON_LINES = (".jsonl", ".ndjson")
ROWS_A_CHUNK, ARTICLES_A_CHUNK, BYTES_A_CHUNK = 1024, 64, 8 << 20


class Unit(NamedTuple):
    """One thing to read, cheap to send to another process.

    Attributes:
        kind: `file` (an article), `json` or `text` (whole lines), `row` (a mapping), `whole` (an article's bytes) or
            `reject`.
        name: the file, for messages and ids.
        line: the line or row it stands on, or the first of the lines, from 1; 0 where there is none.
        content: what the kind says; of lines their offset in the file, or their bytes where it can be read only once;
            the reason of a reject.
        size: bytes of input that it stands for, as far as known.
        rows: how many lines.
    """

    kind: Literal["file", "json", "text", "row", "whole", "reject"]
    name: str
    line: int
    content: Any
    size: int
    rows: int = 1


def units_of(paths: Sequence[str], are_quotes: bool, stdin: BinaryIO | None = None) -> Iterator[Unit]:
    """The units at the paths, in order, streamed; `-` is standard input.

    Standard input is one article; with `are_quotes` it is JSON lines where its first line is an object, else
    lines of text.

    Raises:
        InputError: when a path does not exist.
    """
    for path in paths:
        if path == "-":
            stream = stdin or sys.stdin.buffer
            yield from _stream(stream) if are_quotes else [Unit("whole", "<stdin>", 0, stream.read(), 0)]
            continue
        for file in files_of([path]):
            try:
                yield from _units_of_file(file, are_quotes)
            except InputError as error:
                yield Unit("reject", str(file), 0, reject_of(str(file), error).reason, 0)


def _units_of_file(file: Path, are_quotes: bool) -> Iterator[Unit]:
    ending = file.suffix.lower()
    if ending in JSON_LINES:
        yield from _lines(file, "json", most_rows(are_quotes))
    elif ending in ROW_ENDINGS:
        yield from _rows(file)
    elif are_quotes:
        yield from _lines(file, "text", ROWS_A_CHUNK)
    else:
        yield Unit("file", str(file), 0, None, _size(file))


def most_rows(are_quotes: bool) -> int:
    """How many rows make a chunk."""
    return ROWS_A_CHUNK if are_quotes else ARTICLES_A_CHUNK


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _lines(file: Path, kind: LineKind, most: int) -> Iterator[Unit]:
    try:
        with file.open("rb") as lines:
            yield from _blocks(lines, str(file), kind, most, again=file.is_file())
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}") from None


def _stream(stream: BinaryIO) -> Iterator[Unit]:
    first = stream.readline()
    kind: LineKind = "json" if first.lstrip().startswith(b"{") else "text"
    yield from _blocks(chain([first], stream), "<stdin>", kind, ROWS_A_CHUNK, again=False)


def _blocks(lines: Iterable[bytes], name: str, kind: LineKind, most: int, *, again: bool) -> Iterator[Unit]:
    """So many lines a unit, fewer where they are long; their bytes go along unless the file can be read again."""
    held: list[bytes] = []
    number, offset, rows, size, blank = 1, 0, 0, 0, True
    for line in lines:
        rows, size = rows + 1, size + len(line)
        if blank:
            blank = not line.strip()
        if not again:
            held.append(line)
        if rows >= most or size >= BYTES_A_CHUNK:
            yield Unit(kind, name, number, offset if again else b"".join(held), size, rows)
            held = []
            number, offset, rows, size = number + rows, offset + size, 0, 0
    if blank:
        yield Unit("reject", name, 0, "empty", 0)
    elif rows:
        yield Unit(kind, name, number, offset if again else b"".join(held), size, rows)


def _rows(file: Path) -> Iterator[Unit]:
    name, empty, share = str(file), True, _share(file)
    for item in rows_of(file):
        empty = False
        if isinstance(item, Reject):
            yield Unit("reject", name, item.line or 0, item.reason, 0)
        else:
            yield Unit("row", name, item[0], item[1], share or sum(map(len, map(str, item[1].values()))))
    if empty:
        yield Unit("reject", name, 0, "empty", 0)


def _share(file: Path) -> int:
    """Bytes of a Parquet file for each of its rows; 0 for text, whose rows show their size."""
    if file.suffix.lower() != ".parquet":
        return 0
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(_size(file) / max(1, pq.read_metadata(file).num_rows))
    except (pa.ArrowException, OSError):
        return 0  # What is wrong with the file is said when its rows are read.


def chunks_of(units: Iterable[Unit], are_quotes: bool) -> Iterator[list[Unit]]:
    """Units in lists: 1,024 quotes or 64 articles, fewer where they are large, a few more where a file ends."""
    most = most_rows(are_quotes)
    chunk: list[Unit] = []
    rows = size = 0
    for unit in units:
        chunk.append(unit)
        rows, size = rows + unit.rows, size + _weight(unit)
        if rows >= most or size >= BYTES_A_CHUNK:
            yield chunk
            chunk, rows, size = [], 0, 0
    if chunk:
        yield chunk


def _weight(unit: Unit) -> int:
    if unit.kind == "row":
        return len(str(unit.content.get("text", "")))
    return unit.size


def items_of(unit: Unit, are_quotes: bool, kinds: Iterable[Kind] = KINDS) -> Iterator[Record | Reject]:
    """The quotes of a unit: the quote that it is, or those found in its article; or why there are none."""
    if unit.kind == "reject":
        yield Reject(unit.name, unit.line or None, unit.content)
    elif unit.kind == "file":
        for item in articles_of_file(Path(unit.name)):
            yield from [item] if isinstance(item, Reject) else _quotes(item, kinds)
    elif unit.kind == "whole":
        try:
            yield from _quotes(article_from_text(decode(unit.content, unit.name), unit.name, unit.name), kinds)
        except InputError as error:
            yield reject_of(unit.name, error)
    else:
        for row in _rows_in(unit):
            if isinstance(row, Reject):
                yield row
            else:
                yield from _given(unit.name, *row) if are_quotes else _found(unit.name, *row, kinds)


def _rows_in(unit: Unit) -> Iterator[tuple[int, Record] | Reject]:
    """The rows of a unit, each with its line."""
    if unit.kind == "row":
        yield unit.line, dict(unit.content)
        return
    lines = BytesIO(unit.content if isinstance(unit.content, bytes) else _read(unit))
    before = unit.line - 1
    for item in jsonl_rows(lines, unit.name) if unit.kind == "json" else _text_rows(lines, unit.name):
        if isinstance(item, Reject):
            yield Reject(item.path, before + (item.line or 0), item.reason)
        else:
            yield before + item[0], item[1]


def _read(unit: Unit) -> bytes:
    try:
        with Path(unit.name).open("rb") as file:
            file.seek(unit.content)
            found = file.read(unit.size)
    except OSError as error:
        raise InputError(f"{unit.name}: {error.strerror or error}") from None
    if len(found) < unit.size:
        raise InputError(f"{unit.name}: became shorter while it was read; start again")
    return found


def _text_rows(lines: Iterable[bytes], name: str) -> Iterator[tuple[int, Record] | Reject]:
    for number, line in enumerate(lines, 1):
        try:
            if line.strip():
                yield number, {"text": decode(line, name).strip()}
        except InputError as error:
            reason = str(error).removeprefix(f"{name}:1: ").removeprefix(f"{name}: ")
            yield Reject(name, number, reason)


def _given(name: str, line: int, row: Record) -> Iterator[Record | Reject]:
    text = row.get("text")
    if isinstance(text, str) and text.strip():
        yield row
    else:
        yield Reject(name, line, "no `text`" if text is None else "`text` is empty or not a string")


def _found(name: str, line: int, row: Record, kinds: Iterable[Kind]) -> Iterator[Record | Reject]:
    try:
        article = article_from_row(row, name, line)
    except InputError as error:
        yield Reject(name, line, str(error))
    else:
        yield from _quotes(article, kinds)


def _quotes(article: Any, kinds: Iterable[Kind]) -> list[Record]:
    found = extract_quotes(article.text, article.id, title=article.title, kinds=tuple(kinds))
    return [quote.to_dict() for quote in found]
