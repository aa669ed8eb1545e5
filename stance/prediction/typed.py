"""Records as JSON lines that keep what JSON has no type for: dates, decimals and bytes of a Parquet column."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

_MARK = "\0type"


def to_json(record: dict[str, Any], *, ascii_only: bool = False) -> str:
    """One line; values that JSON does not know are marked with their type."""
    return json.dumps(record, ensure_ascii=ascii_only, default=_marked)


def _marked(value: Any) -> Any:
    if isinstance(value, (datetime, date, time)):
        # By what it is a kind of: pandas has a date and time of its own. A datetime is a date, too.
        kind = next(kind for kind in (datetime, date, time) if isinstance(value, kind))
        return {_MARK: kind.__name__, "value": value.isoformat()}
    if isinstance(value, Decimal):
        return {_MARK: "Decimal", "value": str(value)}
    if isinstance(value, bytes):
        return {_MARK: "bytes", "value": base64.b64encode(value).decode()}
    return str(value)


_TYPES: dict[str, Any] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "Decimal": Decimal,
    "bytes": base64.b64decode,
}


def from_json(line: bytes) -> dict[str, Any]:
    """The record of a line of `to_json`."""
    # Most lines hold no such value, and a hook costs on each.
    record = json.loads(line, object_hook=None if is_plain(line) else _restored)
    return dict(record)


def _restored(found: dict[str, Any]) -> Any:
    try:
        return _TYPES[found[_MARK]](found["value"])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        # A user's own row may hold such a key.
        return found


def records_in(lines: bytes) -> Iterator[dict[str, Any]]:
    """The records of whole lines."""
    for line in lines.split(b"\n"):
        if line:
            yield from_json(line)


def is_plain(lines: bytes) -> bool:
    """Whether lines of `to_json` are JSON as the world writes it, without a marked value."""
    return b"\\u0000type" not in lines
