"""A chunk of input → its answers as JSON lines."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, NamedTuple

from stance.articles import Reject
from stance.prediction.heap import keep_heap
from stance.prediction.typed import is_plain, to_json
from stance.prediction.units import Record, Unit, items_of
from stance.quotes import Kind
from stance.quotes.types import KINDS

if TYPE_CHECKING:
    from stance.models.model import StanceModel
    from stance.prediction.demands import DemandingModel


class Answer(NamedTuple):
    """What became of one chunk: records as JSON lines, how many, and what was left out.

    Attributes:
        lines: the records; nothing while they wait in the slot of a worker.
        records: how many.
        rejects: what was left out.
        size: bytes of input.
        waiting: bytes of the lines that wait in a slot (`workers.Slots`).
        tally: of a wanted precision: stances that the model names, and how many of them are left.
        plain: whether the lines are JSON as the world writes it (`typed.is_plain`).
    """

    lines: bytes
    records: int
    rejects: list[Reject]
    size: int
    waiting: int = 0
    tally: tuple[int, int] = (0, 0)
    plain: bool = True


Answers = Generator[Answer, None, None]


def read(
    chunk: Iterable[Unit], are_quotes: bool, kinds: Iterable[Kind] = KINDS
) -> tuple[list[Record], list[Reject], int]:
    """The quotes of a chunk, what was left out, and the bytes of input."""
    found: list[Record] = []
    rejects: list[Reject] = []
    size = 0
    for unit in chunk:
        size += unit.size
        for item in items_of(unit, are_quotes, kinds):
            if isinstance(item, Reject):
                rejects.append(item)
            else:
                found.append(item)
    return found, rejects, size


def answer(model: StanceModel | DemandingModel, chunk: Iterable[Unit], are_quotes: bool) -> Answer:
    """Read a chunk and predict it as one batch."""
    from stance.models.model import StanceModel
    from stance.prediction.predict import predict_records

    if not isinstance(model, StanceModel):
        return model.answer(chunk, are_quotes)
    found, rejects, size = read(chunk, are_quotes)
    return encode(predict_records(model, found), rejects, size)


def quotes_only(chunks: Iterable[list[Unit]], kinds: Iterable[Kind]) -> Answers:
    """The quotes of the chunks, not predicted."""
    wanted = tuple(kinds)
    for chunk in chunks:
        yield encode(*read(chunk, False, wanted))


def encode(records: list[Record], rejects: list[Reject], size: int) -> Answer:
    """Records as JSON lines."""
    try:
        lines = "".join(to_json(record) + "\n" for record in records).encode()
    except UnicodeEncodeError:
        # Half a surrogate pair, which JSON can escape and UTF-8 cannot hold.
        lines = "".join(to_json(record, ascii_only=True) + "\n" for record in records).encode()
    return Answer(lines, len(records), rejects, size, plain=is_plain(lines))


def answers(model: StanceModel | DemandingModel, chunks: Iterable[list[Unit]], are_quotes: bool) -> Answers:
    """The answers of the chunks, in order, computed here."""
    keep_heap()
    for chunk in chunks:
        yield answer(model, chunk, are_quotes)
