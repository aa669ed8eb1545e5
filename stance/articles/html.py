"""HTML → Article: the main text without menus, advertisements and comments, by trafilatura."""

from __future__ import annotations

from stance.articles.types import Article
from stance.errors import InputError


def article_from_html(page: str, article_id: str, path: str | None = None) -> Article:
    """The article of a web page: headline, blank line, paragraphs; offsets point into that text.

    Raises:
        InputError: when no article text can be found in the page.
    """
    # Imported here: lxml and trafilatura take half a second that readers of other formats need not pay.
    from trafilatura import bare_extraction

    found = bare_extraction(page, include_comments=False, include_tables=False, with_metadata=True)
    body = (found.text or "").strip() if found else ""
    if not found or not body:
        raise InputError(f"{path or article_id}: no article text found in the page")
    title = (found.title or "").strip() or None
    paragraphs = [line.strip() for line in body.split("\n") if line.strip()]
    if title and paragraphs and paragraphs[0] == title:
        paragraphs = paragraphs[1:]
    text = "\n\n".join([title, *paragraphs] if title else paragraphs)
    return Article(
        id=article_id,
        text=text,
        title=title,
        source=found.sitename or found.hostname,
        published=found.date,
        url=found.url,
        language=found.language or "en",
        path=path,
    )
