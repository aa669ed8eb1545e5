"""Where the content of indirect speech begins and ends inside its sentence."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter

from stance.quotes.events import Report, Sentence
from stance.quotes.lexicon import TIME_WORDS
from stance.quotes.phrases import noun_phrase
from stance.quotes.types import Span
from stance.quotes.words import Token
from stance.quotes.wordsets import word_set

_LEADS = word_set("while although though if when after as since because before once even whereas until whenever")
_OBJECT_STOPS = word_set("when because before since although though following despite amid until even")
_DEEDS = word_set(
    "think believe hope fear decide show find begin continue write offer post order read speak propose go_on"
)
_MEDIA = word_set(
    "interview statement speech op-ed tweet tweets conference spokesman spokeswoman spokesperson lawyer lawyers ad ads "
    "letter email emails show facebook twitter instagram condition memo editorial column article post rally debate "
    "briefing appearance remarks address testimony filing release call"
)
_DASHES = frozenset("—–-―")
_START = attrgetter("start")
_FURTHEST_THAT = 14
_HEADS_OF_TIME = frozenset(
    ("on", "in", "at", "during", "to", "through", "late", "early", "by", "via", "before", "after", "for", "with")
)


def that_after(words: list[Token], first: int) -> int | None:
    """The index after `that` if nothing stands before it but when, where and to whom (“said in May that”)."""
    if first >= len(words):
        return None
    if words[first].text == "that":
        stands_alone = first + 1 < len(words) and words[first + 1].tag == "A"  # “say that won't last”
        return first if stands_alone else first + 1
    opener = words[first]
    if opener.tag == "D" and first + 1 < len(words) and words[first + 1].text.lower() in TIME_WORDS:
        opener = words[first + 1]
    if opener.text not in _HEADS_OF_TIME and opener.text.lower() not in TIME_WORDS and opener.tag not in "B,":
        return None
    for index in range(first + 1, min(first + _FURTHEST_THAT, len(words))):
        if words[index].text == "that":
            return index + 1
        if words[index].tag in "VAM;:SW":
            return None
    return None


def clause_after(words: list[Token], first: int) -> int | None:
    """The index where a clause without `that` starts, past `on Tuesday`: a noun phrase with a verb behind it."""
    start = first
    while start < len(words) and (
        words[start].text.lower() in TIME_WORDS or (words[start].tag == "B" and words[start].text != "there")
    ):
        start += 1
    if start + 1 < len(words) and words[start].tag == "P" and words[start + 1].text.lower() in TIME_WORDS:
        start += 2
    if start >= len(words):
        return None
    if words[start].tag == "S" and words[start].text in ("if", "when", "while", "because", "although", "though"):
        return start
    if words[start].tag not in "NX#DR" and words[start].text != "there":
        return None
    return start


def has_verb(words: list[Token], start: int) -> bool:
    """Whether a verb stands soon after an index, so that a clause starts there and no object."""
    found = noun_phrase(words, start)
    after = found[1] if found else start
    while after < len(words) and words[after].tag == "B":
        after += 1
    if after < len(words) and words[after].tag in "VA":
        return True
    return any(word.tag in "VA" for word in words[start : start + 8] if word.text != "to")


def object_end(words: list[Token], start: int) -> int:
    """The index after an object or infinitive: before a side clause, or the next verb of the same subject."""
    for index in range(start + 1, len(words)):
        word = words[index]
        if word.tag in ";:(M—–" or (word.text in _OBJECT_STOPS and index > start + 1):
            return index
        if word.tag == "," and _leaves_object(words, index):
            return index
        if word.tag == "P" and index > start + 1 and _names_medium(words, index):
            return index
        if word.tag == "C" and index + 1 < len(words) and _is_next_verb(words[index + 1]):
            return index
        if word.tag == "P" and index + 1 < len(words) and words[index + 1].text.lower() in TIME_WORDS:
            return index
        if word.text.lower() in TIME_WORDS and word.tag == "X" and index > start + 1:
            return index
    return len(words)


def _leaves_object(words: list[Token], comma: int) -> bool:
    """Whether what follows a comma is no further object: a participle, a clause, an aside."""
    if comma + 1 >= len(words):
        return True
    following = words[comma + 1]
    if following.tag == "C":
        return following.text not in ("and", "or") or comma + 2 >= len(words) or words[comma + 2].tag in "VAR"
    return following.tag in "VARWDSMP" or following.text.endswith("ing")


def _names_medium(words: list[Token], index: int) -> bool:
    """Whether a preposition leads to where or through whom it was said: in an interview, through a lawyer."""
    if words[index].text in ("of", "to", "from", "by", "about", "against"):
        return False
    for word in words[index + 1 : index + 5]:
        if word.text.lower() in _MEDIA:
            return True
        if word.tag not in "DNX#B":
            return False
    return False


def _is_next_verb(word: Token) -> bool:
    return word.tag in "VA" or (word.text.endswith("ing") and word.tag == "N") or word.tag == "B"


def content_end(words: list[Token], start: int, report: Report, sentence: Sentence) -> int:
    """The index after the last word of the content that starts at `start`."""
    stops = _stops(words, report, sentence)
    bounded = _is_bounded(words, report)
    dash = None
    for index in range(start, len(words)):
        word = words[index]
        if index in stops or (word.tag == ";" and any(stop > index for stop in stops)):
            return _back(words, index, start)
        if word.tag in ",;" and index > start + 1 and (bounded or _leaves_clause(words, index)):
            return index
        if word.text in _DASHES and word.end - word.start == 1 and _stands_alone(words, index):
            dash = None if dash is not None else index
        if word.text == "--":
            dash = None if dash is not None else index
    return dash if dash is not None and dash > start + 2 else len(words)


def _leaves_clause(words: list[Token], index: int) -> bool:
    """Whether the reporter goes on behind a comma: a new clause about a person, a relative clause, a contrast."""
    if words[index].tag == ";":
        return True
    following = words[index + 1 : index + 3]
    if len(following) < 2:
        return False
    first, second = following
    if first.tag == "C":
        return first.text in ("and", "but") and second.tag == "R"
    return first.tag == "W" or first.text == "while"


def _stands_alone(words: list[Token], index: int) -> bool:
    """Whether a dash has a space on a side, or is long: not a hyphen."""
    if words[index].text != "-":
        return True
    return index > 0 and words[index - 1].end < words[index].start


def _stops(words: list[Token], report: Report, sentence: Sentence) -> set[int]:
    """The indices at which another report of the sentence takes over."""
    later = (other for other in sentence.reports if other.first > report.last and not other.weak)
    return {stop for other in later if (stop := _stop(words, report, other)) is not None}


def _stop(words: list[Token], report: Report, other: Report) -> int | None:
    """Where a later report ends the content, None where it is part of it."""
    if other.cue.form == "a":
        return other.first
    if other.cue.form == "g":
        before = words[other.first - 1].tag
        return other.first if before in ",—–" or (report.cue.form == "g" and before == "C") else None
    if other.mention == report.mention:
        return other.first if _takes_over(words, other) else None
    if other.mention is None or (other.trailing and other.inverted):
        return None
    place = _index_at(words, other.mention[0])
    before = words[place - 1].tag if place else ""
    if other.trailing:
        return place - 1 if before == "," else None
    joined = before in ("C", ";") or words[place - 1].text in ("while", "though", "although")
    return place if place and joined else None


def _takes_over(words: list[Token], other: Report) -> bool:
    """Whether a later verb of the same subject is a report of its own (“and added that”), no part of the content."""
    place = other.first - 1
    while place > 0 and words[place].tag in "BA":
        place -= 1
    comma = place > 0 and words[place - 1].tag == ","
    return comma or other.cue.lemma not in _DEEDS


def _index_at(words: list[Token], start: int) -> int:
    place = bisect_left(words, start, key=_START)
    return place if place < len(words) else 0


def _back(words: list[Token], index: int, start: int) -> int:
    """Back over the conjunction, adverbs and comma before the next report."""
    while index > start and (
        words[index - 1].tag in "CB,A" or words[index - 1].text in ("while", "though", "although")
    ):
        index -= 1
    return index


def _is_bounded(words: list[Token], report: Report) -> bool:
    """Whether the report stands in a side clause that ends at a comma: `While she says …, …`, `X, who says …, …`."""
    if report.mention is None:
        return False
    first = _index_at(words, report.mention[0])
    before = words[: report.first]
    if before and before[0].text.lower() in _LEADS and not any(word.tag == "," for word in before):
        return True
    if first and (words[first - 1].text in _LEADS or words[first - 1].text in ("which", "who", "whom", "what")):
        return True
    place = report.first - 1
    while place > first and words[place].tag in "AB":
        place -= 1
    return words[place].tag == "W" or words[place].text == "which"


def span_between(words: list[Token], start: int, end: int) -> Span | None:
    """The characters of `words[start:end]`, without punctuation at the ends; None for a word or two."""
    while end > start and words[end - 1].tag in ".,;:!?—–-":
        end -= 1
    while start < end and words[start].tag in ",;:.—–-":
        start += 1
    if end - start < 2:
        return None
    return words[start].start, words[end - 1].end
