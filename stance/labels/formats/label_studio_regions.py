"""The results of one Label Studio annotation → quotes: regions with what was chosen for them, joined by relations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from stance.errors import InputError
from stance.quotes.types import Span

_VALUES = {"labels": "labels", "choices": "choices", "textarea": "text"}


@dataclass(slots=True)
class Region:
    """One quote: its spans, what was said of it under each control's name, and our own `meta`."""

    spans: tuple[Span, ...]
    fields: dict[str, list[str]] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)


def regions_of(results: list[dict[str, Any]], text: str, relation: str) -> Iterator[Region]:
    """The quotes of one annotation, in the order in which they were marked.

    Raises:
        InputError: when a region's words are not those of the text.
    """
    regions: dict[str, Region] = {}
    joined: dict[str, str] = {}
    for result in results:
        if result["type"] == "relation":
            if relation in result.get("labels", [relation]):
                joined[result["to_id"]] = result["from_id"]
            continue
        region = regions.setdefault(result["id"], Region((_span(result["value"], text, result["type"]),)))
        said = result["value"].get(_VALUES.get(result["type"], ""), [])
        region.fields.setdefault(result["from_name"], []).extend([said] if isinstance(said, str) else said)
        region.meta.update((result.get("meta") or {}).get("stance") or {})
    for later, earlier in joined.items():
        first = regions[_first(earlier, joined)]
        part = regions[later]
        first.spans += part.spans
        for name, said in part.fields.items():
            first.fields.setdefault(name, []).extend(said)
    for name, region in regions.items():
        if name not in joined:
            region.spans = tuple(sorted(region.spans))
            yield region


def _first(name: str, joined: dict[str, str]) -> str:
    seen = {name}
    while name in joined:
        name = joined[name]
        if name in seen:
            raise InputError("relations between regions run in a circle")
        seen.add(name)
    return name


def _span(value: dict[str, Any], text: str, type_: str) -> Span:
    start, end = int(value["start"]), int(value["end"])
    words = value.get("text")
    # A text area's own words stand where a region's do.
    if type_ == "textarea" or words is None or text[start:end] == words:
        return _checked(start, end, text)
    # A browser counts UTF-16 units: characters beyond the basic plane (emoji) are two of them.
    start, end = _code_point(text, start), _code_point(text, end)
    if text[start:end] != words:
        raise InputError(f"the text at {start}-{end} is not `{words[:40]}`: marked in another version of the article")
    return _checked(start, end, text)


def _checked(start: int, end: int, text: str) -> Span:
    if not 0 <= start < end <= len(text):
        raise InputError(f"a region at {start}-{end} does not lie in the text")
    return start, end


def _code_point(text: str, units: int) -> int:
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore"))
