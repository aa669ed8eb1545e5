"""The model that MLflow serves, logged as code (no pickle): scoring table in, stances and probabilities out.

MLflow's server calls it from a thread a request; what comes at the same time goes through the model together.
`STANCE_SERVE_ROWS` sets how many rows at the most; 1 answers one by one.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import mlflow
import pandas as pd
from mlflow.pyfunc.model import PythonModel, PythonModelContext

from stance.labels.types import STANCES
from stance.models.batching import ROWS_TOGETHER, Batcher
from stance.models.model import named
from stance.models.storage import load
from stance.models.table import as_table

REQUESTS_AT_ONCE = 64


class ServedStanceModel(PythonModel):  # type: ignore[misc]
    """Loads a model's folder once and answers tables with `text` and optionally `cue` and `context`."""

    def load_context(self, context: PythonModelContext) -> None:
        """Open the folder logged as the artifact `model`."""
        self.model = load(Path(context.artifacts["model"]))
        self.batcher = Batcher(self.model, _rows_together())
        _take_more_requests()

    def predict(
        self, context: PythonModelContext, model_input: pd.DataFrame, params: dict[str, Any] | None = None
    ) -> pd.DataFrame:
        """A row a quote: `stances` (names joined by a comma) and the probability of each stance.

        Raises:
            MlflowException: when there is no column `text`, or a row has none; a server answers 400 with the reason.
        """
        try:
            table = as_table(model_input)
            empty = next((number for number, text in enumerate(table.text) if not text.strip()), None)
            if empty is not None:
                raise ValueError(f"row {empty} has no `text`")
        except ValueError as error:
            raise mlflow.exceptions.MlflowException.invalid_parameter_value(str(error)) from None
        p = self.batcher.predict_proba(table)
        names = [",".join(stances) for stances in named(self.model.decide(p))]
        # Made at once: adding and choosing columns takes pandas a millisecond.
        columns: dict[str, Any] = {"stances": names}
        columns.update(zip(STANCES, p.T, strict=True))
        return pd.DataFrame(columns)


def _take_more_requests() -> None:
    """Let a server take up more requests at a time than its default, which is four more than it has cores.

    With so few, all of them wait for the model, and then the model for the next ones to be parsed.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return  # Loaded by `mlflow.pyfunc.load_model`, not by a server.
    loop.set_default_executor(ThreadPoolExecutor(REQUESTS_AT_ONCE))


def _rows_together() -> int:
    given = os.environ.get("STANCE_SERVE_ROWS", "")
    return int(given) if given.isdigit() and int(given) > 0 else ROWS_TOGETHER


mlflow.models.set_model(ServedStanceModel())
