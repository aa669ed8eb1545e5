"""Two fine-tuned models over one encoder made into one: the mean of their weights (Wortsman et al., 2022)."""

from __future__ import annotations

import numpy as np

from stance.errors import ModelError
from stance.models.adapter import DOWN, UP, AdapterScorer, Arrays, factors


def mean_of(first: AdapterScorer, second: AdapterScorer, rank: int) -> AdapterScorer:
    """The mean of two models' weights, each matrix's change again kept by its largest singular values.

    It pays where both started from the same weights, as two trainings of one configuration do.

    Raises:
        ModelError: when the two are not over the same encoder, or read their input differently.
    """
    same = ("encoder", "max_tokens", "context_characters")
    ours, theirs = first.settings(), second.settings()
    a, b = first.arrays(), second.arrays()
    if any(ours[name] != theirs[name] for name in same) or a.keys() != b.keys():
        raise ModelError(f"`average_with`: the two models differ in {', '.join(same)}, or in what they changed")
    arrays: Arrays = {}
    for name, array in a.items():
        if name.endswith(UP):
            module = name.removesuffix(UP)
            change = (_change(a, module, ours["scaling"]) + _change(b, module, theirs["scaling"])) / 2
            arrays |= factors(module, change, rank)
        elif not name.endswith(DOWN):
            arrays[name] = ((array.astype(np.float32) + b[name].astype(np.float32)) / 2).astype(array.dtype)
    return AdapterScorer({**ours, "scaling": 1.0}, arrays, first.folder)


def _change(arrays: Arrays, module: str, scaling: float) -> np.ndarray:
    up, down = (arrays[module + end].astype(np.float32) for end in (UP, DOWN))
    return np.asarray(scaling * (up @ down))
