"""An experiment: one question, several configurations, several seeds; resumable, with a table made from its results.

A run's figures and predictions are written to `experiments/results/NAME/RUN-SEED.json`, ids and numbers alone; a
run whose file is there is not done again. `experiments/NAME.md` is made from these files.
"""

from __future__ import annotations

import json
import resource as process
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from stance.configs import Config, read_yaml, validate_config
from stance.dataset import load, manifest_of
from stance.errors import ConfigError, InputError
from stance.evaluation.evaluate import Evaluation, evaluate
from stance.files import whole_file
from stance.labels.types import STANCES
from stance.models.config import ModelConfig, load_model_config
from stance.models.training import train_model
from stance.tracking.runs import log_evaluation, log_parameters, run

if TYPE_CHECKING:
    from datasets import DatasetDict

Say = Callable[[str], None]


class Setting(Config):
    """One row of the table: a configuration and what is changed in it."""

    name: str
    config: str
    changes: dict[str, Any] = Field(default_factory=dict)
    """Top-level keys of the configuration that take other values."""


class Experiment(Config):
    """What an experiment's YAML says."""

    question: str
    runs: Annotated[tuple[Setting, ...], Field(min_length=1)]
    seeds: Annotated[tuple[int, ...], Field(min_length=1)] = (13,)
    splits: tuple[str, ...] = ("test",)
    """Splits that are measured, where the dataset has them."""


def load_experiment(path: Path) -> tuple[Experiment, list[tuple[Setting, list[ModelConfig]]]]:
    """An experiment and its configurations, one for each seed.

    Raises:
        ConfigError: when the file, or a configuration that it names, does not hold.
    """
    if not path.is_file():
        raise ConfigError(f"{path}: no such experiment")
    found = validate_config(read_yaml(path), Experiment, str(path))
    names = [setting.name for setting in found.runs]
    if len(set(names)) < len(names):
        raise ConfigError(f"{path}: two runs have the same name")
    return found, [
        (setting, [load_model_config(setting.config, **{**setting.changes, "seed": seed}) for seed in found.seeds])
        for setting in found.runs
    ]


def run_experiment(path: Path, folder: Path, say: Say) -> Path:
    """Do the runs that have no result yet, each a child of one MLflow run, and write the table; returns its path.

    Raises:
        InputError: when the results at hand come from another dataset.
    """
    experiment, settings = load_experiment(path)
    data, digest = load(folder), manifest_of(folder)["digest"]
    results = path.parent / "results" / path.stem
    missing = [
        (setting, config)
        for setting, configs in settings
        for config in configs
        if not _is_done(_file(results, setting, config), digest)
    ]
    if missing:
        with run(path.stem, {"stance.experiment": path.stem, "stance.question": experiment.question}):
            for number, (setting, config) in enumerate(missing, 1):
                say(f"{path.stem}: run {number} of {len(missing)}: {setting.name}, seed {config.seed}")
                _run_one(setting, config, data, digest, experiment, _file(results, setting, config))
    table = path.with_suffix(".md")
    with whole_file(table) as out:
        out.write(table_of(experiment, path, read_results(results)))
    return table


def _file(results: Path, setting: Setting, config: ModelConfig) -> Path:
    return results / f"{setting.name}-{config.seed}.json"


def _is_done(file: Path, digest: str) -> bool:
    if not file.is_file():
        return False
    made_from = json.loads(file.read_text(encoding="utf-8"))["data"]
    if made_from != digest:
        raise InputError(f"{file}: made from dataset {made_from}, this one is {digest}; remove it to run again")
    return True


def _run_one(
    setting: Setting, config: ModelConfig, data: DatasetDict, digest: str, experiment: Experiment, file: Path
) -> None:
    begun = time.perf_counter()
    with run(f"{setting.name}-{config.seed}", nested=True):
        log_parameters(config.model_dump(mode="json"))
        model = train_model(config, data)
        seconds = time.perf_counter() - begun
        found = [evaluate(model, data[split], split) for split in experiment.splits if split in data]
        for evaluation in found:
            log_evaluation(evaluation)
    result = {
        "run": setting.name,
        "seed": config.seed,
        "data": digest,
        "config": config.model_dump(mode="json"),
        "seconds": round(seconds, 1),
        "peak_megabytes": process.getrusage(process.RUSAGE_SELF).ru_maxrss // 1024,
        "splits": {evaluation.split: _figures(evaluation, setting.name) for evaluation in found},
    }
    with whole_file(file) as out:
        json.dump(result, out)


def _figures(found: Evaluation, name: str) -> dict[str, Any]:
    scores = {identity: row.round(4).tolist() for identity, row in zip(found.ids, found.judged.p, strict=True)}
    return {"metrics": found.to_dict(name), "scores": scores}


def read_results(results: Path) -> list[dict[str, Any]]:
    """The results of an experiment, in the order of their names."""
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(results.glob("*.json"))]


def table_of(experiment: Experiment, path: Path, results: Iterable[dict[str, Any]]) -> str:
    """The experiment's page: the question, the command, and a row a run and split, means over the seeds."""
    by_run: dict[str, list[dict[str, Any]]] = {}
    for result in results:
        by_run.setdefault(result["run"], []).append(result)
    lines = [
        f"# {path.stem}",
        "",
        experiment.question,
        "",
        f"`stance run {path.parent.name}/{path.name}` makes this table from `{path.parent.name}/results/{path.stem}/`,",
        "and does what has no result there yet. Means over the seeds; the interval is the mean of the runs' 95%",
        "intervals (cluster bootstrap by article), ± the standard deviation over the seeds.",
        "",
        f"| run | split | quotes | macro-F1 | ± | {' | '.join(STANCES)} | ECE | seeds | seconds |",
        "|---|---|--:|---|--:|" + "--:|" * (len(STANCES) + 3),
    ]
    for setting in experiment.runs:
        for split in experiment.splits:
            group = [result for result in by_run.get(setting.name, []) if split in result["splits"]]
            if group:
                lines.append(_row(setting.name, split, group))
    return "\n".join(lines) + "\n"


def _row(name: str, split: str, group: list[dict[str, Any]]) -> str:
    metrics = [result["splits"][split]["metrics"] for result in group]
    macro = [m["macro_f1"] for m in metrics]
    value, low, high = (np.mean([m[key] for m in macro]) for key in ("value", "low", "high"))
    spread = np.std([m["value"] for m in macro], ddof=1) if len(macro) > 1 else 0.0
    f1 = [f"{np.mean([m['per_stance'][stance]['f1'] for m in metrics]):.3f}" for stance in STANCES]
    cells = [
        name,
        split,
        str(metrics[0]["n"]),
        f"{value:.3f} [{low:.3f}, {high:.3f}]",
        f"{spread:.3f}" if len(macro) > 1 else "–",
        *f1,
        f"{np.mean([m['ece'] for m in metrics]):.3f}",
        str(len(group)),
        f"{np.mean([result['seconds'] for result in group]):.0f}",
    ]
    return f"| {' | '.join(cells)} |"
