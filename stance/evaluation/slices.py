"""Where a model is good and where not: its score by kind, length, layer, source, grade, stratum, half and cue.

A slice of few quotes has a wide interval, which is why every figure stands beside one (cluster bootstrap by article).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.evaluation.metrics import Interval, Judged, cluster_weights, counts, counts_by_group, interval, prf
from stance.labels.functions import votes
from stance.labels.types import STANCES

if TYPE_CHECKING:
    from datasets import Dataset

REPLICATES = 1000
FEWEST = 10
"""Slices of fewer quotes are not shown."""
MOST_SOURCES = 12
LENGTHS = {8: "1–8 words", 20: "9–20 words", 40: "21–40 words", float("inf"): "over 40 words"}
"""By the most words that each class holds."""
_SAME_QUOTE = 0.4
"""Similarity from which an edited quote and an original of the same article are taken for a pair."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The score on some of the quotes.

    Attributes:
        by: what the quotes are parted by.
        value: what these quotes have in common.
        n: how many quotes.
        macro_f1: with its 95% interval; over the stances that occur in the slice or were named in it.
        f1: of each stance.
    """

    by: str
    value: str
    n: int
    macro_f1: Interval
    f1: tuple[float, ...]

    def to_dict(self) -> dict[str, Any]:
        """As `stance evaluate --format json` writes it."""
        f1 = {stance: value for stance, value in zip(STANCES, self.f1, strict=True)}
        return {"by": self.by, "value": self.value, "n": self.n, "macro_f1": self.macro_f1.to_dict(), "f1": f1}


@dataclass(frozen=True, slots=True)
class ContrastPairs:
    """Pairs of a quote and its smallest edit with another answer: how many have both members wholly right."""

    n: int
    both_right: Interval

    def to_dict(self) -> dict[str, Any]:
        """As `stance evaluate --format json` writes it."""
        return {"n": self.n, "both_right": self.both_right.to_dict()}


def slices(rows: Dataset, judged: Judged, *, replicates: int = REPLICATES, seed: int = 0) -> list[Slice]:
    """The score on every slice of a split that holds enough quotes, in a fixed order."""
    found = []
    for by, values in _columns(rows):
        for name in _ordered(by, values):
            mask = np.array([value == name for value in values], bool)
            # What all quotes have in common parts nothing.
            if FEWEST <= mask.sum() < len(values):
                found.append(_slice(by, name, judged.take(mask), replicates, seed))
    return found


def _ordered(by: str, values: Sequence[str]) -> list[str]:
    """The values that make slices: lengths in their order, the commonest sources first, the rest by name."""
    if by == "length":
        return list(LENGTHS.values())
    if by == "source":
        return [name for name, _ in Counter(filter(None, values)).most_common(MOST_SOURCES)]
    return sorted(set(filter(None, values)))


def _columns(rows: Dataset) -> Iterator[tuple[str, list[str]]]:
    """What quotes are parted by, with the value of every quote."""
    yield "kind", list(rows["kind"])
    yield "length", [length_of(text) for text in rows["text"]]
    yield "cue word", cue_words(rows)
    for name in ("layer", "grade", "stratum", "half", "source"):
        yield name, [str(value) for value in rows[name]]
    yield "contrast edit", ["edited" if edit else "as written" for edit in rows["contrast"]]


def length_of(text: str) -> str:
    """A quote's length in words, as one of four classes."""
    words = len(text.split())
    return next(name for most, name in LENGTHS.items() if words <= most)


def cue_words(rows: Dataset) -> list[str]:
    """Whether a labelling function finds a cue of any of the three stances in a quote: the easy ones, and the rest."""
    read = zip(rows["text"], rows["cue"], rows["context"], rows["kind"], strict=True)
    return ["present" if any(vote > 0 for vote in votes(*quote)) else "absent" for quote in read]


def _slice(by: str, value: str, judged: Judged, replicates: int, seed: int) -> Slice:
    found = counts(judged.y, judged.decided)
    weights, index = cluster_weights(judged.groups, replicates, seed)
    sums = counts_by_group(found, index, weights.shape[1])
    f1 = prf(found.sum(0))[:, 2]
    # A stance that neither occurs here nor was named has no F1; counted as 0 it would blame the slice for it.
    there = found.sum((0, 2)) > 0
    if not there.any():
        return Slice(by, value, len(judged.y), Interval(0.0, 0.0, 0.0), tuple(map(float, f1)))
    drawn = (weights @ sums).reshape(-1, 3, 3)
    # The same of a replicate, in which a rare stance may be missing.
    occurs = drawn.sum(2) > 0
    kept = occurs.any(1)
    means = (prf(drawn)[kept, :, 2] * occurs[kept]).sum(1) / occurs[kept].sum(1)
    return Slice(by, value, len(judged.y), interval(f1[there].mean(), means), tuple(map(float, f1)))


def contrast_pairs(rows: Dataset, judged: Judged, *, replicates: int = REPLICATES, seed: int = 0) -> ContrastPairs:
    """How many contrast pairs of a split are wholly right; pairs without their original in the split are left out."""
    pairs = pair_up(rows)
    if not pairs:
        return ContrastPairs(0, Interval(0.0, 0.0, 0.0))
    right = (judged.y == judged.decided).all(1)
    both = np.array([right[edit] and right[original] for edit, original in pairs], float)
    families = [rows[edit]["family"] for edit, _ in pairs]
    weights, index = cluster_weights(families, replicates, seed)
    sums, sizes = (np.bincount(index, values, weights.shape[1]) for values in (both, np.ones(len(both))))
    return ContrastPairs(len(pairs), interval(both.mean(), (weights @ sums) / np.maximum(weights @ sizes, 1)))


def pair_up(rows: Dataset) -> list[tuple[int, int]]:
    """Row numbers of each edited quote and of the original that is most like it in the same family.

    An edit of the context leaves the quote as it was, and one of the quote leaves the context: both are compared.
    """
    families, edits = list(rows["family"]), list(rows["contrast"])
    texts, contexts = list(rows["text"]), list(rows["context"])
    originals: dict[str, list[int]] = {}
    for place, (family, edit) in enumerate(zip(families, edits, strict=True)):
        if not edit:
            originals.setdefault(family, []).append(place)
    found = []
    for place in (number for number, edit in enumerate(edits) if edit):
        like = _likeness(texts[place], contexts[place], texts, contexts)
        best = max(originals.get(families[place], []), key=like, default=None)
        if best is not None and like(best) >= _SAME_QUOTE:
            found.append((place, best))
    return found


def _likeness(text: str, context: str, texts: Sequence[str], contexts: Sequence[str]) -> Callable[[int], float]:
    words, around = text.split(), context.split()

    def like(other: int) -> float:
        same_text = SequenceMatcher(None, words, texts[other].split(), autojunk=False).ratio()
        same_context = SequenceMatcher(None, around, contexts[other].split(), autojunk=False).ratio()
        return (same_text + same_context) / 2

    return like
