"""Near-duplicate quotes, by MinHash over character 5-grams (Broder, 1997) with datasketch.

Syndicated text is everywhere in news: the same quote in two papers would otherwise be trained on and tested
on. A copy in a split that judges stays; the one in a split that teaches goes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from stance.dataset.config import NearDuplicates
from stance.dataset.examples import Example
from stance.dataset.splits import PRIORITY

if TYPE_CHECKING:
    from datasketch import MinHash, MinHashLSH

_WORD = re.compile(r"\w+")


def normal_words(text: str) -> list[str]:
    """The words of a text, lower case, for comparing."""
    return _WORD.findall(text.casefold())


def _signature(words: Sequence[str], settings: NearDuplicates) -> MinHash:
    from datasketch import MinHash

    joined = " ".join(words)
    grams = {joined[i : i + 5].encode() for i in range(max(1, len(joined) - 4))}
    signature = MinHash(num_perm=settings.permutations, seed=1)
    signature.update_batch(sorted(grams))
    return signature


class CopyFinder:
    """Remembers quotes and says which of them a further one copies."""

    def __init__(self, settings: NearDuplicates) -> None:
        """Start with no quotes."""
        from datasketch import MinHashLSH

        self._settings = settings
        self._similar: MinHashLSH = MinHashLSH(threshold=settings.threshold, num_perm=settings.permutations)
        self._equal: dict[str, list[str]] = defaultdict(list)
        self._signatures: dict[str, MinHash] = {}

    def copies(self, key: str, text: str) -> list[str]:
        """Keys of the remembered quotes that this one copies; then it is remembered too."""
        words = normal_words(text)
        same = " ".join(words)
        found = list(self._equal[same])
        self._equal[same].append(key)
        if len(words) < self._settings.shortest:
            return found
        signature = _signature(words, self._settings)
        for other in self._similar.query(signature):
            if other not in found and signature.jaccard(self._signatures[other]) >= self._settings.threshold:
                found.append(other)
        self._similar.insert(key, signature)
        self._signatures[key] = signature
        return sorted(found)


def drop_copies(examples: Iterable[Example], settings: NearDuplicates) -> tuple[list[Example], list[Example]]:
    """Keep one of each group of near-duplicate quotes, the one in the split that judges; families are exempt.

    Returns:
        The examples kept, in the order given, and those left out.
    """
    ranked = sorted(examples, key=lambda example: PRIORITY.index(example.split))
    finder = CopyFinder(settings)
    family = {example.id: example.family for example in ranked}
    dropped: set[str] = set()
    for example in ranked:
        copied = finder.copies(example.id, example.text)
        if any(family[other] != example.family and other not in dropped for other in copied):
            dropped.add(example.id)
    kept = [example for example in examples if example.id not in dropped]
    return kept, [example for example in examples if example.id in dropped]
