"""Reports: a reporting word with the mention of who reports, read from one sentence."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from stance.quotes.cues import Cue
from stance.quotes.lexicon import ROLE_NOUNS, TIME_WORDS
from stance.quotes.nouns import noun_content, noun_owner
from stance.quotes.participles import fronted_subject, is_fronted, is_participle
from stance.quotes.phrases import Indices, noun_phrase, span_of
from stance.quotes.reporting_nouns import NOUNS
from stance.quotes.spans import Marked
from stance.quotes.subjects import subject_after, subject_before
from stance.quotes.types import Span
from stance.quotes.verbhood import agent_of_passive, infinitive, is_noun, is_passive
from stance.quotes.words import Token, tokens
from stance.quotes.wordsets import word_set

_MOST_CUES = 60  # that are read of one sentence: no real one has half as many, and the work grows with their square
_BARE = ROLE_NOUNS | word_set(
    "police people someone everyone nobody everybody somebody anyone anybody management staff who one another women "
    "men children congress parliament none nothing data research evidence polling testimony half poll report study "
    "memo ad campaign group party website letter survey book court panel union company paper"
)
_OPENING = 2  # words before an opening participle at most: When asked
_CONTENT_OPENERS = word_set("that if whether why how what where about")


@dataclass(slots=True)
class Report:
    """A cue, its speaker's mention (None where it has none), and the marked stretches it holds together.

    `inverted`: the subject follows the verb. `trailing`: it stands behind or inside its content, after a comma
    (“…, he said”). `weak`: an infinitive or the like, which reports only where marks follow at once.
    `first` and `last` are the indices of the cue's words in the sentence; `after` is where its content may
    begin, if not behind the cue, and `limit` where it has to end, if not with the sentence.
    """

    cue: Cue
    mention: Span | None
    first: int
    last: int
    inverted: bool = False
    trailing: bool = False
    weak: bool = False
    held: list[Marked] = field(default_factory=list)
    after: int | None = None
    limit: int | None = None


@dataclass(slots=True)
class Sentence:
    """A sentence with what was found in it."""

    start: int
    end: int
    paragraph: int
    marked: list[Marked]
    cues: list[Cue]
    words: list[Token] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)


def read_reports(skeleton: str, sentence: Sentence, leads: bool = False) -> None:
    """Fill in the words and reports of a sentence; `leads` says that marks open the next one."""
    if not sentence.marked and not leads and not any(map(_needs_no_marks, sentence.cues)):
        return  # nothing that could report without marks
    words = tokens(skeleton, sentence.start, sentence.end)
    starts = [word.start for word in words]
    sentence.words = words
    for cue in sentence.cues[:_MOST_CUES]:
        first = bisect_left(starts, cue.start)
        if first >= len(words) or words[first].start != cue.start:
            continue
        last = first
        while last + 1 < len(words) and words[last + 1].start < cue.end:
            last += 1
        report = _report(
            words,
            first,
            last,
            cue,
            [other for other in sentence.reports[-3:] if not other.weak and other.cue.form != "b"],
        )
        if report:
            sentence.reports.append(report)


def _needs_no_marks(cue: Cue) -> bool:
    return cue.frames != "q" or cue.lemma == "call"


def _report(words: list[Token], first: int, last: int, cue: Cue, before: list[Report]) -> Report | None:
    if cue.form == "a":
        found = subject_after(words, last)
        return Report(cue, span_of(words, found), first, last, True, first > 0) if found else None
    if is_noun(words, first, last, cue):
        return _noun_report(words, first, last, cue)
    if is_passive(words, first, cue) or is_participle(words, first, last, cue):
        found = agent_of_passive(words, last)
        trailing = first > 0 and words[first - 1].text.lower() == "as"
        if found is None:
            return None
        fronted = fronted_subject(words, last) if first < _OPENING else None
        limit = fronted[0] - 1 if fronted else None
        return Report(cue, span_of(words, found), first, last, False, trailing, after=found[1], limit=limit)
    if is_fronted(words, first, cue):
        fronted = fronted_subject(words, last)
        return fronted and Report(cue, span_of(words, fronted), first, last, limit=fronted[0] - 1)
    if cue.form == "f":
        found = _inverted_subject(words, first, last, cue.frames)
        if found:
            return Report(cue, span_of(words, found), first, last, True, True)
    if _shares_subject(words, first, cue) and before and not before[-1].trailing:
        return Report(cue, before[-1].mention, first, last)
    form = "f" if cue.form == "g" and _is_progressive(words, first) else cue.form
    found = subject_before(words, first, form)
    if found is None or ("s" not in cue.frames and _is_bare_noun(words, found)):
        return None
    weak = cue.form == "b" and infinitive(words, first) == "weak"
    trailing = (
        form != "g"
        and found[0] > 0
        and (words[found[0] - 1].tag in ",M—–" or words[found[0] - 1].text.lower() == "as")
        and _ends_after(words, last, cue.frames)
    )
    return Report(cue, span_of(words, found), first, last, False, trailing, weak)


def _is_bare_noun(words: list[Token], found: Indices) -> bool:
    """Whether a subject is one lower-case noun in the singular that names nobody (“violence”, “right”)."""
    first, end = found
    word = words[first]
    return (
        end - first == 1 and word.tag == "N" and word.text[-1] != "s" and word.text.islower() and word.text not in _BARE
    )


def _noun_report(words: list[Token], first: int, last: int, cue: Cue) -> Report | None:
    """A report in a noun with its owner and content; `limit` is the comma where it opens with a preposition."""
    if words[first].text.lower() not in NOUNS:
        return None
    owner = noun_owner(words, first, last)
    start = owner and noun_content(words, words[first], owner[1])
    if owner is None or start is None:
        return None
    limit = None
    if words[0].tag == "P":
        limit = next((index for index in range(start, len(words)) if words[index].tag == ","), None)
    return Report(cue._replace(form="n"), owner[0], first, last, weak=True, after=start, limit=limit)


def _is_progressive(words: list[Token], first: int) -> bool:
    """Whether a form of `be` stands before an -ing form: is promising."""
    place = first - 1
    while place > 0 and words[place].tag == "B":
        place -= 1
    return place >= 0 and words[place].tag == "A"


def _shares_subject(words: list[Token], first: int, cue: Cue) -> bool:
    """Whether the cue has the subject of the report before it: “…, adding that”, “… and added that”."""
    place = first - 1
    while place > 0 and words[place].tag in "BA":
        place -= 1
    if cue.form == "g":
        return words[place].tag in ",CM"
    return words[place].tag == "C" and words[place].text in ("and", "but", "then")


def _ends_after(words: list[Token], last: int, frames: str) -> bool:
    """Whether nothing follows that could be content: only when, where and how it was said."""
    if last + 1 < len(words) and words[last + 1].text == "to" and "i" in frames:
        return False
    start = last + 1
    if "o" in frames:
        hearer = noun_phrase(words, start)
        start = hearer[1] if hearer else start
        if start < len(words) and words[start].tag == "P" and words[start].text not in ("on", "in", "at", "after"):
            return False
    for index in range(start, len(words)):
        word = words[index]
        if word.tag in ",.;!?)—–":
            return True
        if word.tag in "MVAWR:" or word.text in _CONTENT_OPENERS:
            return False
        if word.tag == "S":
            return True
        if index == start and word.tag in "DNX#" and word.text.lower() not in TIME_WORDS:
            return False
    return True


def _inverted_subject(words: list[Token], first: int, last: int, frames: str) -> Indices | None:
    """The subject after the verb, which stands right after marks, a comma after them, or opens the sentence."""
    if first == 0:
        return subject_after(words, last) if words[0].text.startswith("Sa") else None
    before = words[first - 1]
    if before.tag == "M" or (before.tag in ",—–-" and first > 1 and words[first - 2].tag == "M"):
        return subject_after(words, last)
    if before.tag != "," or (words[first].text.endswith("s") and words[first].text != "says") or "o" in frames:
        return None
    if "s" not in frames and "t" not in frames:
        return None
    found = subject_after(words, last)  # “Prices rose, said the ministry.”
    if found is None or (found[1] < len(words) and words[found[1]].tag not in ".,;W)"):
        return None
    return (
        found
        if any(word.tag in "VA" for word in words[:first]) and not any(word.tag == "W" for word in words[:first])
        else None
    )
