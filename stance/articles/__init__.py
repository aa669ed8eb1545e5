"""Seed files → articles: plain text, HTML, JSONL, CSV, Parquet, folders of these, standard input."""

from stance.articles.reading import article_from_row, articles_of_file, files_of, read_articles
from stance.articles.text import article_from_text
from stance.articles.types import Article, Origin, Reject

__all__ = [
    "Article",
    "Origin",
    "Reject",
    "article_from_row",
    "article_from_text",
    "articles_of_file",
    "files_of",
    "read_articles",
]
