"""What the commands print: building, training and evaluating with their progress and their tables."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stance.configs import load_config
from stance.dataset import DatasetConfig, build, load, manifest_of
from stance.dataset.real import parse_real
from stance.evaluation.evaluate import table_rows
from stance.models.config import load_model_config
from stance.prediction.rejects import report_rejects


def say(message: str) -> None:
    """A line of progress for the person at the terminal."""
    sys.stderr.write(f"stance: {message}\n")
    sys.stderr.flush()


def print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows as an aligned table on standard output, or as JSON lines where that is a pipe; None is an empty cell."""
    if not sys.stdout.isatty():
        for row in rows:
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    else:
        draw_table(rows)


def draw_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows as an aligned table on standard output, or a line that there are none; None is an empty cell."""
    if not rows:
        sys.stdout.write("(no rows)\n")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        table.add_column(name, no_wrap=True)
    for row in rows:
        table.add_row(*map(_cell, row.values()))
    Console().print(table)


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


def build_and_report(seeds: Path, real: list[str], config: str, output: Path, rejects: Path | None) -> int:
    """Build the dataset and print what is in it; returns the exit code."""
    built = build(seeds, output, load_config(config, DatasetConfig), parse_real(real))
    print_table(
        [
            {"split": split, **{k: str(v) for k, v in counts.items()}}
            for split, counts in built.manifest["counts"].items()
        ]
    )
    made = built.manifest
    say(f"{built.folder}: digest {made['digest']}; copies left out: {made['copies_left_out']}")
    if made["without_gold_left_out"]:
        say(f"left out of the sets that judge, which hold gold alone: {made['without_gold_left_out']} quotes")
    return 1 if report_rejects(built.rejects, rejects) else 0


def labels_and_report(seeds: Path, rejects: Path | None) -> int:
    """Print how far the annotators of a seeds folder agree; returns the exit code."""
    from stance.labels.agreement import agreement
    from stance.labels.annotations import read_annotations

    annotations = read_annotations(seeds)
    print_table(agreement(annotations.found))
    say("the annotators of the labels that ship were automated and of one kind: people would agree less")
    return 1 if report_rejects(annotations.rejects, rejects) else 0


def export_and_report(
    seeds: Path, name: str, path: Path, sample: int | None, blind: bool, real: Sequence[str], only: Path | None = None
) -> int:
    """Write the labels of a seeds folder in another format and say how many; returns the exit code."""
    from stance.dataset.exchange import export_labels

    done = export_labels(seeds, name, path, sample=sample, blind=blind, real=parse_real(list(real)), only=only)
    say(f"{path}: {done.articles} articles, {done.quotes} quotes, {done.labels} labels")
    return 1 if report_rejects(done.rejects, None) else 0


def import_and_report(seeds: Path, name: str, path: Path, annotator: str, rejects: Path | None) -> int:
    """Add labels from a file in another format to a seeds folder and say how many; returns the exit code."""
    from stance.dataset.exchange import import_labels

    done = import_labels(seeds, name, path, annotator)
    say(f"{path}: {done.labels} new labels, {done.quotes} new quotes, {done.articles} new articles")
    for file in done.files:
        say(f"written: {file}")
    return 1 if report_rejects(done.rejects, rejects) else 0


def card_and_report(seeds: Path, output: Path) -> int:
    """Write the data card of a seeds folder; returns the exit code."""
    from stance.dataset.data_card import data_card
    from stance.files import whole_file

    say(f"counting what is in {seeds}")
    text = data_card(seeds)
    with whole_file(output) as out:
        out.write(text)
    say(f"written: {output}")
    return 0


def functions_and_report(folder: Path) -> int:
    """Print coverage, overlap, conflict and precision of each labelling function; returns the exit code."""
    from stance.labels.functions.compare import judged
    from stance.labels.functions.quality import quality

    manifest_of(folder)
    measured, rows = judged(folder)
    print_table(quality(rows))
    say(f"measured on {measured}")
    return 0


def train_and_report(configs: Sequence[str], folder: Path, seed: int | None) -> int:
    """Train, evaluate and track a model for each configuration, and print one table; returns the exit code."""
    changes = {} if seed is None else {"seed": seed}
    chosen = [load_model_config(name, **changes) for name in configs]
    data, manifest = load(folder), manifest_of(folder)
    from stance.training import train_and_track

    rows: list[dict[str, str]] = []
    for config in chosen:
        run_id, evaluations = train_and_track(config, data, manifest, say)
        rows.extend({"run": run_id, **row} for row in table_rows(config.name, evaluations))
        if not evaluations:
            say(f"{config.name}: run {run_id} is not measured: {folder} has neither validation nor test rows")
    print_table(rows)
    say("compare the runs with `stance ui` (or `make ui`)")
    return 0


def run_and_report(path: Path, folder: Path, *, quick: bool = False, table: bool = False, redo: bool = False) -> int:
    """Run an experiment, resuming it, and print its page; returns the exit code.

    Args:
        path: the experiment's YAML.
        folder: the dataset.
        quick: from small samples.
        table: run nothing, only write the page from the results at hand.
        redo: run again what has results from another dataset.
    """
    from stance.experiments import run_experiment, write_page

    left_out: list[str] = []
    if table:
        page = write_page(path, quick=quick)
    else:
        page, left_out = run_experiment(path, folder, say, quick=quick, redo=redo)
    sys.stdout.write(page.read_text(encoding="utf-8"))
    say(f"the page is {page}")
    return 1 if left_out else 0
