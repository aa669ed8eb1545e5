"""The mean of two models' weights."""

from pathlib import Path

import numpy as np
import pytest

from stance.errors import ModelError
from stance.models.adapter import DOWN, UP, AdapterScorer
from stance.models.merging import mean_of

SETTINGS = {"encoder": "e", "max_tokens": 8, "context_characters": 0, "layout": []}


def _scorer(seed: int, scaling: float, **settings: object) -> AdapterScorer:
    rng = np.random.default_rng(seed)
    arrays = {
        "layer" + UP: rng.normal(size=(6, 2)).astype(np.float16),
        "layer" + DOWN: rng.normal(size=(2, 5)).astype(np.float16),
        "layer.bias": rng.normal(size=6).astype(np.float16),
        "head.weight": rng.normal(size=(3, 6)).astype(np.float32),
    }
    return AdapterScorer({**SETTINGS, "scaling": scaling, **settings}, arrays, Path("none"))


def _change(scorer: AdapterScorer) -> np.ndarray:
    arrays = scorer.arrays()
    up, down = (arrays["layer" + end].astype(np.float32) for end in (UP, DOWN))
    return scorer.settings()["scaling"] * (up @ down)


def test_every_weight_is_the_mean_where_the_rank_suffices():
    first, second = _scorer(1, 1.0), _scorer(2, 0.5)
    mean = mean_of(first, second, rank=4)
    assert np.allclose(_change(mean), (_change(first) + _change(second)) / 2, atol=5e-3)
    for name in ("layer.bias", "head.weight"):
        assert np.allclose(mean.arrays()[name], (first.arrays()[name] + second.arrays()[name]) / 2, atol=2e-3)
    assert mean.arrays()["layer.bias"].dtype == np.float16


def test_a_model_is_its_own_mean():
    one = _scorer(3, 2.0)
    assert np.allclose(_change(mean_of(one, one, rank=2)), _change(one), atol=1e-2)


def test_models_that_read_differently_have_no_mean():
    with pytest.raises(ModelError, match="max_tokens"):
        mean_of(_scorer(1, 1.0), _scorer(2, 1.0, max_tokens=9), rank=2)
