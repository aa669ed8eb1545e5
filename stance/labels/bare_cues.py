"""A bare list of cue words: what anybody would try first, and what everything else has to beat.

A quote has a stance when a word of the list stands in it or is its cue, whatever stands around it. On real news that is
a serious opponent (docs/labelling.md sets it beside the labelling functions); on contrast pairs, which differ in stance
and hardly in words, it must fail, or the pairs test nothing.
"""

from __future__ import annotations

import re

from stance.labels.types import Stance

BARE_CUES: dict[Stance, str] = {
    "denial": (
        r"den(?:y|ied|ies|ial)|not|never|no|nothing|false|baseless|untrue|reject\w*|refut\w*|dismiss\w*|disput\w*|lie|hoax"
    ),
    "warning": (
        r"warn\w*|threat\w*|danger\w*|risk\w*|fear\w*|consequences?|unless|will pay|harm\w*|disaster|catastroph\w*"
    ),
    "hedge": (
        r"may|might|could|perhaps|possibl\w*|probabl\w*|likely|unclear|appears?|seems?|don[’']t know|"
        r"remains to be seen|too early|too soon"
    ),
}
"""For each stance its cue words, as alternatives of a regular expression; a negated verb (“isn't”) counts as “not”."""

_PATTERNS = {
    stance: re.compile(rf"\b(?:{words})\b" + (r"|n[’']t\b" if stance == "denial" else ""), re.IGNORECASE)
    for stance, words in BARE_CUES.items()
}


def bare_stances(text: str, cue: str = "") -> tuple[Stance, ...]:
    """The stances whose cue words stand in a quote or its cue, in the order of the codebook."""
    said = f"{cue} {text}"
    return tuple(stance for stance, pattern in _PATTERNS.items() if pattern.search(said))
