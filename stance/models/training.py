"""Dataset → a trained, calibrated model: training rows teach, validation sets calibration and thresholds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError
from stance.files import hold, remove_at_exit
from stance.labels.types import STANCES
from stance.models import minilm, static, tfidf
from stance.models.calibration import Calibrator, choose, fit
from stance.models.cascade import CascadeScorer, cascade_of, full_of
from stance.models.config import (
    CascadeConfig,
    CuesConfig,
    EmbeddingConfig,
    EnsembleConfig,
    FinetuneConfig,
    ModelConfig,
    NgramConfig,
    StaticConfig,
    load_model_config,
)
from stance.models.cues import CueScorer
from stance.models.encoder import need_torch
from stance.models.ensemble import EnsembleScorer
from stance.models.locate import local_model
from stance.models.model import Scorer, StanceModel
from stance.models.rows import Ints, as_in_use, is_natural, second_half, targets, training_rows
from stance.models.storage import load, save
from stance.models.table import Table, as_table
from stance.models.thresholds import DEFAULT, expected_threshold, stable_threshold
from stance.project import models_folder

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict

    from stance.models.trainer import Curve


def train_model(
    config: ModelConfig,
    data: DatasetDict,
    on_progress: Callable[[str], None] | None = None,
    *,
    in_eight_bits: bool = True,
) -> StanceModel:
    """Train the family that the configuration names and calibrate it.

    Args:
        config: of the model.
        data: the dataset.
        on_progress: is told what is being done.
        in_eight_bits: whether a fine-tuned model may compute in eight bits where that changes next to nothing.

    Raises:
        InputError: when the dataset has no row that may teach.
        ModelError: when an encoder is not there.
        DependencyError: when torch is not installed and is needed.
    """
    say = on_progress or (lambda message: None)
    if isinstance(config, CascadeConfig):
        return _train_cascade(config, data, say)
    if isinstance(config, EnsembleConfig):
        return _calibrated(config, _train_members(config, data, say), [], data, say)
    rows = training_rows(data["train"], config.data, config.seed)
    say(f"training on {len(rows)} quotes")
    scorer, curve = _fit(config, rows, _first_half(data), say)
    model = _calibrated(config, _with_cues(config, scorer, data.get("validation")), curve, data, say)
    if isinstance(config, FinetuneConfig) and in_eight_bits and data.get("validation"):
        return _made_quick(config, model, rows, data["validation"], say)
    return model


def _calibrated(
    config: ModelConfig, scorer: Scorer, curve: Curve, data: DatasetDict, say: Callable[[str], None]
) -> StanceModel:
    model = StanceModel(scorer, about={"name": config.name, "family": config.family, "curve": curve})
    if data.get("validation"):
        say("calibrating on the second half of validation")
        calibrate(model, data["validation"], config.calibration, config.thresholds)
    return model


def _made_quick(
    config: FinetuneConfig, model: StanceModel, rows: Dataset, validation: Dataset, say: Callable[[str], None]
) -> StanceModel:
    """The model in eight bits where that holds, behind a first stage where the configuration wants one."""
    from stance.models.quantise import quantise

    judges = validation.select(np.flatnonzero(second_half(validation["family"])))
    table = as_table(rows).distinct()
    quantise(model, table, as_table(judges), say)
    if config.first_stage is None:
        return model
    folder = _member_folder(f"{config.name}-full", config.seed)
    save(model, folder)
    first, first_folder = _distilled(config, model, table, say)
    quick = _behind(first, model, [first_folder, folder], validation, config.first_stage, say)
    quick.about = {**model.about, **quick.about}
    return quick


def _train_cascade(config: CascadeConfig, data: DatasetDict, say: Callable[[str], None]) -> StanceModel:
    if "validation" not in data or not len(data["validation"]):
        raise InputError("a cascade needs a validation split, on which its cut is chosen")
    full, full_folder = _full_model(config, data, say)
    if config.first is None:
        first, first_folder = _distilled(config, full, _teaching(config, data), say)
    else:
        _, (first,), (first_folder,) = _train_each(config.name, (config.first,), config.seed, data, say)
    model = _behind(first, full, [first_folder, full_folder], data["validation"], config.agreement, say)
    model.about = {"name": config.name, "family": config.family, "curve": [], **model.about}
    return model


def _behind(
    first: StanceModel,
    full: StanceModel,
    folders: Sequence[Path],
    validation: Dataset,
    agreement: float,
    say: Callable[[str], None],
) -> StanceModel:
    """The full model behind a first stage, the cut between them chosen on validation."""
    # All of validation, the hard half too: natural rows alone let the first model answer more than held elsewhere.
    model = cascade_of(first, full, folders, as_table(validation), agreement)
    say(f"the first model answers {model.about['cascade']['answered_by_first']:.0%} of the quotes")
    return model


def _teaching(config: CascadeConfig, data: DatasetDict) -> Table:
    """The quotes from whose answers a first stage learns."""
    table = as_table(training_rows(data["train"], config.data, config.seed))
    if config.unlabelled is None:
        return table
    from stance.models.distilled import unlabelled_quotes

    return Table(*(own + more for own, more in zip(table, unlabelled_quotes(config.unlabelled), strict=True)))


def _full_model(config: CascadeConfig, data: DatasetDict, say: Callable[[str], None]) -> tuple[StanceModel, Path]:
    """The cascade's full model and its folder: one that is there, else trained by its configuration."""
    folder = local_model(config.full)
    if folder is not None:
        model = load(folder)
        # One that has a first stage already is asked without it.
        return full_of(model), model.scorer.folders[1] if isinstance(model.scorer, CascadeScorer) else folder
    _, (full,), (folder,) = _train_each(config.name, (config.full,), config.seed, data, say)
    return full, folder


def _distilled(
    config: ModelConfig, full: StanceModel, table: Table, say: Callable[[str], None]
) -> tuple[StanceModel, Path]:
    """A first stage that has learned from the full model's answers, and its folder."""
    from stance.models.distilled import distil

    model = distil(full, table, say, config.seed)
    folder = _member_folder(f"{config.name}-distilled", config.seed)
    save(model, folder)
    return model, folder


def _train_members(config: EnsembleConfig, data: DatasetDict, say: Callable[[str], None]) -> Scorer:
    return EnsembleScorer(*_train_each(config.name, config.members, config.seed, data, say))


def _train_each(
    whole: str, members: Sequence[str], seed: int, data: DatasetDict, say: Callable[[str], None]
) -> tuple[list[str], list[StanceModel], list[Path]]:
    """Train the members of a model, each into a folder of its own: their names, the models, the folders."""
    names, models, folders = [], [], []
    for member in members:
        own = load_model_config(member, seed=seed)
        model = train_model(own, data, lambda message, name=own.name: say(f"{name}: {message}"))  # type: ignore[misc]
        folder = _member_folder(f"{whole}-{own.name}", seed)
        save(model, folder)
        names.append(own.name)
        models.append(model)
        folders.append(folder)
    return names, models, folders


def _member_folder(name: str, seed: int) -> Path:
    """Where a part of a model lies until the whole is saved; trainings of several seeds may run side by side."""
    own = f"{name}-{seed}"
    hold(models_folder() / ".locks" / own, f"trains {name} with seed {seed}")
    folder = models_folder() / ".members" / own
    remove_at_exit(folder)
    return folder


def _with_cues(config: ModelConfig, scorer: Scorer, validation: Dataset | None) -> Scorer:
    """The scorer stacked with the labelling functions, where the configuration wants it."""
    if not isinstance(config, FinetuneConfig) or not config.cues or not validation:
        return scorer
    from stance.models.stacked import stack, weigh

    if config.cues_weight is not None:
        return weigh(scorer, config.cues_weight)
    rows = as_in_use(validation)
    return stack(scorer, as_table(rows), targets(rows), config.seed)


def _first_half(data: DatasetDict) -> Dataset | None:
    """The validation rows that may stop training."""
    if "validation" not in data or not len(data["validation"]):
        return None
    rows = data["validation"]
    first = np.flatnonzero(~second_half(rows["family"]))
    return rows.select(first) if len(first) else None


def _fit(
    config: ModelConfig, rows: Dataset, validation: Dataset | None, say: Callable[[str], None]
) -> tuple[Scorer, list[dict[str, float]]]:
    """The family's scorer, and its learning curve where it trains in epochs."""
    table, y = as_table(rows), targets(rows)
    if isinstance(config, CuesConfig):
        return CueScorer(), []
    if isinstance(config, NgramConfig):
        return tfidf.train(config, table, y), []
    if isinstance(config, StaticConfig):
        return static.train(config, table, y), []
    if isinstance(config, FinetuneConfig):
        need_torch("fine-tuning")
        from stance.models import finetune

        judged = (as_table(validation), targets(validation)) if validation else None
        return finetune.train(config, table, y, judged, say)
    return minilm.train(cast(EmbeddingConfig, config), table, y), []


def calibrate(model: StanceModel, validation: Dataset, method: str = "best", thresholds: str = "observed") -> None:
    """Set the model's calibration (at natural prevalence) and thresholds on the second half of validation.

    Thresholds by expectation look at no label and take all of validation. `half` is for validation that is written
    like the training texts and so cannot say where the best cut lies in other news.
    """
    half = second_half(validation["family"])
    rows = as_in_use(validation.select(np.flatnonzero(half)) if half.any() else validation)
    y, scores = targets(rows), model.scorer.predict_proba(as_table(rows))
    natural = is_natural(rows)
    if not natural.any():
        natural = np.ones(len(rows), bool)
    groups = np.array([int.from_bytes(hashlib.sha256(f.encode()).digest()[:4], "big") for f in rows["family"]])
    found, report = [], {}
    for i, stance in enumerate(STANCES):
        calibrator, briers = _calibrator(method, scores[natural, i], y[natural, i], groups[natural])
        found.append(calibrator)
        report[stance] = {"method": calibrator.method, **{f"brier_{k}": round(v, 5) for k, v in briers.items()}}
    model.calibrators = tuple(found)
    if thresholds == "half":
        model.thresholds = (DEFAULT,) * len(STANCES)
    elif thresholds == "expected":
        p = model.predict_proba(as_table(as_in_use(validation)))
        model.thresholds = tuple(expected_threshold(column) for column in p.T)
    else:
        p = model.calibrate(scores)
        model.thresholds = tuple(stable_threshold(p[:, i], y[:, i], groups) for i in range(len(STANCES)))
    model.about["calibration"] = report


def _calibrator(method: str, p: Any, y: Ints, groups: NDArray[np.int64]) -> tuple[Calibrator, dict[str, float]]:
    if method == "best":
        return choose(p, y, groups)
    return fit(cast(Any, method), p, y), {}
