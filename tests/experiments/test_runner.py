from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from stance.dataset import load
from stance.experiments.config import Setting
from stance.experiments.rows import some_families
from stance.experiments.runner import card_of
from stance.models.config import CuesConfig, FinetuneConfig
from tests.conftest import Stance


@pytest.fixture(scope="module")
def small(dataset_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of a few hundred quotes."""
    folder = tmp_path_factory.mktemp("small")
    shutil.copy(dataset_folder / "manifest.json", folder)
    for split, rows in load(dataset_folder).items():
        some_families(rows, 350 if split == "train" else 150).to_parquet(folder / f"{split}.parquet")
    return folder


EXPERIMENT = """
question: Do cues need weights?
note: Two seeds of the same thing.
against: cues
runs:
  - {name: cues, config: cues}
  - {name: uncalibrated, config: cues, seeds: [1], changes: {calibration: none}}
seeds: [1, 2]
splits: [validation]
"""


def test_an_experiment_runs_resumes_and_writes_its_page(stance: Stance, small: Path):
    import mlflow

    home = stance.folder / "experiments"
    home.mkdir()
    (home / "own.yaml").write_text(EXPERIMENT)
    words = ("run", "experiments/own.yaml", "--data", str(small))
    page = stance(*words).stdout
    results = home / "results/own"
    names = ["cues-1.json", "cues-2.json", "uncalibrated-1.json"]
    assert sorted(file.name for file in results.iterdir()) == names
    one = json.loads((results / "cues-1.json").read_text())
    found = one["splits"]["validation"]
    assert f"{found['metrics']['macro_f1']['value']:.3f} [" in page
    assert "| uncalibrated |" in page
    assert ", p " in page
    assert one["seconds"] >= 0
    assert one["peak_megabytes"] > 50
    assert one["card"] is None
    assert len(found["ids"]) == len(found["scores"]) == len(found["named"])
    assert (home / "own.png").read_bytes().startswith(b"\x89PNG")
    # What is published with the page holds ids and figures, not a word of any quote.
    texts = [text for text in load(small)["validation"]["text"] if len(text) > 30]
    published = "".join(file.read_text() for file in (home / "results").rglob("*.json"))
    assert texts
    assert not any(text in published for text in texts)

    (results / "cues-2.json").unlink()
    again = stance(*words)
    assert "run 1 of 1: cues, seed 2" in again.stderr
    assert (home / "own.md").read_text() == again.stdout
    (home / "own.md").unlink()
    assert stance("run", "experiments/own.yaml", "--table").stdout == again.stdout

    client = mlflow.MlflowClient(f"sqlite:///{stance.folder}/mlflow.db")
    experiment = client.get_experiment_by_name("stance").experiment_id
    runs = client.search_runs([experiment])
    parents = [run for run in runs if run.data.tags.get("stance.experiment") == "own"]
    assert len(parents) == 2
    first = min(parents, key=lambda run: run.info.start_time)
    children = [run for run in runs if run.data.tags.get("mlflow.parentRunId") == first.info.run_id]
    assert len(children) == 3
    assert all("validation.macro_f1" in run.data.metrics for run in children)
    assert {"cues.validation.macro_f1", "cues.validation.macro_f1_low"} <= set(first.data.metrics)
    assert [file.path for file in client.list_artifacts(first.info.run_id, "plots")] == ["plots/macro-f1.png"]


def test_only_a_run_that_trained_on_a_graphics_card_names_it(monkeypatch: pytest.MonkeyPatch):
    # No card here: what torch would say of one is all that is put in its place.
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    monkeypatch.setattr("torch.cuda.get_device_name", lambda: "Card X")
    tuned = FinetuneConfig(name="tuned", family="minilm-finetune")
    assert card_of(Setting(name="tuned", config="tuned"), tuned) == "Card X"
    assert card_of(Setting(name="cues", config="cues"), CuesConfig(name="cues", family="cues")) is None
    assert card_of(Setting(name="ours", config="pretrained", shipped=True), tuned) is None
    assert card_of(Setting(name="setfit", config="tuned", peer="setfit"), tuned) is None


QUICK = """
question: Do n-grams hold without their cue?
runs:
  - {name: whole, config: tfidf-logreg}
  - {name: alone, config: tfidf-logreg, reads: {cue: false}, against: whole}
  - {name: elsewhere, config: tfidf-logreg, changes: {data: {layers: [polnear]}}}
seeds: [1, 2]
splits: [development]
"""


def test_a_quick_run_is_small_and_goes_into_a_folder_of_its_own(stance: Stance, small: Path):
    (stance.folder / "own.yaml").write_text(QUICK)
    done = stance("run", "own.yaml", "--data", str(small), "--quick")
    assert "the dataset has none of polnear: every layer teaches" in done.stderr
    files = sorted((stance.folder / "quick/results/own").iterdir())
    assert [file.name for file in files] == ["alone-1.json", "elsewhere-1.json", "whole-1.json"]
    result = json.loads(files[0].read_text())
    assert result["rows"] == 200
    assert [len(found["ids"]) for found in result["splits"].values()] == [150]
    assert list(result["splits"]) == ["test"]
    assert (stance.folder / "quick/own.md").read_text() == done.stdout
    assert not (stance.folder / "own.md").exists()


def test_a_run_that_cannot_be_done_is_left_out_and_said(stance: Stance, small: Path):
    alone = QUICK.splitlines()
    (stance.folder / "own.yaml").write_text("\n".join(line for line in alone if "whole" not in line))
    done = stance("run", "own.yaml", "--data", str(small), code=1)
    assert "elsewhere: left out: no training row" in done.stderr
    assert "No run has a result yet." in done.stdout


def test_a_run_apart_reports_its_own_memory(stance: Stance, small: Path):
    (stance.folder / "own.yaml").write_text(
        "question: How much memory?\napart: true\nsplits: [validation]\nruns: [{name: cues, config: cues}]\n"
    )
    stance("run", "own.yaml", "--data", str(small))
    result = json.loads((stance.folder / "results/own/cues-13.json").read_text())
    assert 50 < result["peak_megabytes"] < 4000


def test_results_of_another_dataset_are_not_mixed_in(stance: Stance, small: Path):
    (stance.folder / "own.yaml").write_text(EXPERIMENT)
    folder = stance.folder / "results/own"
    folder.mkdir(parents=True)
    (folder / "cues-1.json").write_text(json.dumps({"data": "another"}))
    (folder / "gone-1.json").write_text(json.dumps({"data": "another"}))
    assert "made from dataset another" in stance("run", "own.yaml", "--data", str(small), code=2).stderr
    stance("run", "own.yaml", "--data", str(small), "--redo", "--quick")
    assert (folder / "gone-1.json").exists(), "a quick run touches its own folder alone"
    stance("run", "own.yaml", "--data", str(small), "--redo")
    assert not (folder / "gone-1.json").exists()
    assert {json.loads(file.read_text())["data"] for file in folder.glob("*.json")} == {
        json.loads((small / "manifest.json").read_text())["digest"]
    }


def test_results_of_another_configuration_are_not_taken_for_these(stance: Stance, small: Path):
    (stance.folder / "own.yaml").write_text(EXPERIMENT)
    stance("run", "own.yaml", "--data", str(small))
    folder = stance.folder / "results/own"
    before = {file.name: file.stat().st_mtime_ns for file in folder.glob("*.json")}
    (stance.folder / "own.yaml").write_text(EXPERIMENT.replace("calibration: none", "calibration: sigmoid"))
    assert "another configuration" in stance("run", "own.yaml", "--data", str(small), code=2).stderr
    stance("run", "own.yaml", "--data", str(small), "--redo")
    after = {file.name: file.stat().st_mtime_ns for file in folder.glob("*.json")}
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"uncalibrated-1.json"}


def test_an_experiment_that_does_not_hold_is_refused(stance: Stance):
    (stance.folder / "own.yaml").write_text(EXPERIMENT.replace("against: cues", "against: queues"))
    assert "`against: queues` is none of the runs" in stance("run", "own.yaml", code=2).stderr
    (stance.folder / "own.yaml").write_text(EXPERIMENT + "changes: {epochs: 1}\n")
    assert "`changes.epochs`: no run's configuration has this key" in stance("run", "own.yaml", code=2).stderr
    (stance.folder / "own.yaml").write_text(EXPERIMENT.replace("\nseeds:", "\nseed:"))
    assert "did you mean `seeds`" in stance("run", "own.yaml", code=2).stderr
