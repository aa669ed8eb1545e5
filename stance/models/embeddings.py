"""Sentence embeddings of quotes and contexts, kept on disk by the hash of what was embedded."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stance.models.encoder import cache_folder
from stance.models.onnx import OnnxModel, mean_pool

Floats = NDArray[np.float64]


class EmbeddingCache:
    """One sqlite file a model: key (hash of the text) → float32 vector."""

    def __init__(self, model: str) -> None:
        """Open or make the cache of the model with that fingerprint."""
        self._file = cache_folder() / "embeddings" / f"{model}.sqlite"

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=60)) as store, store:
            store.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
            yield store

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Floats]:
        """The vectors of those keys that are known."""
        found: dict[bytes, Floats] = {}
        with self._open() as store:
            for i in range(0, len(keys), 500):
                some = keys[i : i + 500]
                marks = ",".join("?" * len(some))
                rows = store.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some)  # noqa: S608
                found.update((key, np.frombuffer(vector, np.float32).astype(np.float64)) for key, vector in rows)
        return found

    def put(self, keys: Sequence[bytes], vectors: Floats) -> None:
        """Remember vectors."""
        rows = [(key, vector.astype(np.float32).tobytes()) for key, vector in zip(keys, vectors, strict=True)]
        with self._open() as store:
            store.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)


class Embedder:
    """Texts → unit vectors (n, d), computed once where a cache is given."""

    def __init__(self, folder: Path, max_tokens: int, *, cached: bool = False) -> None:
        """Open the exported encoder in `folder`."""
        self._model = OnnxModel(folder, max_tokens)
        self._cache = EmbeddingCache(f"{folder.name}-{max_tokens}") if cached else None

    def __call__(self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> Floats:
        """Embed texts, the equal ones once."""
        unique = list(dict.fromkeys(texts))
        if self._cache is None:
            vectors = self._model.run(unique, mean_pool, on_progress)
        else:
            vectors = self._remembered(self._cache, unique, on_progress)
        place = {text: i for i, text in enumerate(unique)}
        return vectors[[place[text] for text in texts]] if len(texts) else np.empty((0, 384))

    def _remembered(
        self, cache: EmbeddingCache, texts: Sequence[str], on_progress: Callable[[int], None] | None
    ) -> Floats:
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16] for text in texts]
        known = cache.get(keys)
        missing = [i for i, key in enumerate(keys) if key not in known]
        # In parts, so that an interrupted run keeps what it has computed.
        for i in range(0, len(missing), 1024):
            part = missing[i : i + 1024]
            vectors = self._model.run([texts[j] for j in part], mean_pool, on_progress)
            part_keys = [keys[j] for j in part]
            cache.put(part_keys, vectors)
            known.update(zip(part_keys, vectors.astype(np.float32).astype(np.float64), strict=True))
        return np.array([known[key] for key in keys])
