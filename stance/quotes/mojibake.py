"""Marks that a wrong decoding has broken up, mended without moving any offset.

UTF-8 read as Windows-1252 turns “ into three characters, Windows-1252 read as Latin-1 turns it into a control
character. The extractor reads a view of the same length in which they are marks again; spans, mentions and
cues are cut from the article as it stands.
"""

from __future__ import annotations

import re

# Stands for what is left of a broken mark: no space, no letter, no mark.
_FILL = "\u2060"
_OPENING = {"â€œ": "“", "â€˜": "‘", "â€ž": "„", "Â«": "«"}
_CLOSING = {"â€\x9d": "”", "â€�": "”", "â€™": "’", "Â»": "»", "â€”": "—", "â€“": "–", "â€¦": "…"}
_BROKEN = re.compile("|".join(map(re.escape, (*_OPENING, *_CLOSING))))
_CONTROLS = str.maketrans("\x82\x84\x85\x91\x92\x93\x94\x96\x97", "‚„…‘’“”–—")
_CONTROL = re.compile("[\x82\x84\x85\x91-\x94\x96\x97]")


def mended(text: str) -> str:
    """The text with its marks mended, of the same length; the very same text where nothing is broken."""
    if "â€" in text or "Â«" in text or "Â»" in text:
        text = _BROKEN.sub(_mend, text)
    return text.translate(_CONTROLS) if _CONTROL.search(text) else text


def _mend(match: re.Match[str]) -> str:
    broken = match[0]
    fill = _FILL * (len(broken) - 1)
    # The mark stands on the outer side, so that a quote's span holds every character of it.
    return _OPENING[broken] + fill if broken in _OPENING else fill + _CLOSING[broken]
