"""A real export of the real encoder with a random head, so that all is exercised but the training."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from stance.errors import ModelError
from stance.models import StanceModel, load, save
from stance.models.adapter import AdapterScorer, strip_weights
from stance.models.calibration import Calibrator
from stance.models.encoder import export_module, find_encoder
from stance.models.quantise import Int8Scorer, cut_of, quantise, quantised
from stance.models.stacked import StackedScorer
from stance.models.table import Table
from stance.models.transformer import GRAPH, TOKENIZER, TransformerScorer

SUBJECTS = ("The minister", "A clerk", "The union", "Her lawyer", "The club", "Nobody here", "The mayor", "My team")
ACTS = ("denies the claim", "may leave", "will pay for it", "opened a bridge", "has no idea why", "won the game")
ENDS = (".", " before the winter comes.", ", as far as anybody can tell, for reasons that are not yet known.")
TEXTS = [f"{subject} {act}{end}" for subject in SUBJECTS for act in ACTS for end in ENDS]
QUOTES = Table(TEXTS, ["said"] * len(TEXTS), [f"It was late. {text}" for text in TEXTS])


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> StanceModel:
    torch = pytest.importorskip("torch")
    try:
        source = find_encoder("sentence-transformers/all-MiniLM-L6-v2")
    except ModelError:
        pytest.skip("the encoder is not on this machine")
    from transformers import AutoTokenizer

    from stance.models.net import StanceNet

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("exported")
    net = StanceNet.of_encoder(source, lora_rank=None, positive_weight=[1.0, 1.0, 1.0]).eval()
    torch.nn.init.normal_(net.head.weight, std=1.0)
    export_module(lambda **inputs: net.logits(**inputs), net, folder / GRAPH)
    AutoTokenizer.from_pretrained(source).backend_tokenizer.save(str(folder / TOKENIZER))
    model = StanceModel(TransformerScorer(64, 40, folder))
    model.thresholds = tuple(widest_gap(column) for column in model.predict_proba(QUOTES).T)
    return model


def widest_gap(scores: np.ndarray) -> float:
    """The middle of the widest gap among scores: a trained head has few quotes near its threshold."""
    ordered = np.sort(scores)
    place = int(np.argmax(np.diff(np.log(ordered / (1 - ordered)))))
    return float(ordered[place] + ordered[place + 1]) / 2


def test_int8_keeps_the_stances_and_its_answer_in_any_batch(exact: StanceModel, tmp_path: Path):
    model = StanceModel(exact.scorer, exact.calibrators, exact.thresholds)
    quantise(model, QUOTES, QUOTES, lambda message: None)
    about = model.about["int8"]
    assert about["quotes"] == len(QUOTES)
    assert about["used"] == isinstance(model.scorer, Int8Scorer)
    assert about["used"] == (about["agreement"] >= 0.99 and about["computed_again"] <= 0.35)
    assert about["used"], about
    assert (model.decide(model.predict_proba(QUOTES)) == exact.decide(exact.predict_proba(QUOTES))).all(
        1
    ).mean() >= 0.99

    save(model, tmp_path / "int8")
    again = load(tmp_path / "int8")
    together = again.predict_proba(QUOTES)
    np.testing.assert_array_equal(together, model.predict_proba(QUOTES))
    alone = np.vstack([again.predict_proba(QUOTES.take([i])) for i in range(0, len(QUOTES), 6)])
    np.testing.assert_allclose(alone, together[::6], atol=1e-4)
    np.testing.assert_array_equal(again.decide(alone), again.decide(together[::6]))


def test_a_model_of_changes_alone_is_quantised_when_it_is_merged(
    exact: StanceModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    import onnx

    monkeypatch.setattr("stance.models.quantise.MOST_AGAIN", 1.0)
    monkeypatch.setenv("STANCE_CACHE", str(tmp_path / "cache"))
    source = find_encoder("sentence-transformers/all-MiniLM-L6-v2")
    stored = load_file(source / "model.safetensors").items()
    weights = {f"encoder.{name}": array for name, array in stored if array.dtype.kind == "f"}
    graph = onnx.load(str(exact.scorer.folder / GRAPH))
    sizes = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.graph.initializer}
    head = {f"head.{end}": next(a for n, a in sizes.items() if n.endswith(f"head.{end}")) for end in ("weight", "bias")}
    for name in (GRAPH, TOKENIZER):
        shutil.copy(exact.scorer.folder / name, tmp_path / name)
    settings = {
        "encoder": "sentence-transformers/all-MiniLM-L6-v2",
        "max_tokens": 64,
        "context_characters": 40,
        "scaling": 1.0,
        "layout": strip_weights(tmp_path / GRAPH, {**weights, **head}),
    }
    model = StanceModel(AdapterScorer(settings, head, tmp_path), exact.calibrators, exact.thresholds)
    np.testing.assert_allclose(model.predict_proba(QUOTES), exact.predict_proba(QUOTES), atol=1e-4)
    quantise(model, QUOTES, QUOTES, lambda message: None)
    assert isinstance(model.scorer, Int8Scorer)
    save(model, tmp_path / "saved")
    again = load(tmp_path / "saved")
    assert sum(file.stat().st_size for file in (tmp_path / "saved").iterdir()) < 4e6
    whole = quantised(exact.scorer, QUOTES).predict_proba(QUOTES)
    np.testing.assert_allclose(again.scorer.quick.predict_proba(QUOTES), whole, atol=0.02)
    np.testing.assert_array_equal(again.predict(QUOTES), exact.predict(QUOTES))


def test_a_stack_with_the_labelling_functions_passes_the_same_gate(exact: StanceModel, tmp_path: Path):
    weights, intercepts = np.tile([1.0, 0.3], (3, 1)), np.array([0.5, 0.4, 0.3])
    model = StanceModel(StackedScorer(exact.scorer, weights, intercepts))
    model.thresholds = tuple(widest_gap(column) for column in model.predict_proba(QUOTES).T)
    before = model.predict(QUOTES)
    quantise(model, QUOTES, QUOTES, lambda message: None)
    assert model.about["int8"]["used"], model.about
    assert isinstance(model.scorer, Int8Scorer)
    assert (model.predict(QUOTES) == before).all(1).mean() >= 0.99
    save(model, tmp_path / "stack")
    again = load(tmp_path / "stack")
    np.testing.assert_array_equal(again.predict_proba(QUOTES), model.predict_proba(QUOTES))
    exactly = StanceModel(again.scorer.exact, model.calibrators, model.thresholds)
    np.testing.assert_array_equal(exactly.predict(QUOTES), before)


def test_int8_that_changes_stances_is_not_used(exact: StanceModel, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("stance.models.quantise.MOST_AGAIN", -1.0)
    model = StanceModel(exact.scorer, exact.calibrators, exact.thresholds)
    quantise(model, QUOTES, QUOTES, lambda message: None)
    assert not model.about["int8"]["used"]
    assert model.scorer is exact.scorer


@pytest.mark.parametrize(
    "calibrator",
    [Calibrator(), Calibrator("sigmoid", (1.3, -0.4)), Calibrator("isotonic", (0.1, 0.6, 0.9, 0.0, 0.5, 1.0))],
)
def test_the_cut_is_where_the_calibrated_score_reaches_the_threshold(calibrator: Calibrator):
    from stance.models.linear import sigmoid

    cut = cut_of(calibrator, 0.4)
    around = calibrator(sigmoid(np.array([cut - 0.01, cut])))
    assert around[0] < 0.4 <= around[1]
