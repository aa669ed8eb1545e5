"""Where paragraphs begin and end."""

from __future__ import annotations

import itertools
import re

from stance.quotes.types import Span

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c]+")
_WRAP_WIDTH = range(45, 101)
_FEW_LINES = 3


def paragraphs(text: str) -> list[Span]:
    """The paragraphs of a text, without their line ends, in order.

    A line is a paragraph, unless the text is hard-wrapped (blank lines between blocks of full lines, as in
    e-mail and old wire copy): then a block is one.
    """
    lines = [match.span() for match in _LINE.finditer(text) if not match[0].isspace()]
    if _is_wrapped(text, lines):
        return _blocks(text, lines)
    return lines


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    if "\n\n" not in text.replace("\r\n", "\n"):
        return False
    inner = [
        end - start
        for (start, end), (following, _) in itertools.pairwise(lines)
        if not _has_blank_line(text[end:following])
    ]
    if len(inner) < _FEW_LINES or len(inner) * 2 < len(lines):
        return False
    full = sum(length in _WRAP_WIDTH for length in inner)
    return full * 4 >= len(inner) * 3


def _blocks(text: str, lines: list[Span]) -> list[Span]:
    blocks: list[Span] = []
    for start, end in lines:
        if blocks and not _has_blank_line(text[blocks[-1][1] : start]):
            blocks[-1] = (blocks[-1][0], end)
        else:
            blocks.append((start, end))
    return blocks


def _has_blank_line(gap: str) -> bool:
    return gap.replace("\r\n", "\n").count("\n") > 1
