from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.models.calibration import Calibrator, brier, choose, fit
from stance.models.thresholds import best_threshold, expected_threshold, precision_threshold, stable_threshold

RNG = np.random.default_rng(3)


def overconfident(n: int = 2000) -> tuple[np.ndarray, np.ndarray]:
    """Scores that exaggerate: truth is drawn with a probability closer to the base rate than the score."""
    logits = RNG.normal(-1.5, 1, n)
    y = (RNG.random(n) < 1 / (1 + np.exp(-logits))).astype(np.int8)
    return 1 / (1 + np.exp(-3 * logits - 1)), y


@pytest.mark.parametrize("method", ["sigmoid", "isotonic"])
def test_calibration_lowers_the_brier_score(method: str):
    p, y = overconfident()
    assert brier(fit(method, p, y)(p), y) < brier(p, y) - 0.005


def test_the_choice_is_no_worse_than_doing_nothing_and_survives_storage():
    p, y = overconfident()
    calibrator, scores = choose(p, y, np.arange(len(y)))
    assert calibrator.method != "none"
    assert scores[calibrator.method] <= scores["none"]
    stored = Calibrator(**{**calibrator.to_dict(), "parameters": tuple(calibrator.to_dict()["parameters"])})
    np.testing.assert_array_equal(stored(p), calibrator(p))


def test_too_few_examples_fit_nothing():
    assert fit("sigmoid", np.array([0.1, 0.9]), np.array([0, 1], np.int8)).method == "none"


# Scores closer together than the clipping at the ends of (0, 1) cannot be told apart there.
scores = st.integers(1, 999).map(lambda i: i / 1000)


@given(st.lists(st.tuples(scores, st.integers(0, 1)), max_size=30), scores)
def test_no_threshold_has_a_better_f1(rows: list[tuple[float, int]], positive: float):
    rows = [*rows, (positive, 1)]
    p, y = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])

    def f1(t: float) -> float:
        hit = ((p >= t) & (y == 1)).sum()
        return 2 * hit / max(1, (p >= t).sum() + y.sum())

    chosen = best_threshold(p, y)
    assert 0 < chosen < 1
    assert f1(chosen) >= max(map(f1, p)) - 1e-9


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1)), max_size=30))
def test_a_threshold_never_names_everything_or_nothing(rows: list[tuple[float, int]]):
    p, y = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    assert 0 < best_threshold(p, y) < 1


def test_precision_threshold_keeps_its_promise():
    p, y = overconfident()
    threshold = precision_threshold(p, y, 0.7)
    assert threshold is not None
    assert y[p >= threshold].mean() >= 0.7
    assert precision_threshold(np.array([0.9, 0.1]), np.array([0, 0]), 0.5) is None


def test_a_stable_threshold_lies_where_the_classes_part():
    y = np.repeat([0, 1], 200)
    p = np.concatenate([RNG.uniform(0, 0.4, 200), RNG.uniform(0.6, 1, 200)])
    threshold = stable_threshold(p, y, np.arange(400) // 4)
    assert 0.35 < threshold < 0.65
    assert stable_threshold(p, y, np.arange(400) // 4) == threshold
    assert stable_threshold(p, np.zeros(400, int), np.arange(400)) == 0.5


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_no_other_cut_lets_a_better_f1_be_expected(p: list[float]):
    probabilities = np.array(p)
    threshold = expected_threshold(probabilities)
    assert 0 < threshold < 1

    def expected(cut: float) -> float:
        named = probabilities >= cut
        return 2 * probabilities[named].sum() / max(named.sum() + probabilities.sum(), 1e-9)

    best = max(expected(cut) for cut in [0.0, *probabilities.clip(1e-6), 1.0])
    if probabilities.sum() > 0:
        assert expected(threshold) >= best - 1e-3


@pytest.mark.parametrize("rule", ["observed", "expected", "half"])
def test_thresholds_by_each_rule(rule: str):
    from datasets import Dataset

    from stance.models.cues import CueScorer
    from stance.models.model import StanceModel
    from stance.models.training import calibrate

    texts = ["the reports were false", "the lake is blue", "it might rain, perhaps", "they will pay for it"] * 30
    rows = Dataset.from_dict(
        {
            "text": texts,
            "cue": ["denied that", "said", "said", "said"] * 30,
            "context": texts,
            "family": [f"f{i // 4}" for i in range(len(texts))],
            "layer": ["synthetic"] * len(texts),
            "stratum": ["all"] * len(texts),
            "half": ["natural"] * len(texts),
            "contrast": [False] * len(texts),
            "denial": [1, 0, 0, 0] * 30,
            "warning": [0, 0, 0, 1] * 30,
            "hedge": [0, 0, 1, 0] * 30,
        }
    )
    model = StanceModel(CueScorer())
    calibrate(model, rows, "none", rule)
    assert all(0 < threshold < 1 for threshold in model.thresholds)
    if rule == "half":
        assert model.thresholds == (0.5, 0.5, 0.5)
    named = model.decide(model.predict_proba(rows))
    assert named[0, 0]
    assert not named[1].any()
