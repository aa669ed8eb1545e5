"""A linear model that learns from another model's answers (distillation, Hinton et al., 2015): a cascade's first stage.

It reads the words and pairs of words that tell most, and every vote of the labelling functions, which is what the full
model can be guessed from cheaply, and learns from quotes that nobody labelled as well as from labelled ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.articles import Reject
from stance.articles.rows import rows_of
from stance.errors import InputError, ModelError
from stance.labels.functions import FUNCTIONS, combine, votes
from stance.models.calibration import logit
from stance.models.config import NgramConfig
from stance.models.linear import fit_logistic, sigmoid
from stance.models.model import StanceModel
from stance.models.table import Table, as_table
from stance.models.tfidf import NgramScorer, fit_blocks, sparse_features, strongest

Floats = NDArray[np.float64]
VOTES = "votes.weights"
_SUREST = 1e-3
_SURE = 0.01
_AT_ONCE = 1024
C = 3.0
"""Weak regularisation: the targets are smooth, and there are as many of them as one likes."""
FEATURES = 4000
"""n-grams kept: with 12,000 or all 53,000 the first stage answers no more quotes of other news (docs/scale.md)."""


class DistilledScorer:
    """n-grams and votes of the labelling functions through one linear model."""

    kind = "distilled"

    def __init__(self, ngrams: NgramScorer, weights: Floats, functions: Iterable[str]) -> None:
        """Take the n-grams with their weights, the votes' weights (3, 2f + 3), and the functions' names.

        Raises:
            ModelError: when the package has other labelling functions than those.
        """
        self.ngrams, self.weights, self.functions = ngrams, weights, list(functions)
        if self.functions != function_names():
            raise ModelError("the model was made for other labelling functions; train it again")

    def predict_proba(self, table: Table) -> Floats:
        """Probabilities (n, 3) that the full model names denial, warning, hedge."""
        if not len(table):
            return np.empty((0, len(self.weights)))
        return sigmoid(logit(self.ngrams.predict_proba(table)) + vote_features(table) @ self.weights.T)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Those of the n-grams, and the votes' weights."""
        return {**self.ngrams.arrays(), VOTES: self.weights}

    def settings(self) -> dict[str, Any]:
        """Those of the n-grams, and the functions that vote."""
        return {**self.ngrams.settings(), "functions": self.functions}

    def files(self) -> dict[str, Path]:
        """No files."""
        return {}

    @classmethod
    def restore(cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], folder: Path) -> DistilledScorer:
        """The scorer that a model's folder describes."""
        own = {name: array for name, array in arrays.items() if name != VOTES}
        return cls(NgramScorer.restore(settings, own, folder), arrays[VOTES], settings["functions"])


def function_names() -> list[str]:
    """The labelling functions, in the order of their votes."""
    return [function.name for function in FUNCTIONS]


def vote_features(table: Table) -> Floats:
    """For each function whether it votes for or against its stance, and the log-odds of all together, (n, 2f + 3)."""
    found = [votes(*row) for row in zip(*table, strict=True)]
    cast = np.array(found, np.int8).reshape(len(found), len(FUNCTIONS))
    together = logit(np.clip(np.array([combine(row) for row in found]), _SUREST, 1 - _SUREST))
    return np.hstack([cast > 0, cast < 0, together / 4])


def distil(
    full: StanceModel, table: Table, say: Callable[[str], None] = lambda message: None, seed: int = 13
) -> StanceModel:
    """Fit the linear model to what the full one answers for a table of quotes, labelled or not.

    The targets are soft: log-odds above the full model's thresholds, so that 0.5 is where it names a stance.
    """
    wanted = soft_answers(full, table, say)
    say("fitting the first stage to the full model's answers")
    config = NgramConfig(name="distilled", family="tfidf-logreg", characters=None, seed=seed)
    blocks, features = fit_blocks(config, table)
    cast = vote_features(table)
    weights, _ = _fit(features, cast, wanted, seed)
    kept = strongest(blocks, features, weights[:, : features.shape[1]], FEATURES)
    features = sparse_features(kept, table)
    weights, intercepts = _fit(features, cast, wanted, seed)
    size = features.shape[1]
    ngrams = NgramScorer(kept, weights[:, :size].astype(np.float32).astype(np.float64), intercepts)
    return StanceModel(DistilledScorer(ngrams, weights[:, size:], function_names()), about={"quotes": len(table)})


def _fit(features: Any, cast: Floats, wanted: Floats, seed: int) -> tuple[Floats, Floats]:
    """Weights (3, d) of n-grams (n, d - v) and votes (n, v), and intercepts (3,), for soft targets (n, 3)."""
    from scipy.sparse import csr_matrix, hstack

    # What is all but sure counts as sure: its other side would double the rows and weigh next to nothing.
    wanted = np.where(wanted < _SURE, 0.0, np.where(wanted > 1 - _SURE, 1.0, wanted))
    return fit_logistic(hstack([features, csr_matrix(cast)]).tocsr(), wanted, C=C, class_weight=None, seed=seed)


def soft_answers(full: StanceModel, table: Table, say: Callable[[str], None]) -> Floats:
    """How surely the full model names each stance, (n, 3): 0.5 at its threshold."""
    found = []
    for start in range(0, len(table), _AT_ONCE):
        rows = range(start, min(start + _AT_ONCE, len(table)))
        found.append(full.predict_proba(table.take(rows)))
        say(f"the full model has answered {rows.stop:,} of {len(table):,} quotes")
    return sigmoid(logit(np.concatenate(found)) - logit(np.array(full.thresholds)))


def unlabelled_quotes(file: Path) -> Table:
    """The quotes of a file as `stance extract` writes them, or of any rows with a `text`.

    Raises:
        InputError: when there is none.
    """
    rows = [item[1] for item in rows_of(file) if not isinstance(item, Reject)]
    rows = [{**row, "cue": _words(row.get("cue"))} for row in rows if isinstance(row.get("text"), str)]
    if not rows:
        raise InputError(f"{file}: no quotes in it; `stance extract ARTICLES -o {file}` finds some")
    return as_table(rows)


def _words(value: Any) -> Any:
    return value.get("text") if isinstance(value, Mapping) else value
