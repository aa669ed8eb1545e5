"""The MLflow UI and a served model, on loopback, as processes that end with ours."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from stance.errors import InputError, ModelError, StanceError
from stance.models.locate import RUN_ID, default_model, local_model
from stance.project import tracking_uri
from stance.tracking.logged import write_model
from stance.tracking.runs import fetch_model
from stance.tracking.store import open_store, quiet_mlflow

HOST = "127.0.0.1"
_LAST_PORT = 65535
_GRACE = 10
"""Seconds that a server has to end by itself."""


def check_port(port: int) -> None:
    """Make sure that there is such a port and nothing listens on it.

    Raises:
        InputError: when no port has that number.
        StanceError: when it is taken.
    """
    if not 0 < port <= _LAST_PORT:
        raise InputError(f"--port {port}: choose a port from 1 to {_LAST_PORT}")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise StanceError(f"port {port} is in use; choose another with --port") from None


def _run(words: Sequence[str]) -> int:
    environment = {
        **os.environ,
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
        "MLFLOW_TRACKING_URI": tracking_uri(),
        # MLflow starts uvicorn by its name; ours lies beside this Python, whether or not that is on the path.
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
    }
    # -P keeps the folder where the user stands off the path: a `mlflow.py` there is not ours.
    # A group of its own, since MLflow starts processes that it does not end itself.
    process = subprocess.Popen([sys.executable, "-P", "-m", "mlflow", *words], env=environment, start_new_session=True)
    try:
        with _unwinding():
            return process.wait()
    finally:
        _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End a server and what it has started; what does not go by itself is killed."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def _unwinding() -> Iterator[None]:
    """SIGTERM and a terminal that is closed unwind like Ctrl-C, so that the server does not outlive us."""

    def leave(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    # What `nohup` has it ignore stays ignored.
    heard = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is not signal.SIG_IGN]
    before = {number: signal.signal(number, leave) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def serve_ui(port: int) -> int:
    """Run the MLflow UI over the store until it is stopped; returns its exit code.

    Raises:
        InputError: when no port has that number.
        StanceError: when the port is taken.
    """
    check_port(port)
    open_store()
    return _run(["ui", "--backend-store-uri", tracking_uri(), "--host", HOST, "--port", str(port)])


def serve_model(name: str | None, port: int) -> int:
    """Run `mlflow models serve` for a model until it is stopped; returns its exit code.

    Args:
        name: a run's id, an MLflow URI, a folder or `pretrained`; where left out, the champion, else the newest run,
            else the pretrained model.
        port: on loopback.

    Raises:
        InputError: when no port has that number.
        StanceError: when the port is taken.
        ModelError: when there is no such model.
    """
    check_port(port)
    folder = default_model() if name is None else local_model(name)
    if folder is None and name is not None and (RUN_ID.fullmatch(name) or ":/" in name):
        folder = fetch_model(name)
    if folder is None:
        raise ModelError(
            f"{name}: give a run's id, an MLflow URI (runs:/RUN/model, models:/stance@champion), a folder or pretrained"
        )
    # Written for MLflow here and now: it need not be a run of this store.
    with tempfile.TemporaryDirectory() as aside:
        quiet_mlflow()
        write_model(folder, Path(aside) / "model")
        return _serve(Path(aside) / "model", port)


def _serve(model: Path, port: int) -> int:
    return _run(["models", "serve", "-m", str(model), "--env-manager", "local", "--host", HOST, "--port", str(port)])
