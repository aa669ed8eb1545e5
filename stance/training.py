"""One training from configuration to tracked run: train, calibrate, evaluate, keep, log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from stance.evaluation.evaluate import Evaluation, evaluate
from stance.models.config import ModelConfig
from stance.models.training import train_model
from stance.tracking.runs import keep_model, log_curve, log_dataset, log_evaluation, log_model, log_parameters, run
from stance.tracking.store import store_is_new

if TYPE_CHECKING:
    from datasets import DatasetDict


def train_and_track(
    config: ModelConfig, data: DatasetDict, manifest: Mapping[str, Any], say: Callable[[str], None]
) -> tuple[str, list[Evaluation]]:
    """Train one model as one MLflow run; returns the run's id and the evaluation of each split that judges."""
    if store_is_new():
        say("making the MLflow store (once; about half a minute)")
    say(f"{config.name}: starting")
    with run(config.name, {"stance.family": config.family}) as run_id:
        log_parameters(config.model_dump(mode="json"))
        log_dataset(data, manifest)
        model = train_model(config, data, lambda message: say(f"{config.name}: {message}"))
        model.about.update(
            run=run_id,
            config=config.model_dump(mode="json"),
            data=manifest["digest"],
            made_by={name: version(name) for name in ("stance-quotes", "scikit-learn", "numpy")},
        )
        log_curve(model.about.get("curve", []))
        evaluations = []
        for split in ("validation", "test", "development", "report"):
            if split in data and len(data[split]):
                evaluations.append(evaluate(model, data[split], split))
                log_evaluation(evaluations[-1])
        model.about["metrics"] = {e.split: e.to_dict(run_id) for e in evaluations}
        folder = keep_model(model, run_id)
        say(f"{config.name}: logging the model")
        log_model(folder)
    return run_id, evaluations
