"""The MLflow UI and a served model, on loopback, as processes that end with ours."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from stance.errors import ModelError, StanceError
from stance.models.locate import CHAMPION, NEWEST, RUN_ID, pointer
from stance.project import tracking_uri
from stance.tracking.store import open_store

HOST = "127.0.0.1"


def check_port(port: int) -> None:
    """Make sure that nothing listens on the port.

    Raises:
        StanceError: when it is taken.
    """
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
    process = subprocess.Popen([sys.executable, "-P", "-m", "mlflow", *words], env=environment)
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
        raise


def serve_ui(port: int) -> int:
    """Run the MLflow UI over the store until it is stopped; returns its exit code.

    Raises:
        StanceError: when the port is taken.
    """
    check_port(port)
    open_store()
    return _run(["ui", "--backend-store-uri", tracking_uri(), "--host", HOST, "--port", str(port)])


def serve_model(name: str | None, port: int) -> int:
    """Run `mlflow models serve` for a model until it is stopped; returns its exit code.

    Args:
        name: a run's id or an MLflow URI; the champion, else the newest run, where left out.
        port: on loopback.

    Raises:
        StanceError: when the port is taken.
        ModelError: when there is no such model.
    """
    check_port(port)
    uri = _uri_of(name)
    return _run(["models", "serve", "-m", uri, "--env-manager", "local", "--host", HOST, "--port", str(port)])


def _uri_of(name: str | None) -> str:
    if name is None:
        folder = pointer(CHAMPION) or pointer(NEWEST)
        if folder is None:
            raise ModelError("no trained model to serve yet; `make train` or `stance train` makes one")
        name = folder.name
    if RUN_ID.fullmatch(name):
        return f"runs:/{name}/model"
    if ":/" in name:
        return name
    raise ModelError(f"{name}: give a run's id or an MLflow URI (runs:/RUN/model, models:/stance@champion)")
