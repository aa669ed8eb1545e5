"""How much the articles repeat each other: runs of words, and near-duplicate sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

RUN = 8
MOST_ARTICLES = 3
JACCARD = 0.5
GRAM = 5
SHORTEST = 6
"""Words; shorter sentences (“No comment.”) are nobody's property and are not compared."""
PERMUTATIONS = 64
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|\n+")
_MASK = "#"


@dataclass(frozen=True, slots=True)
class Repetition:
    """Counts over a set of articles.

    `runs` are the different runs of eight words, `common_runs` those in more than three articles; `sentences` those
    of six words or more, `near_copies` those with a character 5-gram Jaccard of 0.5 or more to one of another article.
    """

    articles: int
    runs: int
    common_runs: int
    sentences: int
    near_copies: int
    examples: tuple[str, ...]

    @property
    def share(self) -> float:
        """Near-duplicate sentences as a share of all."""
        return self.near_copies / self.sentences if self.sentences else 0.0


def repetition(texts: Mapping[str, str]) -> Repetition:
    """Measure the repetition in articles by id. Capitalised words and numbers count as one: names are masked."""
    where: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for article_id, text in texts.items():
        for run in runs_of(text):
            where[run].add(article_id)
    common = [run for run, articles in where.items() if len(articles) > MOST_ARTICLES]
    sentences = [(article_id, words) for article_id, text in texts.items() for words in _sentences(text)]
    near = near_copies(sentences)
    shown = sorted(" ".join(run) for run in common)[:5]
    return Repetition(len(texts), len(where), len(common), len(sentences), len(near), tuple(shown))


def runs_of(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of eight words inside a paragraph, names and numbers masked; runs of names only are left out."""
    for paragraph in text.split("\n"):
        words = [_MASK if word[0].isupper() or word[0].isdigit() else word for word in _WORD.findall(paragraph)]
        for start in range(len(words) - RUN + 1):
            run = tuple(words[start : start + RUN])
            if run.count(_MASK) <= RUN // 2:
                yield run


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        words = _WORD.findall(sentence.casefold())
        if len(words) >= SHORTEST:
            yield " ".join(words)


def _grams(sentence: str) -> frozenset[str]:
    return frozenset(sentence[i : i + GRAM] for i in range(max(1, len(sentence) - GRAM + 1)))


def near_copies(sentences: Iterable[tuple[str, str]]) -> set[int]:
    """The numbers of sentences that nearly stand in another article too.

    Candidates come from MinHash with locality-sensitive hashing (Broder, 1997; datasketch), at a lower threshold so
    that few are missed; each is then compared exactly.
    """
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=JACCARD - 0.1, num_perm=PERMUTATIONS)
    seen: list[tuple[str, frozenset[str]]] = []
    found: set[int] = set()
    for number, (article_id, sentence) in enumerate(sentences):
        grams = _grams(sentence)
        signature = MinHash(num_perm=PERMUTATIONS, seed=1)
        signature.update_batch(sorted(gram.encode() for gram in grams))
        for other in map(int, index.query(signature)):
            theirs, other_grams = seen[other]
            if theirs != article_id and len(grams & other_grams) >= JACCARD * len(grams | other_grams):
                found |= {number, other}
        index.insert(str(number), signature)
        seen.append((article_id, grams))
    return found
