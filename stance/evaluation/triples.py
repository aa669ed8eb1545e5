"""End to end: an article goes in, (speaker, quote, stance) triples come out, and each is right only as a whole.

A triple is right when its quote overlaps a labelled one (intersection over union of letters and digits from 0.5 on),
its speaker's mention overlaps the annotated source or has the same full name, and its stance is that quote's.
Measured on PolNeAR (Newell et al., 2018), which annotates every attribution of an article with its source: stances
of attributions that nobody labelled are not counted, those of stretches that are no attribution are wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from stance.articles.decoding import decode, read_bytes
from stance.dataset.matching import letters_at, match, overlap
from stance.dataset.real import PolNeAR, RealQuote, read_real_labels, sha_of
from stance.errors import InputError
from stance.evaluation.metrics import Floats, Interval, cluster_weights, interval, prf
from stance.models.model import StanceModel
from stance.models.table import Table
from stance.quotes import Quote, Span, extract_quotes

LEAST = 0.5
REPLICATES = 1000


@dataclass(frozen=True, slots=True)
class Attribution:
    """One annotated attribution: where its content stands, and its source."""

    content: tuple[Span, ...]
    source: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class EndToEnd:
    """The score.

    Attributes:
        n: labelled quotes with a source that are no dispute.
        f1: of whole triples, with its 95% interval (bootstrap by article).
        precision: of whole triples.
        recall: of whole triples.
        f1_without_speaker: the same where any speaker will do.
        found: share of the labelled quotes that were found.
        attributed: share of those with the right speaker.
    """

    n: int
    f1: Interval
    precision: float
    recall: float
    f1_without_speaker: float
    found: float
    attributed: float

    def to_dict(self) -> dict[str, Any]:
        """As `stance evaluate --triples` writes it."""
        plain = ("precision", "recall", "f1_without_speaker", "found", "attributed")
        return {"n": self.n, "f1": self.f1.to_dict(), **{name: getattr(self, name) for name in plain}}


def read_attributions(file: Path) -> list[Attribution]:
    """The attributions of one brat file (`.ann`) that have a content and a source.

    Raises:
        InputError: when the file is not brat's format.
    """
    spans: dict[str, list[Span]] = {}
    found = []
    try:
        rows = [line.split("\t") for line in decode(read_bytes(file), str(file)).split("\n") if "\t" in line]
        for name, about, *_ in rows:
            if name.startswith("T"):
                pairs = (part.split() for part in about.split(" ", 1)[1].split(";"))
                spans[name] = [(int(start), int(end)) for start, end in pairs]
        for name, about, *_ in rows:
            if name.startswith("E"):
                roles: dict[str, list[Span]] = defaultdict(list)
                for part in about.split():
                    role, _, target = part.partition(":")
                    roles[role.rstrip("0123456789")] += spans[target]
                if roles["Content"] and roles["Source"]:
                    found.append(Attribution(tuple(sorted(roles["Content"])), tuple(sorted(roles["Source"]))))
    except (ValueError, KeyError, IndexError) as error:
        raise InputError(f"{file}: not an annotation of brat ({error!r})") from None
    return found


def end_to_end(model: StanceModel, seeds: Path, corpus: Path, *, replicates: int = REPLICATES) -> EndToEnd:
    """Score a model with our extractor on the labelled development set of PolNeAR.

    Args:
        model: judges the quotes that the extractor finds.
        seeds: the folder that holds the labels, under `real/`.
        corpus: PolNeAR, with `data/dev/text` and `data/dev/attributions`.
        replicates: of the bootstrap.

    Raises:
        InputError: when labels or texts are missing, or the texts are of another version.
    """
    labels, _, _ = read_real_labels(seeds / "real", "polnear")
    by_doc: dict[str, list[RealQuote]] = defaultdict(list)
    for label in labels:
        if label.set == "development":
            by_doc[label.doc].append(label)
    if not by_doc:
        raise InputError(f"{seeds / 'real'}: no labels of PolNeAR's development set")
    polnear = PolNeAR(corpus)
    counted = [_score(model, quotes, polnear.text(quotes[0]), _notes(corpus, doc)) for doc, quotes in by_doc.items()]
    return _summary(np.array(counted, float), list(by_doc), replicates)


def _notes(corpus: Path, doc: str) -> list[Attribution]:
    files = sorted((corpus / "data" / "dev" / "attributions").glob(f"{doc}_*.ann"))
    if not files:
        raise InputError(f"{corpus}: no attributions of {doc} under data/dev/attributions")
    return read_attributions(files[0])


def _score(model: StanceModel, labels: Sequence[RealQuote], text: str, notes: Sequence[Attribution]) -> list[int]:
    """Of one article: right, wrong and missed triples; the same without speakers; quotes, found, attributed."""
    if any(sha_of(text, label.spans) != label.sha for label in labels):
        raise InputError(f"{labels[0].doc}: the corpus is of another version than the labels")
    quotes = extract_quotes(text, f"polnear/{labels[0].doc}")
    answers = dict(zip((quote.id for quote in quotes), _stances(model, quotes), strict=True))
    matched = match(text, [label.spans for label in labels], quotes, LEAST)
    count = np.zeros(9, int)
    for label, quote in zip(labels, matched, strict=True):
        source = _source(text, label, notes)
        if source is None or label.disputed:
            continue
        wanted: set[str] = set(label.stances)
        named = answers[quote.id] if quote else set()
        right = bool(quote and same_speaker(text, quote, source))
        found = quote is not None
        count += np.array([*_triples(wanted, named, right), *_triples(wanted, named, found), 1, found, right], int)
    taken = {quote.id for quote in matched if quote}
    annotated = [letters_at(text, note.content) for note in notes]
    for quote in (quote for quote in quotes if quote.id not in taken and answers[quote.id]):
        letters = letters_at(text, quote.spans)
        if all(overlap(letters, other) < LEAST for other in annotated):
            count[[1, 4]] += len(answers[quote.id])
    return [int(value) for value in count]


def _triples(wanted: set[str], named: set[str], right: bool) -> tuple[int, int, int]:
    hits = len(wanted & named) if right else 0
    return hits, len(named) - hits, len(wanted) - hits


def _stances(model: StanceModel, quotes: Sequence[Quote]) -> Iterator[set[str]]:
    cues = [quote.cue.text if quote.cue else "" for quote in quotes]
    table = Table([quote.text for quote in quotes], cues, [quote.context for quote in quotes])
    return (set(names) for names in (model.stances(table) if quotes else ()))


def _source(text: str, label: RealQuote, notes: Sequence[Attribution]) -> tuple[Span, ...] | None:
    """The source of the attribution whose content is the labelled quote."""
    letters = letters_at(text, label.spans)
    best = max(notes, key=lambda note: overlap(letters, letters_at(text, note.content)), default=None)
    return best.source if best and overlap(letters, letters_at(text, best.content)) >= LEAST else None


def same_speaker(text: str, quote: Quote, source: Sequence[Span]) -> bool:
    """Whether the speaker's mention overlaps the source, or their full name (two words at least) stands in it."""
    speaker = quote.speaker
    if speaker is None:
        return False
    if any(speaker.start < end and start < speaker.end for start, end in source):
        return True
    name = " ".join((speaker.name or "").split()).casefold()
    said = " ".join(" ".join(text[start:end] for start, end in source).split()).casefold()
    return " " in name and f" {name} " in f" {said} "


def _summary(counts: Floats, docs: Sequence[str], replicates: int) -> EndToEnd:
    weights, index = cluster_weights(docs, replicates, 0)
    total, drawn = counts.sum(0), weights @ counts[np.argsort(index)]
    whole = prf(total[:3])
    return EndToEnd(
        n=int(total[6]),
        f1=interval(whole[2], prf(drawn[:, :3])[:, 2]),
        precision=float(whole[0]),
        recall=float(whole[1]),
        f1_without_speaker=float(prf(total[3:6])[2]),
        found=float(total[7] / max(total[6], 1)),
        attributed=float(total[8] / max(total[7], 1)),
    )
