"""The model that MLflow serves, logged as code (no pickle): scoring table in, stances and probabilities out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mlflow
import pandas as pd
from mlflow.pyfunc.model import PythonModel, PythonModelContext

from stance.labels.types import STANCES
from stance.models.storage import load


class ServedStanceModel(PythonModel):  # type: ignore[misc]
    """Loads a model's folder once and answers tables with `text` and optionally `cue` and `context`."""

    def load_context(self, context: PythonModelContext) -> None:
        """Open the folder logged as the artifact `model`."""
        self.model = load(Path(context.artifacts["model"]))

    def predict(
        self, context: PythonModelContext, model_input: pd.DataFrame, params: dict[str, Any] | None = None
    ) -> pd.DataFrame:
        """A row a quote: `stances` (names joined by a comma) and the probability of each stance.

        Raises:
            MlflowException: when there is no column `text`; a server answers 400 with the reason.
        """
        try:
            p = self.model.predict_proba(model_input)
        except ValueError as error:
            raise mlflow.exceptions.MlflowException.invalid_parameter_value(str(error)) from None
        decided = self.model.decide(p)
        names = [",".join(s for s, yes in zip(STANCES, row, strict=True) if yes) for row in decided]
        return pd.DataFrame(p, columns=list(STANCES)).assign(stances=names)[["stances", *STANCES]]


mlflow.models.set_model(ServedStanceModel())
