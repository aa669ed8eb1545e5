"""Scopes: what around a cue decides whether it counts. Each is a named question about one match."""

from __future__ import annotations

import re
from collections.abc import Callable

from stance.labels.functions.reading import Passage, Reading

Scope = Callable[[Reading, Passage, int, int], bool]
"""(reading, the passage the phrase was found in, start and end of the match) → whether the scope holds."""

_NEGATOR = re.compile(r" (?:not|never|no|nothing|nobody|none|neither|nor|without|hardly|refus\w+ to|fail\w+ to) ")
_CONDITION = re.compile(r"(?:^| )(?:if|unless|until|should (?:he|she|they|it|we|you)|were (?:he|she|they|it)) ")
_FUTURE = re.compile(
    r" (?:will|would|could|may|might|can|going to|about to|set to|likely to|threatens? to|risks?|shall|soon|ready to|"
    r"bound to|be) "
)
_RELATIVE = re.compile(r" (?:who|which|whose|whom) (?:\S+ )?$")
_FIRST_PERSON = re.compile(r" (?:i|we) (?:\S+ )?$")
_PAST = re.compile(r" (?:was|were|had|did|been|killed|died|happened|yesterday|last|ago|attacked|lost|suffered|caused) ")
_COUNTERFACTUAL = re.compile(r"^ (?:\S+ )?have ")
_PURPOSE = re.compile(r" (?:so|so that|in order that|wish|wished|as (?:\S+ )+as) (?:\S+ ){0,3}$")
_ABILITY = re.compile(
    r"^ (?:see|hear|feel|get|afford|do|find|tell|imagine|believe|remember|think|say|only|still|always|"
    r"no longer|hardly|"
    r"barely|easily|just|not|never|care) "
)
_CLAIM = re.compile(
    r"(?:^| )(?:accus\w+|alleg\w+|claim\w*|rumou?r\w*|critic\w+|suggest\w+|assert\w+|charg\w+|report(?:s|ed)?|"
    r"den(?:y|ied|ies)|reject\w*|dismiss\w*|blam\w+|controvers\w+|complain\w*|attack(?:s|ed)?|conspira\w+|"
    r"speculat\w+|asked|notion|false|lie[ds]?) "
)

_DENIES = re.compile(
    r"(?:^| )(?:den(?:y|ie[sd]|ying|ial)|reject\w*|dismiss\w*|disput\w+|refut\w+|rebut\w*|push(?:ed|es|"
    r"ing) back|insist\w*|"
    r"contradict\w*|debunk\w*|defend\w*|disagree\w*|shot (?:back|down)|fired back|hit back|brush\w+ (?:off|"
    r"aside)|clarif\w+|"
    r"downplay\w*|correct(?:ed|ing)|counter(?:ed|s)|untrue|baseless|misleading|falsely) "
)
_ACCUSES = re.compile(
    r" (?:accus\w+|alleg\w+|rumou?rs?|asked (?:about|if|whether|by|why)|when asked|criticism|critics|"
    r"conspiracy|theor(?:y|ies)|"
    r"suggest(?:ion|ions|ed|ing) (?:that|of)|claims? (?:that|of|by)|claim(?:s|ed) |reports? that|"
    r"speculation|scandal|blam\w+|"
    r"charges?|charged|lawsuit|misconduct|guilty|complain\w+|questions? about|controvers\w+|attacked) "
)
_NAMED = re.compile(
    r"(?:(?:the|a|any|this|that|such|those|these|all|his|her|their|its|as|"
    r"concerns about) )*(?:\S+ )?(?:claims?|notion|idea|"
    r"suggestions?|accusations?|allegations?|reports?|charges?|assertions?|characteri[sz]ation|argument|"
    r"theory|theories|"
    r"rumou?rs?|speculation|criticisms?|insinuations?|narrative|talk|perception|that|false|untrue|nonsense|"
    r"baseless)\b"
)


def negated(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """A negation stands up to four words before the cue in its clause."""
    return bool(_NEGATOR.search(passage.before(start, 4)))


def question(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """The cue stands in a question."""
    return passage.sentence(start).endswith("?")


def conditional(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """A condition (if, unless, until, should they) stands in the sentence of the cue."""
    return bool(_CONDITION.search(passage.sentence(start)))


def ahead(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """Something in the sentence before the cue looks ahead: will, would, could, going to."""
    sentence = passage.sentence(start)
    return bool(_FUTURE.search(f" {sentence} "))


def past(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """The sentence tells what has happened and nothing in it looks ahead."""
    sentence = f" {passage.sentence(start)} "
    return bool(_PAST.search(sentence)) and not _FUTURE.search(sentence)


def in_relative_clause(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """The cue stands right after who, which or whose: a side clause."""
    return bool(_RELATIVE.search(passage.before(start, 3)))


def first_person(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """I or we is the subject right before the cue."""
    return bool(_FIRST_PERSON.search(passage.before(start, 3)))


def counterfactual(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """`have` follows the modal: could have, would have."""
    return bool(_COUNTERFACTUAL.search(passage.after(end, 3)))


def ability(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """The modal is one of ability: a verb of perception follows, a purpose precedes, or a negation stands by."""
    if _ABILITY.search(passage.after(end, 2)):
        return True
    before = passage.before(start, 6)
    return bool(_PURPOSE.search(before) or _CONDITION.search(before[-12:]))


def claim_in_play(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """The context before the quote, or its lead-in, speaks of a claim, an accusation or a report."""
    return bool(_CLAIM.search(reading.earlier[-300:]) or _CLAIM.search(reading.lead.text))


def reported(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """The quote is indirect or mixed: the reporter's verb is part of what is reported."""
    return not reading.direct


def governs(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """The reporter's verb stands at most six words before the quote: it governs this clause and not another."""
    return len(passage.text[end:].split()) <= 6


def short(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """The quote has at most twenty words: whatever stands in it is its main point."""
    return len(reading.quote.tokens) <= 20


def long(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """The quote has more than forty words: a single cue may well be a side remark."""
    return len(reading.quote.tokens) > 40


def early(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """The cue is among the first seven words: the main clause of the first sentence."""
    return start < 200 and passage.text.count(" ", 0, start) <= 6


def after_denial(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """The words before the quote say that somebody denies, rejects, dismisses or hits back."""
    return bool(_DENIES.search(reading.earlier[-220:]) or _DENIES.search(reading.lead.text))


def echoes(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """Two content words of the sentence stand in the context before it too: it answers what was said there."""
    before = set(reading.earlier[-320:].split()) | set(reading.lead.tokens)
    return len({word for word in passage.sentence(start).split() if len(word) > 4 and word in before}) >= 2


def accused(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """Right before the quote somebody accuses, alleges, asks about it or spreads a rumour."""
    return bool(_ACCUSES.search(f" {reading.earlier[-220:]} {reading.lead.text} "))


def names_claim(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """The quote begins with the claim that the verb turns against: the notion that, reports that, as false."""
    return bool(_NAMED.match(reading.quote.text))


def opens(reading: Reading, passage: Passage, start: int, end: int) -> bool:
    """The cue opens its sentence."""
    return start == 0 or passage.text[: start - 1].rsplit(" ", 1)[-1] in {".", "?", "!", ";", ":", "...", ","}
