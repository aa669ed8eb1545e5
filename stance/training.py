"""One training from configuration to tracked run: train, calibrate, evaluate, keep, log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.evaluation.abstention import precision_thresholds
from stance.evaluation.evaluate import Evaluation, evaluate
from stance.evaluation.report import draw, report
from stance.models.config import ModelConfig
from stance.models.storage import load
from stance.models.training import train_model
from stance.tracking.logged import log_model
from stance.tracking.runs import (
    keep_model,
    log_curve,
    log_dataset,
    log_evaluation,
    log_parameters,
    log_report,
    run,
)
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
        if "validation" in data and len(data["validation"]):
            model.about["precision_thresholds"] = precision_thresholds(model, data["validation"])
        log_curve(model.about.get("curve", []))
        evaluations = []
        for split in ("validation", "test", "development", "report"):
            if split in data and len(data[split]):
                evaluations.append(evaluate(model, data[split], split))
                log_evaluation(evaluations[-1])
        model.about["metrics"] = {e.split: e.to_dict(run_id) for e in evaluations}
        folder = keep_model(model, run_id)
        say(f"{config.name}: drawing and reporting")
        _draw_and_report(folder, run_id, evaluations, data)
        say(f"{config.name}: logging the model")
        log_model(folder)
    return run_id, evaluations


def _draw_and_report(folder: Path, run_id: str, evaluations: list[Evaluation], data: DatasetDict) -> None:
    """Pictures and report of the split that steers: mistakes on test are for nobody to learn from."""
    by_split = {found.split: found for found in evaluations}
    found = by_split.get("development") or by_split.get("validation")
    if found is None:
        return
    # Read back, so that explaining fills no cache with texts that nobody wrote.
    model = load(folder)
    drawn = draw(model, found)
    log_report(drawn, report(model, run_id, found, data[found.split], drawn, evaluations))
