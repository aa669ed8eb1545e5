"""Rows of JSONL, CSV and Parquet files, streamed one at a time with the line they stand on."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from stance.articles.decoding import decode
from stance.articles.types import Reject
from stance.errors import InputError, first_line

Row = tuple[int, dict[str, Any]]
ROW_ENDINGS = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")
# A field of a CSV file may hold a whole article; the module's own limit is 128 KiB.
_LONGEST_FIELD = 1 << 30
# What `surrogateescape` makes of bytes that are no UTF-8.
_DAMAGE = re.compile("[\udc80-\udcff]")


def rows_of(path: Path) -> Iterator[Row | Reject]:
    """The rows of a file, each with its line (JSONL, CSV) or row number (Parquet), from 1; bad ones as `Reject`.

    Raises:
        InputError: when the file as a whole cannot be read.
    """
    ending = path.suffix.lower()
    if ending == ".parquet":
        yield from _parquet_rows(path)
        return
    try:
        with path.open("rb") as lines:
            if ending in (".csv", ".tsv"):
                yield from csv_rows(lines, str(path), "\t" if ending == ".tsv" else ",")
            else:
                yield from jsonl_rows(lines, str(path))
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None


def jsonl_rows(lines: Iterable[bytes], name: str) -> Iterator[Row | Reject]:
    """The objects of JSON lines; a line that is broken, or no object, is a `Reject`; blank ones are skipped."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(decode(line, name))
        except InputError as error:
            yield Reject(name, number, str(error).removeprefix(f"{name}:1: ").removeprefix(f"{name}: "))
        except json.JSONDecodeError as error:
            yield Reject(name, number, f"broken JSON: {error.msg} at column {error.colno}")
        except ValueError:
            # Python reads no whole number of more digits (sys.get_int_max_str_digits).
            yield Reject(name, number, "broken JSON: a number of over 4,300 digits")
        except RecursionError:
            yield Reject(name, number, "broken JSON: nested too deeply")
        else:
            yield (number, row) if isinstance(row, dict) else Reject(name, number, "not a JSON object")


def _decoded(lines: Iterable[bytes], name: str, damaged: list[int]) -> Iterator[str]:
    """The lines as text, the first one without a fault.

    Bytes of others that are no text stand as lone surrogates; the numbers of these lines go to `damaged`.
    """
    for number, line in enumerate(lines, 1):
        try:
            yield decode(line, name)
        except InputError:
            if number == 1:
                raise
            damaged.append(number)
            yield line.replace(b"\0", b"\xff").decode("utf-8", "surrogateescape")


def _is_damaged(value: object) -> bool:
    return isinstance(value, str) and _DAMAGE.search(value) is not None


def csv_rows(lines: Iterable[bytes], name: str, delimiter: str = ",") -> Iterator[Row | Reject]:
    """The rows of a CSV file with a header line; a row of another width, or that is not UTF-8, is a `Reject`.

    Raises:
        InputError: when the file has no header that can be read.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    damaged: list[int] = []
    reader = csv.DictReader(_decoded(lines, name, damaged), delimiter=delimiter, restkey="\0more", strict=True)
    try:
        header = reader.fieldnames
    except csv.Error as error:
        raise InputError(f"{name}:1: broken CSV header ({error}); lines must end as on Unix or Windows") from None
    if not header:
        raise InputError(f"{name}: empty; a CSV file needs a header line")
    while True:
        # The line a row begins on: a quoted field may hold line breaks of its own.
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Reject(name, line, f"broken CSV: {error}")
            continue
        if "\0more" in row:
            yield Reject(name, line, f"more fields than the header's {len(header)}")
        elif any(value is None for value in row.values()):
            yield Reject(name, line, f"fewer fields than the header's {len(header)}")
        # Most files have no such line, and looking for it in every field costs.
        elif damaged and any(map(_is_damaged, row.values())):
            yield Reject(name, line, "not UTF-8; save it as UTF-8")
        else:
            yield line, dict(row)


def _parquet_rows(path: Path) -> Iterator[Row]:
    # Imported here: pyarrow costs 0.2 s, and most inputs are text.
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            number = 0
            for batch in file.iter_batches(batch_size=1024):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path}: not a readable Parquet file ({first_line(error)})") from None
