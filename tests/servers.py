"""Servers on loopback for the tests, started and stopped by whoever uses them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.conftest import environment_of


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(
    words: list[str], folder: Path, url: str, timeout: float = 120, **variables: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A server process (`python -m WORDS`), from when it answers at `url` until the block ends."""
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", *words],
        cwd=folder,
        stdout=log,
        stderr=subprocess.STDOUT,
        env={**environment_of(folder), **variables},
        start_new_session=True,
    )
    try:
        _wait(process, url, time.monotonic() + timeout, folder / "server.log")
        yield process
    finally:
        with suppress(ProcessLookupError):  # A test may have ended it.
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        log.close()


def _wait(process: subprocess.Popen[bytes], url: str, until: float, log: Path) -> None:
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"the server ended: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(f"no answer from {url}: {log.read_text()[-2000:]}")
