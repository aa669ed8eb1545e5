"""Labels as a CSV file that a spreadsheet opens: one row a label."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from stance.articles import Reject
from stance.articles.rows import rows_of
from stance.errors import InputError
from stance.files import whole_file
from stance.labels.formats.bundle import Bundle, add_row, json_or_none, rows_to_write

COLUMNS = (
    "article_id",
    "spans",
    "text",
    "kind",
    "stances",
    "annotator",
    "round",
    "codebook",
    "stratum",
    "disputed",
    "comment",
    "speaker",
    "cue",
)
NONE = "none"
_GUARDED = ("comment", "stratum", "annotator", "round", "codebook")


class Csv:
    """Spans as `0-12;30-41`, stances as `denial;hedge` or `none`; an empty cell of stances is still to be filled in."""

    def write(self, bundle: Bundle, path: Path) -> None:
        """Write every label, and quotes without one with an empty cell."""
        with whole_file(path) as out:
            writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(_cells(row) for row in rows_to_write(bundle))

    def read(self, path: Path, annotator: str) -> Bundle:
        """Read labels; columns that are not known are left alone, a row that is no label is a reject."""
        bundle = Bundle()
        for item in rows_of(path):
            if isinstance(item, Reject):
                bundle.rejects.append(item)
                continue
            line, cells = item
            try:
                add_row(bundle, _row(cells), annotator)
            except InputError as error:
                bundle.rejects.append(Reject(str(path), line, str(error)))
        return bundle


def _cells(row: dict[str, Any]) -> dict[str, str]:
    cells = {name: str(row.get(name, "") or "") for name in COLUMNS}
    cells["spans"] = ";".join(f"{start}-{end}" for start, end in row["spans"])
    cells["stances"] = "" if row["stances"] is None else ";".join(row["stances"]) or NONE
    cells["disputed"] = "true" if row.get("disputed") else ""
    # `csv` reads a lone carriage return inside a cell as it stands, but not every spreadsheet writes it back.
    for name in _GUARDED:
        cells[name] = _guarded(cells[name])
    for name in ("speaker", "cue"):
        cells[name] = json.dumps(row[name], ensure_ascii=False) if row[name] is not None else ""
    return cells


def _guarded(value: str) -> str:
    """A cell as JSON where a plain one would not come back as it was."""
    plain = value == value.strip() and not any(char < " " for char in value) and not value.startswith('"')
    return value if plain else json.dumps(value)


def _unguarded(value: str) -> str:
    return str(json_or_none(value)) if value.startswith('"') else value


def _row(cells: dict[str, str]) -> dict[str, Any]:
    missing = {"article_id", "spans", "stances"} - set(cells)
    if missing:
        raise InputError(f"a row needs the column `{min(missing)}`")
    row: dict[str, Any] = {name: cells[name] for name in COLUMNS if cells.get(name)}
    row |= {name: _unguarded(cells[name]) for name in _GUARDED if cells.get(name)}
    row["article_id"] = cells["article_id"]
    try:
        row["spans"] = [tuple(map(int, part.split("-"))) for part in cells["spans"].split(";")]
    except ValueError:
        raise InputError(f"`spans` must read like 0-12;30-41, not `{cells['spans']}`") from None
    row["stances"] = cells["stances"].replace(",", ";").split(";") if cells["stances"].strip() else None
    row["disputed"] = cells.get("disputed", "").strip().lower() in {"true", "1", "yes", "x"}
    for name in ("speaker", "cue"):
        row[name] = json_or_none(cells.get(name, ""))
    return row
