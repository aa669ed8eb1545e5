from __future__ import annotations

from pathlib import Path

import pytest

from stance.experiments.config import Experiment, Setting
from stance.experiments.page import by_run, page_of, splits_of
from stance.experiments.pictures import interval_of, picture
from stance.labels.types import STANCES

TRUTH = {"test": {"a": ("x", "100"), "b": ("y", "000")}}
SIZES = {"few": 50, "many": 800}


def result(run: str, seed: int, value: float) -> dict:
    macro = {"value": value, "low": value - 0.1, "high": value + 0.1}
    metrics = {
        "n": 2,
        "macro_f1": macro,
        "per_stance": {stance: {"f1": value} for stance in STANCES},
        "contrast_pairs": {"n": 0, "both_right": macro},
        "slices": [{"by": "stratum", "value": "random", "macro_f1": macro}],
        **dict.fromkeys(("ece", "brier", "brier_skill"), 0.1),
    }
    answers = {"ids": ["a", "b"], "scores": [[1, 0, 0], [0, 0, 0]], "named": ["100", "000"]}
    about = {"data": "d", "rows": SIZES[run], "seconds": 30.0, "peak_megabytes": 100, "threads": 2}
    return {"run": run, "seed": seed, **about, "splits": {"test": {"metrics": metrics, **answers}}}


@pytest.fixture
def experiment() -> Experiment:
    runs = tuple(Setting(name=name, config="cues", line="random") for name in SIZES)
    return Experiment(question="How many?", runs=runs, seeds=(1, 2), against="few")


def test_a_page_says_means_intervals_and_cost(experiment: Experiment):
    results = [result("many", 1, 0.6), result("many", 2, 0.8), result("few", 1, 0.5)]
    page = page_of(experiment, Path("experiments/own.yaml"), results, TRUTH)
    rows = [line for line in page.splitlines() if line.startswith(("| few", "| many"))]
    # In the order of the experiment; Student's t of one degree of freedom is 12.7.
    assert rows[0].startswith("| few | 0.500 [0.400, 0.600] | – | – | 0.500 |")
    assert rows[1].startswith("| many | 0.700 [0.600, 0.800] | 2: [-0.571, 1.971] | +0.000 [+0.000, +0.000], p 1.000 |")
    assert "pairs right" not in page
    assert "Cost: 2 minutes on 2 cores (runs: 3); `seconds` is" in page
    assert "`stance run experiments/own.yaml --table`" in page


def test_results_of_runs_that_are_no_more_are_left_out(experiment: Experiment):
    gone = {**result("many", 1, 0.6), "run": "gone"}
    gone["splits"]["dropped"] = gone["splits"]["test"]
    groups = by_run(experiment, [gone])
    assert splits_of(experiment, groups) == []
    page = page_of(experiment, Path("experiments/own.yaml"), [gone], TRUTH)
    assert "No run has a result yet." in page
    assert "own.png" not in page
    groups = by_run(experiment, [gone, result("few", 1, 0.5)])
    assert splits_of(experiment, groups) == ["test"]
    assert picture(experiment, groups, splits_of(experiment, groups)).axes


def test_a_page_says_which_runs_a_graphics_card_made(experiment: Experiment):
    results = [
        result("few", 1, 0.5),
        {**result("many", 1, 0.6), "card": "Card X"},
        {**result("many", 2, 0.8), "card": None},
    ]
    page = page_of(experiment, Path("experiments/own.yaml"), results, TRUTH)
    head, _, few, many = [line for line in page.splitlines() if line.startswith("|")]
    column = head.split(" | ").index("on")
    assert few.split(" | ")[column] == "–"
    assert many.split(" | ")[column] == "Card X, cores"
    assert "Cost: 1 minutes on 2 cores (runs: 2) and 0 minutes on Card X (runs: 1)" in page


def test_a_line_is_drawn_over_the_labels(experiment: Experiment):
    results = [result("few", 1, 0.5), result("many", 1, 0.6), result("many", 2, 0.8)]
    groups = by_run(experiment, results)
    assert interval_of(groups["few"], "test") == (0.5, 0.4, 0.6)
    assert interval_of(groups["many"], "test")[0] == pytest.approx(0.7)
    (axes,) = picture(experiment, groups, ["test"]).axes
    (line,) = axes.lines
    assert line.get_xydata().tolist() == [[50, 0.5], [800, pytest.approx(0.7)]]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["50", "800"]
