"""Who a reporting word belongs to: the noun phrase before it, or after it where the order is turned round."""

from __future__ import annotations

from stance.quotes.lexicon import TIME_WORDS
from stance.quotes.phrases import NP_TAGS, Indices, noun_phrase, noun_phrase_back
from stance.quotes.words import Token

_LONGEST_DATELINE = 12
_CLAUSE_SIGNS = frozenset(";:—–")


def subject_before(words: list[Token], verb: int, form: str) -> Indices | None:
    """Token indices [first, last + 1) of the subject of the reporting word at index `verb`, or None."""
    place = verb - 1
    if form == "b":
        place = _before_infinitive(words, place)
    place = _before_adverbs(words, place)
    if place < 0:
        return None
    last = words[place]
    if form == "g" and last.tag not in "WXN":
        return _gerund_subject(words, place)
    if last.tag == "W" or (
        last.tag == "S" and last.text in ("which", "that") and place and words[place - 1].tag in "N,X"
    ):
        return _antecedent(words, place)
    if last.tag == "," or last.text in ("—", "–", "-", ")"):
        return _before_parenthesis(words, place)
    if last.tag == "C" or last.tag == "V":
        return clause_subject(words, place) or clause_subject(words, place, True)
    if last.tag in NP_TAGS or (last.tag == "." and place and words[place - 1].tag == "X"):
        return noun_phrase_back(words, place)
    return None


def subject_after(words: list[Token], verb: int) -> Indices | None:
    """The noun phrase right after a reporting word (“said the minister”), or None."""
    first = verb + 1
    while first < len(words) and words[first].tag == "B" and words[first].text != "here":
        first += 1
    return noun_phrase(words, first)


def clause_subject(words: list[Token], place: int, wide: bool = False) -> Indices | None:
    """The first noun phrase of the clause that holds index `place`, past an introductory phrase.

    `wide` looks from the start of the sentence or the last marks on, over side clauses and dashes.
    """
    start = 0
    for index in range(place, -1, -1):
        tag = words[index].tag
        narrow = tag in _CLAUSE_SIGNS or (tag == "S" and words[index].text in ("while", "though", "that"))
        if tag in "M:;" or _is_dateline(words, index) or (narrow and not wide):
            start = index + 1
            break
    found = _first_phrase(words, start, place)
    if found is None and start and words[start - 1].tag == "M":
        return clause_subject(words, start - 2)  # a title in marks: on “Morning Joe,” explaining
    return found


def _is_dateline(words: list[Token], index: int) -> bool:
    """Whether a dash ends a dateline: `SELM, Feb. 3 --`."""
    if words[index].text not in ("—", "–", "-", "―") or index > _LONGEST_DATELINE:
        return False
    return (words[0].text.isupper() and len(words[0].text) > 2) or words[index - 1].tag == ")"


def _before_adverbs(words: list[Token], place: int) -> int:
    """Back over auxiliaries, adverbs and `on Tuesday`."""
    while place >= 0:
        if words[place].tag in "AB" and not _is_name_like(words, place):
            place -= 1
        elif place and words[place].text == "since" and words[place - 1].tag == "A":
            place -= 1  # “has since said”
        elif place > 1 and words[place].text.lower() in TIME_WORDS and words[place - 1].tag == "P":
            place -= 2
        else:
            break
    return place


def _before_infinitive(words: list[Token], place: int) -> int:
    """Back over `went on to`, `continued to` to what stands before."""
    if place >= 0 and words[place].text == "to":
        return place - 1
    return place


def _is_name_like(words: list[Token], place: int) -> bool:
    return words[place].text[:1].isupper() and place == 0 and words[place].tag == "X"


def _gerund_subject(words: list[Token], place: int) -> Indices | None:
    """The subject of `saying …`: its clause's, over a dash before it."""
    if place and (words[place].tag in "—–―" or words[place].text == "while"):
        return clause_subject(words, place - 1, True)
    return clause_subject(words, place)


def _antecedent(words: list[Token], place: int) -> Indices | None:
    place -= 1
    if place >= 0 and words[place].tag == ",":
        place -= 1
    if place >= 0 and words[place].tag in NP_TAGS:
        return noun_phrase_back(words, place)
    return None


def _before_parenthesis(words: list[Token], place: int) -> Indices | None:
    """The phrase before an apposition, a relative clause or brackets that end at `place`."""
    sign = words[place].text
    if sign == ")":
        for index in range(place - 1, -1, -1):
            if words[index].tag == "(":
                return noun_phrase_back(words, index - 1) if index and words[index - 1].tag in NP_TAGS else None
        return None
    for wide in (True, False):
        found = clause_subject(words, place - 1, wide)
        if found and found[1] <= place and (found[1] == place or words[found[1]].tag in ",(—–-WPSV"):
            return found
    return _role_and_name(words, place - 1)


def _role_and_name(words: list[Token], last: int) -> Indices | None:
    """`…, a spokeswoman, Ana Ruiz, said`: the name that ends at an index with the role before it."""
    name = noun_phrase_back(words, last) if last >= 0 and words[last].tag == "X" else None
    if name is None or name[0] < 2 or words[name[0] - 1].tag != "," or words[name[0]].tag != "X":
        return None
    role = noun_phrase_back(words, name[0] - 2)
    return (role[0], name[1]) if role and words[role[0]].tag == "D" else name


def _is_opening_time(words: list[Token], index: int) -> bool:
    """Whether a word says when and a comma ends it: `Friday, the minister …`."""
    return index + 1 < len(words) and words[index + 1].tag == "," and words[index].text.lower() in TIME_WORDS


def _is_participle(words: list[Token], index: int) -> bool:
    """Whether an -ing form opens a phrase, and is no part of a name."""
    return words[index].text.endswith("ing") and not (index + 1 < len(words) and words[index + 1].tag == "X")


def _first_phrase(words: list[Token], start: int, limit: int) -> Indices | None:
    first = start
    while first < limit and (words[first].tag in "C,B." or _is_opening_time(words, first)):
        first += 1
    if first + 1 < limit and words[first].text.lower() == "as" and words[first + 1].tag == "X":
        first += 1  # “As Smith, a lawyer, put it”
    if first < limit and (words[first].tag in "PSV" or _is_participle(words, first)):
        for index in range(first, limit):
            if words[index].tag == ",":
                return _first_phrase(words, index + 1, limit)
    found = noun_phrase(words, first)
    if found and found[0] < limit:
        return (found[0], min(found[1], limit + 1))
    return None
