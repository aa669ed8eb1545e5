"""The command line as a user meets it: start-up, two processes against one, peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from stance.models.table import Table

Say = Callable[[str], None]
STANCE = [sys.executable, "-m", "stance"]
SENTENCE = "“We have no plans to close the bridge,” the minister said."


# A process of its own starts the command: one that inherits a large parent counts the parent's memory as its peak.
LAUNCHER = """
import resource, subprocess, sys, time
began = time.perf_counter()
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(code, time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def seconds_and_memory(words: list[str], environment: dict[str, str]) -> tuple[float, int]:
    """Wall time and peak memory (KiB) of a command that must end well."""
    launch = [sys.executable, "-S", "-c", LAUNCHER, *words]
    found = subprocess.run(launch, env={**os.environ, **environment}, capture_output=True, text=True, check=True)
    code, seconds, peak = found.stdout.split()
    if code != "0":
        raise SystemExit(f"{' '.join(words)}: exit {code}")
    return float(seconds), int(peak)


def write_quotes(file: Path, quotes: Table, n: int) -> None:
    """So many rows, no two of them alike."""
    with file.open("w", encoding="utf-8") as out:
        for k in range(n):
            i = k % len(quotes)
            row = {"id": k, "text": f"{quotes.text[i]} {k}", "cue": quotes.cue[i], "context": quotes.context[i]}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def worker_row(folder: Path, quotes: Table, n: int, model: str, kind: str, say: Say) -> list[str]:
    """Two processes against one, whole commands from file to file."""
    say(f"two processes against one, {kind}")
    write_quotes(folder / "rows.jsonl", quotes, n)
    words = [*STANCE, "predict", "--quotes", str(folder / "rows.jsonl"), "--model", model]
    times: dict[str, float] = {}
    for _ in range(2):
        for workers in ("1", "2"):
            command = [*words, "-o", str(folder / f"out{workers}.jsonl"), "--workers", workers]
            spent, _ = seconds_and_memory(command, {})
            times[workers] = min(spent, times.get(workers, spent))
    same = (folder / "out1.jsonl").read_bytes() == (folder / "out2.jsonl").read_bytes()
    note = f"{n:,} quotes: {times['2']:.1f} against {times['1']:.1f} s, start-up and joining included; "
    note += "same bytes" if same else "THE OUTPUTS DIFFER"
    return [f"two processes against one, {kind}", f"{times['1'] / times['2']:.2f}×", "1.8×", "1.95×", note]


def memory_row(folder: Path, quotes: Table, most: int, least: int, say: Say) -> list[str]:
    """Peak memory of many quotes against few."""
    say("peak memory")
    peaks = {}
    for n in (least, most):
        write_quotes(folder / "rows.jsonl", quotes, n)
        words = [*STANCE, "predict", "--quotes", str(folder / "rows.jsonl"), "--model", str(folder / "linear")]
        peaks[n] = seconds_and_memory([*words, "-o", str(folder / "out.jsonl")], {})[1]
        (folder / "out.jsonl").unlink()
    note = f"{peaks[most] / 1024:.0f} against {peaks[least] / 1024:.0f} MiB"
    label = f"peak memory, {most:,} quotes in against {least:,} (tfidf-logreg)"
    return [label, f"{peaks[most] / peaks[least]:.2f}×", "1.2×", "1.05×", note]


def start_up_rows(folder: Path, transformer: str | None, runs: int, say: Say) -> list[list[str]]:
    """What a user waits for before anything happens; the fastest of some runs, taken in turns."""
    say("start-up")
    (folder / "newest").write_text("linear\n")
    ours = {
        "linear": ([*STANCE, "predict", SENTENCE], {"STANCE_MODELS": str(folder)}),
        "help": ([*STANCE, "--help"], {}),
        "sklearn": ([sys.executable, "-c", "import sklearn.linear_model"], {}),
        "typer": ([sys.executable, "-c", "import typer"], {}),
    }
    if transformer:
        ours["onnx"] = ([*STANCE, "predict", SENTENCE, "--model", transformer], {})
    best: dict[str, float] = {}
    for _ in range(runs):
        for name, (words, environment) in ours.items():
            spent, _ = seconds_and_memory(words, environment)
            best[name] = min(spent, best.get(name, spent))

    def row(label: str, name: str, peer: str, must: str, aim: str) -> list[str]:
        note = f"{best[name]:.2f} against {best[peer]:.2f} s"
        return [label, f"{best[name] / best[peer]:.2f}×", must, aim, note]

    sentence = '`stance predict "one sentence"`'
    beside = 'beside `python -c "import sklearn.linear_model"`'
    rows = [row(f"{sentence}, linear model, with no `--model`, {beside}", "linear", "sklearn", "1.3×", "0.5×")]
    if transformer:
        rows.append(row(f"the same, transformer by ONNX, {beside}", "onnx", "sklearn", "1.3×", "0.6×"))
    rows.append(row('`stance --help` beside `python -c "import typer"`', "help", "typer", "–", "–"))
    return rows
