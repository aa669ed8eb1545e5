from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.evaluation.explain import explain
from stance.labels.types import STANCES
from stance.models.calibration import logit
from stance.models.model import StanceModel
from stance.models.storage import load
from stance.models.table import Table

TEXT = "“We have not seen any such order, and we will not follow it,”"


class Counter:
    """A scorer that knows one word a stance, the cue `denied` and nothing else."""

    kind = "counter"

    def __init__(self) -> None:
        self.seen = 0

    def predict_proba(self, table: Table) -> np.ndarray:
        self.seen += len(table)
        score = [
            [t.split().count("not") + (c == "denied"), t.split().count("or"), t.split().count("may")]
            for t, c in zip(table.text, table.cue, strict=True)
        ]
        return 1 / (1 + np.exp(-np.array(score, float)))

    def arrays(self) -> dict:
        return {}

    def settings(self) -> dict:
        return {}

    def files(self) -> dict:
        return {}


@pytest.fixture(scope="module")
def ngrams(ngram_model: Path) -> StanceModel:
    return load(ngram_model)


def test_linear_weights_add_up_to_the_logit(ngrams: StanceModel):
    table = Table([TEXT, "x", "may or may not", ""], ["denied", "", "said", "warned"], ["", "He asked.", "", ""])
    for row, p in zip(explain(ngrams, table), ngrams.scorer.predict_proba(table), strict=True):
        for column, stance in enumerate(STANCES):
            total = sum(weight for _, weight in row[stance]) + ngrams.scorer.intercepts[column]
            assert total == pytest.approx(logit(p)[column], abs=0.02)


@settings(deadline=None, max_examples=30)
@given(st.text(alphabet="abno t’'?!\t\n—“ewil", max_size=60))
def test_linear_weights_add_up_on_any_text(ngrams: StanceModel, text: str):
    table = Table([text], ["said"], [""])
    (row,) = explain(ngrams, table)
    found = [sum(w for _, w in row[s]) + b for s, b in zip(STANCES, ngrams.scorer.intercepts, strict=True)]
    np.testing.assert_allclose(found, logit(ngrams.scorer.predict_proba(table))[0], atol=0.02)


def test_words_stand_in_the_order_of_the_quote(ngrams: StanceModel):
    (row,) = explain(ngrams, Table([TEXT], ["denied"], [""]))
    assert [word for word, _ in row["denial"]] == [*TEXT.split(), "cue: denied"]


def test_occlusion_finds_the_words_that_count():
    model = StanceModel(Counter())
    (row,) = explain(model, Table(["We may or may not go"], ["denied"], ["He asked."]))
    assert dict(row["denial"])["not"] == pytest.approx(1)
    assert dict(row["denial"])["cue: denied"] == pytest.approx(1)
    assert [w for w in row["hedge"] if w[1]] == [("may", 1.0), ("may", 1.0)]
    assert all(weight == 0 for word, weight in row["warning"] if word != "or")
    assert row["denial"][-1] == ("context", 0.0)


def test_occlusion_by_stretches_asks_less_and_shares_the_weight():
    words = ["word"] * 40 + ["not"] + ["word"] * 39
    scorer = Counter()
    (row,) = explain(StanceModel(scorer), Table([" ".join(words)], [""], [""]), most=8)
    assert scorer.seen <= 8 + 3
    assert sum(weight for _, weight in row["denial"]) == pytest.approx(1, abs=0.01)
    assert len(row["denial"]) == 80
    assert max(range(80), key=lambda i: row["denial"][i][1]) in range(40, 50)


def test_nothing_to_explain():
    assert explain(StanceModel(Counter()), Table([], [], [])) == []
    assert explain(StanceModel(Counter()), Table([""], [""], [""])) == [{s: [] for s in STANCES}]
