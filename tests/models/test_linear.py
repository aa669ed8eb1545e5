from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.models.linear import fit_logistic, sigmoid


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0.05, 0.95), min_size=4, max_size=4))
def test_soft_targets_are_met(wanted: list[float]):
    from scipy.sparse import csr_matrix

    # One feature a row: the best answer to each row is its own target, drawn a little to the middle.
    features, targets = csr_matrix(np.repeat(np.eye(4), 200, axis=0)), np.repeat(wanted, 200)[:, None]
    weights, intercepts = fit_logistic(features, targets, C=3.0, class_weight=None, seed=0)
    np.testing.assert_allclose(sigmoid(weights[0] + intercepts[0]), wanted, atol=0.02)


def test_a_stance_of_one_kind_is_said_by_the_intercept():
    y = np.array([[0.0, 1.0, 0.3]] * 20)
    weights, intercepts = fit_logistic(np.ones((20, 1)), y, C=1.0, class_weight=None, seed=0)
    assert intercepts[0] < -5
    assert intercepts[1] > 5
    assert 0.25 < sigmoid(weights[2] + intercepts[2])[0] < 0.35
