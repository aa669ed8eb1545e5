from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import InputError
from stance.experiments.config import merged
from stance.experiments.results import Made, compared, is_done, over_seeds, pooled, read_results
from stance.models.config import CuesConfig, NgramConfig

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


def test_runs_are_compared_on_the_seeds_that_both_have():
    right, wrong = ["100", "000", "010"], ["000", "001", "000"]
    three, two = [result("three", seed, right) for seed in (1, 2, 3)], [result("two", seed, wrong) for seed in (2, 3)]
    assert compared({"three": three, "two": two}, {"three": "two"}, "test", TRUTH)["three"].n == 6
    apart = [result("two", seed, wrong) for seed in (7, 8)]
    assert compared({"three": three, "two": apart}, {"three": "two"}, "test", TRUTH) == {}


def test_a_label_that_is_missing_is_said_with_its_run():
    with pytest.raises(InputError, match=r"many: .* no label of a \(test\)"):
        pooled([result("many", 1, ["100", "000", "010"])], [1], "test", {"test": {}})


def test_a_broken_result_is_named(tmp_path: Path):
    (tmp_path / "a-1.json").write_text("<<<<<<< HEAD")
    made = Made("0", CuesConfig(name="cues", family="cues"), {}, {})
    for read in (lambda: read_results(tmp_path), lambda: is_done(tmp_path / "a-1.json", made)):
        with pytest.raises(InputError, match=r"a-1.json: broken result"):
            read()


def test_a_result_is_stale_when_what_it_was_measured_on_or_learned_from_has_changed():
    config, teacher = CuesConfig(name="cues", family="cues"), NgramConfig(name="ngrams", family="tfidf-logreg")
    made = Made("0", config, {}, {"splits": ["test"]}, [teacher])
    kept = {"data": "0", "config": config.model_dump(mode="json"), "setting": {}, "measured": {"splits": ["test"]}}
    kept["others"] = [teacher.model_dump(mode="json")]
    assert made.stale(kept) is None
    assert "other splits" in str(made.stale({**kept, "measured": {"splits": ["report"]}}))
    assert "trained for it" in str(made.stale({**kept, "others": [{**kept["others"][0], "C": 2.0}]}))
