"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DATA = Path("data/stance")

Data = Annotated[Path, typer.Option("--data", help="The dataset that `stance build` made.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead of standard output.")]
Format = Annotated[
    str | None,
    typer.Option("--format", help="jsonl, table, csv or parquet; table on a terminal, jsonl in a pipe."),
]
Rejects = Annotated[Path | None, typer.Option("--rejects", help="List inputs that were left out in this file.")]
