"""The real layer: labels by reference under `seeds/real/`, the text from a path that the user gives.

A line names its corpus, document and spans and holds the first 12 hex digits of the SHA-256 of the quoted
text, so that a corpus of another version is noticed and never silently mislabelled.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.articles import Reject
from stance.articles.decoding import decode, read_bytes
from stance.articles.rows import rows_of
from stance.errors import InputError
from stance.labels.files import spans_of
from stance.labels.gold import decide
from stance.labels.types import UNNAMED_VERSION, Grade, Label, Stance, stances_of
from stance.quotes.types import Span, spans_text


@dataclass(frozen=True, slots=True)
class RealQuote:
    """One labelled quote of a public corpus: which set it belongs to, where it stands, what it was judged."""

    source: str
    set: str
    doc: str
    spans: tuple[Span, ...]
    kind: str
    stances: tuple[Stance, ...]
    grade: Grade
    disputed: bool
    stratum: str
    weight: float
    sha: str


def read_real_labels(folder: Path, source: str) -> tuple[list[RealQuote], list[Reject], list[Path]]:
    """The labelled quotes of one corpus, its annotators settled; unusable lines; the files read.

    Raises:
        InputError: when no label of that corpus is there.
    """
    files = sorted(folder.glob("*.jsonl"))
    groups: dict[tuple[str, str, tuple[Span, ...]], list[tuple[dict[str, Any], Label]]] = defaultdict(list)
    rejects: list[Reject] = []
    for path in files:
        for item in rows_of(path):
            if isinstance(item, Reject):
                rejects.append(item)
                continue
            line, row = item
            if row.get("source") != source:
                continue
            try:
                label = _label(row)
            except (InputError, KeyError) as error:
                rejects.append(Reject(str(path), line, f"not a label by reference: {error}"))
                continue
            groups[str(row.get("set", "train")), str(row["doc"]), label.spans].append((row, label))
    if not groups:
        raise InputError(f"{folder}: no labels of a corpus called `{source}`")
    return [quote for key, rows in groups.items() for quote in _settle(key, rows)], rejects, files


def _label(row: dict[str, Any]) -> Label:
    return Label(
        article_id=str(row["doc"]),
        spans=spans_of(row["spans"]),
        stances=stances_of(row["stances"]),
        annotator=str(row.get("annotator", "a0")),
        round=str(row.get("round", "1")),
        codebook=str(row.get("codebook", UNNAMED_VERSION)),
        stratum=str(row.get("stratum", "random")),
        disputed=bool(row.get("disputed", False)),
    )


def _settle(key: tuple[str, str, tuple[Span, ...]], rows: list[tuple[dict[str, Any], Label]]) -> Iterator[RealQuote]:
    """One quote of its labels, or nothing where the last look says that the stretch is no quote."""
    first = rows[0][0]
    settled = [row for row, label in rows if label.round == "settled"]
    says = settled or [row for row, _ in rows]
    if not any(row.get("quote", True) for row in says):
        return
    decision = decide([label for _, label in rows])
    # Without a third look, whether it is a quote at all stays as open as a stance on which two part.
    open_ = not settled and len({bool(row.get("quote", True)) for row in says}) > 1
    yield RealQuote(
        source=str(first["source"]),
        set=key[0],
        doc=key[1],
        spans=key[2],
        kind=str(first.get("kind", "marked")),
        stances=decision.stances,
        grade=decision.grade,
        disputed=decision.disputed or open_,
        stratum=decision.stratum,
        weight=float(first.get("weight", 1.0)),
        sha=str(first["sha"]),
    )


def sha_of(text: str, spans: tuple[Span, ...]) -> str:
    """The first 12 hex digits of the SHA-256 of the quoted text."""
    return hashlib.sha256(spans_text(text, spans).encode()).hexdigest()[:12]


class PolNeAR:
    """Texts of the PolNeAR corpus (Newell et al., 2018): `data/{train,dev}/text/DOC.txt` below the path."""

    def __init__(self, path: Path) -> None:
        """Check that the path holds the corpus.

        Raises:
            InputError: when it does not.
        """
        self.root = path
        if not (path / "data").is_dir():
            raise InputError(f"{path}: no PolNeAR here; expected data/train/text below it")

    def text(self, quote: RealQuote) -> str:
        """The text that the quote's offsets point into."""
        split = "dev" if quote.set == "development" else "train"
        file = self.root / "data" / split / "text" / f"{quote.doc}.txt"
        return decode(read_bytes(file), str(file))


class PerSenT:
    """Texts of the PerSenT corpus (Bastan et al., 2020): column DOCUMENT of the CSV files; DOC is `FILE/INDEX`."""

    def __init__(self, path: Path) -> None:
        """Check that the path holds the corpus.

        Raises:
            InputError: when it does not.
        """
        self.root = path
        if not (path / "dev.csv").is_file():
            raise InputError(f"{path}: no PerSenT here; expected dev.csv in it")
        self._files: dict[str, dict[str, str]] = {}

    def text(self, quote: RealQuote) -> str:
        """The text that the quote's offsets point into."""
        name, _, index = quote.doc.partition("/")
        if name not in self._files:
            self._files[name] = self._read(self.root / f"{name}.csv")
        try:
            return self._files[name][index]
        except KeyError:
            raise InputError(f"{self.root / name}.csv: no document {index}") from None

    @staticmethod
    def _read(file: Path) -> dict[str, str]:
        csv.field_size_limit(1 << 30)
        with file.open(encoding="utf-8", newline="") as lines:
            return {row["DOCUMENT_INDEX"]: row["DOCUMENT"] for row in csv.DictReader(lines)}


CORPORA: dict[str, Callable[[Path], PolNeAR | PerSenT]] = {"polnear": PolNeAR, "persent": PerSenT}


def parse_real(options: list[str]) -> dict[str, Path]:
    """`NAME=PATH` options → corpus and path.

    Raises:
        InputError: for an unknown corpus, or a path that is not there.
    """
    found: dict[str, Path] = {}
    for option in options:
        name, equals, path = option.partition("=")
        if not equals or name not in CORPORA:
            raise InputError(f"--real {option}: expected NAME=PATH, where NAME is {' or '.join(CORPORA)}")
        if not Path(path).is_dir():
            raise InputError(f"--real {option}: no such folder {path}")
        found[name] = Path(path)
    return found
