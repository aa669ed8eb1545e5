"""What a label is: the stances that one annotator gives one quote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from stance.errors import InputError
from stance.quotes.types import Span

Stance = Literal["denial", "warning", "hedge"]
STANCES: tuple[Stance, ...] = ("denial", "warning", "hedge")
Grade = Literal["gold", "single", "weak"]
GRADES: tuple[Grade, ...] = ("gold", "single", "weak")
CODEBOOK_VERSION = "2.1"
"""Of docs/codebook.md, by which a new label is made."""
UNNAMED_VERSION = "2"
"""The version that made the labels of a file that names none."""


@dataclass(frozen=True, slots=True)
class Label:
    """The stances of one quote by one annotator.

    `spans` are code points into the article; `round` is `1`, `2` for independent annotators and `settled`
    for the third look; `stratum` says how the quote was chosen (`random`, `enriched`, …).
    """

    article_id: str
    spans: tuple[Span, ...]
    stances: tuple[Stance, ...]
    annotator: str
    round: str = "1"
    codebook: str = CODEBOOK_VERSION
    stratum: str = "all"
    comment: str = ""
    disputed: bool = False


def stances_of(values: Iterable[str]) -> tuple[Stance, ...]:
    """Stances in the order of the codebook, without repeats; `none` and the empty string stand for none.

    Raises:
        InputError: when a value is no stance.
    """
    found = {value.strip().lower() for value in values} - {"none", ""}
    unknown = sorted(found - set(STANCES))
    if unknown:
        raise InputError(f"unknown stance `{unknown[0]}`; the stances are {', '.join(STANCES)}")
    return tuple(stance for stance in STANCES if stance in found)
