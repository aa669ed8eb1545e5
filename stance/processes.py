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
from typing import cast

from stance.errors import StanceError

Say = Callable[[str], None]
Job = Callable[[Say], object]


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


def side_by_side(jobs: Iterable[Job], at_once: int, say: Say) -> None:
    """Do every job in a process of its own, `at_once` of them at a time.

    Args:
        jobs: are called with a function that says a message here; what they return is dropped. They must be of what
            pickle can take.
        at_once: how many processes.
        say: is told the messages of all jobs.

    Raises:
        StanceError: what a job has raised, or that its process was killed; the others are stopped.
    """
    # Spawned, not forked: torch's and Arrow's threads do not survive a fork.
    context, waiting = get_context("spawn"), deque(jobs)
    running: dict[Connection, BaseProcess] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                ours, theirs = context.Pipe(duplex=False)
                running[ours] = context.Process(target=_do, args=(waiting.popleft(), theirs), daemon=True)
                running[ours].start()
                theirs.close()
            for worker in cast(list[Connection], wait(list(running))):
                if not _heard(worker, say):
                    _ended(running.pop(worker))
    finally:
        for process in running.values():
            process.terminate()
            process.join()


def _do(job: Job, parent: Connection) -> None:
    serve_parent()
    try:
        job(parent.send)
    except StanceError as error:
        parent.send(error)


def _heard(worker: Connection, say: Say) -> bool:
    """Take one message; False when there will be no more."""
    try:
        message = worker.recv()
    except EOFError:
        return False
    if isinstance(message, StanceError):
        raise message
    say(message)
    return True


def _ended(process: BaseProcess) -> None:
    process.join()
    if process.exitcode:
        why = "was killed, perhaps for want of memory" if process.exitcode < 0 else "failed"
        raise StanceError(f"a worker process {why}")
