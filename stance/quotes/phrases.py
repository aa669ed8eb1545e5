"""Noun phrases read off word classes: forwards from their first word, backwards from their last.

No parser: the way a shallow chunker does it.
"""

from __future__ import annotations

from stance.quotes.lexicon import HE_WORDS, ROLE_NOUNS, SHE_WORDS, TIME_WORDS
from stance.quotes.types import Span
from stance.quotes.words import Token
from stance.quotes.wordsets import word_set

Indices = tuple[int, int]
NP_TAGS = frozenset("NX#DR")
_KIN_AND_ROLES = ROLE_NOUNS | SHE_WORDS | HE_WORDS
_OF_SUBJECT = word_set("of for from in at with to on by near about against over under")


def noun_phrase(words: list[Token], first: int) -> Indices | None:
    """The noun phrase that starts at an index, with the name that stands after it in apposition."""
    found = _noun_phrase_forward(words, first)
    return found and _with_name(words, found)


def _with_name(words: list[Token], found: Indices) -> Indices:
    """The phrase with the name after it: “the mayor, Ana Ruiz,”; a phrase that ends in a name stays."""
    first, end = found
    if words[first].tag == "R" or words[end - 1].tag == "X" or end + 1 >= len(words) or words[end].tag != ",":
        return found
    last = end + 1
    while last < len(words) and words[last].tag in "X.":
        last += 1
    fewest = 2 if words[end - 1].text.lower() in _KIN_AND_ROLES else 3
    if last - end < fewest or (last < len(words) and words[last].tag not in ",.;—–WMPV"):
        return found
    return (first, last)


def _noun_phrase_forward(words: list[Token], first: int) -> Indices | None:
    count = len(words)
    if first >= count or (words[first].tag not in NP_TAGS and not _is_participle(words, first)):
        return None
    index = first + (words[first].tag == "V")
    if words[index].tag == "R":
        return (first, first + 1)
    while index < count:
        tag = words[index].tag
        if tag == "D" and index > first and words[index - 1].tag in "NX":
            break
        if (tag in "NX#D" and not _is_time(words, index, first)) or (
            tag == "." and index > first and words[index - 1].tag == "X" and index + 1 < count
        ):
            index += 1
        elif (
            tag == "V"
            and words[index - 1].tag == "D"
            and index + 1 < count
            and words[index + 1].tag in "NX"
            and index > first
        ):
            index += 1  # “the elected official”
        elif (
            tag == "P"
            and words[index].text in ("of", "for", "from", "at", "with", "in")
            and index > first
            and _goes_on(words, index)
        ) or (
            tag in "C&"
            and index > first
            and index + 1 < count
            and words[index + 1].tag in "XND"
            and _pairs(words, index)
        ):
            index += 1
        else:
            break
    return (first, index) if index > first else None


def _is_participle(words: list[Token], first: int) -> bool:
    """“undecided voter Ann Smith”: a word in -ed right before a noun or name."""
    return (
        words[first].tag == "V"
        and words[first].text.endswith("ed")
        and first + 1 < len(words)
        and words[first + 1].tag in "NX"
    )


def _goes_on(words: list[Token], index: int) -> bool:
    """Whether the preposition at `index` ties the next phrase to this one (of the union), not to the verb."""
    if index + 1 >= len(words):
        return False
    following = words[index + 1]
    word = words[index].text
    if following.tag not in "NXD#" or following.text.lower() in TIME_WORDS:
        return False
    if word in ("of", "for", "from"):
        return True
    return word in ("at", "with") and words[index - 1].tag == "N" and following.tag in "XD"


def _pairs(words: list[Token], index: int) -> bool:
    """Whether `and` joins two names of one subject, rather than two clauses."""
    if words[index].text not in ("and", "&", "or"):
        return False
    for word in words[index + 1 : index + 6]:
        if word.tag in "VA":
            return False
        if word.tag == "," and words[index - 1].tag == "X":
            break
    return True


def _is_time(words: list[Token], index: int, first: int) -> bool:
    word = words[index]
    if word.text.lower() not in TIME_WORDS:
        return False
    return index > first or word.tag == "X"


def noun_phrase_back(words: list[Token], last: int) -> Indices | None:
    """The noun phrase that ends at an index."""
    while (
        last >= 0
        and words[last].text.lower() in TIME_WORDS
        and words[last].tag == "X"
        and last
        and words[last - 1].tag in "NXR."
    ):
        last -= 1  # “Trump Monday said”
    if last < 0:
        return None
    if words[last].tag == "R":
        return (last, last + 1)
    first = _walk_back(words, last)
    if first > last:
        return None
    return _trim_front(words, first, last + 1)


def _walk_back(words: list[Token], last: int) -> int:
    index = last
    while index >= 0:
        word = words[index]
        tag = word.tag
        if (
            tag == "D"
            and index
            and words[index - 1].tag in "NX#M"
            and word.text not in ("other", "more", "few", "two", "three")
        ):
            return index  # “a rule | the committee”
        if (
            tag in "NX#D"
            or (tag == "." and index and words[index - 1].tag == "X")
            or (tag == "P" and word.text in _OF_SUBJECT and index and words[index - 1].tag in "NX)")
            or (word.text == "in" and index and words[index - 1].tag in "D#" and words[index + 1].tag in "D#")
        ):
            index -= 1
        elif tag == "P" and index and words[index - 1].tag == "V" and index > 1 and words[index - 2].tag in "NX":
            index -= 2  # “officials briefed on the matter”
        elif tag == "P" and index > 1 and words[index - 1].text.endswith("ing") and words[index - 2].tag in "NX#":
            index -= 2  # “protesters marching through the streets”
        elif tag == "V" and index and words[index - 1].tag == "D" and index < last:
            index -= 1  # “the elected official”
        elif (
            tag in "C&"
            and word.text in ("and", "&")
            and index
            and words[index - 1].tag in "NX"
            and _is_pair_back(words, index)
        ) or (
            tag == "B"
            and index
            and words[index - 1].tag == "D"
            and index < last
            and word.text in ("first", "then", "now", "long")
        ):
            index -= 1
        elif tag in "VA" and index < last:
            return _relative_start(words, index)
        else:
            break
    return index + 1


def _relative_start(words: list[Token], index: int) -> int:
    """Where the phrase starts if the verb at `index` belongs to a relative clause (“the man who shot him”)."""
    for place in range(index - 1, max(index - 8, 0), -1):
        tag = words[place].tag
        if tag == "W" or (tag == "S" and words[place].text == "that" and words[place - 1].tag == "N"):
            if words[place - 1].tag in "NX":
                return _walk_back(words, place - 1)
            break
        if tag in ",;CS":
            break
    return index + 1


def _is_pair_back(words: list[Token], index: int) -> bool:
    """Whether the words before `and` are a noun phrase from the start of their clause on, with no verb."""
    for place in range(index - 1, -1, -1):
        tag = words[place].tag
        if tag in "VAM":
            return False
        if tag in ";:SW" or (tag == "," and words[place - 1].tag not in "NX"):
            return True
    return True


def _trim_front(words: list[Token], first: int, end: int) -> Indices | None:
    """Drop a leading time word and, after a head noun's relative clause, what follows the head."""
    while first < end and words[first].tag in "P,C.":
        first += 1
    if (
        first
        and first < end - 1
        and words[first].tag == "N"
        and words[first + 1].tag in "XD"
        and (words[first - 1].tag == "A" or words[first - 1].text == "to")
    ):
        first += 1  # “would involve | Attorney General Lynch, who told”
    if (
        first < end - 1
        and words[first].text.lower() in TIME_WORDS
        and words[first].tag != "D"
        and words[first + 1].tag in "DX"
    ):
        first += 1
    return (first, end) if first < end else None


def span_of(words: list[Token], found: Indices) -> Span:
    """The characters of a phrase: its determiner stays, a full stop or relative clause at its end does not."""
    first, end = found
    stop = end
    for index in range(first + 1, end):
        if (
            words[index].tag in "WVS"
            and index > first
            and not (words[index].tag == "V" and index + 1 < end and words[index - 1].tag == "D")
        ):
            stop = index
            break
    while stop > first + 1 and words[stop - 1].tag in ".,":
        stop -= 1
    return words[first].start, words[stop - 1].end
