"""Work in several processes, none of which outlives the one that asked for it."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import NamedTuple, TypeVar, cast

from stance.errors import StanceError, WorkerError

Say = Callable[[str], None]
Found = TypeVar("Found")
Job = Callable[[Say], Found]


class _Done(NamedTuple):
    """What a job has returned."""

    found: object


def cores() -> int:
    """How many cores this process may use."""
    # Not every system says which; Linux does.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def serve_parent() -> None:
    """Be a worker: leave Ctrl-C, which reaches every process of a terminal, to the parent, and end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # A parent that was killed cannot say that there is no more work.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def side_by_side(jobs: Iterable[Job[Found]], at_once: int, say: Say) -> list[Found]:
    """Do every job in a process of its own, `at_once` of them at a time.

    Args:
        jobs: are called with a function that says a message here. They and what they return go through pickle.
        at_once: how many processes.
        say: is told the messages of all jobs.

    Returns:
        What the jobs have returned, in their order.

    Raises:
        StanceError: what a job has raised; the others are stopped.
        OSError: the same.
        WorkerError: when the process of a job was killed or failed otherwise.
    """
    # Spawned, not forked: torch's and Arrow's threads do not survive a fork.
    context, waiting = get_context("spawn"), deque(enumerate(jobs))
    running: dict[Connection, tuple[int, BaseProcess]] = {}
    found: dict[int, Found] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                number, job = waiting.popleft()
                ours, theirs = context.Pipe(duplex=False)
                # One that is no daemon may have workers of its own; it ends with us all the same.
                process: BaseProcess = context.Process(target=_do, args=(job, theirs))
                process.start()
                theirs.close()
                running[ours] = number, process
            for worker in cast(list[Connection], wait(list(running))):
                message = _heard(worker)
                if isinstance(message, str):
                    say(message)
                elif isinstance(message, _Done):
                    found[running[worker][0]] = cast(Found, message.found)
                else:
                    _ended(running.pop(worker)[1])
    finally:
        for _, process in running.values():
            process.terminate()
            process.join()
    return [found[number] for number in sorted(found)]


def _do(job: Job[object], parent: Connection) -> None:
    serve_parent()
    try:
        parent.send(_Done(job(parent.send)))
    except (StanceError, OSError) as error:
        parent.send(error)


def _heard(worker: Connection) -> object:
    """The next message of a worker, None when there will be no more; an error is raised here."""
    try:
        message = worker.recv()
    except EOFError:
        return None
    if isinstance(message, Exception):
        raise message
    return message


def _ended(process: BaseProcess) -> None:
    process.join()
    if process.exitcode:
        why = "was killed, perhaps for want of memory" if process.exitcode < 0 else "failed"
        raise WorkerError(f"a worker process {why}")
