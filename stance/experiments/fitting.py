"""One run of an experiment: dataset → a trained and calibrated model, by what its setting asks for."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stance.errors import InputError, ModelError
from stance.experiments.config import Experiment, Member, Setting
from stance.experiments.rows import as_read, of_chosen, some_families, teaching_rows, with_labels
from stance.labels.types import STANCES
from stance.models.adapter import AdapterScorer
from stance.models.config import ModelConfig, TrainingData, load_model_config
from stance.models.ensemble import EnsembleScorer
from stance.models.model import StanceModel
from stance.models.rows import as_in_use, second_half, targets
from stance.models.stacked import StackedScorer, stack
from stance.models.table import as_table
from stance.models.training import calibrate, train_model
from stance.project import models_folder

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict

Say = Callable[[str], None]
_SUREST = (0.05, 0.9)
"""Self-training takes a guessed label below the first probability for absent, from the second on for there."""
_KEPT = 6
"""So many models stay in memory for the runs after them."""


@dataclass(slots=True)
class Fitter:
    """Trains the runs of one experiment; a model that several runs need is trained once.

    Attributes:
        experiment: whose runs these are.
        data: the dataset.
        say: where progress goes.
        quick: whether every layer may teach where the dataset has none of those that a run names.
    """

    experiment: Experiment
    data: DatasetDict
    say: Say
    quick: bool = False
    _kept: dict[str, tuple[StanceModel, str, float]] = field(default_factory=dict)

    def fit(self, setting: Setting, config: ModelConfig) -> tuple[StanceModel, int, float]:
        """The model of a run, how many labelled rows taught it, and the seconds that it took.

        Raises:
            InputError: when the dataset has no row that may teach.
            DependencyError: when a peer is not installed.
        """
        data = self.data_of(setting)
        if "validation" not in data and (setting.shipped or setting.peer or setting.members or setting.cues):
            raise InputError("the dataset has no validation split to calibrate on")
        if setting.shipped:
            return self._shipped(config, data)
        begun = time.perf_counter()
        labelled, rest = self._taught_by(config, data, setting.choose)
        if setting.peer:
            from stance.experiments.peers import train_setfit

            model = train_setfit(config, labelled, data["validation"], setting.iterations, self.say)
            return model, len(labelled), time.perf_counter() - begun
        seconds = time.perf_counter() - begun
        rows, more = self._rows(setting, config, data, labelled, rest)
        seconds += more
        model, more = self._trained(self._started(setting, config), rows, data)
        seconds += more
        if setting.members or setting.cues:
            model, more = self._combined(setting, config, model, rows, data)
            seconds += more
        return model, len(labelled), seconds

    def data_of(self, setting: Setting) -> DatasetDict:
        """The dataset as the run sees it, with no more validation rows than the experiment allows."""
        data = self.data
        if "validation" in data and self.experiment.validation:
            data = type(data)({**data, "validation": some_families(data["validation"], self.experiment.validation)})
        return as_read(data, setting.reads) if setting.reads else data

    def _taught_by(self, config: ModelConfig, data: DatasetDict, choose: str) -> tuple[Dataset, Dataset]:
        try:
            return teaching_rows(config, data, choose, self.say)
        except InputError:
            if not self.quick:
                raise
        self.say(f"{config.name}: the dataset has none of {', '.join(config.data.layers)}: every layer teaches")
        anything = TrainingData(limit=config.data.limit)
        return teaching_rows(config.model_copy(update={"data": anything}), data, choose, self.say)

    def _shipped(self, config: ModelConfig, data: DatasetDict) -> tuple[StanceModel, int, float]:
        from stance.models.cascade import full_of
        from stance.models.locate import pretrained_folder
        from stance.models.quantise import exact_of
        from stance.models.storage import load

        folder = pretrained_folder()
        if folder is None:
            raise ModelError("`shipped: true`: no pretrained model ships with this build")
        begun = time.perf_counter()
        # Its first stage was fitted to the calibration that it ships with.
        model = full_of(load(folder))
        # In eight bits it looks twice at what lies near the cuts of that calibration.
        model = StanceModel(exact_of(model.scorer), about=model.about)
        calibrate(model, data["validation"], config.calibration, config.thresholds)
        return model, 0, time.perf_counter() - begun

    def _trained(self, config: ModelConfig, rows: Dataset, data: DatasetDict) -> tuple[StanceModel, float]:
        """A model trained on exactly these rows, and the seconds; from memory where another run had the same."""
        key = _fingerprint(config, rows, data)
        if key not in self._kept:
            begun = time.perf_counter()
            parts = type(data)({"train": rows, **({"validation": data["validation"]} if "validation" in data else {})})
            own = f"{config.name}: "
            model = train_model(of_chosen(config), parts, lambda m: self.say(own + m), in_eight_bits=False)
            self._kept[key] = model, config.calibration, time.perf_counter() - begun
        # The one asked for last stays longest.
        kept, calibration, seconds = self._kept[key] = self._kept.pop(key)
        self.forget(_KEPT)
        model = StanceModel(kept.scorer, kept.calibrators, kept.thresholds, dict(kept.about))
        if calibration != config.calibration:
            calibrate(model, data["validation"], config.calibration, config.thresholds)
        return model, seconds

    def forget(self, most: int = 0) -> None:
        """Let go of all models but the newest, with what fine-tuning exported for them alone."""
        while len(self._kept) > most:
            model, *_ = self._kept.pop(next(iter(self._kept)))
            scorer = model.scorer.inner if isinstance(model.scorer, StackedScorer) else model.scorer
            folder = getattr(scorer, "folder", None)
            if isinstance(folder, Path) and (models_folder() / ".checkpoints") in folder.parents:
                shutil.rmtree(folder.parent, ignore_errors=True)
            if isinstance(scorer, AdapterScorer):
                shutil.rmtree(scorer.merged_path(), ignore_errors=True)

    def _member(self, member: Member, seed: int, rows: Dataset, data: DatasetDict) -> tuple[StanceModel, float]:
        return self._trained(self.experiment.config_of(member, seed), rows, data)

    def _rows(
        self, setting: Setting, config: ModelConfig, data: DatasetDict, labelled: Dataset, rest: Dataset
    ) -> tuple[Dataset, float]:
        """The rows to train on after cleaning and with guessed labels, and the seconds that took."""
        begun = time.perf_counter()
        rows = cleaned(labelled, config.seed, self.say) if setting.clean else labelled
        seconds = time.perf_counter() - begun
        if setting.unlabelled is None or not len(rest):
            return rows, seconds
        from datasets import concatenate_datasets

        pool = rest.select(np.random.default_rng(config.seed).permutation(len(rest))[: setting.pool])
        if setting.unlabelled == "distil":
            taught = [self._member(teacher, config.seed, rows, data) for teacher in setting.teachers]
            seconds += sum(time_taken for _, time_taken in taught)
            p = _together([teacher for teacher, _ in taught]).predict_proba(as_table(pool))
        else:
            model, more = self._trained(config, rows, data)
            p, seconds = model.predict_proba(pool), seconds + more
            sure = ((p <= _SUREST[0]) | (p >= _SUREST[1])).all(1)
            pool, p = pool.select(np.flatnonzero(sure)), p[sure].round()
        self.say(f"{setting.name}: {len(pool)} guessed labels beside {len(rows)} true ones")
        both = [with_labels(rows, targets(rows), STANCES), with_labels(pool, p, STANCES)]
        return concatenate_datasets(both), seconds

    def _started(self, setting: Setting, config: ModelConfig) -> ModelConfig:
        """The configuration, which starts from the weights of the model that is trained first, if there is one."""
        if setting.start is None:
            return config
        from stance.models.storage import MANIFEST, save

        first = self.experiment.config_of(setting.start, config.seed)
        data = self.data_of(setting)
        rows, _ = self._taught_by(first, data, "random")
        folder = models_folder() / ".starts" / _fingerprint(first, rows, data)
        if not (folder / MANIFEST).is_file():
            # Its time is not the run's: somebody trains it once, for all who start from it.
            model, seconds = self._trained(first, rows, data)
            self.say(f"{first.name}: the model to start from took {seconds:.0f} s")
            # Another process may have trained the same one meanwhile.
            save(model, folder, keep=True)
        return config.model_copy(update={"init": str(folder)})

    def _combined(
        self, setting: Setting, config: ModelConfig, model: StanceModel, rows: Dataset, data: DatasetDict
    ) -> tuple[StanceModel, float]:
        """The model averaged with its members and weighed with the labelling functions, calibrated anew."""
        others = [self._member(member, config.seed, rows, data) for member in setting.members]
        begun = time.perf_counter()
        validation = data["validation"]
        if others:
            model = StanceModel(_together([model, *(other for other, _ in others)]), about=model.about)
        if setting.cues:
            judges = as_in_use(validation.select(np.flatnonzero(~second_half(validation["family"]))))
            model = StanceModel(stack(model.scorer, as_table(judges), targets(judges), config.seed), about=model.about)
        calibrate(model, validation, config.calibration, config.thresholds)
        return model, time.perf_counter() - begun + sum(seconds for _, seconds in others)


def _together(models: Sequence[StanceModel]) -> EnsembleScorer:
    """Models averaged as an ensemble does it, which nobody will save."""
    return EnsembleScorer([str(number) for number in range(len(models))], models, [Path()] * len(models))


def cleaned(rows: Dataset, seed: int, say: Say) -> Dataset:
    """The rows without those whose label confident learning takes for an error in any stance.

    The doubting model is a cheap one, cross-validated, so that no row is judged by a model that has learned it.
    """
    from stance.evaluation.label_errors import flags, out_of_fold

    p = out_of_fold(load_model_config("tfidf-logreg", seed=seed, calibration="none"), rows)
    wrong = flags(targets(rows), p).any(1)
    say(f"{int(wrong.sum())} of {len(rows)} labels doubted and left out")
    return rows.select(np.flatnonzero(~wrong))


def _fingerprint(config: ModelConfig, rows: Dataset, data: DatasetDict) -> str:
    about = [config.model_dump_json(exclude={"name", "calibration", "data"})]
    for part in (rows, data.get("validation", rows)):
        about += ["\0".join(part[name]) for name in ("id", "cue", "context")]
        about.append(str(targets(part).tolist()))
    return hashlib.sha256("\1".join(about).encode("utf-8", "surrogatepass")).hexdigest()[:16]
