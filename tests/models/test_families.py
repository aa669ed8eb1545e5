"""Every family on a little data: it trains, survives its folder, and answers the same from there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from datasets import DatasetDict

from stance.dataset import load as load_data
from stance.errors import ConfigError, InputError
from stance.models import load, save
from stance.models.config import load_model_config
from stance.models.rows import targets, training_rows
from stance.models.table import Table, as_table
from stance.models.tfidf import fit_blocks
from stance.models.training import train_model

QUOTES = {
    "text": ["“We have seen no such thing.”", "“It may rain.”"],
    "cue": ["said", ""],
    "context": ["He was blamed. “We", ""],
}
SMALL = {"data": {"limit": 60}}


@pytest.fixture(scope="module")
def little(dataset_folder: Path) -> DatasetDict:
    """A few rows of each split that training reads."""
    data = load_data(dataset_folder)
    return DatasetDict({name: data[name].select(range(80)) for name in ("train", "validation")})


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checkpoints and members are kept in a folder of the test's own."""
    monkeypatch.setenv("STANCE_MODELS", str(tmp_path / "models"))


def config_of(folder: Path, text: str) -> str:
    """A configuration file."""
    file = folder / "own.yaml"
    file.write_text(text)
    return str(file)


@pytest.mark.parametrize("name", ["cues", "tfidf-svm", "minilm-logreg"])
def test_a_family_survives_its_folder(name: str, little: DatasetDict, tmp_path: Path):
    model = train_model(load_model_config(name, **SMALL), little)
    before = model.predict_proba(QUOTES)
    save(model, tmp_path / "model")
    np.testing.assert_allclose(load(tmp_path / "model").predict_proba(QUOTES), before, atol=1e-6)
    assert before.shape == (2, 3)


@pytest.mark.parametrize("kept", ["", "lora_rank: 4", "freeze_embeddings: true\nchange_rank: 48\ncues: true"])
def test_fine_tuning_whole_and_with_adapters(kept: str, little: DatasetDict, tmp_path: Path):
    pytest.importorskip("torch")
    text = f"family: minilm-finetune\nepochs: 2\nmax_tokens: 32\ndata: {{limit: 32}}\n{kept}\n"
    said: list[str] = []
    model = train_model(load_model_config(config_of(tmp_path, text)), little, said.append)
    assert [row["epoch"] for row in model.about["curve"]] == [1.0, 2.0]
    assert any("validation macro-F1" in line for line in said)
    before = model.predict_proba(QUOTES)
    save(model, tmp_path / "model")
    np.testing.assert_allclose(load(tmp_path / "model").predict_proba(QUOTES), before, atol=1e-5)
    size = sum(file.stat().st_size for file in (tmp_path / "model").rglob("*"))
    assert size < 6e6 if kept else size > 5e7


def test_trainings_from_one_start_are_the_same_side_by_side(
    little: DatasetDict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    pytest.importorskip("torch")
    from stance.models import finetune

    config = load_model_config(config_of(tmp_path, "family: minilm-finetune\nepochs: 1\nmax_tokens: 32\nsoup: 2\n"))
    rows = little["train"].select(range(16))
    apart: list[int] = []
    real = finetune.side_by_side
    monkeypatch.setattr(finetune, "side_by_side", lambda jobs, *how: [apart.append(len(jobs)), real(jobs, *how)])
    # The net itself: exporting it takes most of the time and tells no more.
    monkeypatch.setattr(finetune, "_export", lambda config, net, *rest: net)
    found, said = {}, {}
    for threads in "1", "2":
        monkeypatch.setenv("STANCE_THREADS", threads)
        monkeypatch.setenv("STANCE_MODELS", str(tmp_path / threads))
        said[threads] = []
        found[threads] = finetune.train(config, as_table(rows), targets(rows), None, said[threads].append)  # type: ignore[arg-type]
    assert apart == [2]
    (net, curve), (other, same) = found["1"], found["2"]
    assert curve == same
    weights = other.state_dict()
    assert all((value == weights[name]).all() for name, value in net.state_dict().items())
    assert sorted(said["1"]) == sorted(said["2"])
    assert {line[:11] for line in said["2"]} == {"run 1 of 2:", "run 2 of 2:"}


def test_a_fine_tuning_that_was_killed_goes_on(little: DatasetDict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("torch")
    from stance.models.progress import Progress

    text = "family: minilm-finetune\nepochs: 2\nmax_tokens: 32\nlora_rank: 4\ndata: {limit: 32}\n"
    config = load_model_config(config_of(tmp_path, text))
    undisturbed = train_model(config, little).predict_proba(QUOTES)
    monkeypatch.setenv("STANCE_MODELS", str(tmp_path / "second"))

    def killed(self, args, state, control, **rest):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        # After the first epoch's checkpoint, in the second epoch.
        patch.setattr(
            Progress,
            "on_step_end",
            lambda s, a, state, c, **r: killed(s, a, state, c) if state.global_step > 2 else None,
        )
        with pytest.raises(KeyboardInterrupt):
            train_model(config, little)
    # A second kill, while a checkpoint was written.
    (part,) = (tmp_path / "second").glob(".checkpoints/*/member-0")
    (part / "checkpoint-99").mkdir()
    said: list[str] = []
    again = train_model(config, little, said.append).predict_proba(QUOTES)
    assert any(line.startswith("going on from") for line in said)
    np.testing.assert_allclose(again, undisturbed, atol=0.02)


def test_an_ensemble_is_the_mean_of_its_members(little: DatasetDict, tmp_path: Path):
    text = "family: ensemble\nmembers: [tfidf-logreg, cues]\ncalibration: none\n"
    model = train_model(load_model_config(config_of(tmp_path, text)), little)
    members = [member.predict_proba(QUOTES) for member in model.scorer.members]
    mean = np.mean([np.log(p / (1 - p)) for p in np.clip(members, 1e-6, 1 - 1e-6)], axis=0)
    np.testing.assert_allclose(model.predict_proba(QUOTES), 1 / (1 + np.exp(-mean)), atol=1e-9)
    save(model, tmp_path / "model")
    np.testing.assert_allclose(load(tmp_path / "model").predict_proba(QUOTES), model.predict_proba(QUOTES), atol=1e-6)


def test_a_cascade_whose_first_stage_learns_from_the_full_one(little: DatasetDict, tmp_path: Path):
    (tmp_path / "q.jsonl").write_text('{"text": "We deny it all.", "cue": "said"}\n')
    text = f"family: cascade\nfull: cues\nunlabelled: {tmp_path / 'q.jsonl'}\n"
    model = train_model(load_model_config(config_of(tmp_path, text)), little)
    assert model.about["cascade"]["agreement"] >= 0.985
    assert model.scorer.first.scorer.kind == "distilled"
    assert model.scorer.first.about["quotes"] == len(little["train"]) + 1


def test_fine_tuning_behind_a_first_stage(little: DatasetDict, tmp_path: Path):
    pytest.importorskip("torch")
    text = "family: minilm-finetune\nepochs: 1\nmax_tokens: 32\nfreeze_embeddings: true\nchange_rank: 4\n"
    text += "cues: true\ncues_weight: 9\nfirst_stage: 0.9\ndata: {limit: 64}\n"
    model = train_model(load_model_config(config_of(tmp_path, text)), little)
    assert model.scorer.kind == "cascade"
    assert {"int8", "calibration", "cascade"} <= set(model.about)
    assert model.about["cascade"]["agreement"] >= 0.9
    save(model, tmp_path / "model")
    again = load(tmp_path / "model")
    np.testing.assert_array_equal(again.predict(QUOTES), model.predict(QUOTES))
    # A later training can start from it.
    text += f"init: {tmp_path / 'model'}\n"
    later = train_model(load_model_config(config_of(tmp_path, text)), little, in_eight_bits=False)
    assert later.scorer.kind == "stacked"


def test_a_cascade_is_trained_from_two_configurations(little: DatasetDict, tmp_path: Path):
    text = "family: cascade\nfirst: tfidf-logreg\nfull: cues\nagreement: 0.9\n"
    said: list[str] = []
    model = train_model(load_model_config(config_of(tmp_path, text)), little, said.append)
    about = model.about["cascade"]
    assert about["agreement"] >= 0.9
    assert about["quotes"] == len(little["validation"])
    assert any(line.startswith("the first model answers") for line in said)
    full = model.scorer.full
    same = (model.predict(little["validation"]) == full.predict(little["validation"])).all(1)
    assert same.mean() == pytest.approx(about["agreement"], abs=1e-4)
    save(model, tmp_path / "model")
    np.testing.assert_array_equal(load(tmp_path / "model").predict(QUOTES), model.predict(QUOTES))


def test_rows_that_may_teach(little: DatasetDict):
    config = load_model_config("tfidf-logreg", data={"contrast": False, "layers": ["synthetic"], "limit": 20}).data
    rows = training_rows(little["train"], config, seed=1)
    assert len(rows) == 20
    assert set(rows["layer"]) == {"synthetic"}
    assert not any(rows["contrast"])
    config = load_model_config("tfidf-logreg", data={"contrast_times": 3}).data
    rows, edits = training_rows(little["train"], config, seed=1), sum(little["train"]["contrast"])
    assert (len(rows), sum(rows["contrast"])) == (len(little["train"]) + 2 * edits, 3 * edits)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("seed: -1", "`seed`: .*greater than or equal to 0"),
        (f"seed: {2**32}", "`seed`: .*less than 4294967296"),
        ("words: [2, 1]", r"`words`: .*the shorter size comes first: \[1, 2\]"),
        ("characters: [5, 2]", r"`characters`: .*the shorter size comes first: \[2, 5\]"),
    ],
)
def test_values_that_cannot_be_trained_with_are_refused(tmp_path: Path, line: str, complaint: str):
    with pytest.raises(ConfigError, match=complaint):
        load_model_config(config_of(tmp_path, f"family: tfidf-svm\n{line}\n"))


def test_an_ensemble_has_no_rows_of_its_own(tmp_path: Path):
    text = "family: ensemble\nmembers: [cues, tfidf-logreg]\ndata: {limit: 100}\n"
    with pytest.raises(ConfigError, match="`data` stands in the configurations of the members"):
        load_model_config(config_of(tmp_path, text))


def test_n_grams_that_are_too_rare_are_a_clear_error():
    with pytest.raises(InputError, match="no n-gram is in 2 of the 1 quotes"):
        fit_blocks(load_model_config("tfidf-logreg"), Table(["We deny it."], [""], [""]))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["tfidf-svm", "tfidf-logreg"])
def test_soft_labels_teach_linear_models(name: str, little: DatasetDict):
    from stance.experiments.rows import with_labels
    from stance.labels.types import STANCES

    y = np.tile([[0.9, 0.1, 0.4]], (len(little["train"]), 1))
    y[:40] = 0.2
    soft = DatasetDict(train=with_labels(little["train"], y, STANCES), validation=little["validation"])
    model = train_model(load_model_config(name, calibration="none"), soft)
    assert (model.predict_proba(soft["train"])[40:, 0] > model.predict_proba(soft["train"])[:40, 0].max()).mean() > 0.9


def test_a_foreign_encoder_or_family_is_a_clear_error(tmp_path: Path, little: DatasetDict):
    from stance.errors import ModelError

    with pytest.raises(ConfigError, match="`family` must be one of"):
        load_model_config(config_of(tmp_path, "family: magic\n"))
    text = "family: minilm-finetune\nencoder: nobody/has-this\ndata: {limit: 8}\n"
    with pytest.raises(ModelError, match="nobody/has-this"):
        train_model(load_model_config(config_of(tmp_path, text)), little)
