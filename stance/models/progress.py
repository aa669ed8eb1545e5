"""Progress of a fine-tuning on standard error: a bar on a terminal, a line an epoch everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tqdm import tqdm
from transformers import TrainerCallback


class Progress(TrainerCallback):  # type: ignore[misc]
    """Counts steps and says what each epoch reached."""

    def __init__(self, tell: Callable[[str], None], name: str = "", position: int = 0) -> None:
        """Tell by `tell` what the run of that name does; its bar is `position` lines down, below those of others."""
        self._tell, self._name, self._position = tell, name, position
        self._bar: tqdm[Any] | None = None

    def say(self, message: str) -> None:
        """Say something, on a line that no bar stands on."""
        if self._bar is not None:
            self._bar.clear()
        self._tell(f"{self._name}: {message}" if self._name else message)

    def on_train_begin(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
        """Open the bar, where a run that goes on had stopped."""
        at = {"desc": self._name or None, "position": self._position or None, "initial": state.global_step}
        self._bar = tqdm(total=state.max_steps, unit=" steps", disable=None, leave=False, **at)

    def on_step_end(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
        """One step more."""
        if self._bar is not None:
            self._bar.update(1)

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **rest: Any) -> None:
        """Say the training loss of an epoch."""
        if logs and "loss" in logs:
            self.say(f"epoch {state.epoch:.0f} of {args.num_train_epochs:.0f}: loss {float(logs['loss']):.3f}")

    def on_evaluate(
        self, args: Any, state: Any, control: Any, metrics: dict[str, float] | None = None, **rest: Any
    ) -> None:
        """Say what validation found."""
        if metrics and "eval_macro_f1" in metrics:
            self.say(f"epoch {state.epoch:.0f}: validation macro-F1 {metrics['eval_macro_f1']:.3f}")

    def on_train_end(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
        """Close the bar."""
        if self._bar is not None:
            self._bar.close()
