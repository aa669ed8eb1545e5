"""Files that people already have: Label Studio, plain JSON lines, CSV. One file a format."""

from __future__ import annotations

from stance.errors import InputError
from stance.labels.formats.bundle import Bundle, Format
from stance.labels.formats.csv_file import Csv
from stance.labels.formats.jsonl import JsonLines
from stance.labels.formats.label_studio import LabelStudio

FORMATS: dict[str, Format] = {"label-studio": LabelStudio(), "jsonl": JsonLines(), "csv": Csv()}


def format_of(name: str) -> Format:
    """The format of that name.

    Raises:
        InputError: when there is none.
    """
    if name not in FORMATS:
        raise InputError(f"{name}: unknown format; there are {', '.join(FORMATS)}")
    return FORMATS[name]


__all__ = ["FORMATS", "Bundle", "Format", "format_of"]
