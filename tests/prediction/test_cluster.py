"""A real local Ray cluster writes what one process writes, though a worker is killed half-way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import environment_of
from tests.prediction.test_resuming import write_rows

pytest.importorskip("ray", reason="needs the extra `ray`")


def predicting(folder: Path, model: Path, *words: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "stance", "predict", "--quotes", "rows.jsonl", "--model", str(model), *words]
    return subprocess.Popen(command, cwd=folder, env=environment_of(folder), stderr=subprocess.PIPE, text=True)


def actors_of(parent: int) -> list[int]:
    """The processes below one that Ray names after our actor."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_text().replace("\0", " ") if entry.name.isdigit() else ""
        except OSError:
            continue
        if words.startswith("ray::") and "MapWorker" in words and parent in ancestors(int(entry.name)):
            found.append(int(entry.name))
    return found


def ancestors(process: int) -> list[int]:
    found = []
    while process > 1:
        try:
            process = int((Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            break
        found.append(process)
    return found


def test_ray_writes_what_one_process_writes(tmp_path: Path, ngram_model: Path):
    write_rows(tmp_path / "rows.jsonl", 60_000)
    alone = predicting(tmp_path, ngram_model, "-o", "alone.parquet", "--rejects", "alone.txt")
    assert alone.wait(120) == 1
    cluster = predicting(tmp_path, ngram_model, "-o", "ray.parquet", "--rejects", "ray.txt", "--engine", "ray")
    killed = None
    end = time.monotonic() + 120
    while cluster.poll() is None and time.monotonic() < end:
        actors = actors_of(cluster.pid)
        if actors and killed is None:
            time.sleep(0.2)
            killed = actors[0]
            os.kill(killed, signal.SIGKILL)
        time.sleep(0.05)
    assert cluster.wait(60) == 1, cluster.communicate()[1]
    assert killed is not None
    assert (tmp_path / "ray.parquet").read_bytes() == (tmp_path / "alone.parquet").read_bytes()
    assert (tmp_path / "ray.txt").read_bytes() == (tmp_path / "alone.txt").read_bytes()
    assert json.loads((tmp_path / "ray.txt").read_text().splitlines()[0])["line"] == 78
