"""Averages of weights: over the steps of a run, and over runs from one start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from transformers import TrainerCallback

from stance.models.net import StanceNet


class Averaging(TrainerCallback):  # type: ignore[misc]
    """Keeps the net's average over the steps up to date."""

    def __init__(self, net: StanceNet, decay: float) -> None:
        """Take the net that is trained and how much of the average a step leaves in place."""
        self._net, self._decay = net, decay

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Move the average towards the weights."""
        self._net.update_average(self._decay)


def soup(nets: Sequence[StanceNet]) -> StanceNet:
    """The mean of the weights of nets that were trained from one start (Wortsman et al., 2022)."""
    first, *others = nets
    with torch.no_grad():
        for name, value in first.named_parameters():
            # Of what was frozen a mean of equals would differ by rounding, which counts as a change.
            if not value.requires_grad:
                continue
            for other in others:
                value += other.get_parameter(name)
            value /= len(nets)
    return first
