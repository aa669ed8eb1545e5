"""`stance label-errors`: which labels to read again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.options import DATA, Data


def label_errors(
    config: Annotated[
        str, typer.Option("--config", "-c", help="The YAML of the model that is cross-validated.")
    ] = "configs/tfidf-logreg.yaml",
    data: Data = DATA,
    seeds: Annotated[
        Path, typer.Option(help="The folder that the dataset was built from; it knows the offsets.")
    ] = Path("seeds"),
    layer: Annotated[
        list[str] | None,
        typer.Option(help="List only user, synthetic, contrast, polnear or persent; all of them teach."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="So many rows a stance.")] = 20,
    folds: Annotated[int, typer.Option(help="Parts of the data, each judged by a model that has not seen it.")] = 5,
) -> None:
    """List the labels that a cross-validated model believes least, to be read again by a person."""
    from stance.evidence import label_errors_and_report

    raise typer.Exit(label_errors_and_report(config, data, seeds, layer or [], limit, folds))
