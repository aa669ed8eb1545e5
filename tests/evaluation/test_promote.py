"""From two trained runs to a champion, by the commands alone, on an MLflow store of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import Stance

WEAK = "family: tfidf-logreg\nwords: [1, 1]\ncharacters: [3, 3]\ndata:\n  limit: 40\n"
STRONG = "family: tfidf-logreg\nwords: [1, 2]\ncharacters: [3, 4]\n"


def trained(stance: Stance, data: Sequence[str]) -> dict[str, str]:
    """The runs of a weak and a strong model."""
    (stance.folder / "weak.yaml").write_text(WEAK, encoding="utf-8")
    (stance.folder / "strong.yaml").write_text(STRONG, encoding="utf-8")
    rows = stance.rows("train", "-c", "weak.yaml", "-c", "strong.yaml", *data)
    return {row["model"]: row["run"] for row in rows}


def champion_without_folder(stance: Stance, data: Sequence[str]) -> tuple[dict[str, str], Path]:
    """The same runs and the models folder; the strong one was promoted, then its folder removed."""
    runs, models = trained(stance, data), stance.folder / "models"
    stance("promote", runs["strong"], *data)
    shutil.rmtree(models / runs["strong"])
    return runs, models


def test_only_a_model_that_is_not_worse_becomes_champion(stance: Stance, dataset_folder: Path):
    data = ("--data", str(dataset_folder))
    runs = trained(stance, data)

    import mlflow

    client = mlflow.MlflowClient(f"sqlite:///{stance.folder}/mlflow.db")
    for run in runs.values():
        assert {a.path for a in client.list_artifacts(run)} >= {"report.html", "plots", "slices"}
        assert len(client.list_artifacts(run, "plots")) == 5
        assert "validation.contrast_pairs_right" in client.get_run(run).data.metrics
    about = json.loads((stance.folder / "models" / runs["strong"] / "model.json").read_text())["about"]
    assert list(about["precision_thresholds"]) == ["0.8", "0.9", "0.95"]

    first = stance("promote", runs["weak"], *data)
    assert json.loads(first.stdout)["version"] == "1"
    assert "no champion yet" in first.stderr
    assert "is not worse" in stance("promote", runs["strong"], *data).stderr

    refused = stance("promote", runs["weak"], *data, code=1)
    assert "is not promoted" in refused.stderr
    assert "-0.02" in refused.stderr
    assert refused.stdout == ""

    pointer = (stance.folder / "models" / "champion").read_text(encoding="utf-8").strip()
    assert pointer == runs["strong"]
    found = json.loads(stance("evaluate", "models:/stance@champion", *data, "--split", "validation").stdout)
    expected = json.loads(stance("evaluate", runs["strong"], *data, "--split", "validation").stdout)
    assert found["macro_f1"] == expected["macro_f1"]


def test_a_champion_whose_folder_is_gone_is_compared_all_the_same(stance: Stance, dataset_folder: Path):
    data = ("--data", str(dataset_folder))
    runs, models = champion_without_folder(stance, data)

    refused = stance("promote", runs["weak"], *data, code=1)
    assert f"is not promoted: it may be worse than the champion {runs['strong']}" in refused.stderr

    # The champion itself is as good as it was, and gets its folder back.
    assert "is not worse" in stance("promote", runs["strong"], *data).stderr
    assert (models / runs["strong"] / "model.json").is_file()
    assert (models / "champion").read_text(encoding="utf-8").strip() == runs["strong"]


def test_a_champion_that_cannot_be_read_is_not_replaced(stance: Stance, dataset_folder: Path):
    data = ("--data", str(dataset_folder))
    runs, models = champion_without_folder(stance, data)

    import mlflow

    client = mlflow.MlflowClient(f"sqlite:///{stance.folder}/mlflow.db")
    champion = client.get_model_version_by_alias("stance", "champion")
    logged = client.get_logged_model(champion.source.removeprefix("models:/"))
    shutil.rmtree(logged.artifact_location.removeprefix("file://"))
    refused = stance("promote", runs["weak"], *data, code=2)
    assert "today's champion cannot be read" in refused.stderr
    assert "models:/stance@champion: was not logged by stance, or its files are gone" in refused.stderr
    assert refused.stdout == ""
    assert client.get_model_version_by_alias("stance", "champion").run_id == runs["strong"]

    # Nor is one that only our pointer knows; without both, a first champion may come.
    client.delete_registered_model_alias("stance", "champion")
    assert f"{runs['strong']}: " in stance("promote", runs["weak"], *data, code=2).stderr
    assert (models / "champion").read_text(encoding="utf-8").strip() == runs["strong"]
    (models / "champion").unlink()
    assert "no champion yet" in stance("promote", runs["weak"], *data).stderr


def test_a_model_without_a_run_cannot_be_promoted(stance: Stance, dataset_folder: Path, ngram_model: Path):
    found = stance("promote", str(ngram_model), "--data", str(dataset_folder), code=2)
    assert "stance train" in found.stderr
