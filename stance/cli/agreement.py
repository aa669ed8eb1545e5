"""`stance agreement`: do the annotators agree?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.options import DATA, Data, Rejects


def agreement(
    seeds: Annotated[Path, typer.Option(help="The folder of seed articles and their annotations.")] = Path("seeds"),
    functions: Annotated[
        bool, typer.Option("--functions", help="Instead, measure each labelling function against the labels of --data.")
    ] = False,
    data: Data = DATA,
    rejects: Rejects = None,
) -> None:
    """Print counts, raw agreement, Cohen's kappa and Krippendorff's alpha per layer, kind of quote and stance."""
    from stance.reports import functions_and_report, labels_and_report

    raise typer.Exit(functions_and_report(data) if functions else labels_and_report(seeds, rejects))
