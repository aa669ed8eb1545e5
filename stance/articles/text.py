"""Plain text → Article: the title is the first line where a blank line follows it."""

from __future__ import annotations

import re

from stance.articles.types import Article
from stance.errors import InputError

# The first non-blank line, alone in its paragraph. A longer line than this is a paragraph, not a headline.
_FIRST = re.compile(r"\s*([^\r\n]{1,300}?)[^\S\r\n]*(?:\r\n?|\n)[^\S\r\n]*(?:\r|\n|\Z)")


def title_of(text: str) -> str | None:
    """The headline of a plain-text article, or None where its first line is no headline of its own."""
    found = _FIRST.match(text)
    return found[1] if found else None


def article_from_text(text: str, article_id: str, path: str | None = None) -> Article:
    """An article of plain text, taken as it stands.

    Raises:
        InputError: when there is nothing but white space.
    """
    if not text.strip():
        raise InputError(f"{path or article_id}: empty")
    return Article(id=article_id, text=text, title=title_of(text), path=path)
