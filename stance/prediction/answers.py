"""A chunk of input → its answers as JSON lines: in this process, or in several that keep the order."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from stance.articles import Reject
from stance.errors import StanceError
from stance.prediction.typed import is_plain, to_json
from stance.prediction.units import Record, Unit, items_of
from stance.quotes import Kind
from stance.quotes.types import KINDS

if TYPE_CHECKING:
    from stance.models.model import StanceModel
    from stance.prediction.demands import DemandingModel, Demands


class Answer(NamedTuple):
    """What became of one chunk: records as JSON lines, how many, and what was left out.

    Attributes:
        lines: the records; nothing where a worker has put them into a file.
        records: how many.
        rejects: what was left out.
        size: bytes of input.
        file: where a worker has put the lines; whoever takes them removes it.
        tally: of a wanted precision: stances that the model names, and how many of them are left.
        plain: whether the lines are JSON as the world writes it (`typed.is_plain`).
    """

    lines: bytes
    records: int
    rejects: list[Reject]
    size: int
    file: Path | None = None
    tally: tuple[int, int] = (0, 0)
    plain: bool = True


SPOOLED = ".answer-"
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
    for chunk in chunks:
        yield answer(model, chunk, are_quotes)


_worker: dict[str, Any] = {}


def model_for(folder: Path, demands: Demands | None) -> StanceModel | DemandingModel:
    """The model in a folder, with what is asked of it.

    Raises:
        ModelError: when it cannot do what is asked.
    """
    from stance.models.storage import load

    if demands is None:
        return load(folder)
    from stance.prediction.demands import DemandingModel

    return DemandingModel(load(folder), demands)


def _start(folder: Path, are_quotes: bool, spool: Path | None, demands: Demands | None) -> None:
    # Ctrl-C reaches every process of the terminal; the first one says what happens.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker.update(are_quotes=are_quotes, spool=spool)
    try:
        _worker["model"] = model_for(folder, demands)
    except StanceError as error:
        # Raised here it would end the pool as if the worker had been killed.
        _worker["error"] = error


def _end_with_parent() -> None:
    """A parent that was killed cannot say that there is no more work."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(number: int, chunk: list[Unit]) -> Answer:
    if "error" in _worker:
        raise _worker["error"]
    found = answer(_worker["model"], chunk, _worker["are_quotes"])
    if _worker["spool"] is None:
        return found
    file: Path = _worker["spool"] / f"{SPOOLED}{number}"
    file.write_bytes(found.lines)
    return found._replace(lines=b"", file=file)


def parallel_answers(
    folder: Path,
    chunks: Iterable[list[Unit]],
    are_quotes: bool,
    workers: int,
    spool: Path | None = None,
    demands: Demands | None = None,
) -> Answers:
    """The answers of the chunks, in order, computed by several processes that load the model once each.

    Only a few chunks a worker are read ahead, so memory stays bounded however fast reading is.

    Args:
        folder: the model's.
        chunks: what to answer.
        are_quotes: whether each row is a quote already.
        workers: how many processes.
        spool: a folder through which the workers hand over their lines, which then pass through no pipe.
        demands: what is asked of the answers beyond stances and scores.

    Raises:
        StanceError: when a worker was killed.
    """
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    _share_cores(workers)
    # Spawned, not forked: ONNX Runtime's and Arrow's threads do not survive a fork.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start, (folder, are_quotes, spool, demands))
    waiting: deque[Future[Answer]] = deque()
    try:
        for number, chunk in enumerate(chunks):
            waiting.append(pool.submit(_work, number, chunk))
            if len(waiting) >= 3 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise StanceError("a worker process was killed, perhaps for want of memory; try fewer --workers") from None
    finally:
        for future in waiting:
            future.cancel()
        pool.shutdown(wait=True, cancel_futures=True)


def _share_cores(workers: int) -> None:
    """Let every worker compute with its share of the cores instead of all of them."""
    share = str(max(1, len(os.sched_getaffinity(0)) // workers))
    for name in ("STANCE_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
        os.environ.setdefault(name, share)
