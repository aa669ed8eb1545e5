from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.experiments.config import merged
from stance.experiments.results import compared, over_seeds, pooled

TRUTH = {"test": {"a": ("x", "100"), "b": ("x", "000"), "c": ("y", "010")}}


def result(run: str, seed: int, named: list[str]) -> dict:
    scores = [[int(digit) / 2 for digit in row] for row in named]
    return {"run": run, "seed": seed, "splits": {"test": {"ids": ["a", "b", "c"], "scores": scores, "named": named}}}


def test_a_run_of_one_seed_stands_beside_each_of_the_others():
    right, wrong = ["100", "000", "010"], ["000", "001", "000"]
    many, one = [result("many", seed, right) for seed in (1, 2)], [result("one", 1, wrong)]
    assert pooled(one, [1, 2], "test", TRUTH).decided.tolist() == 2 * [[0, 0, 0], [0, 0, 1], [0, 0, 0]]
    found = compared({"many": many, "one": one}, {"many": "one"}, "test", TRUTH)["many"]
    assert (found.n, found.a, found.b) == (6, "many", "one")
    assert found.difference.value == pytest.approx(2 / 3)


@settings(deadline=None)  # The first call imports scipy.
@given(st.lists(st.floats(0, 1), min_size=2, max_size=6))
def test_the_interval_over_seeds_holds_their_mean(values: list[float]):
    found = over_seeds(values)
    assert found is not None
    assert found.low <= np.mean(values) + 1e-9
    assert found.high >= np.mean(values) - 1e-9


def test_the_interval_over_seeds_is_students():
    assert over_seeds([0.5]) is None
    found = over_seeds([0.4, 0.5, 0.6])
    assert found is not None
    # t of two degrees of freedom is 4.303.
    assert found.high - found.value == pytest.approx(4.3027 * 0.1 / np.sqrt(3), abs=1e-4)


def test_mappings_are_merged_and_the_upper_one_holds():
    assert merged({"data": {"limit": 1, "contrast": True}, "C": 1}, {"data": {"limit": None}}) == {
        "data": {"limit": None, "contrast": True},
        "C": 1,
    }
