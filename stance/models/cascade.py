"""A cascade: a quick model answers what it is sure of, the full one the rest (Viola and Jones, 2001).

How sure the quick model must be is chosen on validation, so that a wanted share of all quotes gets the stances
that the full model would name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.models.calibration import logit
from stance.models.linear import sigmoid
from stance.models.model import StanceModel
from stance.models.table import Table

Floats = NDArray[np.float64]
NAMES = ("first", "full")


class CascadeScorer:
    """Two whole models and the margin from which the first one's answer stands.

    Probabilities of the first model are shifted, on the scale of log-odds, so that its thresholds fall on the
    full model's: one threshold a stance decides for both.
    """

    kind = "cascade"

    def __init__(self, first: StanceModel, full: StanceModel, margin: float, folders: Sequence[Path]) -> None:
        """Take both models, the margin in log-odds, and the folders the models are kept in."""
        self.first, self.full, self.margin, self.folders = first, full, margin, list(folders)

    def predict_proba(self, table: Table) -> Floats:
        """Probabilities (n, 3) of denial, warning, hedge, as calibrated by the model that answers."""
        if not len(table):
            return np.empty((0, 3))
        distance = distances(self.first, self.first.predict_proba(table))
        p = sigmoid(distance + _log_odds(self.full.thresholds))
        rest = np.flatnonzero(sureness(distance) < self.margin)
        if len(rest):
            p[rest] = self.full.predict_proba(table.take(rest.tolist()))
        return p

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Nothing of its own."""
        return {}

    def settings(self) -> dict[str, Any]:
        """The margin."""
        return {"margin": self.margin}

    def files(self) -> dict[str, Path]:
        """Every file of both models, in a folder each."""
        return {
            f"members/{name}/{file.relative_to(folder).as_posix()}": file
            for name, folder in zip(NAMES, self.folders, strict=True)
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }

    @classmethod
    def restore(cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], folder: Path) -> CascadeScorer:
        """The cascade that a model's folder describes."""
        from stance.models.storage import load

        folders = [folder / "members" / name for name in NAMES]
        first, full = (load(path) for path in folders)
        return cls(first, full, float(settings["margin"]), folders)


def full_of(model: StanceModel) -> StanceModel:
    """The model behind a first stage; the model itself where it has none."""
    return model.scorer.full if isinstance(model.scorer, CascadeScorer) else model


def _log_odds(thresholds: Sequence[float]) -> Floats:
    return logit(np.array(thresholds))


def distances(model: StanceModel, p: Floats) -> Floats:
    """How far probabilities (n, 3) lie above the model's thresholds, in log-odds."""
    return np.asarray(logit(p) - _log_odds(model.thresholds))


def sureness(distance: Floats) -> Floats:
    """How far the stance that is closest to its threshold is from it, (n,)."""
    return np.asarray(np.abs(distance).min(1))


def choose_margin(sure: Floats, same: NDArray[np.bool_], agreement: float) -> float:
    """The least margin with which so large a share of all quotes gets the full model's stances.

    The share is kept by one standard error, since a cut that just holds on these quotes may not on others.

    Args:
        sure: how sure the first model is of each quote, (n,).
        same: whether both models name the same stances, (n,).
        agreement: the wanted share of all quotes, of which those left to the full model agree anyway.

    Returns:
        The margin; infinite where the first model may answer nothing.
    """
    order = np.argsort(-sure, kind="stable")
    allowed = (1 - agreement) * len(same)
    lost = np.cumsum(~same[order]) <= max(0.0, allowed - float(np.sqrt(allowed)))
    # Quotes of which the first model is equally sure cannot be parted.
    ordered = sure[order]
    last = np.append(ordered[1:] < ordered[:-1], True)
    cuts = np.flatnonzero(lost & last)
    return float(ordered[cuts[-1]]) if len(cuts) else float("inf")


def cascade_of(
    first: StanceModel, full: StanceModel, folders: Sequence[Path], table: Table, agreement: float
) -> StanceModel:
    """The cascade of two trained models, its margin chosen on a table of validation quotes."""
    p, q = first.predict_proba(table), full.predict_proba(table)
    same = np.asarray((first.decide(p) == full.decide(q)).all(1))
    sure = sureness(distances(first, p))
    margin = choose_margin(sure, same, agreement)
    answered = sure >= margin
    about = {
        "agreement": round(float((same | ~answered).mean()), 4),
        "answered_by_first": round(float(answered.mean()), 4),
        "quotes": len(table),
    }
    scorer = CascadeScorer(first, full, margin, folders)
    return StanceModel(scorer, thresholds=full.thresholds, about={"cascade": about})
