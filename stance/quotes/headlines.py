"""Headlines that report without marks: `Mayor: I never took a dime`."""

from __future__ import annotations

import re

from stance.quotes.types import Span
from stance.quotes.words import CLASSES
from stance.quotes.wordsets import word_set

_LABELLED = re.compile(
    r"\s*((?:[^\s:,.!?“”\"\x01]+ ){0,5}[^\s:,.!?“”\"\x01]+):\s+(?=[A-Z0-9‘’'$])([^\x01]+?)\s*\.?\s*$"
)
_NO_SPEAKERS = word_set(
    "how why what exclusive watch breaking update updated video photos photo live opinion analysis review the "
    "in on at here this report fact facts read more editorial column interview special election"
)
_NO_LABEL = ("A", "V", "B", "R")  # words of a clause, not of a name or role
_FEWEST_WORDS = 3


def labelled_headline(skeleton: str, block: Span) -> tuple[Span, Span] | None:
    """The speaker and the content of a headline `X: content`, or None.

    The label has to be a name or a role of up to six words with a capital, the content three words or more.
    """
    match = _LABELLED.match(skeleton, *block)
    if not match:
        return None
    label = match[1].split()
    if (
        label[0].lower() in _NO_SPEAKERS
        or (label[-1].lower() in _NO_SPEAKERS and len(label) == 1)
        or any(word[0].isdigit() or CLASSES.get(word, "") in _NO_LABEL for word in label)
    ):
        return None
    if len(match[2].split()) < _FEWEST_WORDS or not label[0][0].isupper():
        return None
    return match.span(1), match.span(2)
