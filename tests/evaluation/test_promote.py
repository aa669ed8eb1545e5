"""From two trained runs to a champion, by the commands alone, on an MLflow store of its own."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Stance

WEAK = "family: tfidf-logreg\nwords: [1, 1]\ncharacters: [3, 3]\ndata:\n  limit: 40\n"
STRONG = "family: tfidf-logreg\nwords: [1, 2]\ncharacters: [3, 4]\n"


def test_only_a_model_that_is_not_worse_becomes_champion(stance: Stance, dataset_folder: Path):
    (stance.folder / "weak.yaml").write_text(WEAK, encoding="utf-8")
    (stance.folder / "strong.yaml").write_text(STRONG, encoding="utf-8")
    data = ("--data", str(dataset_folder))
    rows = stance.rows("train", "-c", "weak.yaml", "-c", "strong.yaml", *data)
    runs = {row["model"]: row["run"] for row in rows}

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


def test_a_model_without_a_run_cannot_be_promoted(stance: Stance, dataset_folder: Path, ngram_model: Path):
    found = stance("promote", str(ngram_model), "--data", str(dataset_folder), code=2)
    assert "stance train" in found.stderr
