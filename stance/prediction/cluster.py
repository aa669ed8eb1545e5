"""The same prediction on a Ray cluster: blocks of chunks go to actors that load the model once each, order kept.

Ray Data (extra `ray`) moves the chunks and restarts what was lost; reading, predicting and writing are those of a
run on one machine, so the output is too. The input's paths and the model's folder must be seen by every node.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any

from stance.articles import Reject
from stance.errors import DependencyError
from stance.prediction.answers import Answer, Answers, answer
from stance.prediction.typed import is_plain
from stance.prediction.units import Unit

CHUNKS_A_WAVE = 256
"""Chunks handed to the cluster at a time: what bounds memory here, and what is computed again after a stop."""


class Predictor:
    """An actor of the cluster: loads the model once, answers chunks."""

    def __init__(self, folder: str, are_quotes: bool) -> None:
        """Load the model."""
        from stance.models.storage import load

        self._model, self._are_quotes = load(Path(folder)), are_quotes

    def __call__(self, block: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Answer the chunks of a block, each under its number."""
        import pickle

        found = [answer(self._model, pickle.loads(chunk), self._are_quotes) for chunk in block["chunk"]]  # noqa: S301
        return {
            "number": list(block["number"]),
            "lines": [each.lines for each in found],
            "records": [each.records for each in found],
            "rejects": [json.dumps([[r.path, r.line, r.reason] for r in each.rejects]) for each in found],
            "size": [each.size for each in found],
        }


def cluster_answers(folder: Path, chunks: Iterable[list[Unit]], are_quotes: bool, workers: int) -> Answers:
    """The answers of the chunks, in order, computed by a Ray cluster: the one at `RAY_ADDRESS`, else a local one.

    Raises:
        DependencyError: when Ray is not installed.
    """
    ray = _ray()
    waves = iter(chunks)
    first = next(waves, None)
    if first is None:
        return
    for wave in _waves(chain([first], waves)):
        yield from _wave(ray, folder, wave, are_quotes, workers)


def _waves(chunks: Iterator[list[Unit]]) -> Iterator[list[list[Unit]]]:
    while wave := list(islice(chunks, CHUNKS_A_WAVE)):
        yield wave


def _wave(ray: Any, folder: Path, wave: list[list[Unit]], are_quotes: bool, workers: int) -> Iterator[Answer]:
    import pickle

    rows = [{"number": number, "chunk": pickle.dumps(chunk)} for number, chunk in enumerate(wave)]
    data = ray.data.from_items(rows, override_num_blocks=min(len(rows), 4 * workers)).map_batches(
        Predictor,
        fn_constructor_args=(str(folder.resolve()), are_quotes),
        batch_size=1,
        batch_format="numpy",
        concurrency=workers,
        num_cpus=1,
        max_restarts=-1,
        max_task_retries=-1,
    )
    for number, row in enumerate(data.iter_rows()):
        assert row["number"] == number, "Ray gave the chunks out of order"
        rejects = [Reject(*reject) for reject in json.loads(row["rejects"])]
        yield Answer(row["lines"], int(row["records"]), rejects, int(row["size"]), plain=is_plain(row["lines"]))


def _ray() -> Any:
    try:
        import ray
        import ray.data
    except ImportError:
        raise DependencyError("--engine ray needs Ray: pip install 'stance-quotes[ray]'") from None
    if not ray.is_initialized():
        # A newsroom's cluster reports to nobody.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        ray.init(log_to_driver=False, logging_level="error", include_dashboard=False)
    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    return ray
