"""`stance build`: the labelled dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.options import DATA, Rejects


def build(
    seeds: Annotated[Path, typer.Option(help="The folder of seed articles and their annotations.")] = Path("seeds"),
    real: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=PATH", help="A public corpus on this machine: polnear, persent."),
    ] = None,
    config: Annotated[str, typer.Option("--config", "-c", help="How to build it.")] = "configs/dataset.yaml",
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to put it.")] = DATA,
    rejects: Rejects = None,
) -> None:
    """Build the labelled dataset from the seed articles."""
    from stance.reports import build_and_report

    raise typer.Exit(build_and_report(seeds, real or [], config, output, rejects))
