"""`stance evaluate`: metrics of a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.options import DATA, Data
from stance.errors import InputError


def evaluate(
    model: Annotated[
        str | None,
        typer.Argument(help="A run's id, an MLflow URI, a folder, champion, newest or pretrained."),
    ] = None,
    data: Data = DATA,
    split: Annotated[str, typer.Option(help="validation, test; with real data also development and report.")] = "test",
    format: Annotated[str | None, typer.Option("--format", help="table or json.")] = None,
    report: Annotated[
        Path | None,
        typer.Option(help="Write pictures, slices and the worst mistakes to this HTML file."),
    ] = None,
    triples: Annotated[
        Path | None,
        typer.Option(help="Instead, score speaker, quote and stance as one on the development set of PolNeAR, here."),
    ] = None,
    seeds: Annotated[Path, typer.Option(help="For --triples: the folder whose real/ holds the labels.")] = Path(
        "seeds"
    ),
) -> None:
    """Measure a model on a split of the dataset, with 95% intervals."""
    from stance.evidence import evaluate_and_report, triples_and_report

    if triples is not None:
        if report is not None:
            raise InputError("--report shows a split of the dataset; leave it out with --triples")
        raise typer.Exit(triples_and_report(model, seeds, triples, format))
    raise typer.Exit(evaluate_and_report(model, data, split, format, report))
