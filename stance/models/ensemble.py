"""The average of several models' calibrated probabilities: what one misreads, another may not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.models.model import StanceModel
from stance.models.table import Table

Floats = NDArray[np.float64]


class EnsembleScorer:
    """Members, each a whole model in a folder of its own, averaged on the scale of log-odds."""

    kind = "ensemble"

    def __init__(self, names: Sequence[str], members: Sequence[StanceModel], folders: Sequence[Path]) -> None:
        """Take the members' names, the models, and the folders they are kept in."""
        self.names, self.members, self.folders = list(names), list(members), list(folders)

    def predict_proba(self, table: Table) -> Floats:
        """Probabilities (n, 3): the sigmoid of the members' mean log-odds."""
        from stance.models.calibration import logit
        from stance.models.linear import sigmoid

        return sigmoid(np.mean([logit(member.predict_proba(table)) for member in self.members], axis=0))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Nothing of its own."""
        return {}

    def settings(self) -> dict[str, Any]:
        """The members' names."""
        return {"members": self.names}

    def files(self) -> dict[str, Path]:
        """Every file of every member, in a folder by its name."""
        found = {}
        for name, folder in zip(self.names, self.folders, strict=True):
            for file in sorted(folder.rglob("*")):
                if file.is_file():
                    found[f"members/{name}/{file.relative_to(folder).as_posix()}"] = file
        return found

    @classmethod
    def restore(cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], folder: Path) -> EnsembleScorer:
        """The ensemble that a model's folder describes."""
        from stance.models.storage import load

        folders = [folder / "members" / name for name in settings["members"]]
        return cls(settings["members"], [load(path) for path in folders], folders)
