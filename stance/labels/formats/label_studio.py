"""Labels as Label Studio's tasks: one task an article, one annotation an annotator, one region a span.

A region has one start and one end, so a quote of several spans is several regions tied by the relation
`continues`. What Label Studio has no field for (round, codebook version, stratum) rides in the region's `meta`,
which it keeps; the labelling configuration is written beside the tasks.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from stance.articles import Reject
from stance.errors import InputError
from stance.files import whole_file
from stance.labels.formats.bundle import QUOTE_FIELDS, Bundle, Place
from stance.labels.formats.label_studio_regions import regions_of
from stance.labels.types import STANCES, Label, stances_of
from stance.quotes.types import KINDS, Span, quote_id

CONTINUES = "continues"
NONE = "none"
QUOTE = "quote"
CONFIG = f"""\
<View>
  <Labels name="kind" toName="text">
{chr(10).join(f'    <Label value="{kind}"/>' for kind in (*KINDS, QUOTE))}
  </Labels>
  <Relations><Relation value="{CONTINUES}"/></Relations>
  <Text name="text" value="$text" granularity="symbol"/>
  <View visibleWhen="region-selected">
    <Header value="What does the speaker do with these words?"/>
    <Choices name="stances" toName="text" perRegion="true" choice="multiple" required="true">
{chr(10).join(f'      <Choice value="{stance}"/>' for stance in (*STANCES, NONE))}
    </Choices>
    <Choices name="disputed" toName="text" perRegion="true" choice="multiple">
      <Choice value="disputed"/>
    </Choices>
    <TextArea name="comment" toName="text" perRegion="true" placeholder="Which rule decided?"/>
  </View>
</View>
"""


class LabelStudio:
    """A JSON list of tasks as Label Studio imports and exports it."""

    def write(self, bundle: Bundle, path: Path) -> None:
        """Write the tasks, and the labelling configuration beside them as `.xml`.

        Raises:
            InputError: when a labelled article's text is not at hand.
        """
        tasks = list(_tasks(bundle, str(path)))
        with whole_file(path) as out:
            out.write(json.dumps(tasks, ensure_ascii=False, indent=1) + "\n")
        with whole_file(path.with_suffix(".xml")) as out:
            out.write(CONFIG)

    def read(self, path: Path, annotator: str) -> Bundle:
        """Read tasks; a task or a region that cannot be used is a reject with the task's number.

        Raises:
            InputError: when the file is no JSON list of tasks.
        """
        bundle = Bundle()
        for number, task in enumerate(_load(path), 1):
            try:
                for reason in dict.fromkeys(_read_task(task, annotator, bundle)):
                    bundle.rejects.append(Reject(str(path), number, reason))
            except (InputError, KeyError, TypeError, AttributeError) as error:
                reason = str(error) if isinstance(error, InputError) else f"no task of ours: {error!r}"
                bundle.rejects.append(Reject(str(path), number, reason))
        return bundle


def _load(path: Path) -> list[Any]:
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}") from None
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{error.lineno}: broken JSON: {error.msg}") from None
    if not isinstance(tasks, list):
        raise InputError(f"{path}: expected a list of tasks; in Label Studio export as JSON, not JSON-MIN")
    return tasks


def _tasks(bundle: Bundle, name: str) -> Iterator[dict[str, Any]]:
    labels: dict[str, dict[tuple[str, str], list[Label]]] = defaultdict(lambda: defaultdict(list))
    for label in bundle.labels:
        labels[label.article_id][label.annotator, label.round].append(label)
    places: dict[str, list[Place]] = defaultdict(list)
    for place in bundle.places():
        places[place[0]].append(place)
    for article_id in sorted({*places, *bundle.articles}):
        text = bundle.articles.get(article_id)
        if text is None:
            raise InputError(f"{name}: Label Studio shows the text, and that of `{article_id}` is not at hand")
        marked = [part for place in places[article_id] for part in _region(text, place, bundle, None)]
        yield {
            "data": {"text": text, "article_id": article_id},
            "annotations": [
                {"result": [part for label in own for part in _region(text, _place(label), bundle, label)]}
                for _, own in sorted(labels[article_id].items())
            ],
            # What a new annotator starts from: the quotes, marked but not judged.
            "predictions": [{"model_version": "quotes", "result": marked}] if marked else [],
        }


def _place(label: Label) -> Place:
    return label.article_id, label.spans


def _region(text: str, place: Place, bundle: Bundle, label: Label | None) -> Iterator[dict[str, Any]]:
    article_id, spans = place
    about = bundle.quotes.get(place, {})
    # Equal quotes of two annotators are different regions.
    who = f"{label.annotator}\0{label.round}" if label else ""
    ids = [f"{quote_id(article_id + who, spans)}-{number}" for number in range(len(spans))]
    for number, (start, end) in enumerate(spans):
        value = {"start": start, "end": end, "text": text[start:end]}
        common = {"id": ids[number], "to_name": "text"}
        kind = {"value": {**value, "labels": [about.get("kind", QUOTE)]}, "from_name": "kind", "type": "labels"}
        meta = {"stance": {**_meta(label), **{name: about[name] for name in QUOTE_FIELDS if name in about}}}
        yield {**common, **kind, "meta": meta}
        if label and number == 0:
            for name, type_, content in _judged(label):
                yield {**common, "value": {**value, **content}, "from_name": name, "type": type_}
    for first, second in pairwise(ids):
        yield {"type": "relation", "from_id": first, "to_id": second, "direction": "right", "labels": [CONTINUES]}


def _meta(label: Label | None) -> dict[str, str]:
    if label is None:
        return {}
    names = ("annotator", "round", "codebook", "stratum")
    return {name: getattr(label, name) for name in names}


def _judged(label: Label) -> Iterator[tuple[str, str, dict[str, list[str]]]]:
    yield "stances", "choices", {"choices": list(label.stances) or [NONE]}
    if label.disputed:
        yield "disputed", "choices", {"choices": ["disputed"]}
    if label.comment:
        yield "comment", "textarea", {"text": [label.comment]}


def _read_task(task: dict[str, Any], annotator: str, bundle: Bundle) -> Iterator[str]:
    """Take what a task holds; yields why a region is left out."""
    text = task["data"]["text"]
    article_id = str(task["data"].get("article_id") or f"label-studio-{task['id']}")
    bundle.articles[article_id] = text
    for annotation in task.get("annotations", []):
        if annotation.get("was_cancelled"):
            continue
        who = annotator or _who(annotation)
        for region in regions_of(annotation["result"], text, CONTINUES):
            try:
                _take(bundle, article_id, region.spans, region.fields, region.meta, who)
            except InputError as error:
                yield str(error)
    for prediction in task.get("predictions", []):
        for region in regions_of(prediction["result"], text, CONTINUES):
            if region.meta.get("kind"):
                bundle.quotes.setdefault((article_id, region.spans), _about(region.meta))


def _who(annotation: dict[str, Any]) -> str:
    by = annotation.get("completed_by")
    if isinstance(by, dict):
        return str(by.get("email") or by.get("id"))
    return f"label-studio-{by}" if by is not None else ""


def _about(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: fields[name] for name in QUOTE_FIELDS if name in fields}


def _take(
    bundle: Bundle,
    article_id: str,
    spans: tuple[Span, ...],
    fields: Mapping[str, Sequence[str]],
    meta: dict[str, Any],
    who: str,
) -> None:
    kinds = [kind for kind in fields.get("kind", ()) if kind in KINDS]
    if kinds or "kind" in meta:
        bundle.quotes[article_id, spans] = {**_about(meta), "kind": kinds[0] if kinds else meta["kind"]}
    annotator = str(meta.get("annotator") or who)
    if not annotator:
        raise InputError(f"nobody is named for the labels of `{article_id}`; say who with --annotator")
    if "stances" not in fields:
        raise InputError(
            f"`{article_id}` {list(map(list, spans))}: a region without stances; choose `none` where there is none"
        )
    bundle.labels.append(
        Label(
            article_id=article_id,
            spans=spans,
            stances=stances_of(fields["stances"]),
            annotator=annotator,
            comment="\n".join(fields.get("comment", ())),
            disputed="disputed" in fields,
            **{name: str(meta[name]) for name in ("round", "codebook", "stratum") if name in meta},
        )
    )
