"""Do annotators agree? Counts, raw agreement, Cohen's kappa and Krippendorff's alpha, per layer, kind and stance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from stance.labels.annotations import Annotation, Place
from stance.labels.gold import SETTLED
from stance.labels.types import STANCES, Stance

ALL = "all"
QUOTE = "(a quote)"
"""In place of a stance: whether the stretch is a quote at all."""
Pairs = list[list[int]]
"""For each quote, what each independent annotator said: 1 the stance, 0 not."""


def agreement(annotations: Iterable[Annotation]) -> list[dict[str, Any]]:
    """One row a layer, kind and stance.

    Keys: `layer`, `kind`, `stance`; `quotes` (labelled by anybody), `twice` (by two independent annotators or
    more), `both` and `one` (of those: named by every annotator, named by some), `settled` (third looks), and
    over the quotes labelled twice `raw` agreement, Cohen's `kappa` (1960; the first two annotators of each quote,
    pooled) and Krippendorff's `alpha` (2004, nominal, any number of annotators), None where undefined. Labels of
    round `settled` are nobody's independent judgement and count in `settled` only. Where annotators could call a
    stretch no quote at all, a row with `QUOTE` for a stance says how far they agree on that, over every stretch; the
    stances are compared where at least two of them saw a quote.
    """
    groups: dict[Place, list[Annotation]] = defaultdict(list)
    for annotation in annotations:
        groups[annotation.place].append(annotation)
    rows = []
    for layer in sorted({place[0] for place in groups}):
        inside = [group for place, group in groups.items() if place[0] == layer]
        kinds = sorted({group[0].kind for group in inside})
        for kind in (ALL, *kinds) if len(kinds) > 1 else (ALL,):
            chosen = [group for group in inside if kind in (ALL, group[0].kind)]
            rows += [{"layer": layer, "kind": kind, **row} for row in _rows(chosen)]
    return rows


def _rows(groups: Sequence[Sequence[Annotation]]) -> Iterator[dict[str, Any]]:
    if any(not annotation.is_quote for group in groups for annotation in group):
        yield {"stance": QUOTE, **_row(groups, lambda annotation: annotation.is_quote)}
    # What an annotator takes for no quote has no stance to agree on.
    seen = [group for group in ([a for a in group if a.is_quote] for group in groups) if group]
    for name in STANCES:
        yield {"stance": name, **_row(seen, partial(_names, name))}


def _names(stance: Stance, annotation: Annotation) -> bool:
    return stance in annotation.label.stances


def independent(annotations: Iterable[Annotation]) -> list[Annotation]:
    """One label an annotator, the last that each made, without third looks; in the order of rounds."""
    last = {a.label.annotator: a for a in annotations if a.label.round != SETTLED}
    return sorted(last.values(), key=lambda a: (a.label.round, a.label.annotator))


def _row(groups: Sequence[Sequence[Annotation]], says: Callable[[Annotation], bool]) -> dict[str, Any]:
    said = [[int(says(annotation)) for annotation in independent(group)] for group in groups]
    twice = [values for values in said if len(values) > 1]
    both = sum(all(values) for values in twice)
    return {
        "quotes": len(groups),
        "twice": len(twice),
        "both": both,
        "one": sum(any(values) for values in twice) - both,
        "settled": sum(any(a.label.round == SETTLED for a in group) for group in groups),
        "raw": _rounded(_raw(twice)),
        "kappa": _rounded(cohens_kappa(twice)),
        "alpha": _rounded(krippendorffs_alpha(twice)),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _raw(said: Pairs) -> float | None:
    return sum(len(set(values)) == 1 for values in said) / len(said) if said else None


def cohens_kappa(said: Pairs) -> float | None:
    """Cohen's kappa of the first two annotators of each quote; None where both never or always name the stance."""
    first, second = [values[0] for values in said], [values[1] for values in said]
    if len({*first, *second}) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    return float(cohen_kappa_score(first, second))


def krippendorffs_alpha(said: Pairs) -> float | None:
    """Krippendorff's alpha for nominal data, over all annotators; None where nothing varies."""
    if len({value for values in said for value in values}) < 2:
        return None
    import krippendorff

    counts = [[values.count(0), values.count(1)] for values in said]
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def annotators(annotations: Iterable[Annotation]) -> Iterator[dict[str, Any]]:
    """Who labelled how much: one row a layer and annotator."""
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for annotation in annotations:
        counts[annotation.layer, annotation.label.annotator, annotation.label.round] += 1
    for (layer, annotator, round_), labels in sorted(counts.items()):
        yield {"layer": layer, "annotator": annotator, "round": round_, "labels": labels}
