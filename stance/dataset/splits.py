"""Which split an article belongs to: decided by a hash of its family, so it stays when seeds are added."""

from __future__ import annotations

import hashlib

from stance.dataset.config import Shares

SPLITS = ("train", "validation", "test")
# Where two splits hold the same text, the copy stays in the one that judges.
PRIORITY = ("report", "development", "test", "validation", "train")


def split_of(family: str, shares: Shares, salt: str) -> str:
    """The split of a family: its hash as a number in [0, 1) against the cumulated shares."""
    digest = hashlib.sha256(f"{salt}\0{family}".encode()).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64
    if place < shares.train:
        return "train"
    return "validation" if place < shares.train + shares.validation else "test"


def family_of(article_id: str) -> str:
    """The family of an article: an edited copy (`ID~N`) belongs to its origin."""
    return article_id.partition("~")[0]
