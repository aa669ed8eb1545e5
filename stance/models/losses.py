"""What fine-tuning makes small: binary cross-entropy a stance, with rare or hard examples weighing more.

`weighted`: a stance that is there weighs more by the square root of the ratio of negatives to positives. `plain`: all
the same. `balanced`: by the effective number of examples of each kind (Cui et al., 2019). `focal`: what is got right
already counts little (Lin et al., 2017).
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Loss = Literal["weighted", "plain", "balanced", "focal"]
FOCUSING = 2.0
"""Power of the focal loss: the authors' choice."""
_BETA = 0.999
_HEAVIEST = {"weighted": 10.0, "balanced": 50.0}


def positive_weights(y: NDArray[Any], loss: Loss) -> list[float]:
    """How much a stance weighs where it is there against where it is not, a stance each, from labels y (n, 3)."""
    if loss not in _HEAVIEST:
        return [1.0] * y.shape[1]
    positives = np.maximum(y.sum(0), 1).astype(float)
    negatives = np.maximum(len(y) - positives, 1)
    if loss == "weighted":
        ratio = np.sqrt(negatives / positives)
    else:
        ratio = (1 - _BETA**negatives) / (1 - _BETA**positives)
    return ratio.clip(1, _HEAVIEST[loss]).tolist()  # type: ignore[no-any-return]


def stance_loss(logits: Any, labels: Any, positive_weight: Any, focusing: float) -> Any:
    """Mean loss of logits (batch, 3) against labels (batch, 3) in [0, 1], a torch scalar.

    Args:
        logits: of the net.
        labels: 0 or 1; soft labels are probabilities.
        positive_weight: of each stance, (3,).
        focusing: power of the focal loss; 0 is plain cross-entropy.
    """
    from torch.nn import functional

    cross_entropy = functional.binary_cross_entropy_with_logits
    if not focusing:
        return cross_entropy(logits, labels, pos_weight=positive_weight)
    p = logits.sigmoid()
    # The probability of what the label does not say: how wrong the net still is.
    wrong = labels * (1 - p) + (1 - labels) * p
    return (wrong**focusing * cross_entropy(logits, labels, pos_weight=positive_weight, reduction="none")).mean()
