"""A small language for phrases over normalised text, compiled to regular expressions.

    may                     the word
    fabricat~               any word that begins so (four letters at least where it stands first)
    (is|are|'s|has been)    one of them
    very?  (a|an)?          may be left out
    *3                      at most three words between, within a sentence

The first element is what a phrase is looked up by, so it can neither be left out nor be a gap. That is what
makes fifty functions fast: a phrase is tried only where its first word stands.
"""

from __future__ import annotations

import re
from functools import cache

_ELEMENT = re.compile(r"\*\d+|\([^)]*\)\??|[^\s()]+")
_INSIDE = re.compile(r"\([^)]*\)")
_SPACES = re.compile(r"\s+")
_SEPARATOR = re.compile(r"[/\n]")
STEM = 4


class Phrase:
    """One phrase: where to try it, and how it goes on."""

    __slots__ = ("first", "match", "source")

    def __init__(self, source: str) -> None:
        """Compile a phrase.

        Raises:
            ValueError: when its first element cannot be looked up.
        """
        elements = _ELEMENT.findall(source)
        if not elements or elements[0][0] == "*" or elements[0][-1] == "?":
            raise ValueError(f"phrase `{source}` must begin with a word")
        self.source = source
        self.first = tuple(_first_word(choice, source) for choice in _choices(elements[0]))
        body = "".join(_compile(element) for element in elements)
        self.match = re.compile(body + r"(?<= )").match

    def __repr__(self) -> str:
        return f"Phrase({self.source!r})"


def _choices(element: str) -> list[str]:
    inner = element.rstrip("?")
    return inner[1:-1].split("|") if inner.startswith("(") else [inner]


def _first_word(choice: str, source: str) -> str:
    word = choice.split()[0]
    if word.endswith("~") and len(word) <= STEM:
        raise ValueError(f"phrase `{source}`: a stem that stands first needs {STEM} letters")
    return word


def _compile(element: str) -> str:
    if element == "?":
        return r"\? "
    if element[0] == "*":
        return rf"(?:[^\s.?!;]+ ){{0,{int(element[1:])}}}"
    one = "|".join(r" ".join(_word(word) for word in choice.split()) for choice in _choices(element))
    return f"(?:(?:{one}) )" + ("?" if element.endswith("?") else "")


def _word(word: str) -> str:
    return re.escape(word[:-1]) + r"\w*(?:-\w+)*" if word.endswith("~") else re.escape(word)


@cache
def phrases(block: str) -> tuple[Phrase, ...]:
    """The phrases of a block of text, one a line or separated by `/`; a line may break inside parentheses."""
    parts = _SEPARATOR.split(_INSIDE.sub(lambda found: _SPACES.sub(" ", found[0]).replace("| ", "|"), block))
    return tuple(Phrase(part.strip()) for part in parts if part.strip())
