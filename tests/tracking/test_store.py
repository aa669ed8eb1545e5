from __future__ import annotations

import socket
from pathlib import Path

import pytest

from stance.errors import StanceError
from stance.models.locate import CHAMPION, NEWEST, default_model, local_model, point, pointer
from stance.project import models_folder, project_root, tracking_uri
from stance.tracking.servers import check_port
from tests.conftest import Stance


def test_the_store_lies_at_the_projects_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.delenv("STANCE_MODELS", raising=False)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert project_root() == tmp_path
    assert tracking_uri() == f"sqlite:///{tmp_path}/mlflow.db"
    assert models_folder() == tmp_path / "models"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:5999")
    assert tracking_uri() == "http://127.0.0.1:5999"


def test_champion_before_newest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STANCE_MODELS", str(tmp_path))
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.json").write_text("{}")
    point(NEWEST, tmp_path / "two")
    assert default_model() == tmp_path / "two"
    point(CHAMPION, tmp_path / "one")
    assert default_model() == tmp_path / "one"
    assert local_model("newest") == tmp_path / "two"
    (tmp_path / "one" / "model.json").unlink()
    assert pointer(CHAMPION) is None


def test_a_port_in_use_is_a_clear_error():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StanceError, match=f"port {port} is in use"):
            check_port(port)


@pytest.mark.parametrize("port", [70_000, 0, -1])
@pytest.mark.parametrize("command", ["ui", "serve"])
def test_a_port_that_cannot_be_is_a_clear_error(bare_stance: Stance, command: str, port: int):
    found = bare_stance(command, "--port", str(port), code=2)
    assert found.stderr == f"stance: --port {port}: choose a port from 1 to 65535\n"
    assert list(bare_stance.folder.iterdir()) == []
