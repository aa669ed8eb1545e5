"""What the commands that judge models print: evaluation, comparison and promotion."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.dataset import load
from stance.errors import GateError, InputError
from stance.evaluation.compare import FEWEST_ARTICLES, MARGIN, Comparison, compare
from stance.evaluation.evaluate import evaluate, judge, metric_rows, slice_rows
from stance.evaluation.report import draw, report
from stance.files import whole_file
from stance.labels.types import STANCES
from stance.models.config import load_model_config
from stance.models.rows import second_half
from stance.prediction.predict import find_model, load_model
from stance.reports import draw_table, print_table, say

if TYPE_CHECKING:
    from datasets import Dataset


def split_of_dataset(folder: Path, split: str) -> Dataset:
    """The rows of one split of a built dataset.

    Raises:
        InputError: when the dataset has no such split, or it is empty.
    """
    data = load(folder)
    if split not in data:
        raise InputError(f"--split {split}: the dataset in {folder} has {', '.join(data)}")
    if not len(data[split]):
        raise InputError(f"--split {split}: it is empty in {folder}; label more articles or choose another split")
    return data[split]


def evaluate_and_report(
    name: str | None, folder: Path, split: str, format_: str | None, report_file: Path | None = None
) -> int:
    """Evaluate a model on a split and print the metrics and the slices; returns the exit code."""
    in_json = _in_json(format_)
    rows, path = split_of_dataset(folder, split), find_model(name)
    model = load_model(path)
    found = evaluate(model, rows, split)
    if report_file is not None:
        with whole_file(report_file) as out:
            out.write(report(model, name or path.name, found, rows, draw(model, found)))
        say(f"report written: {report_file}")
    if in_json:
        sys.stdout.write(json.dumps(found.to_dict(name or path.name), indent=2) + "\n")
    else:
        draw_table(metric_rows(found))
        sys.stdout.write("\n")
        draw_table(slice_rows(found))
    return 0


def _in_json(format_: str | None) -> bool:
    """Whether figures are printed as JSON: as asked, else where standard output is no terminal."""
    if format_ not in (None, "table", "json"):
        raise InputError(f"--format {format_}: choose table or json")
    return format_ == "json" or (format_ is None and not sys.stdout.isatty())


def triples_and_report(name: str | None, seeds: Path, corpus: Path, format_: str | None = None) -> int:
    """Score (speaker, quote, stance) triples end to end and print the figures; returns the exit code."""
    from stance.evaluation.triples import end_to_end

    in_json = _in_json(format_)
    path = find_model(name)
    say("finding and judging the quotes of the development set")
    found = end_to_end(load_model(path), seeds, corpus).to_dict()
    f1 = found.pop("f1")
    row = {"model": name or path.name, "f1": f1["value"], "low": f1["low"], "high": f1["high"], **found}
    if in_json:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    else:
        draw_table([row])
    return 0


def compare_and_report(names: Sequence[str], folder: Path, split: str) -> int:
    """Compare models pair by pair on one split and print a row for each pair; returns the exit code."""
    rows = split_of_dataset(folder, split)
    print_table([found.to_dict() for found in _compare(names, rows)])
    say(f"a less b on {split}; not worse: the interval of the difference stays above -{MARGIN}")
    return 0


def _compare(names: Sequence[str], rows: Dataset) -> list[Comparison]:
    answers = {}
    for name in dict.fromkeys(names):
        path = find_model(name)
        say(f"{name}: answering {len(rows)} quotes")
        answers[name] = judge(load_model(path), rows)
    return compare(answers)


def promote_and_report(run: str, folder: Path) -> int:
    """Make a run's model the champion when it is not worse than today's; returns the exit code.

    The development split decides where the dataset has one, else the second half of validation; test never does.

    Raises:
        GateError: when the model is worse, or it cannot be shown that it is not.
        ModelError: when one of the two cannot be read, or no run made the new one.
    """
    from stance.tracking.registry import champion_today, promote

    path, today = find_model(run), champion_today()
    if today is not None and today.resolve() == path.resolve():
        say(f"{path.name} is the champion already")
    elif today is None:
        say("there is no champion yet: the first one passes without a comparison")
    else:
        split, rows = _gating_rows(folder)
        _gate(_compare([str(path), str(today)], rows)[0], path.name, today.name, split)
    promoted = promote(path)
    print_table([_promoted_row(promoted.version, promoted.run)])
    return 0


def _gating_rows(folder: Path) -> tuple[str, Dataset]:
    """The development split where there is one, else the half of validation that has set thresholds, not epochs."""
    if "development" in load(folder):
        return "development", split_of_dataset(folder, "development")
    rows = split_of_dataset(folder, "validation")
    half = np.flatnonzero(second_half(rows["family"]))
    return "validation", rows.select(half) if len(half) else rows


def _promoted_row(version: str, run: str) -> dict[str, Any]:
    from stance.tracking.registry import ALIAS

    return {"model": ALIAS, "version": version, "run": run}


def _gate(found: Comparison, new: str, old: str, split: str) -> None:
    figures = (
        f"macro-F1 on {split} {found.macro_f1[0]:.3f} against {found.macro_f1[1]:.3f}, "
        f"difference {found.difference} over {found.n} quotes of {found.articles} articles, p {found.p:.3f}"
    )
    if not found.a_not_worse:
        raise GateError(
            f"{new} is not promoted: it may be worse than the champion {old} ({figures}; "
            f"the interval must stay above -{MARGIN}, with {FEWEST_ARTICLES} articles at the least)"
        )
    say(f"{new} is not worse than the champion {old} ({figures})")


def label_errors_and_report(
    config: str, folder: Path, seeds: Path, layers: Sequence[str], limit: int, folds: int
) -> int:
    """Print the labels that a cross-validated model believes least, per stance; returns the exit code."""
    from stance.evaluation.label_errors import labelled_rows, of_layers, out_of_fold, review_rows, suspects
    from stance.labels.annotations import read_annotations

    chosen, rows = load_model_config(config), labelled_rows(load(folder))
    listed, spans = of_layers(rows, layers), {a.quote: a.label.spans for a in read_annotations(seeds).found}
    say(f"{chosen.name}: cross-validating on {len(rows)} labelled quotes")
    found = suspects(rows, out_of_fold(chosen, rows, folds, say), listed)
    review = review_rows(found, spans, limit)
    print_table([_shown(row) for row in review] if sys.stdout.isatty() else review)
    counts = ", ".join(f"{s} {sum(f.flagged for f in found if f.stance == s)}" for s in STANCES)
    say(f"labels that may be errors: {counts}; read them again by the codebook, the model is no judge")
    if any(row["spans"] is None for row in review):
        say(f"rows without offsets: {seeds} does not hold the labels that {folder} was built from")
    return 0


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """What fits a terminal of a row to review; the text, which is cut off there, stands last."""
    spans = ";".join(f"{start}-{end}" for start, end in row["spans"] or ())
    label = "+".join(row["stances"]) or "none"
    figures = {name: row[name] for name in ("p", "self_confidence")}
    return {"stance": row["stance"], "label": label, **figures, "article": row["article_id"], "spans": spans} | {
        "text": row["text"][: max(20, shutil.get_terminal_size().columns - 80)]
    }
