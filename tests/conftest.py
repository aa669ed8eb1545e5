"""What several tests need: a small seeds folder, its dataset, trained models, an MLflow store of their own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")


@pytest.fixture(scope="session")
def dataset_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of the seeds that ship."""
    from stance.dataset import DatasetConfig, build

    folder = tmp_path_factory.mktemp("data") / "stance"
    build(ROOT / "seeds", folder, DatasetConfig())
    return folder


@pytest.fixture(scope="session")
def store_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new MLflow store, made once (it takes MLflow many seconds) and copied by the tests that need one.

    Two processes open it at once, as two trainings in a new project do: neither may get in the other's way.
    """
    folder = tmp_path_factory.mktemp("store")
    command = [sys.executable, "-c", "from stance.tracking.store import open_store; open_store()"]
    both = [subprocess.Popen(command, cwd=folder, env=environment_of(folder)) for _ in range(2)]
    assert [process.wait(240) for process in both] == [0, 0]
    return folder


def environment_of(folder: Path) -> dict[str, str]:
    """The environment of a command whose project is `folder`: nothing of the user's own is touched."""
    dropped = ("MLFLOW_TRACKING_URI", "STANCE_MODELS")
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**kept, "HF_HUB_OFFLINE": "1", "COLUMNS": "160", "PYTHONPATH": "", "PATH": path}


def hears_interrupts() -> None:
    """Run in a child before it starts: a shell's background jobs (and their children) ignore Ctrl-C otherwise."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def project(tmp_path: Path, store_template: Path) -> Path:
    """An empty project with a tracking store."""
    (tmp_path / "pyproject.toml").touch()
    shutil.copy(store_template / "mlflow.db", tmp_path / "mlflow.db")
    return tmp_path


class Stance:
    """Runs the installed command in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, stdin: str | bytes | None = None, code: int | None = 0, timeout: float = 240):
        data = stdin.encode() if isinstance(stdin, str) else stdin
        found = subprocess.run(
            [sys.executable, "-m", "stance", *words],
            cwd=self.folder,
            input=data,
            capture_output=True,
            env=environment_of(self.folder),
            timeout=timeout,
        )
        found.stdout, found.stderr = found.stdout.decode(), found.stderr.decode()
        assert code is None or found.returncode == code, (found.returncode, found.stdout, found.stderr)
        assert "Traceback" not in found.stderr, found.stderr
        return found

    def rows(self, *words: str, **options) -> list[dict]:
        """The JSON lines that a command prints."""
        return [json.loads(line) for line in self(*words, **options).stdout.splitlines()]


@pytest.fixture
def stance(project: Path) -> Stance:
    """The command, in a project of its own."""
    return Stance(project)


@pytest.fixture
def bare_stance(tmp_path: Path) -> Stance:
    """The command, in an empty folder without a store."""
    return Stance(tmp_path)


@pytest.fixture(scope="session")
def ngram_model(dataset_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trained tfidf-logreg model as a folder."""
    from stance.dataset import load
    from stance.models import save
    from stance.models.config import load_model_config
    from stance.models.training import train_model

    folder = tmp_path_factory.mktemp("models") / "ngrams"
    save(train_model(load_model_config("tfidf-logreg"), load(dataset_folder)), folder)
    return folder
