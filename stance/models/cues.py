"""The labelling functions as a classifier: cues with their scopes, no training. The baseline that costs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.labels.functions import combine, votes
from stance.models.table import Table

Floats = NDArray[np.float64]


class CueScorer:
    """Votes of the labelling functions, weighed by their precision."""

    kind = "cues"

    def predict_proba(self, table: Table) -> Floats:
        """Scores (n, 3) of denial, warning, hedge in [0, 1]."""
        rows = [combine(votes(text, cue, context)) for text, cue, context in zip(*table, strict=True)]
        return np.array(rows, float).reshape(-1, 3)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Nothing is learned here; the functions' weights ship with the package."""
        return {}

    def settings(self) -> dict[str, Any]:
        """Nothing to set."""
        return {}

    def files(self) -> dict[str, Path]:
        """No files."""
        return {}

    @classmethod
    def restore(cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], folder: Path) -> CueScorer:
        """The one there is."""
        return cls()
