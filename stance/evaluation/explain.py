"""Which words moved a score: the weights themselves for linear n-grams, occlusion for every other model.

A weight is in logits of the score before calibration (calibration keeps its order): positive speaks for the stance.
Linear: each n-gram's share of the score, given in equal parts to the words that it covers, so that the weights of a
quote and the intercept add up to its logit. Occlusion (Zeiler and Fergus, 2014; Li et al., 2016): how far the logit
falls when the word is left out; words that stand in for each other get less than their due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from stance.labels.types import STANCES
from stance.models.calibration import logit
from stance.models.model import Floats, Scorer, StanceModel
from stance.models.ngrams import Block, words_of
from stance.models.table import Table
from stance.models.tfidf import NgramScorer

Explanation = dict[str, list[tuple[str, float]]]
"""For each stance the quote's words in order with their weights; then `cue: …` and `context`, where they were read."""
VARIANTS_AT_ONCE = 512
CUE, CONTEXT = "cue: ", "context"


def explain(model: StanceModel, table: Table, *, most: int | None = None) -> list[Explanation]:
    """Explain the scores of every quote of a table.

    Args:
        model: the model whose scores are explained.
        table: quotes.
        most: occlusion leaves out so many stretches of neighbouring words at the most, instead of every single
            word; their weight is shared by the words. Linear weights cost nothing and are always word by word.
    """
    scorer = model.scorer
    weights = _linear(scorer, table) if isinstance(scorer, NgramScorer) else _occluded(scorer, table, most)
    return [_named(row, found) for row, found in zip(_rows(table), weights, strict=True)]


def _rows(table: Table) -> Iterator[tuple[str, str, str]]:
    return zip(table.text, table.cue, table.context, strict=True)


def _named(row: tuple[str, str, str], weights: Floats) -> Explanation:
    """Weights (words + 2, 3) → by stance and word; the last two are the cue's and the context's."""
    text, cue, context = row
    names = [*text.split(), f"{CUE}{cue}", CONTEXT]
    kept = [i for i, name in enumerate(names) if i < len(names) - 2 or (cue, context)[i - len(names) + 2]]
    return {s: [(names[i], round(float(weights[i, column]), 4)) for i in kept] for column, s in enumerate(STANCES)}


def _linear(scorer: NgramScorer, table: Table) -> Iterator[Floats]:
    """For each quote the summed contributions of each word, of the cue and of the context, (words + 2, 3)."""
    numbers = [{ngram: i for i, ngram in enumerate(block.vocabulary)} for block in scorer.blocks]
    starts = np.cumsum([0, *(len(block.vocabulary) for block in scorer.blocks)])
    for text, cue, context in _rows(table):
        words = text.split()
        found = np.zeros((len(words) + 2, len(STANCES)))
        for block, known, start in zip(scorer.blocks, numbers, starts[:-1], strict=True):
            part = scorer.weights[:, start : start + len(known)]
            if block.column == "text":
                found[: len(words)] += _contributions(block, known, part, words)
            else:
                column = cue if block.column == "cue" else context
                found[-2 if block.column == "cue" else -1] += _contributions(block, known, part, column.split()).sum(0)
        yield found


def _contributions(block: Block, known: dict[str, int], weights: Floats, words: Sequence[str]) -> Floats:
    """What each word contributes through one block, (words, 3)."""
    places: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for ngram, owners in _ngrams(block, words):
        if ngram in known:
            places[known[ngram]].append(owners)
    found = np.zeros((len(words), len(STANCES)))
    if not places:
        return found
    features = np.fromiter(places, int, len(places))
    counts = np.array([len(owners) for owners in places.values()])
    values = (1 + np.log(counts)) * block.idf[features]
    contributions = (values / np.sqrt((values**2).sum()))[:, None] * weights[:, features].T
    for contribution, occurrences in zip(contributions, places.values(), strict=True):
        for owners in occurrences:
            for owner in owners:
                found[owner] += contribution / (len(occurrences) * len(owners))
    return found


def _ngrams(block: Block, words: Sequence[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Every n-gram of a block with the numbers of the words that it covers."""
    least, most = block.sizes
    if block.analyzer == "char_wb":
        for number, word in enumerate(words):
            padded = f" {word.lower()} "
            for size in range(least, most + 1):
                for start in range(len(padded) - size + 1):
                    yield padded[start : start + size], (number,)
        return
    tokens = [(token, number) for number, word in enumerate(words) for token in words_of(word)]
    for size in range(least, most + 1):
        for start in range(len(tokens) - size + 1):
            window = tokens[start : start + size]
            yield " ".join(token for token, _ in window), tuple(number for _, number in window)


def _occluded(scorer: Scorer, table: Table, most: int | None) -> Iterator[Floats]:
    """For each quote how far the logits fall without each word, the cue, the context, (words + 2, 3)."""
    cuts = [_stretches(len(text.split()), most) for text in table.text]
    variants = [
        variant for row, stretches in zip(_rows(table), cuts, strict=True) for variant in _without(row, stretches)
    ]
    logits = _logits(scorer, variants)
    place = 0
    for stretches in cuts:
        own = logits[place : place + len(stretches) + 3]
        place += len(own)
        fall = own[0] - own[1:]
        sizes = [end - start for start, end in stretches]
        yield np.vstack([np.repeat(fall[:-2] / np.array(sizes)[:, None], sizes, axis=0), fall[-2:]])


def _stretches(words: int, most: int | None) -> list[tuple[int, int]]:
    """Numbers of neighbouring words that are left out together."""
    edges = np.linspace(0, words, 1 + (words if most is None else min(words, most))).round().astype(int).tolist()
    return list(pairwise(edges))


def _without(row: tuple[str, str, str], stretches: Sequence[tuple[int, int]]) -> Iterator[tuple[str, str, str]]:
    """The quote as it is, without each stretch, without its cue, without its context."""
    text, cue, context = row
    words = text.split()
    yield row
    for start, end in stretches:
        # The context holds the quote too, by which models find what stands before it: it is changed alike.
        less = " ".join(words[:start] + words[end:])
        yield less, cue, context.replace(text, less)
    yield text, "", context
    yield text, cue, ""


def _logits(scorer: Scorer, variants: Sequence[tuple[str, str, str]]) -> Floats:
    # Equal variants (no cue, no context) are scored once.
    distinct = list(dict.fromkeys(variants))
    place = {variant: number for number, variant in enumerate(distinct)}
    parts = []
    for start in range(0, len(distinct), VARIANTS_AT_ONCE):
        columns = zip(*distinct[start : start + VARIANTS_AT_ONCE], strict=True)
        parts.append(logit(scorer.predict_proba(Table(*(list(column) for column in columns)))))
    found = np.concatenate(parts) if parts else np.empty((0, len(STANCES)))
    return np.asarray(found[[place[variant] for variant in variants]])
