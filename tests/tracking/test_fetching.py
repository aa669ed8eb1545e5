"""Models that only MLflow holds, fetched from a store of their own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from stance.errors import ModelError
from stance.models.storage import MANIFEST
from stance.project import models_folder
from stance.tracking.runs import fetch_model, run
from stance.tracking.store import open_store


@pytest.fixture
def mlflow(project: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The store of a new project in which we stand."""
    monkeypatch.delenv("STANCE_MODELS", raising=False)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{project}/mlflow.db")
    monkeypatch.chdir(project)
    return open_store()


def logged(mlflow: Any, folder: Path, note: str) -> str:
    """A run that has logged a model's folder with a note in it."""
    copy = Path("copy")
    shutil.copytree(folder, copy)
    (copy / "note").write_text(note)
    with run("a run") as run_id:
        mlflow.log_artifacts(str(copy), "model")
    shutil.rmtree(copy)
    return run_id


def test_a_runs_model_is_downloaded_once(mlflow: Any, ngram_model: Path, monkeypatch: pytest.MonkeyPatch):
    run_id = logged(mlflow, ngram_model, "one")
    folder = fetch_model(run_id)
    assert (folder / MANIFEST).read_bytes() == (ngram_model / MANIFEST).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr("stance.tracking.runs.open_store", lambda: pytest.fail("it asks MLflow again"))
        assert fetch_model(f"runs:/{run_id}/model") == folder
    # What a download that was killed has left is no model.
    (folder / MANIFEST).unlink()
    assert fetch_model(run_id) == folder


def test_an_alias_is_followed_and_a_failure_leaves_what_was_there(mlflow: Any, ngram_model: Path):
    client = mlflow.MlflowClient()
    client.create_registered_model("ours")
    for note in ("one", "two"):
        run_id = logged(mlflow, ngram_model, note)
        source = client.get_run(run_id).info.artifact_uri + "/model"
        version = client.create_model_version("ours", source, run_id).version
        client.set_registered_model_alias("ours", "best", version)
        folder = fetch_model("models:/ours@best")
        assert (folder / "note").read_text() == note
    client.delete_registered_model_alias("ours", "best")
    with pytest.raises(ModelError, match=r"models:/ours@best: MLflow has no such model"):
        fetch_model("models:/ours@best")
    assert (folder / "note").read_text() == "two"
    assert [path.name for path in (models_folder() / ".fetched").iterdir()] == ["models_ours@best"]


def test_what_others_have_logged_is_no_model(mlflow: Any):
    Path("other").mkdir()
    Path("other/x").touch()
    with run("another") as run_id:
        mlflow.log_artifacts("other", "model")
    with pytest.raises(ModelError, match="was not logged by stance"):
        fetch_model(run_id)
