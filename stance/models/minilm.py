"""Frozen sentence embeddings (all-MiniLM-L6-v2) + one-vs-rest logistic regression."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.models.config import EmbeddingConfig
from stance.models.embeddings import Embedder
from stance.models.encoder import exported_encoder
from stance.models.linear import fit_logistic, sigmoid
from stance.models.table import Table, before_quote, quote_input

Floats = NDArray[np.float64]
ENCODER = "encoder"
_CONTEXT_CHARACTERS = 400


class EmbeddingScorer:
    """Embedding of cue and quote, beside that of what stands before it, through a linear head."""

    kind = "embeddings"

    def __init__(
        self, encoder: str, max_tokens: int, context: bool, weights: Floats, intercepts: Floats, *, cached: bool = False
    ) -> None:
        """Take weights (3, d) and intercepts (3,); the encoder is opened when it is first needed."""
        self.encoder, self.max_tokens, self.context = encoder, max_tokens, context
        self.weights, self.intercepts = weights, intercepts
        self.folder: Path | None = None
        self._cached = cached
        self._embedder: Embedder | None = None

    def features(self, table: Table, on_progress: Callable[[int], None] | None = None) -> Floats:
        """Features (n, d): d is 384, or 768 with the context."""
        if self._embedder is None:
            self._embedder = Embedder(
                self.folder or exported_encoder(self.encoder), self.max_tokens, cached=self._cached
            )
        parts = [self._embedder([quote_input(t, c) for t, c in zip(table.text, table.cue, strict=True)], on_progress)]
        if self.context:
            before = [before_quote(t, c)[-_CONTEXT_CHARACTERS:] for t, c in zip(table.text, table.context, strict=True)]
            parts.append(self._embedder(before, on_progress))
        return np.hstack(parts)

    def predict_proba(self, table: Table) -> Floats:
        """Probabilities (n, 3) of denial, warning, hedge, uncalibrated."""
        if not len(table):
            return np.empty((0, len(self.intercepts)))
        return sigmoid(self.features(table) @ self.weights.T + self.intercepts)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What `storage` writes as safetensors."""
        return {"weights": self.weights, "intercepts": self.intercepts}

    def settings(self) -> dict[str, Any]:
        """What `storage` writes as JSON."""
        return {"encoder": self.encoder, "max_tokens": self.max_tokens, "context": self.context}

    def files(self) -> dict[str, Path]:
        """The exported encoder: a model's folder predicts without torch, wherever it is taken."""
        folder = self.folder or exported_encoder(self.encoder)
        return {f"{ENCODER}/{name}": folder / name for name in ("model.onnx", "tokenizer.json")}

    @classmethod
    def restore(cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], folder: Path) -> EmbeddingScorer:
        """The scorer that a model's folder describes."""
        scorer = cls(**settings, weights=arrays["weights"], intercepts=arrays["intercepts"])
        scorer.folder = folder / ENCODER
        return scorer


def train(config: EmbeddingConfig, table: Table, y: NDArray[np.int8]) -> EmbeddingScorer:
    """Embed the table (cached on disk) and fit the head on its stances (n, 3)."""
    nothing = np.zeros((0, 0))
    scorer = EmbeddingScorer(config.encoder, config.max_tokens, config.context, nothing, nothing, cached=True)
    features = scorer.features(table)
    scorer.weights, scorer.intercepts = fit_logistic(
        features, y, C=config.C, class_weight=config.class_weight, seed=config.seed
    )
    return scorer
