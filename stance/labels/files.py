"""Annotation files: one JSON line a label, under `seeds/annotations/labels/`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from stance.articles.rows import rows_of
from stance.articles.types import Reject
from stance.errors import InputError
from stance.labels.types import UNNAMED_VERSION, Label, stances_of
from stance.quotes.types import Span


def spans_of(value: Any) -> tuple[Span, ...]:
    """Spans as JSON writes them, checked.

    Raises:
        InputError: when they are no list of `[start, end]` with start < end, in order.
    """
    try:
        spans = tuple((int(start), int(end)) for start, end in value)
    except (TypeError, ValueError):
        raise InputError("`spans` must be a list of [start, end]") from None
    ends = [place for span in spans for place in span]
    if not spans or ends[0] < 0 or ends != sorted(ends) or any(start == end for start, end in spans):
        raise InputError(f"`spans` out of order or empty: {list(map(list, spans))}")
    return spans


def label_from_row(row: dict[str, Any]) -> Label:
    """One label from its JSON object.

    Raises:
        InputError: when a field is missing or wrong.
    """
    missing = {"article_id", "spans", "stances", "annotator"} - set(row)
    if missing:
        raise InputError(f"a label needs `{min(missing)}`")
    if not isinstance(row["stances"], list):
        raise InputError("`stances` must be a list")
    return Label(
        article_id=str(row["article_id"]),
        spans=spans_of(row["spans"]),
        stances=stances_of(row["stances"]),
        annotator=str(row["annotator"]),
        round=str(row.get("round", "1")),
        codebook=str(row.get("codebook", UNNAMED_VERSION)),
        stratum=str(row.get("stratum", "all")),
        comment=str(row.get("comment", "")),
        disputed=bool(row.get("disputed", False)),
    )


def read_labels(paths: Sequence[Path]) -> Iterator[Label | Reject]:
    """Every label of the files; a line that is none comes as a `Reject`."""
    for path in paths:
        for item in rows_of(path):
            if isinstance(item, Reject):
                yield item
                continue
            line, row = item
            try:
                yield label_from_row(row)
            except InputError as error:
                yield Reject(str(path), line, str(error))


def label_to_row(label: Label) -> dict[str, Any]:
    """The JSON object of a label, defaults left out."""
    row = asdict(label)
    row["spans"] = [list(span) for span in label.spans]
    row["stances"] = list(label.stances)
    defaults = {"stratum": "all", "comment": "", "disputed": False}
    return {key: value for key, value in row.items() if key not in defaults or value != defaults[key]}


def write_labels(labels: Iterable[Label], path: Path) -> None:
    """Write labels as JSON lines."""
    lines = (json.dumps(label_to_row(label), ensure_ascii=False) for label in labels)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
