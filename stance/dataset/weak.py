"""Weak labels: the labelling functions' answer on quotes of articles for which nobody has labelled anything."""

from __future__ import annotations

from collections.abc import Iterator

from stance.dataset.config import DatasetConfig
from stance.dataset.examples import Example, example_of, seed_columns, unlabelled
from stance.dataset.seeds import Seeds
from stance.labels.functions import combine, votes
from stance.labels.gold import Decision
from stance.labels.types import STANCES


def weak_examples(seeds: Seeds, config: DatasetConfig) -> Iterator[Example]:
    """Examples of grade `weak`, in the split that teaches only: they judge nothing and set no threshold."""
    for quote in unlabelled(seeds):
        where = seed_columns(seeds, quote.article_id, config)
        if where["split"] != "train":
            continue
        scores = combine(votes(quote.text, quote.cue.text if quote.cue else "", quote.context, quote.kind))
        stances = tuple(stance for stance, score in zip(STANCES, scores, strict=True) if score >= 0.5)
        yield example_of(quote, Decision(stances, "weak", False, "weak"), **where, id=quote.id, weight=1.0)
