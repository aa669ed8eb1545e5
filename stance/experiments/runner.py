"""`stance run`: the runs of an experiment that have no result yet, each an MLflow run, then its page and picture."""

from __future__ import annotations

import json
import resource as process
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.dataset import load, manifest_of
from stance.errors import DependencyError, InputError, WorkerError
from stance.evaluation.evaluate import Evaluation, evaluate
from stance.evaluation.plots import png
from stance.experiments.config import Experiment, Setting, load_experiment
from stance.experiments.fitting import Fitter
from stance.experiments.page import by_run, page_of, splits_of
from stance.experiments.pictures import picture
from stance.experiments.results import (
    Made,
    Result,
    figures,
    forget_stale,
    is_done,
    keep_truth,
    over_seeds,
    read_results,
    read_truth,
)
from stance.experiments.rows import some_families
from stance.files import whole_file, whole_path
from stance.models.config import FinetuneConfig, ModelConfig
from stance.models.locate import pretrained_folder
from stance.models.onnx import threads
from stance.models.rows import is_natural
from stance.prediction.parts import fingerprint_of_model
from stance.processes import Say, side_by_side
from stance.tracking.figures import log_pictures, log_values
from stance.tracking.runs import log_evaluation, log_parameters, run

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict

QUICK = "quick"
QUICK_JUDGED = 150
"""Rows of each split that a quick run measures."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an experiment's files lie: beside its YAML, those of quick runs in a folder `quick` there."""

    path: Path
    quick: bool

    @property
    def home(self) -> Path:
        """The folder of the page."""
        return self.path.parent / QUICK if self.quick else self.path.parent

    @property
    def page(self) -> Path:
        """The page."""
        return self.home / f"{self.path.stem}.md"

    @property
    def results(self) -> Path:
        """The folder of the results."""
        return self.home / "results" / self.path.stem

    def result(self, setting: Setting, config: ModelConfig) -> Path:
        """The file of one run's result."""
        return self.results / f"{setting.name}-{config.seed}.json"

    def truth(self, digest: str) -> Path:
        """The file with the labels of what is judged."""
        return self.home / "results" / f"labels-{digest}.json"


def run_experiment(
    path: Path, folder: Path, say: Say, *, quick: bool = False, redo: bool = False
) -> tuple[Path, list[str]]:
    """Do the runs that have no result yet, each a child of one MLflow run, and write the page.

    `redo` puts new results in the place of those from another dataset, configuration or pretrained model.

    Returns:
        The page, and the names of the runs that had to be left out.

    Raises:
        InputError: when results at hand are of something else, and they are not to be made again.
    """
    experiment, place = load_experiment(path, quick=quick), Place(path, quick)
    digest = manifest_of(folder)["digest"]
    runs = [(setting, config) for setting in experiment.runs for config in experiment.configs(setting)]
    wanted = {place.result(*one): made_of(experiment, *one, digest) for one in runs}
    if redo:
        forget_stale(place.results, digest, wanted)
    missing = [one for one in runs if not is_done(place.result(*one), wanted[place.result(*one)])]
    left_out: list[str] = []
    if missing:
        tags = {"stance.experiment": path.stem, "stance.question": experiment.question, "stance.quick": str(quick)}
        with run(path.stem, tags):
            log_parameters(experiment.model_dump(mode="json", exclude={"runs", "question", "note"}))
            with closing(_Worker(experiment, path, folder, quick, say)) as worker:
                for number, (setting, config) in enumerate(missing, 1):
                    say(f"{path.stem}: run {number} of {len(missing)}: {setting.name}, seed {config.seed}")
                    try:
                        _one(worker, place, setting, config, wanted[place.result(setting, config)])
                    except (DependencyError, InputError, WorkerError) as error:
                        say(f"{setting.name}: left out: {error}")
                        left_out.append(setting.name)
            _log_summary(experiment, place)
    return write_page(path, quick=quick), left_out


def write_page(path: Path, *, quick: bool = False) -> Path:
    """Write the page and the picture from the results at hand; returns the page's path.

    Raises:
        ConfigError: when the experiment does not hold.
        InputError: when a result cannot be read.
    """
    experiment, place = load_experiment(path, quick=quick), Place(path, quick)
    results = read_results(place.results)
    truth = read_truth(place.truth(results[0]["data"])) if results else {}
    with whole_file(place.page) as out:
        out.write(page_of(experiment, path, results, truth, quick=quick))
    groups = by_run(experiment, results)
    if any(groups.values()):
        with whole_path(place.page.with_suffix(".png")) as aside:
            aside.write_bytes(_drawn(experiment, groups))
    return place.page


def _drawn(experiment: Experiment, groups: Mapping[str, list[Result]]) -> bytes:
    return png(picture(experiment, groups, splits_of(experiment, groups)))


def _log_summary(experiment: Experiment, place: Place) -> None:
    """On the parent: mean and interval of every run on every split, and the picture."""
    groups = by_run(experiment, read_results(place.results))
    values: dict[str, float] = {}
    for name, group in groups.items():
        for split in splits_of(experiment, groups):
            macro = [r["splits"][split]["metrics"]["macro_f1"]["value"] for r in group if split in r["splits"]]
            spread = over_seeds(macro)
            if macro:
                values[f"{name}.{split}.macro_f1"] = float(np.mean(macro))
            if spread:
                values |= {f"{name}.{split}.macro_f1_low": spread.low, f"{name}.{split}.macro_f1_high": spread.high}
    log_values(values)
    if any(groups.values()):
        log_pictures({"macro-f1": _drawn(experiment, groups)})


def made_of(experiment: Experiment, setting: Setting, config: ModelConfig, digest: str) -> Made:
    """What the result of a run must be of."""
    return Made(digest, config, asked(setting), experiment.measured(), experiment.others_of(setting, config.seed))


def _one(worker: _Worker, place: Place, setting: Setting, config: ModelConfig, made: Made) -> None:
    with run(f"{setting.name}-{config.seed}", nested=True):
        log_parameters(config.model_dump(mode="json"))
        log_parameters({"run": setting.model_dump(mode="json", exclude={"changes", "config", "name"})})
        rows, seconds, peak, card, found = worker.done(setting, config)
        for evaluation in found:
            log_evaluation(evaluation)
        log_values({"seconds": seconds, "peak_megabytes": peak, "rows": rows})
    result = {
        "run": setting.name,
        "seed": config.seed,
        "data": made.data,
        "config": config.model_dump(mode="json"),
        "setting": made.setting,
        "measured": made.measured,
        "others": [other.model_dump(mode="json") for other in made.others],
        "rows": rows,
        "seconds": round(seconds, 1),
        "peak_megabytes": peak,
        "threads": threads(),
        "card": card,
        "splits": {evaluation.split: figures(evaluation, setting.name) for evaluation in found},
    }
    keep_truth(place.truth(made.data), found)
    with whole_file(place.result(setting, config)) as out:
        json.dump(result, out)


def asked(setting: Setting) -> dict[str, Any]:
    """What a run asks for besides its configuration; of the model that ships also which it is."""
    found = setting.model_dump(mode="json", exclude_defaults=True)
    folder = pretrained_folder() if setting.shipped else None
    return found if folder is None else {**found, "model": fingerprint_of_model(folder)}


Done = tuple[int, float, int, str | None, list[Evaluation]]


class _Worker:
    """Trains and measures runs, here or each in a process of its own."""

    def __init__(self, experiment: Experiment, path: Path, folder: Path, quick: bool, say: Say) -> None:
        """Take the experiment and where it and its dataset lie; the dataset is read when it is first needed."""
        self._experiment, self._path, self._folder, self._quick, self._say = experiment, path, folder, quick, say
        self._fitter: Fitter | None = None

    def done(self, setting: Setting, config: ModelConfig) -> Done:
        """Training rows, seconds, peak memory in MB, the graphics card if any, and the evaluations of one run."""
        if not self._experiment.apart:
            return self.work(setting, config)
        job = partial(_apart, self._path, self._folder, self._quick, setting.name, config.seed)
        (found,) = side_by_side([job], 1, self._say)
        return found

    def work(self, setting: Setting, config: ModelConfig) -> Done:
        """The same, in this process."""
        if self._fitter is None:
            self._fitter = Fitter(self._experiment, load(self._folder), self._say, self._quick)
        forget_peak()
        model, rows, seconds = self._fitter.fit(setting, config)
        peak = peak_megabytes()
        data = self._fitter.data_of(setting)
        replicates = 200 if self._quick else 1000
        found = [
            evaluate(model, self._judged(data, split), split, replicates=replicates) for split in self._splits(data)
        ]
        return rows, seconds, peak, card_of(setting, config), found

    def close(self) -> None:
        """Let go of the models that were kept for the runs after them."""
        if self._fitter is not None:
            self._fitter.forget()

    def _splits(self, data: DatasetDict) -> list[str]:
        return [split for split in self._experiment.splits if split in data] or ["test"]

    def _judged(self, data: DatasetDict, split: str) -> Dataset:
        if split not in data:
            raise InputError(f"the dataset has no {split} split to measure on")
        rows = data[split]
        if self._experiment.natural:
            rows = rows.select(np.flatnonzero(is_natural(rows)))
        if not len(rows):
            raise InputError(f"the {split} split has no row to measure on")
        return some_families(rows, QUICK_JUDGED) if self._quick else rows


def _apart(path: Path, folder: Path, quick: bool, name: str, seed: int, say: Say) -> Done:
    experiment = load_experiment(path, quick=quick)
    setting = next(setting for setting in experiment.runs if setting.name == name)
    worker = _Worker(experiment, path, folder, quick, say)
    found = worker.work(setting, experiment.config_of(setting, seed))
    worker.close()
    return found


def card_of(setting: Setting, config: ModelConfig) -> str | None:
    """The graphics card that a run trained on; None where it was the processor, or where nothing was trained."""
    if not isinstance(config, FinetuneConfig) or setting.shipped or setting.peer:
        return None
    # Imported here: it brings torch, which such a run has loaded and others do without.
    from stance.models.trainer import graphics_card

    return graphics_card()


def forget_peak() -> None:
    """Let the peak of this process's memory count from now on, where the system can."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def peak_megabytes() -> int:
    """The most memory that this process held, in MB: since `forget_peak` on Linux, else since its start."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return process.getrusage(process.RUSAGE_SELF).ru_maxrss // 1024
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:"))
