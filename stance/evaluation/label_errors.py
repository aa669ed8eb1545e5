"""Label errors: labels that a model contradicts which never saw their article, for a person to look at again.

Confident learning (Northcutt, Jiang and Chuang, 2021), one stance at a time as for multi-label data (Thyagarajan,
Snorrason, Northcutt and Mueller, 2022), by cleanlab. The model is cross-validated, and no family of articles lies in
two folds. A model that disagrees is a reason to read a quote again by the codebook, never a reason to change a label.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.errors import ConfigError, InputError
from stance.evaluation.metrics import Floats, Ints
from stance.labels.types import STANCES, Stance
from stance.models.config import CascadeConfig, EnsembleConfig, FinetuneConfig, ModelConfig, load_model_config
from stance.models.locate import local_model
from stance.models.model import named
from stance.models.rows import targets
from stance.models.table import as_table
from stance.models.training import train_model

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict

FOLDS = 5
FEWEST_FOLDS = 3
"""One fold is judged, one is its validation, and at least one has to teach."""
BY_PEOPLE = ("gold", "single")
"""The grades of labels that can be wrong: a weak label is nobody's judgement."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """One stance of one labelled quote, and how little a model believes that label.

    Attributes:
        row: the example, as the dataset holds it.
        stance: the stance in question.
        stances: all that the label names.
        p: the calibrated probability that the model gives to `stance`.
        self_confidence: the probability of what the label says: p, or 1 - p where the stance is not named.
        flagged: whether confident learning takes the label for an error.
    """

    row: dict[str, Any]
    stance: Stance
    stances: tuple[Stance, ...]
    p: float
    self_confidence: float
    flagged: bool


def labelled_rows(data: DatasetDict) -> Dataset:
    """The quotes of every split that a person (or what stands for one) has labelled.

    Raises:
        InputError: when there is none.
    """
    from datasets import concatenate_datasets

    rows = concatenate_datasets([data[split] for split in data])
    chosen = [i for i, grade in enumerate(rows["grade"]) if grade in BY_PEOPLE]
    if not chosen:
        raise InputError("the dataset has no gold or single label that could be wrong")
    return rows.select(chosen)


def folds_of(families: Sequence[str], folds: int, seed: int) -> Ints:
    """The fold of each row (n,), of about equal sizes; a family of articles stays in one.

    Raises:
        InputError: when there are fewer families than folds, or fewer than three folds.
    """
    from sklearn.model_selection import GroupKFold

    if folds < FEWEST_FOLDS:
        raise InputError(f"--folds {folds}: at least {FEWEST_FOLDS}: one is judged, one validates, the rest teaches")
    if len(set(families)) < folds:
        raise InputError(f"--folds {folds}: the labels stand in {len(set(families))} articles only")
    found = np.zeros(len(families), np.int64)
    split = GroupKFold(folds, shuffle=True, random_state=seed).split(families, groups=families)
    for number, (_, judged) in enumerate(split):
        found[judged] = number
    return found


def out_of_fold(
    config: ModelConfig, rows: Dataset, folds: int = FOLDS, on_progress: Callable[[str], None] | None = None
) -> Floats:
    """Calibrated probabilities (n, 3) of models that learned nothing from the fold they judge.

    For each fold a model is trained from the configuration; the next fold is its validation (it stops training and
    sets calibration), the others teach.

    Raises:
        InputError: when the rows cannot be divided so, or the configuration leaves nothing to teach.
        ConfigError: when the configuration begins with a model that has learned already.
    """
    from datasets import DatasetDict

    _check_learns_afresh(config)
    say = on_progress or (lambda message: None)
    fold, p = folds_of(rows["family"], folds, config.seed), np.zeros((len(rows), len(STANCES)))
    for number in range(folds):
        say(f"fold {number + 1} of {folds}")
        judged, validates = fold == number, fold == (number + 1) % folds
        parts = {"train": ~judged & ~validates, "validation": validates}
        data = DatasetDict({name: rows.select(np.flatnonzero(part)) for name, part in parts.items()})
        model = train_model(config, data)
        p[judged] = model.predict_proba(as_table(rows.select(np.flatnonzero(judged))))
    return p


def _check_learns_afresh(config: ModelConfig) -> None:
    if isinstance(config, EnsembleConfig):
        for member in config.members:
            _check_learns_afresh(load_model_config(member))
    elif isinstance(config, CascadeConfig):
        if local_model(config.full) is not None:
            raise ConfigError(f"{config.name}: `full: {config.full}` is a model that may have learned these labels")
        for stage in filter(None, (config.first, config.full)):
            _check_learns_afresh(load_model_config(stage))
    elif isinstance(config, FinetuneConfig) and config.init != "plain":
        raise ConfigError(
            f"{config.name}: `init: {config.init}` starts from a model that may have learned these labels, errors and "
            "all; take a configuration with `init: plain`"
        )


def of_layers(rows: Dataset, layers: Iterable[str] = ()) -> list[int]:
    """Which rows belong to the layers, all where none is named; `contrast` are the edited quotes.

    Raises:
        InputError: for a layer that no row has.
    """
    own = ["contrast" if edit else layer for layer, edit in zip(rows["layer"], rows["contrast"], strict=True)]
    wanted = set(layers)
    unknown = sorted(wanted - set(own))
    if unknown:
        raise InputError(f"--layer {unknown[0]}: the labelled rows are of {', '.join(sorted(set(own)))}")
    return [i for i, layer in enumerate(own) if not wanted or layer in wanted]


def suspects(rows: Dataset, p: Floats, listed: Sequence[int] | None = None) -> list[Suspect]:
    """Every stance of the listed rows, the least believed labels of each stance first.

    Args:
        rows: labelled quotes; confident learning compares a label with those of all of them.
        p: out-of-fold probabilities (n, 3) of denial, warning, hedge.
        listed: the numbers of the rows to list; all where it is None.
    """
    places = np.arange(len(rows)) if listed is None else np.array(listed, int)
    y = targets(rows)
    flagged, confidence = flags(y, p)[places], np.where(y == 1, p, 1 - p)[places]
    examples, said = list(rows.select(places)), named(y[places])
    found = []
    for i, stance in enumerate(STANCES):
        # What confident learning takes for an error comes first; inside each group the least believed.
        for place in np.lexsort((confidence[:, i], ~flagged[:, i])):
            figures = float(p[places[place], i]), float(confidence[place, i]), bool(flagged[place, i])
            found.append(Suspect(dict(examples[place]), stance, said[place], *figures))
    return found


def flags(y: Ints, p: Floats) -> Any:
    """Which labels (n, 3) confident learning takes for errors: none of a stance that every row has, or no row."""
    from cleanlab.filter import find_label_issues

    found = np.zeros(y.shape, bool)
    for i in range(y.shape[1]):
        if len(set(y[:, i].tolist())) == 2:
            both = np.column_stack([1 - p[:, i], p[:, i]])
            with warnings.catch_warnings():
                # It warns of stances with very few quotes, whose labels it then leaves alone; so be it.
                warnings.simplefilter("ignore", UserWarning)
                found[:, i] = find_label_issues(y[:, i], both, n_jobs=1)
    return found


def review_rows(found: Iterable[Suspect], spans: Mapping[str, Any], most: int) -> list[dict[str, Any]]:
    """The first `most` suspects of each stance as rows for a table or a file.

    Args:
        found: suspects, the most suspicious first.
        spans: where the quote of each id stands in its article; rows without are written with null.
        most: rows a stance.
    """
    rows: list[dict[str, Any]] = []
    count = dict.fromkeys(STANCES, 0)
    for suspect in found:
        count[suspect.stance] += 1
        if count[suspect.stance] <= most:
            rows.append(_review_row(suspect, spans.get(suspect.row["id"])))
    return rows


def _review_row(suspect: Suspect, spans: Any) -> dict[str, Any]:
    row = suspect.row
    return {
        "stance": suspect.stance,
        "p": round(suspect.p, 4),
        "self_confidence": round(suspect.self_confidence, 4),
        "flagged": suspect.flagged,
        "stances": list(suspect.stances),
        "grade": row["grade"],
        "layer": "contrast" if row["contrast"] else row["layer"],
        "article_id": row["article_id"],
        "spans": None if spans is None else [list(span) for span in spans],
        "cue": row["cue"],
        "text": row["text"],
    }
