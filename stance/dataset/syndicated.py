"""Articles of the training labels that repeat an article of a set that judges, found by shared runs of words.

Wire copy is printed in many papers: an article that shares a fifth of its 8-word runs (or of the other's, where
that is the shorter) with one that judges leaves the training labels, with every quote of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from stance.dataset.duplicates import normal_words
from stance.dataset.real import RealQuote

RUN = 8
SHARE = 0.2
Labelled = tuple[RealQuote, str]


def word_runs(text: str) -> set[str]:
    """All runs of eight words of a text."""
    words = normal_words(text)
    return {" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def without_copied_articles(quotes: Sequence[Labelled]) -> tuple[list[Labelled], list[str]]:
    """The labelled quotes without those of copied training articles, and the names of these articles."""
    texts = {(quote.set, quote.source, quote.doc): text for quote, text in quotes}
    judging: dict[str, set[str]] = defaultdict(set)
    lengths = {}
    for (subset, source, doc), text in texts.items():
        if subset != "train":
            name = f"{source}/{doc}"
            runs = word_runs(text)
            lengths[name] = len(runs)
            for run in runs:
                judging[run].add(name)
    copied = {
        (source, doc)
        for (subset, source, doc), text in texts.items()
        if subset == "train" and _copies(word_runs(text), judging, lengths)
    }
    kept = [(q, text) for q, text in quotes if q.set != "train" or (q.source, q.doc) not in copied]
    return kept, sorted(f"{source}/{doc}" for source, doc in copied)


def _copies(runs: set[str], judging: dict[str, set[str]], lengths: dict[str, int]) -> bool:
    shared = Counter(name for run in runs for name in judging.get(run, ()))
    return any(count >= SHARE * max(1, min(len(runs), lengths[name])) for name, count in shared.items())
