"""`stance export`: labels into other people's files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def export(
    name: Annotated[str, typer.Argument(metavar="NAME", help="label-studio, jsonl or csv.")],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file to write.")],
    seeds: Annotated[Path, typer.Option(help="The folder of seed articles and their annotations.")] = Path("seeds"),
    sample: Annotated[int | None, typer.Option(min=1, help="Only so many articles, the same ones every time.")] = None,
    blind: Annotated[bool, typer.Option("--blind", help="Leave the labels out, to have them made again.")] = False,
    only: Annotated[
        Path | None, typer.Option(help="Only the quotes in this file of rows, such as `stance label-errors` writes.")
    ] = None,
    real: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=PATH", help="Instead of the seed articles, a public corpus: polnear, persent."),
    ] = None,
) -> None:
    """Write the quotes of the seed articles and their labels for Label Studio, or as JSON lines or CSV."""
    from stance.reports import export_and_report

    raise typer.Exit(export_and_report(seeds, name, path, sample, blind, real or [], only))
