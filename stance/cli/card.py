"""`stance card`: the data card."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def card(
    seeds: Annotated[Path, typer.Option(help="The folder of seed articles and their annotations.")] = Path("seeds"),
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")] = Path("docs/data-card.md"),
) -> None:
    """Write the data card from the seeds: counts, agreement, repetition, known gaps."""
    from stance.reports import card_and_report

    raise typer.Exit(card_and_report(seeds, output))
