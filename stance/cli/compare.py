"""`stance compare`: which model is better, and by how much."""

from __future__ import annotations

from typing import Annotated

import typer

from stance.cli.options import DATA, Data


def compare(
    models: Annotated[
        list[str],
        typer.Argument(
            metavar="MODEL MODEL…",
            help="Runs' ids, MLflow URIs, folders, champion, newest or pretrained.",
        ),
    ],
    data: Data = DATA,
    split: Annotated[str, typer.Option(help="validation, test; with real data also development and report.")] = "test",
) -> None:
    """Compare models on the same quotes by paired tests: the difference in macro-F1, its interval, p-values."""
    from stance.evidence import compare_and_report

    raise typer.Exit(compare_and_report(models, data, split))
