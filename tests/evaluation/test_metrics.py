from __future__ import annotations

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, f1_score, precision_score, recall_score

from stance.evaluation.metrics import Interval, Judged, brier_skill, ece, flatten, summarise
from stance.labels.types import STANCES

RNG = np.random.default_rng(5)
N = 400
Y = (RNG.random((N, 3)) < [0.1, 0.2, 0.3]).astype(int)
P = np.clip(Y * 0.4 + RNG.random((N, 3)) * 0.6, 0, 1).round(2)
D = (P > 0.5).astype(int)
GROUPS = [f"article{i // 7}" for i in range(N)]


def test_figures_are_those_of_scikit_learn():
    found = summarise(Judged(Y, D, P, GROUPS), replicates=200)
    assert np.isclose(found["macro_f1"].value, f1_score(Y, D, average="macro"))
    assert np.isclose(found["micro_f1"].value, f1_score(Y, D, average="micro"))
    assert np.isclose(found["exact_match"].value, (Y == D).all(1).mean())
    assert np.isclose(found["brier"].value, np.mean([brier_score_loss(Y[:, i], P[:, i]) for i in range(3)]))
    for i, stance in enumerate(STANCES):
        values = found["per_stance"][stance]
        assert np.isclose(values["precision"].value, precision_score(Y[:, i], D[:, i]))
        assert np.isclose(values["recall"].value, recall_score(Y[:, i], D[:, i]))
        assert np.isclose(values["average_precision"].value, average_precision_score(Y[:, i], P[:, i]))
        assert values["support"] == Y[:, i].sum()


def test_intervals_hold_their_value_and_are_the_same_every_time():
    judged = Judged(Y, D, P, GROUPS)
    found = summarise(judged, replicates=300)
    assert found["macro_f1"].low < found["macro_f1"].value < found["macro_f1"].high
    assert summarise(judged, replicates=300) == found
    # Drawn from their probabilities: what ECE there is, chance has made.
    calibrated = Judged((RNG.random(P.shape) < P).astype(int), D, P, GROUPS)
    for answers in (judged, calibrated):
        figures = summarise(answers, replicates=300)
        inner = [value for stance in STANCES for value in figures["per_stance"][stance].values()]
        for one in [*figures.values(), *inner]:
            assert not isinstance(one, Interval) or one.low <= one.value <= one.high


def test_brier_skill_is_over_the_base_rate():
    assert np.isclose(brier_skill(Y, np.tile(Y.mean(0), (N, 1))), 0)
    assert brier_skill(Y, Y) == 1
    own, base = (sum(brier_score_loss(Y[:, i], p[:, i]) for i in range(3)) for p in (P, np.tile(Y.mean(0), (N, 1))))
    assert np.isclose(brier_skill(Y, P), 1 - own / base)
    assert brier_skill(np.zeros((4, 3), int), np.zeros((4, 3))) == 0


def test_quotes_of_one_article_widen_the_interval():
    y = np.repeat(RNG.random((40, 3)) < 0.3, 10, axis=0).astype(int)
    wrong = np.repeat(RNG.random(40) < 0.3, 10)
    decided = np.where(wrong[:, None], 1 - y, y)
    articles = [f"a{i // 10}" for i in range(400)]
    apart = [f"a{i}" for i in range(400)]

    def width(groups: list[str]) -> float:
        found = summarise(Judged(y, decided, decided * 1.0, groups), replicates=400)["macro_f1"]
        return found.high - found.low

    assert width(articles) > 1.5 * width(apart)


def test_perfect_probabilities_have_no_calibration_error():
    assert ece(Y, Y.astype(float)) == 0
    always = np.full((N, 3), 0.9)
    assert np.isclose(ece(Y, always), np.mean(0.9 - Y.mean(0)))


def test_names_of_metrics_in_mlflow():
    names: dict[str, float] = {}
    flatten(summarise(Judged(Y, D, P, GROUPS), replicates=50), "test", names.__setitem__)
    assert {"test.macro_f1", "test.macro_f1_low", "test.denial.f1", "test.hedge.f1_high", "test.ece", "test.n"} <= set(
        names
    )


def test_nothing_to_find_is_no_error():
    nothing = np.zeros((5, 3), int)
    assert summarise(Judged(nothing, nothing, nothing * 0.0, ["a"] * 5), replicates=10)["macro_f1"].value == 0


def test_the_order_of_rows_changes_no_calibration_error():
    # One probability for all, half of them right: no error, whichever half comes first.
    y, p = np.repeat([1, 0], 10)[:, None].repeat(3, 1), np.full((20, 3), 0.5)
    assert ece(y, p) == 0
    tied = P.round(1)
    shuffled = RNG.permutation(N)
    assert np.isclose(ece(Y[shuffled], tied[shuffled]), ece(Y, tied))
