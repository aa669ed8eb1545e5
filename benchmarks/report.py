"""What the benchmark scripts share: the machine in a line, and tables put between the marks of a Markdown page."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def say(message: str) -> None:
    """Progress, to stderr."""
    sys.stderr.write(f"{message}\n")


def machine() -> str:
    """The machine, in a line."""
    import numpy as np
    import sklearn

    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), platform.processor())  # fmt: skip
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    return (
        f"{cpu}, {cores} cores, load {load:.1f} at the end, Python {platform.python_version()}, "
        f"numpy {np.__version__}, scikit-learn {sklearn.__version__}; {time.strftime('%Y-%m-%d')}"
    )


def earlier_rows(page: Path) -> list[list[str]]:
    """The rows of the table between the marks of a page, without its head."""
    table = page.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def replace_figures(page: Path, head: Sequence[str], rows: Sequence[Sequence[str]], machine: str) -> None:
    """Print a table and put it between the marks of a page, under the machine that it was measured on."""
    table = "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])
    report = f"Machine: {machine}.\n\n{table}"
    print(report)
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n{report}\n{END}{after}", encoding="utf-8")
