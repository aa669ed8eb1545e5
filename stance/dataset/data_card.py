"""The data card: docs/data-card.md, written from the seeds alone, so that it cannot fall behind them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.dataset.pairs import PairScore, pair_score
from stance.dataset.repetition import Repetition, repetition
from stance.dataset.seeds import Seeds, read_seeds
from stance.labels.agreement import agreement, annotators
from stance.labels.annotations import Annotation, Annotations, Place, read_annotations
from stance.labels.gold import decide
from stance.labels.types import GRADES, STANCES, Stance

PAGE = Path(__file__).with_name("data_card.md")
LENGTHS = (50, 100, 200, 400)
MOST_ROWS = 15


@dataclass(frozen=True, slots=True)
class Unit:
    """One labelled quote as the card counts it."""

    layer: str
    kind: str
    source: str
    article: str
    stances: tuple[Stance, ...]
    grade: str
    disputed: bool
    stratum: str
    codebook: str
    length: int
    about: dict[str, Any]


def data_card(seeds_folder: Path) -> str:
    """The card in Markdown, from everything that the seeds folder holds.

    Raises:
        InputError: when there are no articles or no labels in it.
    """
    seeds, read = read_seeds(seeds_folder), read_annotations(seeds_folder)
    units = units_of(read, seeds)
    synthetic = {
        name: article.text
        for name, article in seeds.articles.items()
        if seeds.metadata.get(name, {}).get("origin") == "synthetic"
    }
    parts = {
        "counts": _counts(units),
        "prevalence": _prevalence(units),
        "articles": _articles(seeds),
        "annotators": _annotators(read),
        "agreement": _agreement(read),
        "repetition": _repetition(repetition(synthetic)),
        "pairs": _pairs(pair_score(seeds)),
        "gaps": _gaps(units),
    }
    text = PAGE.read_text(encoding="utf-8")
    for name, body in parts.items():
        text = text.replace(f"{{{{{name}}}}}", body)
    return text


def units_of(read: Annotations, seeds: Seeds) -> list[Unit]:
    """One unit a labelled quote; stretches that the last look calls no quote are left out."""
    groups: dict[Place, list[Annotation]] = defaultdict(list)
    for annotation in read.found:
        groups[annotation.place].append(annotation)
    units = []
    for group in groups.values():
        first, decision = group[0], decide([a.label for a in group])
        settled = [a for a in group if a.label.round == "settled"] or group
        if not any(a.is_quote for a in settled):
            continue
        family = first.label.article_id.partition("~")[0]
        about = seeds.metadata.get(family, {})
        units.append(
            Unit(
                layer=first.layer,
                kind=first.kind,
                source=first.source or str(about.get("source", "")),
                article=first.label.article_id,
                stances=decision.stances,
                grade=decision.grade,
                disputed=decision.disputed,
                stratum=decision.stratum,
                codebook=" and ".join(sorted({a.label.codebook for a in group})),
                length=sum(end - start for start, end in first.label.spans),
                about=about,
            )
        )
    return units


def _length(unit: Unit) -> str:
    for limit in LENGTHS:
        if unit.length <= limit:
            return f"up to {limit}"
    return f"over {LENGTHS[-1]}"


def _counts(units: Sequence[Unit]) -> str:
    synthetic = [unit for unit in units if unit.layer in ("synthetic", "contrast")]
    tables = [
        _table("layer", units, lambda u: u.layer),
        _table("layer and grade", units, lambda u: f"{u.layer}: {u.grade}{', disputed' if u.disputed else ''}"),
        _table("kind of quote", units, lambda u: u.kind),
        _table("layer and stratum", units, lambda u: f"{u.layer}: {u.stratum}", most=len(units)),
        _table("length in characters", units, _length, [*(f"up to {n}" for n in LENGTHS), f"over {LENGTHS[-1]}"]),
        _table("source", units, lambda u: u.source or "not said"),
        _table("version of the codebook", units, lambda u: u.codebook),
        _table("half (synthetic)", synthetic, lambda u: f"{u.layer}: {u.about.get('half', '')}"),
        _table("beat (synthetic)", synthetic, lambda u: str(u.about.get("beat", ""))),
    ]
    return "\n".join(table for table in tables if table)


def _prevalence(units: Sequence[Unit]) -> str:
    """How many quotes carry a stance where quotes were drawn without looking at them."""
    groups: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.layer == "synthetic" and unit.about.get("half") == "natural":
            groups["synthetic, natural half"].append(unit)
        elif unit.stratum == "random":
            groups[unit.layer].append(unit)
    shares = [f"{name} {sum(bool(u.stances) for u in own) / len(own):.0%}" for name, own in sorted(groups.items())]
    return f"Quotes with a stance, where they were drawn at random: {', '.join(shares) or 'none were'}."


def _table(
    name: str, units: Sequence[Unit], key: Callable[[Unit], str], order: Sequence[str] = (), most: int = MOST_ROWS
) -> str:
    groups: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        groups[key(unit)].append(unit)
    if not groups:
        return ""
    values = [value for value in order if value in groups] or sorted(groups, key=lambda v: (-len(groups[v]), v))
    if not order and len(values) <= most:
        values = sorted(groups)
    rest = [unit for value in values[most:] for unit in groups[value]]
    rows = [(value, groups[value]) for value in values[:most]]
    if rest:
        rows.append((f"{len(values) - most} others", rest))
    lines = [f"### By {name}", "", f"| {name} | articles | quotes | {' | '.join(STANCES)} | two or more | none |"]
    lines.append("|---|" + "--:|" * 7)
    lines += [f"| {value} | {' | '.join(map(str, _cells(group)))} |" for value, group in rows]
    return "\n".join(lines) + "\n"


def _cells(group: Sequence[Unit]) -> list[int]:
    return [
        len({unit.article for unit in group}),
        len(group),
        *(sum(stance in unit.stances for unit in group) for stance in STANCES),
        sum(len(unit.stances) > 1 for unit in group),
        sum(not unit.stances for unit in group),
    ]


def _articles(seeds: Seeds) -> str:
    lines = ["| what | of the articles in the folder |", "|---|---|"]
    about = [seeds.metadata.get(name, {}) for name in seeds.articles]
    for name in ("origin", "half", "form", "beat", "variety", "language"):
        counts = Counter(str(row.get(name) or "not said") for row in about).most_common()
        shown = ", ".join(f"{value} {count}" for value, count in counts[:MOST_ROWS])
        more = f", and {len(counts) - MOST_ROWS} others" if len(counts) > MOST_ROWS else ""
        lines.append(f"| {name} | {shown}{more} |")
    return "\n".join(lines)


def _annotators(read: Annotations) -> str:
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in annotators(read.found):
        groups[row["layer"], row["round"]].append(row["labels"])
    lines = ["| layer | round | annotators | labels | labels an annotator |", "|---|---|--:|--:|---|"]
    for (layer, round_), labels in sorted(groups.items()):
        spread = f"{min(labels)}–{max(labels)}" if len(labels) > 1 else str(labels[0])
        lines.append(f"| {layer} | {round_} | {len(labels)} | {sum(labels)} | {spread} |")
    return "\n".join(lines)


def _agreement(read: Annotations) -> str:
    rows = [row for row in agreement(read.found) if row["twice"]]
    if not rows:
        return "No quote has two independent labels yet, so there is no gold and no figure to give."
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * 3 + "--:|" * (len(names) - 3)]
    lines += ["| " + " | ".join(_figure(row[name]) for name in names) + " |" for row in rows]
    return "\n".join(lines)


def _figure(value: Any) -> str:
    return "" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)


def _repetition(found: Repetition) -> str:
    examples = "".join(f"\n- `{example}`" for example in found.examples)
    return (
        f"Over the {found.articles} synthetic articles: {found.common_runs} of {found.runs:,} different runs of 8 "
        f"words stand in more than 3 articles (names and numbers masked), and {found.near_copies} of "
        f"{found.sentences:,} sentences of six words or more ({found.share:.2%}) nearly repeat one of another "
        f"article (Jaccard of character 5-grams 0.5 or more).{examples}"
    )


def _pairs(found: PairScore) -> str:
    if not found.pairs:
        return "There are no labelled contrast pairs."
    return (
        f"Of {found.pairs} contrast pairs (both halves labelled, undisputed, and different in their stances) bare cue "
        f"words get {found.both} ({found.share:.1%}) right in both halves. In {found.close} pairs at least half of the "
        f"words stay; of these they get {found.both_close} right."
    )


def _gaps(units: Iterable[Unit]) -> str:
    found = list(units)
    lines = []
    for layer in sorted({unit.layer for unit in found}):
        own = [unit for unit in found if unit.layer == layer]
        grades = Counter(unit.grade for unit in own)
        lines.append(f"- {layer}: " + ", ".join(f"{grades[g]} {g}" for g in GRADES if grades[g]) + ".")
        gold = [unit for unit in own if unit.grade == "gold" and not unit.disputed]
        rare = [f"{s} {n}" for s in STANCES if (n := sum(s in unit.stances for unit in gold)) < 100]
        if gold and rare:
            lines.append(f"  Fewer than 100 gold quotes of a stance: {', '.join(rare)}; intervals are wide there.")
    return "\n".join(lines)
