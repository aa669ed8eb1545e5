"""What an article is, and what becomes of input that is none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

Origin = Literal["real", "synthetic"]


@dataclass(frozen=True, slots=True)
class Article:
    """One news article.

    Offsets everywhere in `stance` are Unicode code points into `text`, end exclusive. For `.txt` that is
    the decoded file as it stands (a byte order mark dropped, no newline translated), for JSONL, CSV and
    Parquet the decoded field, for HTML the extracted main text. Nothing is normalised afterwards.
    """

    id: str
    text: str
    title: str | None = None
    source: str | None = None
    published: str | None = None
    url: str | None = None
    language: str = "en"
    origin: Origin = "real"
    path: str | None = None
    sha256: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        """Fill in the hash of the text where none was given."""
        if not self.sha256:
            digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
            object.__setattr__(self, "sha256", digest)


@dataclass(frozen=True, slots=True)
class Reject:
    """One input that could not be used: the file, the line (1-based, None for a whole file) and why."""

    path: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        """`FILE:LINE: reason`, as compilers print it."""
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.reason}"
