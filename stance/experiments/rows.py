"""Which rows teach in a run of an experiment, and what of them the model is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stance.experiments.config import Reads
from stance.models.config import ModelConfig, TrainingData
from stance.models.rows import edits_repeated, training_rows
from stance.models.table import before_quote
from stance.models.training import train_model

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict

Say = Callable[[str], None]
FIRST_ROWS = 50
"""Rows that active learning begins with, drawn at random; each round doubles what is there."""


def as_read(data: DatasetDict, reads: Reads) -> DatasetDict:
    """The dataset as a model sees it that is shown less: cues emptied, the context cut to what stands before."""

    def change(batch: dict[str, list[str]]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        if not reads.cue:
            found["cue"] = [""] * len(batch["text"])
        if reads.context is not None:
            pairs = zip(batch["text"], batch["context"], strict=True)
            found["context"] = [_end(before_quote(*pair).strip(), reads.context) for pair in pairs]
        return found

    return data.map(change, batched=True, load_from_cache_file=False, keep_in_memory=True)


def _end(text: str, characters: int) -> str:
    return text[-characters:] if characters else ""


def some_families(rows: Dataset, limit: int | None, seed: int = 0) -> Dataset:
    """At most `limit` rows, of as few families as hold them: quotes of one article stay together, but for the last."""
    if limit is None or len(rows) <= limit:
        return rows
    families = np.array(rows["family"])
    rank = {name: place for place, name in enumerate(np.random.default_rng(seed).permutation(np.unique(families)))}
    order = np.argsort([rank[name] for name in families], kind="stable")[:limit]
    return rows.select(sorted(order.tolist()))


def each_once(data: TrainingData) -> TrainingData:
    """The same choice of rows without a limit, and each row once."""
    return data.model_copy(update={"limit": None, "contrast_times": 1})


def of_chosen(config: ModelConfig) -> ModelConfig:
    """The same configuration for rows that are chosen already: all of them teach."""
    return config.model_copy(update={"data": TrainingData()})


def teaching_rows(config: ModelConfig, data: DatasetDict, choose: str, say: Say) -> tuple[Dataset, Dataset]:
    """The labelled rows of a run, and those that its limit leaves out.

    Args:
        config: says which layers and grades may teach, and how many rows.
        data: the dataset.
        choose: `random`, or `uncertain`: by uncertainty sampling (Lewis and Gale, 1994), in rounds that double the
            labels, each time those rows where the model of the round before is the least sure of any stance.
        say: where progress goes.

    Raises:
        InputError: when the dataset has no row that may teach.
    """
    pool = training_rows(data["train"], each_once(config.data), config.seed)
    order = np.random.default_rng(config.seed).permutation(len(pool))
    limit = min(config.data.limit or len(pool), len(pool))
    if choose == "uncertain" and limit < len(pool):
        chosen = _uncertain(config, pool, order, limit, say)
    else:
        chosen = order[:limit]
    rest = np.setdiff1d(order, chosen)
    return edits_repeated(pool.select(np.sort(chosen)), config.data.contrast_times), pool.select(rest)


def _uncertain(config: ModelConfig, pool: Dataset, order: NDArray[np.int64], limit: int, say: Say) -> NDArray[np.int64]:
    chosen = order[: min(FIRST_ROWS, limit)]
    while len(chosen) < limit:
        rest = np.setdiff1d(order, chosen)
        p = scores_of(config, pool.select(np.sort(chosen)), pool.select(rest))
        unsure = np.argsort(np.abs(p - 0.5).min(1), kind="stable")
        chosen = np.concatenate([chosen, rest[unsure[: min(len(chosen), limit - len(chosen))]]])
        say(f"{config.name}: {len(chosen)} labels asked for")
    return chosen


def scores_of(config: ModelConfig, rows: Dataset, others: Dataset) -> NDArray[np.float64]:
    """Uncalibrated scores (n, 3) of other rows by a model trained on these."""
    from datasets import DatasetDict

    return train_model(of_chosen(config), DatasetDict(train=rows)).predict_proba(others)


def with_labels(rows: Dataset, labels: NDArray[Any], stances: tuple[str, ...]) -> Dataset:
    """The rows with other labels, (n, 3); probabilities are soft labels."""
    from datasets import Dataset

    columns = {stance: labels[:, number].astype(float).tolist() for number, stance in enumerate(stances)}
    return Dataset.from_dict({**rows.to_dict(), **columns})
