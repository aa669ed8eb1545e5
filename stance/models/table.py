"""What a model reads: a table with the columns `text`, `cue` and `context`, one row a quote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

COLUMNS = ("text", "cue", "context")


class Table(NamedTuple):
    """The three columns, of equal length; `cue` and `context` are empty strings where there are none."""

    text: list[str]
    cue: list[str]
    context: list[str]

    def __len__(self) -> int:
        """How many quotes."""
        return len(self.text)

    def take(self, rows: Iterable[int]) -> Table:
        """The quotes at the given row numbers."""
        chosen = list(rows)
        return Table(*([column[i] for i in chosen] for column in self))

    def distinct(self) -> Table:
        """Each quote once, where it first stands."""
        seen = dict.fromkeys(zip(*self, strict=True))
        return Table(*([row[i] for row in seen] for i in range(len(COLUMNS))))


def as_table(data: Any) -> Table:
    """A table of anything that has the columns: a mapping of lists, a pandas DataFrame, a Dataset, rows, strings.

    Raises:
        ValueError: when there is no `text` (a row without one is named), or the columns differ in length.
    """
    if isinstance(data, Table):
        return data
    if isinstance(data, Mapping) or hasattr(data, "column_names") or hasattr(data, "columns"):
        return _of_columns(data)
    rows = [{"text": row} if isinstance(row, str) else row for row in data]
    for number, row in enumerate(rows):
        if "text" not in row:
            raise ValueError(f"row {number} has no `text`, which a quote needs; `cue` and `context` are optional")
    return _of_columns({name: [row.get(name) or "" for row in rows] for name in COLUMNS})


def _of_columns(data: Any) -> Table:
    names: Sequence[str] = getattr(data, "column_names", None) or list(getattr(data, "columns", data))
    if "text" not in names:
        raise ValueError("a table of quotes needs the column `text`; `cue` and `context` are optional")
    text = [_string(value) for value in data["text"]]
    rest = [[_string(v) for v in data[name]] if name in names else [""] * len(text) for name in COLUMNS[1:]]
    if any(len(column) != len(text) for column in rest):
        raise ValueError("the columns `text`, `cue` and `context` differ in length")
    return Table(text, *rest)


def _string(value: Any) -> str:
    # A missing value is None, or a NaN in a DataFrame.
    return value if isinstance(value, str) else ""


def before_quote(text: str, context: str) -> str:
    """The part of the context that stands before the quote; all of it where the quote is not in it."""
    place = context.find(text[:30])
    return context if place < 0 else context[:place]


def quote_input(text: str, cue: str) -> str:
    """The quote with the word that reports it in front: `denied: taking the money`."""
    return f"{cue}: {text}" if cue else text
