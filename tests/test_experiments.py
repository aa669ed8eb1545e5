from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Stance

EXPERIMENT = """
question: Do cues need weights?
runs:
  - {name: cues, config: cues}
  - {name: uncalibrated, config: cues, changes: {calibration: none}}
seeds: [1, 2]
splits: [validation]
"""


def test_an_experiment_runs_resumes_and_writes_its_table(stance: Stance, dataset_folder: Path):
    (stance.folder / "experiments").mkdir()
    (stance.folder / "experiments/own.yaml").write_text(EXPERIMENT)
    words = ("run", "experiments/own.yaml", "--data", str(dataset_folder))
    table = stance(*words).stdout
    results = stance.folder / "experiments/results/own"
    assert sorted(file.name for file in results.iterdir()) == [
        f"{name}-{seed}.json" for name in ("cues", "uncalibrated") for seed in (1, 2)
    ]
    one = json.loads((results / "cues-1.json").read_text())
    assert f"{one['splits']['validation']['metrics']['macro_f1']['value']:.3f} [" in table
    assert "text" not in json.dumps(one["splits"]["validation"]["scores"])
    (results / "cues-2.json").unlink()
    again = stance(*words)
    assert again.stdout.splitlines()[:11] == table.splitlines()[:11]
    assert "run 1 of 1: cues, seed 2" in again.stderr
    assert (stance.folder / "experiments/own.md").read_text() == again.stdout


def test_a_nested_run_is_a_child(stance: Stance, dataset_folder: Path):
    import mlflow

    (stance.folder / "own.yaml").write_text(EXPERIMENT)
    stance("run", "own.yaml", "--data", str(dataset_folder))
    client = mlflow.MlflowClient(f"sqlite:///{stance.folder}/mlflow.db")
    experiment = client.get_experiment_by_name("stance").experiment_id
    runs = client.search_runs([experiment])
    (parent,) = [run for run in runs if run.data.tags.get("stance.experiment") == "own"]
    children = [run for run in runs if run.data.tags.get("mlflow.parentRunId") == parent.info.run_id]
    assert len(children) == 4
    assert all("validation.macro_f1" in run.data.metrics for run in children)


def test_results_of_another_dataset_are_not_mixed_in(stance: Stance, dataset_folder: Path):
    (stance.folder / "own.yaml").write_text(EXPERIMENT)
    folder = stance.folder / "results/own"
    folder.mkdir(parents=True)
    (folder / "cues-1.json").write_text(json.dumps({"data": "another"}))
    assert "made from dataset another" in stance("run", "own.yaml", "--data", str(dataset_folder), code=2).stderr
