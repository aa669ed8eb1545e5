"""Records → a table on a terminal, JSON lines in a pipe, CSV or Parquet; rejects → a file or stderr."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, Literal, Protocol

from stance.errors import InputError
from stance.files import whole_file, whole_path
from stance.prediction.typed import is_plain, records_in

Format = Literal["jsonl", "table", "csv", "parquet"]
Record = dict[str, Any]
GROUP = 4096
"""Rows of a group in a Parquet file."""
_FOREIGN = (".xlsx", ".xls", ".ods", ".tsv", ".html", ".pdf", ".docx")
_ENDINGS: dict[str, Format] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}


class Writer(Protocol):
    """Takes records, as blocks of whole JSON lines (`typed.to_json`)."""

    def write(self, lines: bytes) -> None:
        """Write the records of some lines."""
        ...

    def close(self) -> None:
        """Write what is left."""
        ...


class JsonLines:
    """One JSON object a line."""

    def __init__(self, out: IO[str]) -> None:
        """Write to `out`."""
        self._out = out

    def write(self, lines: bytes) -> None:
        """Write the lines; dates, decimals and bytes of Parquet columns become strings."""
        if is_plain(lines):
            # As they are, not decoded to be encoded again.
            self._out.flush()
            self._out.buffer.write(lines)  # type: ignore[attr-defined]
            return
        for record in records_in(lines):
            self._out.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")

    def close(self) -> None:
        """Nothing is left."""


def flat(record: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested objects as `speaker.name`, stances joined by `;`, other lists as JSON."""
    for key, value in record.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            strings = all(isinstance(item, str) for item in value)
            yield f"{prefix}{key}", ";".join(value) if strings else json.dumps(value)
        else:
            yield f"{prefix}{key}", value


_FLAT = {
    "speaker": tuple(f"speaker.{name}" for name in ("text", "start", "end", "name", "role")),
    "cue": tuple(f"cue.{name}" for name in ("text", "start", "end")),
}


def _columns(record: Record) -> list[str]:
    names: list[str] = []
    for key, value in record.items():
        # A record without a speaker must not take the column from the records that have one.
        if key in _FLAT and not isinstance(value, str):
            names.extend(_FLAT[key])
        else:
            names.extend(name for name, _ in flat({key: value}))
    return names


def columns_of(blocks: Iterable[bytes]) -> list[str]:
    """The columns of a CSV file that holds every field of the records, in the order in which they first come."""
    found: dict[str, None] = {}
    for lines in blocks:
        for record in records_in(lines):
            found.update(dict.fromkeys(_columns(record)))
    return list(found)


class Csv:
    """Rows under a header: of the columns that are given, else of those of the first record."""

    def __init__(self, out: IO[str], columns: Sequence[str] | None = None) -> None:
        """Write to `out`."""
        self._out, self._columns = out, columns
        self._writer: csv.DictWriter[str] | None = None
        self._known: frozenset[str] = frozenset()
        self._lost: set[str] = set()

    def write(self, lines: bytes) -> None:
        """Write a row a record."""
        for record in records_in(lines):
            self._write(record)

    def _write(self, record: Record) -> None:
        if self._writer is None:
            names = self._columns or _columns(record)
            self._known = frozenset(names)
            self._writer = csv.DictWriter(self._out, names, extrasaction="ignore", lineterminator="\n")
            self._writer.writeheader()
        row = dict(flat(record))
        self._writer.writerow(row)
        self._lost.update(name for name, value in row.items() if name not in self._known and value is not None)

    def close(self) -> None:
        """Say which fields the header has no column for: it was written before they came."""
        if self._lost:
            names = ", ".join(sorted(self._lost))
            sys.stderr.write(f"stance: no column for {names}: the first record has none; --format jsonl keeps all\n")


class Parquet:
    """Row groups of a few thousand records; the columns are those of the first group."""

    def __init__(self, path: Path, name: Path | None = None) -> None:
        """Write to `path`; `name` is what messages call it."""
        self._path, self._name = path, name or path
        self._rows: list[Record] = []
        self._writer: Any = None

    def write(self, lines: bytes) -> None:
        """Take some records.

        Raises:
            InputError: when they do not fit the columns.
        """
        for record in records_in(lines):
            # Pairs of a word and a number have no type in Parquet: `predict --explain` writes them as JSON.
            why = {"explanation": json.dumps(record["explanation"])} if "explanation" in record else {}
            self._rows.append({**record, **why})
            # The groups must not depend on how the lines come.
            if len(self._rows) >= GROUP:
                self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        try:
            self._write_group()
        except pa.ArrowException as error:
            raise InputError(
                f"{self._name}: rows differ in their columns' types ({error}); use --format jsonl"
            ) from None
        except (OverflowError, UnicodeEncodeError) as error:
            raise InputError(f"{self._name}: Parquet cannot hold a value ({error}); use --format jsonl") from None
        self._rows = []

    def _write_group(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, _schema(self._rows))
        new = {key for row in self._rows for key in row}.difference(self._writer.schema.names)
        if new:
            raise InputError(f"{self._name}: `{min(new)}` comes after {GROUP:,} rows without it; use --format jsonl")
        self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._writer.schema))

    def close(self) -> None:
        """Write the last group and the footer.

        Raises:
            InputError: when the records do not fit the columns.
        """
        if self._rows or self._writer is None:
            self._flush()
        self._writer.close()


def _schema(rows: list[Record]) -> Any:
    """The columns of the rows, where `extract` and `predict` fix the types of their own fields."""
    import pyarrow as pa

    whole = pa.int64()
    place = [("text", pa.string()), ("start", whole), ("end", whole)]
    fixed = {
        "id": pa.string(),
        "article": pa.string(),
        "spans": pa.list_(pa.list_(whole)),
        "speaker": pa.struct([*place, ("name", pa.string()), ("role", pa.string())]),
        "cue": pa.struct(place),
        "context": pa.string(),
        "stances": pa.list_(pa.string()),
        "scores": pa.struct([(s, pa.float64()) for s in ("denial", "warning", "hedge")]),
    }
    # pyarrow takes the names from the first row alone.
    names = dict.fromkeys(key for row in rows for key in row)
    inferred = pa.Table.from_pylist([{**dict.fromkeys(names), **row} for row in rows]).schema
    # A user's own rows may name the speaker by a string, or an article by a number.
    kinds = {"speaker": dict, "cue": dict, "id": str, "article": str}
    ours = {key: all(isinstance(row.get(key), (kind, type(None))) for row in rows) for key, kind in kinds.items()}
    return pa.schema(
        [pa.field(f.name, fixed[f.name]) if f.name in fixed and ours.get(f.name, True) else f for f in inferred]
    )


class Table:
    """Columns for a person at a terminal: stances, speaker, quote."""

    def __init__(self, out: IO[str]) -> None:
        """Write to `out`."""
        self._out = out
        self._rows: list[Record] = []

    def write(self, lines: bytes) -> None:
        """Take some records; a table is drawn when all are there."""
        self._rows.extend(records_in(lines))

    def close(self) -> None:
        """Draw the table."""
        from rich.console import Console
        from rich.table import Table as RichTable
        from rich.text import Text

        with_stances = any("stances" in row for row in self._rows)
        table = RichTable(box=None, pad_edge=False, header_style="bold")
        if with_stances:
            table.add_column("stances", no_wrap=True)
        table.add_column("speaker", max_width=28)
        table.add_column("kind" if not with_stances else "score", no_wrap=True)
        table.add_column("quote", ratio=1)
        for row in self._rows:
            cells = [", ".join(row["stances"]) or "–"] if with_stances else []
            last = _top(row) if with_stances else str(row.get("kind", ""))
            table.add_row(*map(Text, [*cells, _speaker(row), last, " ".join(str(row["text"]).split())]))
        Console(file=self._out).print(table)


def _speaker(row: Record) -> str:
    speaker = row.get("speaker")
    if isinstance(speaker, Mapping):
        return str(speaker.get("name") or speaker.get("text") or "")
    return str(speaker or "")


def _top(row: Record) -> str:
    scores = row["scores"]
    return " ".join(f"{scores[name]:.2f}" for name in row["stances"]) or f"{max(scores.values()):.2f}"


def choose_format(given: str | None, output: Path | None) -> Format:
    """The format asked for, else the output file's ending, else a table on a terminal and JSON lines in a pipe.

    Raises:
        InputError: when it is unknown, the ending names what is not written here, or Parquet has no file to go to.
    """
    known = ("jsonl", "table", "csv", "parquet")
    if given is not None and given not in known:
        raise InputError(f"--format {given}: choose one of {', '.join(known)}")
    if given is None and output is not None:
        if output.suffix.lower() in _FOREIGN:
            raise InputError(f"{output}: {output.suffix} cannot be written; end the name in .jsonl, .csv or .parquet")
        return _ENDINGS.get(output.suffix.lower(), "jsonl")
    chosen = given or ("table" if sys.stdout.isatty() else "jsonl")
    if chosen == "parquet" and output is None:
        raise InputError("--format parquet needs a file: -o FILE")
    return chosen  # type: ignore[return-value]


@contextmanager
def writer(format_: Format, output: Path | None, columns: Sequence[str] | None = None) -> Iterator[Writer]:
    """A writer to standard output, or to a file that takes its place only when it is whole.

    Args:
        format_: what to write.
        output: the file; None for standard output.
        columns: of CSV, where they are known beforehand.

    Raises:
        InputError: when the file is a folder, or Parquet cannot hold the records.
    """
    if output is None:
        yield from _writing(format_, sys.stdout, columns)
    elif format_ == "parquet":
        with whole_path(output) as aside:
            parquet = Parquet(aside, output)
            yield parquet
            parquet.close()
    else:
        with whole_file(output) as out:
            yield from _writing(format_, out, columns)


def _writing(format_: Format, out: IO[str], columns: Sequence[str] | None) -> Iterator[Writer]:
    if isinstance(out, TextIOWrapper):
        # Half a surrogate pair, which JSON may hold, has no UTF-8: it stays visible as an escape.
        out.reconfigure(errors="backslashreplace")
    made: Writer = Csv(out, columns) if format_ == "csv" else Table(out) if format_ == "table" else JsonLines(out)
    yield made
    made.close()
    out.flush()
