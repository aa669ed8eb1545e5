"""A fine-tuned transformer as ONNX: cue and quote in one segment, what stands before the quote in another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.models.linear import sigmoid
from stance.models.onnx import OnnxModel, Pair
from stance.models.table import Table, before_quote, quote_input

Floats = NDArray[np.float64]
GRAPH, INT8_GRAPH, TOKENIZER = "model.onnx", "model.int8.onnx", "tokenizer.json"


def segments(table: Table, context_characters: int) -> list[str | Pair]:
    """What the encoder reads of each quote: one segment, or a pair where there is context and it is wanted."""
    found: list[str | Pair] = []
    for text, cue, context in zip(table.text, table.cue, table.context, strict=True):
        words = quote_input(text, cue)
        before = before_quote(text, context).strip()[-context_characters:] if context_characters else ""
        found.append((words, before) if before else words)
    return found


class TransformerScorer:
    """An exported graph from tokens to three logits."""

    kind = "transformer"

    def __init__(self, max_tokens: int, context_characters: int, folder: Path, int8: bool = False) -> None:
        """Take the folder that holds the graph (or both graphs) and its tokenizer, opened when first needed."""
        self.int8 = int8
        self.max_tokens, self.context_characters, self.folder = max_tokens, context_characters, folder
        self._model: OnnxModel | None = None

    def predict_proba(self, table: Table) -> Floats:
        """Probabilities (n, 3) of denial, warning, hedge, uncalibrated."""
        if not len(table):
            return np.empty((0, 3))
        if self._model is None:
            self._model = OnnxModel(self.folder, self.max_tokens, INT8_GRAPH if self.int8 else GRAPH)
        logits = self._model.run(segments(table, self.context_characters), lambda output, mask: output)
        return sigmoid(logits.astype(np.float64))

    def exact(self) -> TransformerScorer:
        """The same model in fp32."""
        return TransformerScorer(self.max_tokens, self.context_characters, self.folder)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Nothing: the weights are in the graph."""
        return {}

    def settings(self) -> dict[str, Any]:
        """What `storage` writes as JSON."""
        int8 = {"int8": True} if self.int8 else {}
        return {"max_tokens": self.max_tokens, "context_characters": self.context_characters, **int8}

    def files(self) -> dict[str, Path]:
        """The graph, in eight bits too where that is used, and its tokenizer."""
        names = (GRAPH, INT8_GRAPH, TOKENIZER) if self.int8 else (GRAPH, TOKENIZER)
        return {name: self.folder / name for name in names}

    @classmethod
    def restore(
        cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], folder: Path
    ) -> TransformerScorer:
        """The scorer that a model's folder describes."""
        return cls(**settings, folder=folder)
