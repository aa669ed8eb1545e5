"""Word lists written as they are read: one string, words parted by spaces."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a string."""
    return frozenset(text.split())
