"""`stance extract`: the quotes of articles."""

from __future__ import annotations

from typing import Annotated

import typer

from stance.cli.options import Format, Output, Rejects


def extract(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Files, folders, or - for standard input.")],
    kind: Annotated[str, typer.Option(help="Kinds of quotes wanted, joined by commas.")] = "direct,mixed,indirect",
    format: Format = None,
    output: Output = None,
    rejects: Rejects = None,
) -> None:
    """Find every quote in articles, with its speaker and the word that reports it."""
    from stance.prediction.run import extract_to

    raise typer.Exit(extract_to(paths, kind.split(","), format, output, rejects))
