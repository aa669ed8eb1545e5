"""Reports in nouns: “his claim that …”, “the ministry's refusal to …”, “warnings from engineers that …”."""

from __future__ import annotations

from stance.quotes.lexicon import TIME_WORDS
from stance.quotes.phrases import span_of
from stance.quotes.reporting_nouns import TO_CLAUSE, TO_INFINITIVE
from stance.quotes.subjects import subject_after
from stance.quotes.types import Span
from stance.quotes.words import Token
from stance.quotes.wordsets import word_set

_POSSESSIVES = word_set("his her their")
_FURTHEST_OWNER = 4
_ENDS = ("’s", "'s", "s’", "s'")


def noun_owner(words: list[Token], first: int, last: int) -> tuple[Span, int] | None:
    """Whose claim it is, and the index behind noun and owner; None where nobody is named.

    The owner is a possessive before the noun or a phrase after `by` or `from`.
    """
    after = last + 1
    if after < len(words) and words[after].text in ("by", "from"):
        found = subject_after(words, after)
        return (span_of(words, found), found[1]) if found and words[found[0]].tag != "#" else None
    for place in range(first - 1, max(first - 1 - _FURTHEST_OWNER, -1), -1):
        word = words[place]
        if word.text.lower() in _POSSESSIVES:
            return (word.start, word.end), after
        if word.text.endswith(_ENDS) and word.tag in "NX":
            return _possessor(words, place), after
        if word.tag not in "NXVB#":
            return None
    return None


def noun_content(words: list[Token], noun: Token, after: int) -> int | None:
    """The index of the content's first word: behind `that`, or an infinitive's `to`."""
    name = noun.text.lower()
    while after < len(words) and (words[after].tag == "B" or words[after].text.lower() in TIME_WORDS):
        after += 1
    if after + 1 >= len(words):
        return None
    if words[after].text == "that" and name in TO_CLAUSE:
        return after + 1
    infinitive = words[after].text == "to" and words[after + 1].tag in "NVA"
    return after if infinitive and name in TO_INFINITIVE else None


def _possessor(words: list[Token], place: int) -> Span:
    """The phrase that ends in a possessive: its name or noun with what describes it."""
    first = place
    while first and (words[first - 1].tag == "X" or (words[first - 1].tag == "N" and words[first].tag == "N")):
        first -= 1
    if first and words[first - 1].tag == "D":
        first -= 1
    cut = 2 if words[place].text.endswith(("’s", "'s")) else 1
    return words[first].start, words[place].end - cut
