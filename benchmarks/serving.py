"""A served model under load: 64 clients at once against the real `stance serve`, with and without batching.

    python benchmarks/serving.py [--model MODEL]… [--clients 64] [--seconds 20]

Starts the server on loopback, asks it for a while with one quote a request, stops it, and puts the table between
the marks in `benchmarks/serving.md`. Clients and server share the machine's cores. Exit 1 where a request failed.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(HERE)]

import numpy as np  # noqa: E402
from report import machine, replace_figures, say  # noqa: E402

from stance.dataset import load as load_dataset  # noqa: E402
from stance.models.table import Table, as_table  # noqa: E402

REPORT = HERE / "serving.md"
HEADERS = {"Content-Type": "application/json"}


def main() -> None:
    """Measure, print, and write the table into serving.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=ROOT / "data" / "stance", type=Path)
    parser.add_argument("--model", action="append")
    parser.add_argument("--clients", default=64, type=int)
    parser.add_argument("--seconds", default=20.0, type=float)
    given = parser.parse_args()
    quotes = as_table(load_dataset(given.data)["train"])
    # The server must not outlive a benchmark that is told to end.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    rows, failed = [], 0
    for model in given.model or ["pretrained"]:
        for how, most in (("one by one", "1"), ("together", "")):
            say(f"serving {model}, requests {how}")
            with serving(model, most) as (port, server):
                load(port, quotes, 2, 2.0)
                alone = load(port, quotes, 1, min(5.0, given.seconds))
                before = processor_seconds(server)
                found = load(port, quotes, given.clients, given.seconds)
                spent = (processor_seconds(server) - before) / max(1, len(found.seconds))
            failed += found.failed
            rows.append([model, how, f"{np.median(alone.seconds) * 1000:.0f} ms", f"{found.rate:,.0f}",
                         f"{found.quantile(0.5):.0f} ms", f"{found.quantile(0.99):.0f} ms", f"{spent * 1000:.1f} ms",
                         f"{found.failed} of {len(found.seconds) + found.failed:,}"])  # fmt: skip
    head = ["model", "requests go through the model", "one client alone, p50",
            f"requests/s, {given.clients} clients", "p50", "p99",
            "processor time a request", "failed"]  # fmt: skip
    replace_figures(REPORT, head, rows, machine())
    sys.exit(1 if failed else 0)


@contextmanager
def serving(model: str, most: str) -> Iterator[tuple[int, int]]:
    """`stance serve` on a free port, from when it answers until the block ends: the port and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "STANCE_SERVE_ROWS": most}
    words = [sys.executable, "-P", "-m", "stance", "serve", "--model", model, "--port", str(port)]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(words, env=environment, stdout=log, stderr=log, cwd=ROOT)
        try:
            until = time.monotonic() + 180
            while not answers(port):
                if process.poll() is not None or time.monotonic() > until:
                    log.seek(0)
                    raise SystemExit(f"the server did not start: {log.read()[-2000:].decode()}")
                time.sleep(0.3)
            yield port, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def processor_seconds(process: int) -> float:
    """What a process and all that it started have computed so far."""
    stats = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = file.read_text().rpartition(")")[2].split()
            stats[int(file.parent.name)] = (int(fields[1]), int(fields[11]) + int(fields[12]))
    below = {process}
    while more := {pid for pid, (parent, _) in stats.items() if parent in below} - below:
        below |= more
    return sum(stats[pid][1] for pid in below if pid in stats) / os.sysconf("SC_CLK_TCK")


def answers(port: int) -> bool:
    """Whether the server is up."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/ping")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


class Load:
    """What the clients met: the seconds of every answered request, how many failed, requests a second."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.seconds: list[float] = []
        self.failed, self.rate = 0, 0.0

    def quantile(self, share: float) -> float:
        """Milliseconds within which that share of the requests was answered."""
        return float(np.quantile(self.seconds, share) * 1000) if self.seconds else float("nan")


def load(port: int, quotes: Table, clients: int, seconds: float) -> Load:
    """Ask from so many threads at once, each over a connection of its own, one quote a request."""
    found, lock, began = Load(), threading.Lock(), time.monotonic()

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        own, failed = [], 0
        for i in np.random.default_rng(number).permutation(len(quotes)).tolist():
            if time.monotonic() - began > seconds:
                break
            row = {"columns": list(Table._fields), "data": [[column[i] for column in quotes]]}
            asked = time.monotonic()
            try:
                connection.request("POST", "/invocations", json.dumps({"dataframe_split": row}), HEADERS)
                reply = connection.getresponse()
                good = reply.status == 200 and "stances" in json.loads(reply.read())["predictions"][0]
            except (OSError, http.client.HTTPException, ValueError, LookupError):
                good = False
                connection.close()
            failed += not good
            if good:
                own.append(time.monotonic() - asked)
        connection.close()
        with lock:
            found.seconds += own
            found.failed += failed

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.rate = len(found.seconds) / (time.monotonic() - began)
    return found


if __name__ == "__main__":
    main()
