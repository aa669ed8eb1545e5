"""Whether a reporting word is a verb here, and of which kind: many are nouns as well (claims, reports)."""

from __future__ import annotations

from stance.quotes.cues import Cue
from stance.quotes.phrases import Indices
from stance.quotes.subjects import subject_after
from stance.quotes.words import Token
from stance.quotes.wordsets import word_set

_PASSIVE = word_set("was were is are been being be get got gets wasn't isn't weren't wasn’t isn’t")
_PLURALS = word_set(
    "people police men women some many most others both few all several none percent children two three"
)
_LIGHT = word_set("went goes going go continued continues came come began begins used wants")
_SUBJECT_DETERMINERS = word_set(
    "some many most few all both several one two three four five six seven eight nine ten others another dozens "
    "hundreds thousands"
)
_AFTER_VERB = frozenset(("S", "R", "M", ":", "D", "X", "#", ",", "W"))
_CLEAR_BASES = word_set(
    "complain contend worry acknowledge predict estimate maintain say tell believe think argue insist write "
    "hope fear find agree suggest warn accuse describe deny see show claim charge praise suggest indicate"
)
_CLAUSE_WORDS = frozenset(("that", "if", "whether", "how", "why", "what", "when", "where"))
_CLAUSE_OPENERS = word_set("that he she they it there")
_ALWAYS_VERBS = word_set("says tells writes adds insists argues explains believes thinks asserts admits concedes")


def is_noun(words: list[Token], first: int, last: int, cue: Cue) -> bool:
    """Whether the cue is a noun (“the claims”, “Clinton's remarks”) or a bare verb form with no subject."""
    before = words[first - 1] if first else None
    if cue.form == "n":
        return True
    if before is None:
        return words[first].text.islower()
    if cue.form == "g":
        return (
            before.tag == "D"
            or before.text == "worth"
            or (cue.lemma in ("rule", "report", "find") and before.tag in "NX")
        )
    after = words[last + 1].tag if last + 1 < len(words) else "."
    if cue.form == "f" and not cue_is_present(words[first].text):
        return after in "NX#" and _is_attributive(words, first)
    if words[first].text in _ALWAYS_VERBS or _is_parenthesis(words, first, last):
        return False
    if _noun_before(before, words[first].text):
        return True
    if cue.form == "b":
        return not _can_be_base(words, first)
    following = words[last + 1].text if last + 1 < len(words) else ""
    return _present_is_noun(before, after, following, cue)


def _is_parenthesis(words: list[Token], first: int, last: int) -> bool:
    """`…, Smith notes, …`: a name and a present between two commas."""
    if last + 1 >= len(words) or words[last + 1].tag not in ",." or words[first - 1].tag not in "XR":
        return False
    place = first - 1
    while place > 0 and words[place].tag in "X.R":
        place -= 1
    return words[place].tag == ","


def _is_attributive(words: list[Token], first: int) -> bool:
    """Whether a past form describes the noun behind it: the long announced visit, Smith's proposed budget."""
    place = first - 1
    while place > 0 and words[place].tag == "B":
        place -= 1
    before = words[place]
    if before.tag == "D":
        return before.text.lower() not in _SUBJECT_DETERMINERS
    return before.text.endswith(("’s", "'s", "s’", "s'", "ing")) and before.tag != "R"


def _noun_before(before: Token, word: str) -> bool:
    """Whether what stands before a form that may be a noun makes it one: a determiner, preposition, possessive."""
    if before.tag == "D":
        return before.text.lower() not in _SUBJECT_DETERMINERS or word not in _CLEAR_BASES
    return (before.tag == "P" and before.text != "to") or before.text.endswith(("’s", "'s", "s’", "s'"))


def _present_is_noun(before: Token, after: str, following: str, cue: Cue) -> bool:
    """Whether a form in -s is a plural noun, by the words on its two sides."""
    if (before.tag == "V" or before.text.endswith("ing")) and following not in _CLAUSE_WORDS:
        return True  # “rejected claims about”
    if before.tag == "V" or (cue.lemma == "state" and (before.tag in "XC#" or before.text.endswith("s"))):
        return True  # “rejected claims that”, “United States”
    if before.tag not in "XR,WB)":
        return after not in _AFTER_VERB
    if after == "S" and following not in _CLAUSE_WORDS:
        return True
    return after in "AV," or (after == "P" and before.tag != "R" and "n" not in cue.frames)


def cue_is_present(word: str) -> bool:
    """Whether a form is a third person present, which may be a plural noun too."""
    return word.endswith("s")


def _can_be_base(words: list[Token], first: int) -> bool:
    place = first - 1
    while place > 0 and words[place].tag == "B":
        place -= 1
    before = words[place]
    if before.text == "to":
        return True
    if before.tag in "AW":
        return before.text not in _PASSIVE and before.text not in ("has", "have", "had")
    if before.text.lower() in ("they", "we", "i", "you") or before.text.lower() in _PLURALS:
        return True
    if words[first].text == "say" and before.tag in "NXRDV#)":
        return True
    if _is_plural(before) and first + 1 < len(words) and words[first + 1].text in _CLAUSE_OPENERS:
        return True  # “the Germans announce they …”
    if words[first].text not in _CLEAR_BASES:
        return False
    if before.tag == "#" or (before.tag in ",—–)" and words[first].text in ("say", "argue", "believe", "insist")):
        return True
    return _is_plural(before) or (before.text in ("and", "but") and first > 2)


def _is_plural(word: Token) -> bool:
    return word.tag in "NX" and len(word.text) > 3 and word.text[-1] == "s" and word.text[-2] not in "’'"


def infinitive(words: list[Token], first: int) -> str:
    """For `to` + verb: "light" after `went on` and the like, else "weak"; "" where no `to` stands before."""
    place = first - 1
    while place > 0 and words[place].tag == "B" and words[place].text != "on":
        place -= 1
    if place < 0 or words[place].text != "to":
        return ""
    before = {word.text for word in words[max(place - 2, 0) : place]}
    return "light" if before & _LIGHT else "weak"


def is_passive(words: list[Token], first: int, cue: Cue) -> bool:
    """Whether a form of `be` stands before: was told, is said to."""
    if cue.form == "g":
        return False
    place = first - 1
    while place >= 0 and words[place].tag == "B":
        place -= 1
    return place >= 0 and words[place].text in _PASSIVE


def agent_of_passive(words: list[Token], last: int) -> Indices | None:
    """Who did it, after `by`."""
    for index in range(last + 1, min(last + 5, len(words))):
        if words[index].text == "by":
            return subject_after(words, index)
        if words[index].tag in ",;SM":
            return None
    return None
