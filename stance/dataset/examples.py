"""Articles, quotes and labels joined into examples: what a model reads, what it should say, where it is from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stance.articles import Article
from stance.dataset.config import DatasetConfig
from stance.dataset.matching import match
from stance.dataset.real import RealQuote
from stance.dataset.seeds import Seeds
from stance.dataset.splits import family_of, split_of
from stance.labels.gold import Decision, Place, decisions
from stance.quotes import Kind, Quote, Span, extract_quotes, quote_id, quotes_from_spans


@dataclass(frozen=True, slots=True)
class Example:
    """One quote with its decision; the columns of the dataset, in their order."""

    id: str
    article_id: str
    family: str
    split: str
    layer: str
    source: str
    half: str
    kind: str
    text: str
    cue: str
    speaker: str
    context: str
    denial: int
    warning: int
    hedge: int
    grade: str
    disputed: bool
    stratum: str
    weight: float
    contrast: bool

    @property
    def stances(self) -> tuple[int, int, int]:
        """Denial, warning, hedge as 0 or 1."""
        return self.denial, self.warning, self.hedge


def example_of(quote: Quote, decision: Decision, **where: Any) -> Example:
    """An example of an extracted quote and what was decided about it."""
    return Example(
        kind=quote.kind,
        text=quote.text,
        cue=quote.cue.text if quote.cue else "",
        speaker=(quote.speaker.name or quote.speaker.text) if quote.speaker else "",
        context=quote.context,
        denial=int("denial" in decision.stances),
        warning=int("warning" in decision.stances),
        hedge=int("hedge" in decision.stances),
        grade=decision.grade,
        disputed=decision.disputed,
        stratum=decision.stratum,
        **where,
    )


def cut_as_in_use(article: Article, wanted: Sequence[tuple[tuple[Span, ...], Kind]], least: float) -> list[Quote]:
    """The annotated quotes as our extractor cuts them, so that a model learns from what it will see in use.

    A quote that the extractor misses is taken as annotated: its label is not lost. Its id is always that of
    the annotated spans, which stays when the extractor gets better.
    """
    extracted = extract_quotes(article.text, article.id, title=article.title)
    matched = match(article.text, [spans for spans, _ in wanted], extracted, least)
    missed = [quote for quote, found in zip(wanted, matched, strict=True) if found is None]
    as_annotated = iter(quotes_from_spans(article.text, article.id, missed))
    return [
        replace(found, id=quote_id(article.id, spans)) if found else next(as_annotated)
        for (spans, _), found in zip(wanted, matched, strict=True)
    ]


def seed_examples(seeds: Seeds, config: DatasetConfig) -> Iterator[Example]:
    """Examples of the user's own and the synthetic articles and of their contrast edits."""
    decided = decisions(seeds.labels)
    kinds: dict[Place, Kind] = {
        (quote.article_id, quote.spans): quote.kind for quotes in seeds.quotes.values() for quote in quotes
    }
    for edit in seeds.edits:
        kinds[edit.id, edit.moved_spans()] = kinds.get((edit.article_id, edit.spans), "direct")
    edited = {edit.id: edit.apply(seeds.articles[edit.article_id]) for edit in seeds.edits}
    places: dict[str, list[tuple[Span, ...]]] = {}
    for article_id, spans in decided:
        places.setdefault(article_id, []).append(spans)
    for article_id in sorted(places):
        article = seeds.articles.get(article_id) or edited.get(article_id)
        if article is None:
            continue
        wanted = [(spans, kinds.get((article_id, spans), "direct")) for spans in sorted(places[article_id])]
        quotes = cut_as_in_use(article, wanted, config.overlap)
        for quote, (spans, _) in zip(quotes, wanted, strict=True):
            yield example_of(
                quote,
                decided[article_id, spans],
                **seed_columns(seeds, article_id, config),
                id=quote.id,
                weight=1.0,
            )


def seed_columns(seeds: Seeds, article_id: str, config: DatasetConfig) -> dict[str, Any]:
    """Where an example of a seed article belongs: article, family, split, layer, source, half, contrast."""
    family = family_of(article_id)
    about = seeds.metadata.get(family, {})
    return {
        "article_id": article_id,
        "family": family,
        "split": split_of(family, config.shares, config.salt),
        "layer": "synthetic" if about.get("origin") == "synthetic" else "user",
        "source": str(about.get("source") or seeds.articles[family].source or ""),
        "half": str(about.get("half", "")),
        "contrast": article_id != family,
    }


def unlabelled(seeds: Seeds) -> Iterator[Quote]:
    """The quotes of seed articles for which nobody has labelled anything."""
    labelled = {label.article_id for label in seeds.labels}
    for article_id in sorted(seeds.articles):
        if article_id not in labelled:
            article = seeds.articles[article_id]
            yield from extract_quotes(article.text, article_id, title=article.title)


def real_examples(quotes: Sequence[tuple[RealQuote, str]], config: DatasetConfig) -> Iterator[Example]:
    """Examples of public corpora, from their labels and the text of each."""
    by_article: dict[tuple[str, str, str], list[tuple[RealQuote, str]]] = {}
    for quote, text in quotes:
        by_article.setdefault((quote.source, quote.set, quote.doc), []).append((quote, text))
    for (source, subset, doc), group in sorted(by_article.items()):
        article = Article(id=f"{source}/{doc}", text=group[0][1])
        wanted = [(quote.spans, _kind(quote, article.text)) for quote, _ in group]
        for cut, (quote, _) in zip(cut_as_in_use(article, wanted, config.overlap), group, strict=True):
            decision = Decision(quote.stances, quote.grade, quote.disputed, quote.stratum)
            yield example_of(
                cut,
                decision,
                id=cut.id,
                article_id=article.id,
                family=article.id,
                split=_real_split(subset, article.id, config),
                layer=quote.source,
                source=_outlet(quote),
                half="",
                weight=quote.weight,
                contrast=False,
            )


def _kind(quote: RealQuote, text: str) -> Kind:
    if quote.kind in ("direct", "mixed", "indirect"):
        return quote.kind  # type: ignore[return-value]
    # `marked`: undecided between direct and mixed; a stretch that begins like a sentence is direct.
    start, end = quote.spans[0]
    letters = [char for char in text[start:end] if char.isalpha()]
    return "direct" if letters and letters[0].isupper() else "mixed"


def _real_split(subset: str, article_id: str, config: DatasetConfig) -> str:
    if subset != "train":
        return subset
    # Labels of one annotator test nothing, so the real layer has no test split of its own.
    shares = config.shares
    whole = shares.train + shares.validation
    scaled = shares.model_copy(
        update={"train": shares.train / whole, "validation": shares.validation / whole, "test": 0}
    )
    return split_of(article_id, scaled, config.salt)


def _outlet(quote: RealQuote) -> str:
    return quote.doc.partition("_")[0] if quote.source == "polnear" else quote.source
