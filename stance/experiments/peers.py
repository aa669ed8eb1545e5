"""SetFit (Tunstall et al., 2022) beside our models: the same encoder, the same rows, the same calibration."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray

from stance.errors import ConfigError, DependencyError
from stance.models.config import EmbeddingConfig, FinetuneConfig, ModelConfig
from stance.models.encoder import find_encoder, quiet_transformers
from stance.models.model import StanceModel
from stance.models.rows import targets
from stance.models.table import Table, as_table, quote_input
from stance.models.training import calibrate

if TYPE_CHECKING:
    from datasets import Dataset

Say = Callable[[str], None]


class SetFitScorer:
    """A SetFit model as a scorer; it is measured and never saved."""

    kind = "setfit"

    def __init__(self, model: Any) -> None:
        """Take a trained `SetFitModel` with one head a stance."""
        self._model = model

    def predict_proba(self, table: Table) -> NDArray[np.float64]:
        """Probabilities (n, 3) of denial, warning, hedge, uncalibrated."""
        p = self._model.predict_proba(_inputs(table), as_numpy=True, show_progress_bar=False)
        return np.asarray(p, np.float64).reshape(-1, 3)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Nothing is saved."""
        return {}

    def settings(self) -> dict[str, Any]:
        """Nothing is saved."""
        return {}

    def files(self) -> dict[str, Path]:
        """Nothing is saved."""
        return {}


def _inputs(table: Table) -> list[str]:
    return [quote_input(text, cue) for text, cue in zip(table.text, table.cue, strict=True)]


def train_setfit(config: ModelConfig, rows: Dataset, validation: Dataset, iterations: int, say: Say) -> StanceModel:
    """Train SetFit on the rows, one-vs-rest, and calibrate it as our own models are.

    Args:
        config: says which encoder, how many tokens and which seed.
        rows: labelled quotes; the model reads cue and quote.
        validation: sets calibration and thresholds, which SetFit itself has not.
        iterations: pairs of each kind that are drawn for each label (20 in the paper).
        say: where progress goes.

    Raises:
        ConfigError: when the configuration is of a family without an encoder.
        DependencyError: when SetFit is not installed.
    """
    if not isinstance(config, FinetuneConfig | EmbeddingConfig):
        raise ConfigError(
            f"{config.name}: `peer: setfit` needs a configuration with an encoder, such as minilm-finetune"
        )
    try:
        setfit = import_module("setfit")
    except ImportError:
        raise DependencyError("the peer needs SetFit: pip install 'stance-quotes[bench]'") from None
    import torch
    from datasets import Dataset as Rows

    quiet_transformers()
    torch.manual_seed(config.seed)
    model = setfit.SetFitModel.from_pretrained(
        str(find_encoder(config.encoder)), multi_target_strategy="one-vs-rest", device="cpu"
    )
    model.model_body.max_seq_length = config.max_tokens
    examples = Rows.from_dict({"text": _inputs(as_table(rows)), "label": targets(rows).tolist()})
    say(f"SetFit: {len(rows)} quotes, {2 * iterations * len(rows)} pairs")
    _fit(setfit, model, examples, iterations, config.seed)
    found = StanceModel(SetFitScorer(model), about={"name": "setfit", "family": "setfit", "curve": []})
    calibrate(found, validation, config.calibration, config.thresholds)
    return found


def _fit(setfit: ModuleType, model: Any, examples: Dataset, iterations: int, seed: int) -> None:
    # It reports its losses on standard output, which is for data.
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()), catch_warnings():
        simplefilter("ignore")
        arguments = setfit.TrainingArguments(
            output_dir=folder,
            num_iterations=iterations,
            num_epochs=1,
            batch_size=16,
            seed=seed,
            report_to="none",
            save_strategy="no",
            show_progress_bar=False,
        )
        setfit.Trainer(model, arguments, train_dataset=examples).train()
