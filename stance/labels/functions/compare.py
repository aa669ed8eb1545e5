"""Labelling functions and their combinations against labels: `python -m stance.labels.functions.compare DATA`.

Writes the two tables of docs/labelling.md. Measured on the development set where the dataset has one (gold), else
on the validation labels of real news (single), which the weights have not seen either.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from stance.errors import InputError, StanceError
from stance.files import whole_file
from stance.labels.bare_cues import bare_stances
from stance.labels.functions import FUNCTIONS, combine, votes
from stance.labels.functions.label_model import LabelModel
from stance.labels.functions.learn import REAL
from stance.labels.functions.quality import quality
from stance.labels.functions.weighting import majority
from stance.labels.types import STANCES

PAGE = Path("docs/labelling.md")
Row = dict[str, Any]


def judged(folder: Path) -> tuple[str, list[Row]]:
    """The rows to measure on, and what they are in words.

    Raises:
        InputError: when the dataset has none.
    """
    for split, grade in (("development", "gold"), ("validation", "single")):
        file = folder / f"{split}.parquet"
        rows = [row for row in _read(file) if row["layer"] in REAL and row["grade"] == grade] if file.is_file() else []
        if rows:
            return f"{len(rows)} quotes of real news, {split}, {grade} labels", rows
    raise InputError(f"{folder}: no labels of real news to measure on; `stance build --real polnear=PATH -o {folder}`")


def _read(file: Path) -> list[Row]:
    import pyarrow.parquet as pq

    rows: list[Row] = pq.read_table(file).to_pylist()
    return rows


def combinations(rows: Sequence[Row], unlabelled: Sequence[Row]) -> list[Row]:
    """F1 (from 0.5 on) and ranking of each way to combine the votes; `unlabelled` helps to fit the label model."""
    table = [votes(row["text"], row["cue"], row["context"], row["kind"]) for row in rows]
    more = [votes(row["text"], row["cue"], row["context"], row["kind"]) for row in unlabelled]
    stances = [function.stance for function in FUNCTIONS]
    model = LabelModel(FUNCTIONS).fit([*table, *more])
    ways: dict[str, Callable[[tuple[int, ...]], Sequence[float]]] = {
        "majority vote": lambda row: majority(row, stances),
        "label model (Dawid–Skene)": model.probabilities,
        "weights learned on labels": combine,
    }
    named = [bare_stances(row["text"], row["cue"]) for row in rows]
    scored: dict[str, list[Sequence[float]]] = {
        "(no functions: a bare list of cue words)": [[float(s in names) for s in STANCES] for names in named]
    }
    scored |= {name: [way(row) for row in table] for name, way in ways.items()}
    found = []
    for name, scores in scored.items():
        f1 = [_f1([row[s] for row in rows], [score[i] >= 0.5 for score in scores]) for i, s in enumerate(STANCES)]
        of_stance: Row = {str(stance): value for stance, value in zip(STANCES, f1, strict=True)}
        ranked = [
            _average_precision([row[s] for row in rows], [score[i] for score in scores]) for i, s in enumerate(STANCES)
        ]
        means = {"macro-F1": sum(f1) / len(f1), "mean average precision": sum(ranked) / len(ranked)}
        found.append({"combined by": name, **of_stance, **means})
    return found


def _f1(truth: Sequence[int], named: Sequence[bool]) -> float:
    both = sum(t and n for t, n in zip(truth, named, strict=True))
    return 2 * both / max(sum(truth) + sum(named), 1)


def _average_precision(truth: Sequence[int], scores: Sequence[float]) -> float:
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(truth, scores)) if any(truth) else 0.0


def markdown(rows: Sequence[Row]) -> str:
    """Rows as a Markdown table; numbers with three decimals, None as an empty cell."""
    names = list(rows[0])
    lines = [
        "| " + " | ".join(names) + " |",
        "|" + "|".join("--:" if _number(rows[0][n]) else "---" for n in names) + "|",
    ]
    lines += ["| " + " | ".join(_cell(row[name]) for name in names) + " |" for row in rows]
    return "\n".join(lines)


def _number(value: Any) -> bool:
    return isinstance(value, int | float)


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


def replace_block(page: Path, name: str, body: str) -> None:
    """Put a body between the marks `<!-- NAME -->` and `<!-- /NAME -->` of a page.

    Raises:
        InputError: when the page or its marks are missing.
    """
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not block.search(text):
        raise InputError(f"{page}: no `<!-- {name} -->` … `<!-- /{name} -->` to put the table between")
    with whole_file(page) as out:
        out.write(block.sub(lambda found: f"{found[1]}{body}\n{found[2]}", text))


def main(arguments: Sequence[str]) -> int:
    """Measure on a built dataset and write both tables into the page; returns the exit code."""
    folder = Path(arguments[0] if arguments else "data/stance")
    page = Path(arguments[1]) if len(arguments) > 1 else PAGE
    measured, rows = judged(folder)
    teach = [row for row in _read(folder / "train.parquet") if row["layer"] in REAL]
    measured = f"Measured on {measured}.\n"
    replace_block(page, "combinations", f"{measured}\n{markdown(combinations(rows, teach))}")
    replace_block(page, "functions", f"{measured}\n{markdown(quality(rows))}")
    sys.stderr.write(f"stance: {page}: tables written. {measured}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except StanceError as error:
        sys.stderr.write(f"stance: {error}\n")
        sys.exit(error.exit_code)
