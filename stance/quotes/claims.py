"""Marked stretches with no known reporting word: whose words they are can still show in the sentence."""

from __future__ import annotations

import re
from bisect import bisect_left

from stance.quotes.events import Sentence
from stance.quotes.phrases import noun_phrase, span_of
from stance.quotes.spans import Marked
from stance.quotes.subjects import clause_subject
from stance.quotes.types import Span
from stance.quotes.words import Token

_NAMES_A_WORK = re.compile(
    r"\b(?:called|titled|entitled|named|dubbed|known as|nicknamed"
    r"|show|book|film|song|movie|album|series|word|term|phrase)\s*$"
)
_CLOSERS = "”\"'’»“‘›„ ,."
_AS = re.compile(r"\bas (?:an? |the )?$")
_SIGNED = re.compile(r"\s*(?:[―—–]|--?)\s*(?=[A-Z@])")
_FEWEST_SPACES = 1  # a single word is a scare quote as often as not
_LONGEST_SIGNATURE = 70
_LABEL = re.compile(r"([^\s:;,.!?][^:;.!?\n\x01]{0,60}?)(?:\s+\(([^)\n]{1,50})\))?\s*:\s*$")


def claimed_by(text: str, sentence: Sentence, stretch: Marked) -> Span | None:
    """The subject of the clause that holds a fragment, if the fragment reads like words of theirs.

    It does not where it is a title, a name, a single word, or stands in a sentence without a verb.
    """
    inner = text[stretch.start : stretch.end].strip(_CLOSERS)
    if not inner or inner[0].isupper() or inner.count(" ") < _FEWEST_SPACES:
        return None
    if _NAMES_A_WORK.search(text, max(sentence.start, stretch.start - 30), stretch.start):
        return None
    words = sentence.words
    upto = _index(words, stretch)
    verb = next((index for index in range(upto - 1, 0, -1) if words[index].tag == "V"), None)
    if verb is None:
        if not _AS.search(text, max(sentence.start, stretch.start - 9), stretch.start):
            return None
        verb = upto - 1
    found = clause_subject(words, verb - 1)
    if found is None or found[1] > verb or words[found[0]].tag not in "XRD":
        return None
    return span_of(words, found)


def followed_by(text: str, sentence: Sentence, stretch: Marked) -> tuple[Span, Span] | None:
    """Speaker and verb right after a stretch: “…,” she sobbed; “…!” beamed Smith; any verb will do."""
    inner = text[stretch.start : stretch.end].rstrip("”\"'’»“‘›„ ")
    if inner[-1:] not in (",", "?", "!", "—") or stretch.start - sentence.start > 3:
        return None
    words = sentence.words
    place = _index(words, stretch) + 1
    found = noun_phrase(words, place)
    if found and found[1] < len(words):
        verb = found[1]
        while verb < len(words) - 1 and words[verb].tag == "B":
            verb += 1
        if words[verb].tag == "V":
            return span_of(words, found), (words[verb].start, words[verb].end)
    elif place + 1 < len(words) and words[place].tag == "V":
        found = noun_phrase(words, place + 1)
        if found and words[found[0]].tag in "XDR":
            return span_of(words, found), (words[place].start, words[place].end)
    return None


def signed_by(text: str, sentence: Sentence, stretch: Marked) -> Span | None:
    """The name after a dash that closes the paragraph: “…” — Ana Ruiz."""
    match = _SIGNED.match(text, stretch.end, sentence.end)
    if not match:
        return None
    end = match.end() + len(text[match.end() : sentence.end].rstrip(" .\n\r\t"))
    name = text[match.end() : end]
    if (
        not name
        or len(name) > _LONGEST_SIGNATURE
        or any(word.tag in "VA" for word in sentence.words if word.start >= match.end())
    ):
        return None
    comma = name.find(",")
    return match.end(), match.end() + comma if comma > 0 else end


def labelled_by(text: str, sentence: Sentence, stretch: Marked) -> Span | None:
    """The speaker before a colon: `SMITH: “…”`, `Mayor: “…”`, or the subject of a clause that ends in one."""
    match = _LABEL.search(text, sentence.start, stretch.start)
    if not match:
        return None
    if match[2] and match[1].strip() in ("Q", "Question"):
        return match.span(2)
    if match[1] in ("Q", "A", "Question", "Answer"):
        return None
    words = sentence.words
    upto = _index(words, stretch)
    if any(word.tag in "VAS" for word in words[:upto]):
        found = clause_subject(words, upto - 1)
        return span_of(words, found) if found and words[found[0]].tag in "XRD" else None
    return match.span(1) if match.start() <= sentence.start + 1 else None


def is_question_label(text: str, sentence: Sentence, stretch: Marked) -> bool:
    """Whether `Q:` or `A:` stands before a stretch: a quote whose speaker the transcript does not name."""
    return text[sentence.start : stretch.start].strip() in ("Q:", "A:", "Question:", "Answer:", "Q.", "A.")


def subject_of(sentence: Sentence) -> Span | None:
    """Whom a sentence without marks is about: its last report's speaker, else its subject, if that can speak."""
    for report in reversed(sentence.reports):
        if not report.weak and report.mention:
            return report.mention
    if not sentence.words:
        return None
    found = clause_subject(sentence.words, len(sentence.words) - 1)
    if found is None:
        return None
    words = sentence.words[found[0] : found[1]]
    if words[0].text.lower() in ("he", "she", "they", "i") or any(word.tag == "X" for word in words):
        return span_of(sentence.words, found)
    return None


def _index(words: list[Token], stretch: Marked) -> int:
    return bisect_left([word.start for word in words], stretch.start)
