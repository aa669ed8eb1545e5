"""Numbers and pictures of the run that is active."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from stance.tracking.store import open_store


def log_values(values: Mapping[str, float]) -> None:
    """Numbers as metrics, in one batch."""
    open_store().log_metrics(dict(values))


def log_pictures(pictures: Mapping[str, bytes]) -> None:
    """PNG files as `plots/NAME.png`."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in pictures.items():
            (Path(folder) / f"{name}.png").write_bytes(data)
        open_store().log_artifacts(folder, "plots")
