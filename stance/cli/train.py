"""`stance train`: train, evaluate and track models."""

from __future__ import annotations

from typing import Annotated

import typer

from stance.cli.options import DATA, Data


def train(
    config: Annotated[
        list[str] | None,
        typer.Option("--config", "-c", help="A model's YAML; several are trained one after another."),
    ] = None,
    data: Data = DATA,
    seed: Annotated[int | None, typer.Option(help="Instead of the configuration's seed.")] = None,
) -> None:
    """Train models on the dataset, evaluate them on validation and test, and track the runs in MLflow."""
    from stance.reports import train_and_report

    raise typer.Exit(train_and_report(config or ["configs/tfidf-logreg.yaml"], data, seed))
