"""Contrast pairs: do cue words alone tell a quote from its minimal edit? (Gardner et al., 2020)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from stance.dataset.seeds import ContrastEdit, Seeds
from stance.labels.bare_cues import bare_stances
from stance.labels.gold import decisions
from stance.labels.types import Stance
from stance.quotes.types import spans_text

MOST = 0.25
"""The share of pairs that bare cue words may get right in both halves; above it the pairs would reward cue words."""
CLOSE = 0.5
"""The share of words that a close edit keeps; below it the quote is another one rather than an edited one."""


@dataclass(frozen=True, slots=True)
class Said:
    """One half of a pair: the quote's words, the word that reports it, and what its labels decide."""

    text: str
    cue: str
    stances: tuple[Stance, ...]

    @property
    def told_by_cue_words(self) -> bool:
        """Whether bare cue words name exactly these stances."""
        return bare_stances(self.text, self.cue) == self.stances


@dataclass(frozen=True, slots=True)
class PairScore:
    """How many contrast pairs bare cue words get right.

    Attributes:
        pairs: pairs whose both halves are labelled, undisputed, and differ in their stances.
        close: those in which at least half of the words stay as they were.
        both: those that bare cue words get right: every stance, in both halves.
        both_close: those of the close ones.
    """

    pairs: int
    close: int
    both: int
    both_close: int

    @property
    def share(self) -> float:
        """The pairs that cue words get right, as a share of all."""
        return self.both / self.pairs if self.pairs else 0.0


def pair_score(seeds: Seeds) -> PairScore:
    """Bare cue words on the contrast pairs of a seeds folder."""
    pairs = list(labelled_pairs(seeds))
    close = [kept_words(before.text, after.text) >= CLOSE for before, after in pairs]
    right = [before.told_by_cue_words and after.told_by_cue_words for before, after in pairs]
    return PairScore(len(pairs), sum(close), sum(right), sum(a and b for a, b in zip(close, right, strict=True)))


def kept_words(before: str, after: str) -> float:
    """The words that an edit leaves in their order, as a share of the words of both (Ratcliff and Obershelp, 1988)."""
    return SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio()


def labelled_pairs(seeds: Seeds) -> Iterator[tuple[Said, Said]]:
    """A quote and its edit, where both are labelled and undisputed and their stances do differ."""
    decided = decisions(seeds.labels)
    for edit in seeds.edits:
        before = decided.get((edit.article_id, edit.spans))
        after = decided.get((edit.id, edit.moved_spans()))
        if before is None or after is None or before.disputed or after.disputed or before.stances == after.stances:
            continue
        article = seeds.articles[edit.article_id]
        cue, changed = _cues(seeds, edit)
        yield (
            Said(spans_text(article.text, edit.spans), cue, before.stances),
            Said(spans_text(edit.apply(article).text, edit.moved_spans()), changed, after.stances),
        )


def _cues(seeds: Seeds, edit: ContrastEdit) -> tuple[str, str]:
    """The word that reports the quote, before and after the edit."""
    known = [quote.cue for quote in seeds.quotes.get(edit.article_id, []) if quote.spans == edit.spans]
    cue = known[0] if known else None
    if cue is None:
        return "", ""
    return cue.text, edit.new if edit.start < cue.end and cue.start < edit.end else cue.text
