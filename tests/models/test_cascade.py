from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stance.models import StanceModel, load, save
from stance.models.cascade import CascadeScorer, cascade_of, choose_margin, distances, sureness
from stance.models.cues import CueScorer
from stance.models.table import Table

TEXTS = ["We deny it.", "If they cross, they will pay.", "It may rain, perhaps.", "The shop is open."] * 30
QUOTES = Table([f"{text} {i}" for i, text in enumerate(TEXTS)], ["said"] * len(TEXTS), [""] * len(TEXTS))


@given(arrays(float, 200, elements=st.floats(0, 5).map(lambda x: round(x, 1))), st.randoms(), st.floats(0.9, 0.999))
def test_the_margin_keeps_the_agreement(sure: np.ndarray, random, agreement: float):
    same = np.array([random.random() < 0.9 for _ in sure])
    margin = choose_margin(sure, same, agreement)
    assert (same | (sure < margin)).mean() >= agreement
    looser = np.unique(sure[sure < margin])
    allowed = (1 - agreement) * len(sure)
    for less in looser[-1:]:
        # The next looser margin would lose more than is allowed, or another one still would do.
        lost = (~same & (sure >= less)).sum()
        assert lost > max(0.0, allowed - np.sqrt(allowed))


def test_equal_models_leave_nothing_to_the_full_one(ngram_model: Path):
    model = load(ngram_model)
    cascade = cascade_of(model, model, [ngram_model, ngram_model], QUOTES, 0.9)
    assert cascade.about["cascade"] == {"agreement": 1.0, "answered_by_first": 1.0, "quotes": len(QUOTES)}
    np.testing.assert_allclose(cascade.predict_proba(QUOTES), model.predict_proba(QUOTES), atol=1e-5)


@pytest.mark.parametrize("margin", [0.0, 1.0, float("inf")])
def test_either_model_answers_with_its_own_stances(ngram_model: Path, tmp_path: Path, margin: float):
    first = load(ngram_model)
    full = StanceModel(CueScorer(), thresholds=(0.3, 0.4, 0.6))
    save(full, tmp_path / "full")
    scorer = CascadeScorer(first, full, margin, [ngram_model, tmp_path / "full"])
    save(StanceModel(scorer, thresholds=full.thresholds), tmp_path / "cascade")
    cascade = load(tmp_path / "cascade")
    p = first.predict_proba(QUOTES)
    sure = sureness(distances(first, p)) >= margin
    expected = np.where(sure[:, None], first.decide(p), full.decide(full.predict_proba(QUOTES)))
    np.testing.assert_array_equal(cascade.predict(QUOTES).astype(bool), expected)
    assert cascade.predict_proba(Table([], [], [])).shape == (0, 3)
