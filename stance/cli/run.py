"""`stance run`: a whole experiment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.options import DATA, Data


def run(
    experiment: Annotated[Path, typer.Argument(help="An experiment's YAML, such as experiments/baselines.yaml.")],
    data: Data = DATA,
    quick: Annotated[
        bool, typer.Option("--quick", help="From small samples, into a folder `quick` beside it.")
    ] = False,
    table: Annotated[
        bool, typer.Option("--table", help="Run nothing: write its page from the results at hand.")
    ] = False,
    redo: Annotated[
        bool,
        typer.Option("--redo", help="Run again what another dataset, configuration or pretrained model gave."),
    ] = False,
) -> None:
    """Do an experiment's runs that have no result yet, and write its page."""
    from stance.reports import run_and_report

    raise typer.Exit(run_and_report(experiment, data, quick=quick, table=table, redo=redo))
