"""Running an exported transformer: sorted by length, padded to the batch's longest, batches chosen by tokens."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import ModelError, first_line
from stance.processes import cores

Floats = NDArray[np.float64]
Pair = tuple[str, str]
TOKENS_AT_ONCE = 512
"""So few that the activations of a batch stay in a core's cache: 2,048 take a third longer a quote."""

SLOW_FUSIONS = ["SkipLayerNormFusion"]
"""Adding and norming in one loop, which ONNX Runtime's does a number at a time: apart, int8 takes a sixth less."""


def threads() -> int:
    """How many threads to compute with: `STANCE_THREADS`, else every core that this process may use."""
    return given_threads() or cores()


def given_threads() -> int | None:
    """`STANCE_THREADS`, where it is a number."""
    given = os.environ.get("STANCE_THREADS", "")
    return int(given) if given.isdigit() and int(given) > 0 else None


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # Tokenizers and ONNX Runtime have no errors in common, and not all of their own.
        why = f"{folder}: damaged ({first_line(error)})"
        raise ModelError(f"{why}; remove it where it is a cache, which is made again, else train again") from None


class OnnxModel:
    """A tokenizer and an ONNX graph from (token ids, mask, types) to an array with one row a text."""

    def __init__(self, folder: Path, max_tokens: int, graph: str = "model.onnx") -> None:
        """Open `folder/tokenizer.json` and the graph; `max_tokens` cuts longer texts."""
        import onnxruntime
        from tokenizers import Tokenizer

        with _readable(folder):
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens, strategy="longest_first")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads()
        # Threads that wait for work by spinning take the cores from tokenizing, from a server's requests, from others.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        providers = ["CPUExecutionProvider"]
        with _readable(folder):
            self._session = onnxruntime.InferenceSession(
                str(folder / graph), options, providers=providers, disabled_optimizers=SLOW_FUSIONS
            )

    def tokens(self, texts: Sequence[str | Pair]) -> list[tuple[list[int], list[int], list[int]]]:
        """Token ids, mask and types of each text."""
        return [(e.ids, e.attention_mask, e.type_ids) for e in self._tokenizer.encode_batch(list(texts))]

    def run(
        self,
        texts: Sequence[str | Pair],
        reduce: Callable[[Any, Any], Floats],
        on_progress: Callable[[int], None] | None = None,
    ) -> Floats:
        """Run all texts (or pairs of segments); `reduce(output, mask)` makes one row of each.

        Returns:
            Array (n, d), rows in the order of the texts.
        """
        encodings = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda i: len(encodings[i].ids))
        found: list[Floats] = []
        for rows in batches([len(encodings[i].ids) for i in order], TOKENS_AT_ONCE):
            chosen = [encodings[order[i]] for i in rows]
            mask = _padded([e.attention_mask for e in chosen])
            output = self._session.run(
                None,
                {
                    "input_ids": _padded([e.ids for e in chosen]),
                    "attention_mask": mask,
                    "token_type_ids": _padded([e.type_ids for e in chosen]),
                },
            )[0]
            found.append(reduce(output, mask))
            if on_progress:
                on_progress(len(rows))
        if not found:
            return np.empty((0, 0))
        stacked = np.concatenate(found)
        back = np.empty_like(stacked)
        back[order] = stacked
        return back


def batches(lengths: Sequence[int], tokens: int) -> Iterator[range]:
    """Consecutive ranges of items, given their lengths in rising order, of at most `tokens` when padded."""
    start = 0
    while start < len(lengths):
        end = start + 1
        while end < len(lengths) and (end - start + 1) * lengths[end] <= tokens:
            end += 1
        yield range(start, end)
        start = end


def _padded(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    longest = max(map(len, rows))
    found = np.zeros((len(rows), longest), np.int64)
    for i, row in enumerate(rows):
        found[i, : len(row)] = row
    return found


def mean_pool(hidden: Any, mask: Any) -> Floats:
    """Mean of the token vectors, normed to length one: (batch, length, d) → (batch, d)."""
    weights = mask[:, :, None].astype(hidden.dtype)
    pooled = (hidden * weights).sum(1) / weights.sum(1)
    return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), np.float64)
