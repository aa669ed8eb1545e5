"""A quote as labelling functions read it: lower-case words with contractions opened, and the words that lead in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"'})
# Text that has lost its typography writes “don ' t”.
_SPREAD = re.compile(r"(\w) ' (t|s|re|ve|ll|d|m)\b")
_TOKEN = re.compile(r"\d[\d.,]*\w*|\w+(?:-\w+)*(?:'\w+)?|\.\.\.|[.,;:?!…—–]")
_CONTRACTIONS = {"'ll": "will", "'ve": "have", "'re": "are", "'m": "am", "'d": "would", "'s": "'s"}
_WHOLE = {
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "shan't": "shall not",
    "ain't": "is not",
    "wanna": "want to",
    "gonna": "going to",
    "gotta": "have to",
}
ENDS = frozenset({".", "?", "!", "...", "…", ";"})
_SIGNS = (".", "?", "!", ";")
_LEAD = 110
REACH = 600
"""Characters that a scope looks to either side, so that the work on one cue stays bounded."""
_BREAK = re.compile(r"[.!?]['\"”’)]*\s|\n")
_QUOTE_MARKS = "\"'“”‘’«»„"


def normal(text: str) -> str:
    """Lower-case tokens joined by single spaces, contractions opened (“don’t” → `do not`), marks dropped."""
    plain = _SPREAD.sub(r"\1'\2", text.translate(_STRAIGHT).lower())
    words: list[str] = []
    for token in _TOKEN.findall(plain):
        if "'" not in token and token != "cannot":
            words.append(token)
        elif token in _WHOLE:
            words.append(_WHOLE[token])
        elif token.endswith("n't"):
            words += (token[:-3], "not")
        else:
            words += _opened(token)
    return " ".join(words)


def _opened(token: str) -> tuple[str, ...]:
    head, mark, tail = token.rpartition("'")
    full = _CONTRACTIONS.get(mark + tail)
    return (head, full) if full else (head, tail)


@dataclass(slots=True)
class Passage:
    """A normalised stretch, its tokens with their offsets, cut into sentences when somebody asks."""

    text: str
    tokens: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> Passage:
        """Normalise a text and find its tokens."""
        passage = cls(normal(text))
        place = 0
        passage.tokens = passage.text.split(" ") if passage.text else []
        for token in passage.tokens:
            passage.starts.append(place)
            place += len(token) + 1
        return passage

    def sentence(self, place: int) -> str:
        """The sentence around a place, with the sign that ends it; at most `REACH` characters to either side."""
        first, last = max(place - REACH, 0), place + REACH
        start = max(self.text.rfind(f" {sign} ", first, place) for sign in _SIGNS)
        ends = [at for sign in _SIGNS if (at := self.text.find(f" {sign}", place, last)) >= 0]
        return self.text[max(start, first) : min(ends) + 2 if ends else last]

    def before(self, place: int, words: int) -> str:
        """At most `words` words of the same clause before a place, with a space at both ends."""
        found: list[str] = []
        for token in reversed(self.text[max(place - REACH, 0) : place].split()):
            if token in ENDS or token in {",", ":", "but", "—"} or len(found) == words:
                break
            found.append(token)
        return f" {' '.join(reversed(found))} "

    def after(self, place: int, words: int) -> str:
        """At most `words` words of the same sentence after a place, with a space at both ends."""
        found: list[str] = []
        for token in self.text[place : place + REACH].split(" ", words + 1)[: words + 1]:
            if token in ENDS or len(found) == words:
                break
            if token:
                found.append(token)
        return f" {' '.join(found)} "


@dataclass(slots=True)
class Reading:
    """What a labelling function may look at.

    `quote` is the quote, `lead` what stands before it in its sentence (where the reporter's verb is, with the
    cue at its end where it stands elsewhere), `earlier` the context before that sentence, `direct` whether the
    reporter's verb is only evidence.
    """

    quote: Passage
    lead: Passage
    earlier: str
    direct: bool

    @classmethod
    def of(cls, text: str, cue: str, context: str, kind: str = "") -> Reading:
        """Read a quote; everything but the text may be empty."""
        before = _before(text, context)
        breaks = list(_BREAK.finditer(before))
        cut = max(breaks[-1].end() if breaks else 0, len(before) - _LEAD)
        lead = before[cut:]
        if cue and cue not in lead:
            lead = f"{lead} {cue}"
        direct = kind == "direct" or (not kind and text[:1] in _QUOTE_MARKS)
        return cls(Passage.of(text), Passage.of(lead), normal(before[:cut]), direct)


def _before(text: str, context: str) -> str:
    """What the context holds before the quote; the quote itself may be joined from several places."""
    head = text[:40]
    place = context.find(head) if head else -1
    while place < 0 and len(head) > 12:
        head = head[:-8]
        place = context.find(head)
    return context[: max(place, 0)]
