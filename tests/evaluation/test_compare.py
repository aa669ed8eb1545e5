from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from stance.errors import InputError
from stance.evaluation.compare import compare, holm, mcnemar
from stance.evaluation.metrics import Judged
from tests.conftest import Stance

RNG = np.random.default_rng(3)
Y = (RNG.random((600, 3)) < 0.25).astype(int)
GROUPS = [f"article{i // 5}" for i in range(600)]


def answers(wrong: float, seed: int) -> Judged:
    """Answers of which each is turned round with a given probability."""
    turned = np.random.default_rng(seed).random(Y.shape) < wrong
    return Judged(Y, np.where(turned, 1 - Y, Y), Y * 1.0, GROUPS)


def test_a_clearly_better_model_is_found_better():
    (found,) = compare({"good": answers(0.05, 1), "bad": answers(0.3, 2)}, replicates=500)
    assert found.verdict == "good is better"
    assert 0 < found.difference.low < found.difference.value < found.difference.high
    assert found.p == pytest.approx(1 / 501)
    assert found.mcnemar_p < 1e-6
    assert found.a_not_worse
    assert not found.b_not_worse


def test_order_turns_the_sign_and_nothing_else():
    one, other = answers(0.1, 1), answers(0.15, 2)
    (there,) = compare({"a": one, "b": other}, replicates=500)
    (back,) = compare({"b": other, "a": one}, replicates=500)
    assert there.difference.value == pytest.approx(-back.difference.value)
    assert there.difference.low == pytest.approx(-back.difference.high)
    assert (there.p, there.mcnemar_p) == pytest.approx((back.p, back.mcnemar_p))
    assert (there.only_a, there.only_b) == (back.only_b, back.only_a)


def test_a_model_equals_itself():
    (found,) = compare({"a": answers(0.1, 1), "twin": answers(0.1, 1)}, replicates=200)
    assert (found.difference.low, found.difference.high, found.p, found.mcnemar_p) == (0, 0, 1, 1)
    assert found.verdict == "equal within 0.02"


def test_quotes_of_a_few_articles_say_nothing():
    right, wrong = np.ones((9, 3), int), np.zeros((9, 3), int)
    judged = {"a": Judged(right, right, right * 1.0, ["one"] * 9), "b": Judged(right, wrong, right * 1.0, ["one"] * 9)}
    (found,) = compare(judged, replicates=50)
    assert (found.difference.low, found.difference.high, found.articles) == (1, 1, 1)
    assert not found.a_not_worse
    assert found.verdict == "undecided: too few articles"


def test_p_values_of_equally_good_models_are_spread_evenly():
    ps = [compare({"a": answers(0.2, 2 * s), "b": answers(0.2, 2 * s + 1)}, replicates=200)[0].p for s in range(60)]
    assert 0.3 < np.mean(ps) < 0.7
    assert np.mean(np.array(ps) < 0.05) < 0.2


def test_every_pair_is_compared_and_corrected():
    found = compare({"a": answers(0.1, 1), "b": answers(0.12, 2), "c": answers(0.2, 3)}, replicates=300)
    assert [(one.a, one.b) for one in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert all(one.p_holm >= one.p for one in found)


def test_different_quotes_cannot_be_compared():
    one = answers(0.1, 1)
    with pytest.raises(InputError, match="same quotes"):
        compare({"a": one, "b": one.take(range(10))})
    with pytest.raises(InputError, match="two different models"):
        compare({"a": one})


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_raises_values_keeps_order_and_stays_below_bonferroni(ps: list[float]):
    corrected = holm(ps)
    assert all(p <= c <= min(1, len(ps) * p) + 1e-12 for p, c in zip(ps, corrected, strict=True))
    order = np.argsort(ps, kind="stable")
    assert (np.diff(np.array(corrected)[order]) >= 0).all()


@settings(max_examples=40)
@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_the_binomial_test(only_a: int, only_b: int):
    expected = binomtest(only_a, only_a + only_b).pvalue if only_a + only_b else 1.0
    assert mcnemar(only_a, only_b) == pytest.approx(expected)


def test_the_command_prints_a_line_a_pair(
    bare_stance: Stance, ngram_model: Path, weak_model: Path, dataset_folder: Path
):
    words = ("compare", str(ngram_model), str(weak_model), "--data", str(dataset_folder), "--split", "validation")
    (row,) = (json.loads(line) for line in bare_stance(*words).stdout.splitlines())
    assert row["macro_f1_a"] - row["macro_f1_b"] == pytest.approx(row["difference"], abs=2e-4)
    assert row["low"] <= row["difference"] <= row["high"]
    assert str(ngram_model) in row["verdict"]
    refused = bare_stance("compare", str(ngram_model), "--data", str(dataset_folder), "--split", "validation", code=2)
    assert "two different models" in refused.stderr
