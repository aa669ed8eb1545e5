"""Chunks → answers in several processes that load the model once each, in the order of the chunks."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable
from multiprocessing.context import SpawnContext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import StanceError, WorkerError
from stance.prediction.answers import Answer, Answers, answer
from stance.prediction.heap import keep_heap
from stance.prediction.units import Unit
from stance.processes import cores, serve_parent

if TYPE_CHECKING:
    from stance.models.model import StanceModel
    from stance.prediction.demands import DemandingModel, Demands

CHUNKS_AHEAD = 3
"""Chunks a worker that are handed out before the first of them is taken."""
BYTES_A_SLOT = 2 << 20

_worker: dict[str, Any] = {}


class Slots:
    """Memory that all processes share, through which workers hand over their lines.

    A pipe would copy them four times and hold up whoever writes at both its ends. Lines that do not fit a slot go
    through it all the same.
    """

    def __init__(self, context: SpawnContext, count: int) -> None:
        """Take the memory, `BYTES_A_SLOT` a slot; it goes with the last process that holds it."""
        self._memory, self._count = context.RawArray("c", count * BYTES_A_SLOT), count

    def put(self, number: int, found: Answer) -> Answer:
        """The answer of a chunk without its lines, which wait in the slot of its number."""
        size = len(found.lines)
        if size > BYTES_A_SLOT:
            return found
        self._slot(number, size)[:] = found.lines
        return found._replace(lines=b"", waiting=size)

    def take(self, number: int, found: Answer) -> Answer:
        """The answer of a chunk with its lines."""
        return found._replace(lines=found.lines or bytes(self._slot(number, found.waiting)), waiting=0)

    def _slot(self, number: int, size: int) -> memoryview:
        start = number % self._count * BYTES_A_SLOT
        return memoryview(self._memory).cast("B")[start : start + size]


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


def _start(folder: Path, are_quotes: bool, slots: Slots, demands: Demands | None) -> None:
    serve_parent()
    keep_heap()
    _worker.update(are_quotes=are_quotes, slots=slots)
    try:
        _worker["model"] = model_for(folder, demands)
    except StanceError as error:
        # Raised here it would end the pool as if the worker had been killed.
        _worker["error"] = error


def _work(number: int, chunk: list[Unit]) -> Answer:
    if "error" in _worker:
        raise _worker["error"]
    slots: Slots = _worker["slots"]
    return slots.put(number, answer(_worker["model"], chunk, _worker["are_quotes"]))


def parallel_answers(
    folder: Path,
    chunks: Iterable[list[Unit]],
    are_quotes: bool,
    workers: int,
    demands: Demands | None = None,
) -> Answers:
    """The answers of the chunks, in order, computed by several processes that load the model once each.

    Only a few chunks a worker are read ahead, so memory stays bounded however fast reading is.

    Args:
        folder: the model's.
        chunks: what to answer.
        are_quotes: whether each row is a quote already.
        workers: how many processes.
        demands: what is asked of the answers beyond stances and scores.

    Raises:
        WorkerError: when a worker was killed.
    """
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    _share_cores(workers)
    keep_heap()
    # Spawned, not forked: ONNX Runtime's and Arrow's threads do not survive a fork.
    context, ahead = get_context("spawn"), CHUNKS_AHEAD * workers
    slots = Slots(context, ahead)
    pool = ProcessPoolExecutor(workers, context, _start, (folder, are_quotes, slots, demands))
    # No more chunks are out than there are slots, so none is overwritten before it was taken.
    waiting: deque[tuple[int, Future[Answer]]] = deque()

    def next_answer() -> Answer:
        number, future = waiting.popleft()
        return slots.take(number, future.result())

    try:
        for number, chunk in enumerate(chunks):
            waiting.append((number, pool.submit(_work, number, chunk)))
            if len(waiting) >= ahead:
                yield next_answer()
        while waiting:
            yield next_answer()
    except BrokenProcessPool:
        raise WorkerError("a worker process was killed, perhaps for want of memory; try fewer --workers") from None
    finally:
        for _, future in waiting:
            future.cancel()
        pool.shutdown(wait=True, cancel_futures=True)


def _share_cores(workers: int) -> None:
    """Let every worker compute with its share of the cores instead of all of them."""
    share = str(max(1, cores() // workers))
    for name in ("STANCE_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
        os.environ.setdefault(name, share)
