"""`stance run`: a whole experiment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.options import DATA, Data


def run(
    experiment: Annotated[Path, typer.Argument(help="An experiment's YAML, such as experiments/baselines.yaml.")],
    data: Data = DATA,
) -> None:
    """Do an experiment's runs that have no result yet, and write its table."""
    from stance.reports import run_and_report

    raise typer.Exit(run_and_report(experiment, data))
