"""`stance serve`: a model behind HTTP."""

from __future__ import annotations

from typing import Annotated

import typer


def serve(
    model: Annotated[
        str | None,
        typer.Option(help="A run's id, an MLflow URI, a folder, champion, newest or pretrained; as in predict."),
    ] = None,
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1.")] = 5001,
) -> None:
    """Serve a model on this machine: POST a scoring table to /invocations, get stances back."""
    from stance.tracking.servers import serve_model

    raise typer.Exit(serve_model(model, port))
