"""Static token vectors distilled from the local encoder (Model2Vec, Tulkens and van Dongen, 2024) + a linear head.

Only the model that comes out is needed to predict: a tokenizer and one row a token, no torch, no ONNX.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, redirect_stderr
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import DependencyError
from stance.files import write_folder
from stance.models.config import StaticConfig
from stance.models.encoder import cache_folder, file_hash, find_encoder, quiet_transformers
from stance.models.linear import fit_logistic, sigmoid
from stance.models.storage import write_arrays
from stance.models.table import Table, before_quote, quote_input

Floats = NDArray[np.float64]
TOKENIZER = "tokenizer.json"
VECTORS = "vectors.safetensors"


class StaticScorer:
    """Mean of the token vectors of cue and quote (and of what stands before), through a linear head."""

    kind = "static"

    def __init__(self, vectors: NDArray[Any], weights: Floats, intercepts: Floats, context: bool, folder: Path) -> None:
        """Take token vectors (v, d), weights (3, d or 2d), intercepts (3,), and the tokenizer's folder."""
        self.vectors, self.weights, self.intercepts, self.context = vectors, weights, intercepts, context
        self._folder = folder
        self._tokenizer: Any = None
        # A head on the mean of vectors is the mean of a head on each: three numbers a token are enough.
        self._token_scores = _halves(weights, context, vectors) if weights.size else []

    def _ids(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        if self._tokenizer is None:
            from tokenizers import Tokenizer

            self._tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER))
            self._tokenizer.no_padding()
            self._tokenizer.no_truncation()
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        lengths = np.fromiter((len(e) for e in encoded), np.int64, len(encoded))
        ids = np.fromiter((i for e in encoded for i in e.ids), np.int64, int(lengths.sum()))
        return np.repeat(np.arange(len(texts)), lengths), ids

    def _columns(self, table: Table) -> list[list[str]]:
        words = [quote_input(t, c) for t, c in zip(table.text, table.cue, strict=True)]
        if not self.context:
            return [words]
        return [words, [before_quote(t, c)[-400:] for t, c in zip(table.text, table.context, strict=True)]]

    def features(self, table: Table) -> Floats:
        """Mean vectors side by side, (n, d) or (n, 2d)."""
        parts = []
        for texts in self._columns(table):
            rows, ids = self._ids(texts)
            sums = np.zeros((len(texts), self.vectors.shape[1]))
            np.add.at(sums, rows, self.vectors[ids].astype(float))
            parts.append(sums / np.maximum(np.bincount(rows, minlength=len(texts)), 1)[:, None])
        return np.hstack(parts)

    def predict_proba(self, table: Table) -> Floats:
        """Probabilities (n, 3) of denial, warning, hedge, uncalibrated."""
        scores = np.tile(self.intercepts, (len(table), 1))
        for texts, token_scores in zip(self._columns(table), self._token_scores, strict=True):
            rows, ids = self._ids(texts)
            sizes = np.maximum(np.bincount(rows, minlength=len(texts)), 1)
            for stance in range(scores.shape[1]):
                scores[:, stance] += np.bincount(rows, token_scores[ids, stance], minlength=len(texts)) / sizes
        return sigmoid(scores)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What `storage` writes as safetensors."""
        return {"vectors": self.vectors, "weights": self.weights, "intercepts": self.intercepts}

    def settings(self) -> dict[str, Any]:
        """What `storage` writes as JSON."""
        return {"context": self.context}

    def files(self) -> dict[str, Path]:
        """The tokenizer."""
        return {TOKENIZER: self._folder / TOKENIZER}

    @classmethod
    def restore(cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], folder: Path) -> StaticScorer:
        """The scorer that a model's folder describes."""
        return cls(arrays["vectors"], arrays["weights"], arrays["intercepts"], settings["context"], folder)


def _halves(weights: Floats, context: bool, vectors: NDArray[Any]) -> list[Floats]:
    parts = np.split(weights, 2, axis=1) if context else [weights]
    return [vectors.astype(float) @ part.T for part in parts]


def distilled(encoder: str, dimensions: int) -> Path:
    """A folder with the encoder's static vectors and tokenizer, distilled once and kept in the cache.

    Raises:
        ModelError: when the encoder is not there.
        DependencyError: when model2vec is not installed.
    """
    source = find_encoder(encoder)
    folder = cache_folder() / "static" / f"{file_hash(source / 'model.safetensors')[:16]}-{dimensions}"
    if not _whole(folder):
        write_folder(folder, lambda aside: _distil(source, dimensions, aside), keep=_whole)
    return folder


def _whole(folder: Path) -> bool:
    return (folder / VECTORS).is_file() and (folder / TOKENIZER).is_file()


def _distil(source: Path, dimensions: int, folder: Path) -> None:
    try:
        from model2vec.distill import distill
    except ImportError:
        raise DependencyError("distilling needs model2vec: pip install 'stance-quotes[train]'") from None

    quiet_transformers()
    # Its progress bar asks nobody whether there is a terminal to draw on.
    with nullcontext() if sys.stderr.isatty() else redirect_stderr(StringIO()):
        model = distill(str(source), pca_dims=dimensions, device="cpu")
    vectors = np.asarray(model.embedding, np.float32)
    if model.weights is not None:
        vectors = vectors * model.weights[:, None]
    write_arrays({"vectors": vectors.astype(np.float16)}, folder / VECTORS)
    model.tokenizer.save(str(folder / TOKENIZER))


def train(config: StaticConfig, table: Table, y: NDArray[np.int8]) -> StaticScorer:
    """Distil the encoder (once) and fit the head on the table's stances (n, 3)."""
    from safetensors.numpy import load_file

    folder = distilled(config.encoder, config.dimensions)
    vectors = load_file(folder / VECTORS)["vectors"]
    nothing = np.zeros((0, 0))
    bare = StaticScorer(vectors, nothing, np.zeros(3), config.context, folder)
    features = bare.features(table)
    # Means of many vectors lie close together; on one scale the regularisation means the same for each.
    scale = features.std(0) + 1e-9
    weights, intercepts = fit_logistic(
        features / scale, y, C=config.C, class_weight=config.class_weight, seed=config.seed
    )
    return StaticScorer(vectors, weights / scale, intercepts, config.context, folder)
