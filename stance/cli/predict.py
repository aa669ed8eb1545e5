"""`stance predict`: stances in new text."""

from __future__ import annotations

from typing import Annotated

import typer

from stance.cli.options import Format, Output, Rejects


def predict(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TEXT | PATH…]",
            help="A text in quotation marks, files, folders, or - for standard input.",
        ),
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="A run's id, an MLflow URI, a folder, champion, newest or pretrained.")
    ] = None,
    quotes: Annotated[bool, typer.Option("--quotes", help="Each input row is one quote already.")] = False,
    format: Format = None,
    output: Output = None,
    rejects: Rejects = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes; each loads the model once.")] = 1,
    engine: Annotated[str, typer.Option(help="local, or ray: a Ray cluster.")] = "local",
    explain: Annotated[bool, typer.Option("--explain", help="Add the weight of every word for each stance.")] = False,
    precision: Annotated[
        float | None,
        typer.Option(help="Name a stance only where this share was right on validation: 0.8, 0.9 or 0.95."),
    ] = None,
) -> None:
    """Find the quotes in new text and say which are denials, warnings or hedges."""
    from stance.prediction.run import Sink, predict_to

    demands = None
    if explain or precision is not None:
        from stance.prediction.demands import Demands

        demands = Demands(explain, precision)
    raise typer.Exit(predict_to(inputs or [], model, quotes, Sink(format, output, rejects), workers, engine, demands))
