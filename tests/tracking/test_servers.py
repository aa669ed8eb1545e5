"""The real server: several clients at once, a bad request, and its end."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from stance.labels.types import STANCES
from stance.models import load
from stance.models.table import Table
from stance.tracking import servers
from tests.servers import free_port, running

TEXTS = ["We deny it.", "If they cross, they will pay.", "It may rain, perhaps.", "The shop is open."]


def ask(port: int, columns: list[str], rows: Sequence[Sequence[str | None]]) -> list[dict]:
    body = json.dumps({"dataframe_split": {"columns": columns, "data": rows}}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/invocations", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        return json.load(reply)["predictions"]


@pytest.mark.server
def test_a_plain_folder_is_served_to_many_at_once_until_it_is_stopped(tmp_path: Path, ngram_model: Path):
    port = free_port()
    words = ["stance", "serve", "--model", str(ngram_model), "--port", str(port)]
    with running(words, tmp_path, f"http://127.0.0.1:{port}/ping") as server:
        asked = [[[f"{TEXTS[(i + k) % 4]} {i}", "said"] for k in range(1 + i % 3)] for i in range(60)]
        with ThreadPoolExecutor(12) as clients:
            found = list(clients.map(lambda rows: ask(port, ["text", "cue"], rows), asked))
        model = load(ngram_model)
        for rows, answers in zip(asked, found, strict=True):
            table = Table([text for text, _ in rows], [cue for _, cue in rows], [""] * len(rows))
            p = np.array([[answer[stance] for stance in STANCES] for answer in answers])
            np.testing.assert_allclose(p, model.predict_proba(table), atol=1e-9)
            assert [answer["stances"] for answer in answers] == [",".join(names) for names in model.stances(table)]
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask(port, ["cue"], [["said"]])
        assert refused.value.code == 400
        assert "text" in refused.value.read().decode()
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask(port, ["text", "cue"], [["We deny it.", "said"], [None, "said"]])
        assert refused.value.code == 400
        assert "row 1 has no `text`" in refused.value.read().decode()
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 128 + signal.SIGTERM
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


def test_what_a_server_has_started_ends_with_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(servers, "_GRACE", 0.2)
    deaf = "trap '' TERM; sleep 300 & echo $!; wait"
    process = subprocess.Popen(["sh", "-c", deaf], stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    servers._end_group(process)
    assert process.returncode == -signal.SIGKILL
    until = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and "Z" not in Path(f"/proc/{child}/stat").read_text().split(")")[1][:3]:
        assert time.monotonic() < until
        time.sleep(0.02)
    process.stdout.close()


def test_a_model_that_is_nowhere_is_not_served(tmp_path: Path):
    words = [sys.executable, "-m", "stance", "serve", "--model", "no-such", "--port", str(free_port())]
    found = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert found.returncode == 2
    assert "no-such: give a run's id" in found.stderr
    words[5] = 32 * "0"
    found = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert found.returncode == 2
    assert "MLflow has no such model" in found.stderr
    assert "Traceback" not in found.stderr
