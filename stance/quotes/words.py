"""A sentence as tokens, each with a rough word class from closed lists, endings and capitals."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from stance.quotes import lexicon as lex

FILLER = "\x01"
_SHORT = r"[’'](?:s|re|ve|ll|d|m)\b"
_TOKEN = re.compile(
    r"\x01+|\b(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Ww]e|[Yy]ou|I|[Ww]ho|[Tt]here)(?="
    + _SHORT
    + ")|"
    + _SHORT
    + r"|\w+(?:(?:[-.'’&/@]|(?<=\d),(?=\d))\w+)*|[^\w\s]"
)


class Token(NamedTuple):
    """A word or sign: its text, where it starts and ends, and its class.

    Classes: D determiner, P preposition, S subordinator, C conjunction, R pronoun, W who, A auxiliary, B adverb,
    V verb, N noun or adjective, X capitalised word, # number, M stretch in marks, else the sign itself.
    """

    text: str
    start: int
    end: int
    tag: str


def _classes() -> dict[str, str]:
    table: dict[str, str] = {}
    for tag, words in (
        ("V", lex.VERBS),
        ("B", lex.ADVERBS),
        ("A", lex.AUXILIARIES),
        ("P", lex.PREPOSITIONS),
        ("S", lex.SUBORDINATORS),
        ("C", lex.CONJUNCTIONS),
        ("D", lex.DETERMINERS),
        ("R", lex.PRONOUNS),
    ):
        table.update(dict.fromkeys(words, tag))
    table["who"] = "W"
    return table


CLASSES = _classes()


def tokens(skeleton: str, start: int, end: int) -> list[Token]:
    """The tokens of `skeleton[start:end]`, a text whose marked stretches are filled with FILLER."""
    new = tuple.__new__
    found: list[Token] = [
        new(Token, (word := match[0], match.start(), match.end(), class_of(word)))
        for match in _TOKEN.finditer(skeleton, start, end)
    ]
    if found and found[0].tag == "X":
        found[0] = found[0]._replace(tag=_first_class(found[0].text))
    if len(found) > 1 and found[0].tag == "V" and found[1].tag == "X" and found[0].text.endswith("ed"):
        found[0] = found[0]._replace(tag="X")  # a name's first word: Consolidated Letters
    return found


def _first_class(word: str) -> str:
    """The class of a sentence's first word, whose capital says nothing."""
    lowered = word.lower()
    tag = CLASSES.get(lowered)
    if tag:
        return tag
    if lowered.endswith("ly") and len(word) > 5:
        return "B"
    return "V" if lowered.endswith("ed") and len(word) > 4 else "X"


@lru_cache(maxsize=1 << 15)
def class_of(word: str) -> str:
    """The class of a word by itself."""
    return CLASSES.get(word) or _open_class(word)


def _open_class(word: str) -> str:
    first = word[0]
    if first.isalpha():
        if first.isupper():
            lowered = CLASSES.get(word.lower())
            return lowered if lowered and lowered not in "VB" and word not in ("May", "Will") else "X"
        if word.endswith("ly"):
            return "B"
        if word.endswith("ed") and len(word) > 3:
            return "V"
        return "N"
    if first == FILLER:
        return "M"
    if first in "%$":
        return "N" if first == "%" else "#"
    return "#" if first.isdigit() else first
