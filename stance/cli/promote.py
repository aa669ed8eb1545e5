"""`stance promote`: a new champion."""

from __future__ import annotations

from typing import Annotated

import typer

from stance.cli.options import DATA, Data


def promote(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run's id, or newest.")],
    data: Data = DATA,
) -> None:
    """Make a run's model the champion, only if a paired test shows that it is not worse than today's."""
    from stance.evidence import promote_and_report

    raise typer.Exit(promote_and_report(run, data))
