"""Word and character n-grams, weighted by tf-idf and scored linearly, on arrays alone.

The features are those of scikit-learn's `TfidfVectorizer` (`sublinear_tf`, L2 norm a block) with the
analyzers `word` and `char_wb`; a test holds the two equal. Character n-grams are found by a rolling hash
(Karp and Rabin, 1987) over a whole batch at once, which is several times faster than slicing strings and
needs no scikit-learn when a model only predicts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TOKEN = r"(?u)\w+(?:[’']\w+)*|[?!]"
_TOKEN = re.compile(TOKEN)
_SPACE = np.uint64(32)
_BASE = np.uint64(0x9E3779B97F4A7C15)
_SPREAD = np.uint64(0xD6E8FEB86659FD93)

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]


def words_of(text: str) -> list[str]:
    """Lower-case words, contractions whole, with question and exclamation marks."""
    return _TOKEN.findall(text.lower())


def code_points(texts: Sequence[str]) -> tuple[NDArray[np.uint64], Ids]:
    """All texts as one array of code points, each padded by a space, and the row of every code point."""
    padded = [f" {' '.join(text.lower().split())} " for text in texts]
    lengths = np.fromiter(map(len, padded), np.int64, len(padded))
    raw = "".join(padded).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(raw, np.uint32).astype(np.uint64), np.repeat(np.arange(len(texts)), lengths)


class HashTable:
    """64-bit hashes → feature numbers, looked up for whole arrays at once (open addressing)."""

    def __init__(self, hashes: NDArray[np.uint64]) -> None:
        """Number the hashes in the order given."""
        bits = max(4, int(4 * max(1, len(hashes))).bit_length())
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._keys = np.zeros(1 << bits, np.uint64)
        self._values = np.full(1 << bits, -1, np.int32)
        self._probes = 0
        places = ((hashes * _SPREAD) >> self._shift).astype(np.int64)
        waiting = np.arange(len(hashes))
        while len(waiting):
            # Of those that want the same free place the first gets it; the others, and who finds it taken, go one on.
            wanted, first = np.unique(places[waiting], return_index=True)
            free = self._values[wanted] < 0
            settled = waiting[first[free]]
            self._keys[wanted[free]], self._values[wanted[free]] = hashes[settled], settled
            waiting = np.setdiff1d(waiting, settled, assume_unique=True)
            places[waiting] = (places[waiting] + 1) & self._mask
            self._probes += 1

    def find(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The number of each hash, -1 where it has none."""
        places = ((hashes * _SPREAD) >> self._shift).astype(np.int64)
        found = np.where(self._keys[places] == hashes, self._values[places], -1)
        for _ in range(self._probes - 1):
            open_ = np.flatnonzero((found < 0) & (self._values[places] >= 0))
            if not len(open_):
                break
            places[open_] = (places[open_] + 1) & self._mask
            at = places[open_]
            found[open_] = np.where(self._keys[at] == hashes[open_], self._values[at], -1)
        return found


def hashes_of(ngrams: Sequence[str]) -> NDArray[np.uint64]:
    """The rolling hash of each n-gram."""
    found = np.zeros(len(ngrams), np.uint64)
    sizes = np.fromiter(map(len, ngrams), np.int64, len(ngrams))
    with np.errstate(over="ignore"):
        for size in np.unique(sizes).tolist():
            rows = np.flatnonzero(sizes == size)
            raw = "".join(ngrams[row] for row in rows.tolist()).encode("utf-32-le", "surrogatepass")
            points = np.frombuffer(raw, np.uint32).astype(np.uint64).reshape(len(rows), size)
            for column in points.T:
                found[rows] = found[rows] * _BASE + column
    return found


@dataclass(slots=True)
class Block:
    """One vectorizer: which column it reads, its n-gram sizes, its vocabulary and inverse document frequencies."""

    column: str
    analyzer: str
    sizes: tuple[int, int]
    vocabulary: list[str]
    idf: Floats


class BlockReader:
    """Finds the n-grams of one block in a batch of texts."""

    def __init__(self, block: Block) -> None:
        """Index the vocabulary."""
        self.block = block
        self._find = self._characters if block.analyzer == "char_wb" else self._words
        if block.analyzer == "char_wb":
            self._table = HashTable(hashes_of(block.vocabulary))
        else:
            self._numbers = {ngram: number for number, ngram in enumerate(block.vocabulary)}

    def tf_idf(self, texts: Sequence[str]) -> tuple[Ids, Ids, Floats]:
        """Rows, feature numbers and weights (sublinear tf · idf, L2-normed a row) of a batch."""
        rows, numbers = self._find(texts)
        size = len(self.block.vocabulary)
        keys, counts = np.unique(rows * size + numbers, return_counts=True)
        rows, numbers = np.divmod(keys, size)
        values = (1 + np.log(counts)) * self.block.idf[numbers]
        norms = np.sqrt(np.bincount(rows, values * values, minlength=len(texts)))
        return rows, numbers, values / norms[rows]

    def _words(self, texts: Sequence[str]) -> tuple[Ids, Ids]:
        numbers, least, most = self._numbers, *self.block.sizes
        found: list[int] = []
        counts = []
        for text in texts:
            words = words_of(text)
            before = len(found)
            for size in range(least, most + 1):
                grams: Iterable[str] = words if size == 1 else map(" ".join, _windows(words, size))
                found.extend(numbers[gram] for gram in grams if gram in numbers)
            counts.append(len(found) - before)
        return np.repeat(np.arange(len(texts)), counts), np.array(found, np.int64)

    def _characters(self, texts: Sequence[str]) -> tuple[Ids, Ids]:
        points, row_of = code_points(texts)
        least, most = self.block.sizes
        space = points == _SPACE
        rows, numbers = [], []
        with np.errstate(over="ignore"):
            hashes, clear = points, np.ones(len(points), bool)
            for size in range(2, most + 1):
                hashes = hashes[:-1] * _BASE + points[size - 1 :]
                clear = clear[:-1]
                if size > 2:
                    # A space inside the window would join two words.
                    clear = clear & ~space[size - 2 : len(points) - 1]
                if size < least or not len(hashes):
                    continue
                # Two spaces side by side are the seam of two texts; longer windows exclude it already.
                whole = clear if size > 2 else ~(space[:-1] & space[1:])
                at = np.flatnonzero(whole)
                found = self._table.find(hashes[at])
                known = found >= 0
                rows.append(row_of[at[known]])
                numbers.append(found[known].astype(np.int64))
        if not rows:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        return np.concatenate(rows), np.concatenate(numbers)


def _windows(words: Sequence[str], size: int) -> Iterable[tuple[str, ...]]:
    return zip(*(words[i:] for i in range(size)), strict=False)
