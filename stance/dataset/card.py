"""The dataset card that lies beside every built dataset: what is in it, counted from the examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from stance.dataset.examples import Example
from stance.labels.types import STANCES

_HEAD = """\
---
language: en
task_categories: [text-classification]
pretty_name: Stances of quotes in the news
tags: [stance, quotes, news]
---
# Stances of quotes in the news

One row is one quote of a news article with the stances that its speaker takes: denial, warning, hedge, any
number of them. Made by `stance build` (version {version}), digest `{digest}`.

Rows of grade `gold` have two independent labels, settled by a third look; `single` ones have one and test
nothing; `weak` ones come from labelling functions. Labels that ship with `stance` are the work of automated
annotators of one kind, not of people: their agreement is partly self-consistency. Labels that were added to the
seeds are the work of whoever made them. Articles of the layer `synthetic` are about invented people, bodies and
places. The text of real news is not part of what the project ships.
"""


def card_of(examples: Sequence[Example], manifest: dict[str, Any]) -> str:
    """The card in Markdown."""
    parts = [_HEAD.format(version=manifest["made_by"]["stance"], digest=manifest["digest"])]
    parts.append(_table("split", examples, lambda e: e.split))
    parts.append(_table("layer", examples, lambda e: e.layer))
    parts.append(_table("kind of quote", examples, lambda e: e.kind))
    parts.append(_table("half (synthetic)", [e for e in examples if e.half], lambda e: e.half))
    parts.append(_table("grade", examples, lambda e: e.grade))
    parts.append(_table("stratum", examples, lambda e: e.stratum))
    parts.append(f"Near-duplicate quotes left out: {manifest['copies_left_out']}.\n")
    return "\n".join(parts)


def _table(name: str, examples: Sequence[Example], key: Callable[[Example], str]) -> str:
    quotes = Counter(key(e) for e in examples)
    lines = [f"## By {name}", "", f"| {name} | quotes | {' | '.join(STANCES)} | none | two or more |"]
    lines.append("|---|" + "--:|" * 6)
    for value, count in sorted(quotes.items()):
        group = [e for e in examples if key(e) == value]
        stances = [sum(getattr(e, stance) for e in group) for stance in STANCES]
        none = sum(not any(e.stances) for e in group)
        more = sum(sum(e.stances) > 1 for e in group)
        lines.append(f"| {value} | {count} | {' | '.join(map(str, stances))} | {none} | {more} |")
    return "\n".join(lines) + "\n"
