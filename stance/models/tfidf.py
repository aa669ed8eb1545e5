"""Word and character n-grams + one-vs-rest linear models: scikit-learn trains, `ngrams` predicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError
from stance.models.config import NgramConfig
from stance.models.linear import as_hard, fit_logistic, sigmoid
from stance.models.ngrams import TOKEN, Block, BlockReader
from stance.models.table import Table

Floats = NDArray[np.float64]
ROWS_AT_ONCE = 512


class NgramScorer:
    """n-gram blocks, each with its slice of the weights: table → probabilities, with numpy alone."""

    kind = "ngrams"

    def __init__(self, blocks: list[Block], weights: Floats, intercepts: Floats) -> None:
        """Take weights (3, d) over the blocks' features side by side and intercepts (3,)."""
        self.blocks, self.weights, self.intercepts = blocks, weights, intercepts
        self._readers = [BlockReader(block) for block in blocks]
        ends = np.cumsum([len(block.vocabulary) for block in blocks])
        self._slices = [np.ascontiguousarray(part.T) for part in np.split(weights, ends[:-1], axis=1)]

    def predict_proba(self, table: Table) -> Floats:
        """Probabilities (n, 3) of denial, warning, hedge, uncalibrated."""
        parts = [
            self._scores(table.take(range(i, min(i + ROWS_AT_ONCE, len(table)))))
            for i in range(0, len(table), ROWS_AT_ONCE)
        ]
        return sigmoid(np.concatenate(parts)) if parts else np.empty((0, len(self.intercepts)))

    def _scores(self, table: Table) -> Floats:
        scores = np.tile(self.intercepts, (len(table), 1))
        for reader, part in zip(self._readers, self._slices, strict=True):
            rows, numbers, values = reader.tf_idf(getattr(table, reader.block.column))
            for stance in range(scores.shape[1]):
                scores[:, stance] += np.bincount(rows, values * part[numbers, stance], minlength=len(table))
        return scores

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What `storage` writes as safetensors."""
        found: dict[str, NDArray[Any]] = {"weights": self.weights.astype(np.float32), "intercepts": self.intercepts}
        for number, block in enumerate(self.blocks):
            found[f"idf{number}"] = block.idf
        return found

    def settings(self) -> dict[str, Any]:
        """What `storage` writes as JSON."""
        return {
            "blocks": [
                {"column": b.column, "analyzer": b.analyzer, "sizes": list(b.sizes), "vocabulary": b.vocabulary}
                for b in self.blocks
            ]
        }

    def files(self) -> dict[str, Path]:
        """Nothing besides the arrays and settings."""
        return {}

    @classmethod
    def restore(cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], folder: Path) -> NgramScorer:
        """The scorer that a model's folder describes."""
        blocks = [
            Block(b["column"], b["analyzer"], (b["sizes"][0], b["sizes"][1]), b["vocabulary"], arrays[f"idf{number}"])
            for number, b in enumerate(settings["blocks"])
        ]
        return cls(blocks, arrays["weights"].astype(np.float64), arrays["intercepts"])


def _vectorizers(config: NgramConfig) -> list[tuple[str, Any]]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    common = {"sublinear_tf": True, "lowercase": True}
    words = {"analyzer": "word", "token_pattern": TOKEN, **common}
    least = config.least_documents
    found = [("text", TfidfVectorizer(ngram_range=config.words, min_df=least, **words))]
    if config.characters is not None:
        characters = {"analyzer": "char_wb", "ngram_range": config.characters, **common}
        found.append(("text", TfidfVectorizer(min_df=least, **characters)))
    found.append(("cue", TfidfVectorizer(ngram_range=config.cue_words, **words)))
    if config.context:
        found.append(("context", TfidfVectorizer(ngram_range=(1, 1), min_df=least, **words)))
    return found


def fit_blocks(config: NgramConfig, table: Table) -> tuple[list[Block], Any]:
    """Fit the vectorizers on a table: the blocks, and their features side by side, sparse (n, d).

    Raises:
        InputError: when no n-gram occurs often enough.
    """
    from scipy.sparse import hstack

    blocks, matrices = [], []
    for column, vectorizer in _vectorizers(config):
        texts = getattr(table, column)
        try:
            matrices.append(vectorizer.fit_transform(texts))
        except ValueError:
            continue  # No word is left, as in a column that is empty throughout: no block.
        vocabulary = vectorizer.get_feature_names_out().tolist()
        sizes = tuple(vectorizer.ngram_range)
        blocks.append(Block(column, vectorizer.analyzer, sizes, vocabulary, vectorizer.idf_))
    if not blocks:
        least = config.least_documents
        raise InputError(f"{config.name}: no n-gram is in {least} of the {len(table)} quotes; lower `least_documents`")
    return blocks, hstack(matrices).tocsr()


def strongest(blocks: list[Block], features: Any, weights: Floats, most: int) -> list[Block]:
    """The blocks with so many n-grams at the most: those whose weights (3, d) move the scores of features (n, d) most.

    What is left must be weighed anew, on `sparse_features`.
    """
    spread = np.sqrt(np.asarray(features.multiply(features).mean(0)).ravel())
    order = np.argsort(-np.abs(weights).max(0) * spread, kind="stable")
    kept = np.isin(np.arange(len(order)), order[:most])
    found = []
    for block, own in zip(blocks, np.split(kept, np.cumsum([len(b.vocabulary) for b in blocks])[:-1]), strict=True):
        vocabulary = [ngram for ngram, stays in zip(block.vocabulary, own, strict=True) if stays]
        if vocabulary:
            found.append(replace(block, vocabulary=vocabulary, idf=block.idf[own]))
    return found


def sparse_features(blocks: list[Block], table: Table) -> Any:
    """What the blocks find in a table, side by side, sparse (n, d); as `fit_blocks` gives it for its own table."""
    from scipy.sparse import csr_matrix, hstack

    found = []
    for block in blocks:
        rows, numbers, values = BlockReader(block).tf_idf(getattr(table, block.column))
        found.append(csr_matrix((values, (rows, numbers)), shape=(len(table), len(block.vocabulary))))
    return hstack(found).tocsr()


def train(config: NgramConfig, table: Table, y: NDArray[np.int8]) -> NgramScorer:
    """Fit the vectorizers and the linear model on a table and its stances (n, 3)."""
    blocks, features = fit_blocks(config, table)
    if config.family == "tfidf-svm":
        weights, intercepts = _fit_svm(config, features, y)
    else:
        weights, intercepts = fit_logistic(features, y, C=config.C, class_weight=config.class_weight, seed=config.seed)
    return NgramScorer(blocks, weights.astype(np.float32).astype(np.float64), intercepts)


def _fit_svm(config: NgramConfig, features: Any, y: NDArray[np.int8]) -> tuple[Floats, Floats]:
    from sklearn.svm import LinearSVC

    weights, intercepts = np.zeros((y.shape[1], features.shape[1])), np.zeros(y.shape[1])
    for stance in range(y.shape[1]):
        if y[:, stance].min() == y[:, stance].max() and y[0, stance] in (0, 1):
            intercepts[stance] = 10.0 if y[0, stance] else -10.0
            continue
        model = LinearSVC(C=config.C, class_weight=config.class_weight, random_state=config.seed)
        model.fit(*as_hard(features, y[:, stance]))
        weights[stance], intercepts[stance] = model.coef_[0], model.intercept_[0]
    return weights, intercepts
