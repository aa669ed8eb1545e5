from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stance.errors import ConfigError
from stance.models.config import load_model_config
from stance.models.locate import pretrained_folder
from stance.models.losses import positive_weights, stance_loss


def test_rare_stances_weigh_more_where_they_should():
    y = np.zeros((1000, 3), np.int8)
    y[:10, 0], y[:100, 1], y[:500, 2] = 1, 1, 1
    assert positive_weights(y, "plain") == positive_weights(y, "focal") == [1.0, 1.0, 1.0]
    assert positive_weights(y, "weighted") == pytest.approx([np.sqrt(99), 3.0, 1.0])
    rare, some, even = positive_weights(y, "balanced")
    assert rare > some > even == pytest.approx(1.0)
    # Of few examples each is new: the ratio is nearly that of the counts.
    assert some == pytest.approx((1 - 0.999**900) / (1 - 0.999**100))
    assert positive_weights(np.zeros((5, 3), np.int8), "balanced")[0] <= 50


def test_the_focal_loss_is_cross_entropy_that_forgets_what_is_right():
    import torch

    logits, labels = torch.tensor([[3.0, -1.0, 0.5]]), torch.tensor([[1.0, 0.0, 0.25]])
    one = torch.ones(3)
    plain = stance_loss(logits, labels, one, 0.0)
    expected = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels)
    assert torch.allclose(plain, expected)
    assert torch.allclose(stance_loss(logits, labels, one, 1e-9), plain, atol=1e-6)
    focal = stance_loss(logits, labels, one, 2.0)
    assert 0 < focal < plain
    sure = torch.tensor([[9.0, -9.0, 9.0]])
    right = torch.tensor([[1.0, 0.0, 1.0]])
    assert stance_loss(sure, right, one, 2.0) < 1e-6 * stance_loss(sure, 1 - right, one, 2.0)


def test_training_starts_from_a_folder_that_holds_a_model(tmp_path: Path):
    from stance.models.finetune import _model_to_start_from

    shipped = pretrained_folder()
    assert shipped is not None
    ours, same = _model_to_start_from("pretrained"), _model_to_start_from(str(shipped))
    assert all(np.array_equal(ours.arrays()[name], array) for name, array in same.arrays().items())
    assert load_model_config("minilm-finetune", init=str(shipped)).init == str(shipped)  # type: ignore[attr-defined]
    with pytest.raises(ConfigError, match="`init` is `plain`"):
        load_model_config("minilm-finetune", init=str(tmp_path))
