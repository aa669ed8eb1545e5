"""`stance ui`: the MLflow UI."""

from __future__ import annotations

from typing import Annotated

import typer


def ui(port: Annotated[int, typer.Option(help="The port on 127.0.0.1.")] = 5000) -> None:
    """Open the MLflow UI on this machine, to compare runs."""
    from stance.tracking.servers import serve_ui

    raise typer.Exit(serve_ui(port))
