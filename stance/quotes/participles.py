"""Reports in participles: `Claiming …, X left`, `asked by X whether …`, `as reported by X`."""

from __future__ import annotations

from stance.quotes.cues import Cue
from stance.quotes.phrases import Indices, noun_phrase
from stance.quotes.words import Token
from stance.quotes.wordsets import word_set

_LONGEST_OPENING = 3  # words before the participle: But then, after …
_FRONTING = word_set("after by while before when without since besides despite in")
_BEFORE_PARTICIPLE = word_set("when as if once first though although until")


def is_fronted(words: list[Token], first: int, cue: Cue) -> bool:
    """Whether an -ing form opens its sentence, alone or after `After`, `While` and the like."""
    if cue.form != "g":
        return False
    place = first - 1
    if place >= 0 and words[place].text.lower() in _FRONTING:
        place -= 1
    return place < _LONGEST_OPENING and all(word.tag in "CB," for word in words[: place + 1])


def fronted_subject(words: list[Token], last: int) -> Indices | None:
    """The subject behind the comma that ends an opening participle: the first phrase there with its verb."""
    for index in range(last + 1, len(words)):
        if words[index].tag != ",":
            continue
        found = noun_phrase(words, index + 1)
        if found and _acts(words, found[1]):
            return found
    return None


def is_participle(words: list[Token], first: int, last: int, cue: Cue) -> bool:
    """Whether a past form opens a side clause with its agent behind it: (when) asked by X, as reported by X."""
    if cue.form != "f" or last + 1 >= len(words) or words[last + 1].text != "by":
        return False
    return first == 0 or words[first - 1].text.lower() in _BEFORE_PARTICIPLE or words[first - 1].tag == ","


def _acts(words: list[Token], after: int) -> bool:
    while after < len(words) and words[after].tag == "B":
        after += 1
    return after < len(words) and words[after].tag in "VAW,("
