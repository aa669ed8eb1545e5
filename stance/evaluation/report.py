"""One evaluation as one HTML file that needs nothing else: tables, pictures, slices, the worst mistakes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.evaluation.evaluate import Evaluation, metric_rows, slice_rows, table_rows
from stance.evaluation.explain import CONTEXT, CUE
from stance.evaluation.mistakes import Mistake, worst_mistakes
from stance.evaluation.plots import pictures, png
from stance.labels.types import STANCES
from stance.models.model import StanceModel

if TYPE_CHECKING:
    from datasets import Dataset

_STYLE = Path(__file__).with_name("report.css")


def draw(model: StanceModel, found: Evaluation) -> dict[str, bytes]:
    """Every picture of an evaluation as a PNG file, by name."""
    figures = pictures(found.judged, model.thresholds, model.about.get("curve", []))
    return {name: png(figure) for name, figure in figures.items()}


def report(
    model: StanceModel,
    name: str,
    found: Evaluation,
    rows: Dataset,
    drawn: Mapping[str, bytes],
    others: Sequence[Evaluation] = (),
) -> str:
    """The HTML of an evaluation.

    Args:
        model: the model that was evaluated.
        name: what it is called.
        found: its evaluation, whose slices and mistakes are shown.
        rows: the quotes of that split.
        drawn: PNG files by name, from `draw`.
        others: evaluations on further splits, of which only the figures are shown.
    """
    mistakes = worst_mistakes(model, rows, found.judged)
    wrong = int((found.judged.y != found.judged.decided).any(1).sum())
    thresholds = ", ".join(f"{s} {t:.2f}" for s, t in zip(STANCES, model.thresholds, strict=True))
    evaluations = [found, *(one for one in others if one.split != found.split)]
    called = str(model.about.get("name", "model"))
    title = f"{called} on {found.split}"
    body = [
        f"<h1>{escape(title)}</h1>",
        f"<p>Model {escape(name)}, family {escape(str(model.about.get('family', '?')))}, "
        f"data {escape(str(model.about.get('data', '?')))}. Thresholds: {thresholds}. "
        "Brackets hold 95% intervals of a bootstrap by article.</p>",
        _section("Figures", _table(table_rows(called, evaluations))),
        _section(f"Stances on {found.split}", _table(metric_rows(found))),
        _section("Pictures", f'<div class="plots">{"".join(map(_picture, drawn.items()))}</div>'),
        _section("Slices", "<p>Of at least 10 quotes each.</p>" + _table(slice_rows(found))),
        _section("Worst mistakes", _mistakes_intro(len(mistakes), wrong) + "".join(map(_mistake, mistakes))),
    ]
    return _PAGE.format(title=escape(title), style=_STYLE.read_text(encoding="utf-8"), body="\n".join(body))


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


def _section(title: str, content: str) -> str:
    return f"<h2>{escape(title)}</h2>\n{content}"


def _table(rows: Sequence[Mapping[str, str]]) -> str:
    if not rows:
        return "<p>None.</p>"
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in rows[0])
    lines = ("".join(f"<td>{escape(str(value))}</td>" for value in row.values()) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _picture(item: tuple[str, bytes]) -> str:
    name, data = item
    source = f"data:image/png;base64,{b64encode(data).decode()}"
    return f'<figure><img alt="{escape(name.replace("-", " "))}" src="{source}"></figure>'


def _mistakes_intro(shown: int, wrong: int) -> str:
    return (
        f"<p>{shown} of {wrong} quotes that were not wholly right, the surest mistakes first. "
        'Words <mark class="for" style="--much:.35">for</mark> and '
        '<mark class="against" style="--much:.35">against</mark> the stance on which the model was most wrong are '
        "marked by how far they moved its score.</p>"
    )


def _mistake(found: Mistake) -> str:
    words, rest = _parted(found)
    largest = max((abs(weight) for _, weight in found.words), default=0.0)
    row = found.row
    kind = "missed" if found.stance in found.truth else "wrongly named"
    facts = [
        f"<b>{found.stance} {kind}, p {found.p:.2f}</b>",
        f"truth: {_names(found.truth)}",
        f"answer: {_names(found.answer)}",
        *(escape(str(row[name])) for name in ("kind", "speaker", "source", "article_id") if row.get(name)),
        *(_word(name, weight, largest) for name, weight in rest if weight),
    ]
    before, after = _around(row)
    quote = " ".join(_word(word, weight, largest) for word, weight in words)
    header = "".join(f"<span>{fact}</span>" for fact in facts)
    text = f'{escape(before)}<span class="quote">{quote}</span>{escape(after)}'
    return f"<article><header>{header}</header><p>{text}</p></article>"


def _parted(found: Mistake) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """The quote's own words, and the cue and the context after them."""
    size = len(str(found.row["text"]).split())
    rest = [(name, weight) for name, weight in found.words[size:] if name.startswith(CUE) or name == CONTEXT]
    return found.words[:size], rest


def _names(stances: Sequence[str]) -> str:
    return escape(", ".join(stances) or "none")


def _word(word: str, weight: float, largest: float) -> str:
    share = abs(weight) / largest if largest else 0.0
    if share < 0.08:
        return escape(word)
    side = "for" if weight > 0 else "against"
    return f'<mark class="{side}" style="--much:{0.65 * share:.2f}" title="{weight:+.2f}">{escape(word)}</mark>'


def _around(row: Mapping[str, Any]) -> tuple[str, str]:
    """What stands before the quote and after it; all of the context before, where the quote is in several pieces."""
    text, context = str(row["text"]), str(row["context"])
    place = context.find(text)
    if place >= 0:
        return context[:place], context[place + len(text) :]
    return (f"{context}\n\n" if context else ""), ""
