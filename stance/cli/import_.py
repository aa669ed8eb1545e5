"""`stance import`: labels out of other people's files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.options import Rejects


def import_(
    name: Annotated[str, typer.Argument(metavar="NAME", help="label-studio, jsonl or csv.")],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file to read.")],
    seeds: Annotated[Path, typer.Option(help="The folder of seed articles to add to.")] = Path("seeds"),
    annotator: Annotated[str, typer.Option(help="Who labelled, where the file does not say.")] = "",
    rejects: Rejects = None,
) -> None:
    """Add labels made in Label Studio, or in JSON lines or CSV files, to the seeds."""
    from stance.reports import import_and_report

    raise typer.Exit(import_and_report(seeds, name, path, annotator, rejects))
