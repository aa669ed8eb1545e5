from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.models import load
from stance.models.batching import Batcher
from stance.models.table import Table

TEXTS = ["We deny it.", "If they cross, they will pay.", "It may rain, perhaps.", "The shop is open."]


def table_of(rows: list[int]) -> Table:
    return Table([f"{TEXTS[i % 4]} {i}" for i in rows], ["said"] * len(rows), [""] * len(rows))


class Counting:
    """A real model that notes how many rows it is asked at a time, and can be held."""

    def __init__(self, model) -> None:
        self.model, self.rows, self.gate = model, [], threading.Event()
        self.gate.set()

    def predict_proba(self, table: Table) -> np.ndarray:
        self.rows.append(len(table))
        self.gate.wait(30)
        if "fail" in table.text:
            raise RuntimeError("no answer")
        return self.model.predict_proba(table)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.integers(0, 50), max_size=5), min_size=1, max_size=30), st.integers(1, 20))
def test_everybody_gets_the_answer_to_their_own_quotes(ngram_model: Path, asked: list[list[int]], most: int):
    model = load(ngram_model)
    batcher = Batcher(model, most)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(batcher.predict_proba, map(table_of, asked)))
    for rows, answer in zip(asked, found, strict=True):
        np.testing.assert_allclose(answer, model.predict_proba(table_of(rows)), atol=1e-12)


@pytest.mark.parametrize(("most", "batches"), [(256, [1, 20]), (8, [1, 8, 8, 4]), (1, [1] * 21)])
def test_what_comes_while_the_model_is_busy_goes_together(ngram_model: Path, most: int, batches: list[int]):
    counting = Counting(load(ngram_model))
    batcher = Batcher(counting, most)
    counting.gate.clear()
    with ThreadPoolExecutor(21) as threads:
        answers = [threads.submit(batcher.predict_proba, table_of([0]))]
        while not counting.rows:
            pass
        answers += [threads.submit(batcher.predict_proba, table_of([i])) for i in range(1, 21)]
        while len(batcher._waiting) < 20:
            pass
        counting.gate.set()
    assert [answer.result().shape for answer in answers] == [(1, 3)] * 21
    assert counting.rows == batches


def test_an_error_reaches_those_it_concerns_and_nobody_hangs(ngram_model: Path):
    batcher = Batcher(Counting(load(ngram_model)), 1)
    with ThreadPoolExecutor(4) as threads:
        tables = [Table(["fail"], [""], [""]) if i % 2 else table_of([i]) for i in range(12)]
        answers = [threads.submit(batcher.predict_proba, table) for table in tables]
    for i, answer in enumerate(answers):
        if i % 2:
            assert isinstance(answer.exception(), RuntimeError)
        else:
            assert answer.result().shape == (1, 3)
    assert batcher.predict_proba(table_of([1])).shape == (1, 3)
