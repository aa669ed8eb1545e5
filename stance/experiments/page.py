"""The page of an experiment, `experiments/NAME.md`, made from its results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

import numpy as np

from stance.evaluation.compare import Comparison
from stance.experiments.config import Experiment
from stance.experiments.results import Result, Truth, compared, over_seeds
from stance.labels.types import STANCES

WIDTH = 110


def by_run(experiment: Experiment, results: Sequence[Result]) -> dict[str, list[Result]]:
    """The results of each run with the seeds that it has now, in the order of the experiment."""
    return {
        setting.name: [r for r in results if r["run"] == setting.name and r["seed"] in experiment.seeds_of(setting)]
        for setting in experiment.runs
    }


def splits_of(experiment: Experiment, groups: Mapping[str, Sequence[Result]]) -> list[str]:
    """The splits that the runs were measured on, those that the experiment names first."""
    found = {split for group in groups.values() for result in group for split in result["splits"]}
    return sorted(found, key=lambda split: ([*experiment.splits, split].index(split), split))


def page_of(experiment: Experiment, path: Path, results: Sequence[Result], truth: Truth, *, quick: bool = False) -> str:
    """Question, command, picture, what must be known, and a table a split, means over the seeds."""
    name = path.stem
    lines = [f"# {name}", "", *wrap(experiment.question, WIDTH), ""]
    if experiment.note:
        lines += [*wrap(experiment.note, WIDTH), ""]
    command = f"stance run {path.parent.name}/{path.name}{' --quick' if quick else ''}"
    lines += [
        f"`{command}` does what has no result yet in `results/{name}/` and writes this page;",
        f"`{command} --table` only writes it again. Figures are means over the seeds: macro-F1 with",
        "the mean of the runs' 95% intervals (bootstrap by article), `seeds` with the 95% interval over",
        "them (Student's t).",
    ]
    opponents = experiment.opponents()
    if opponents:
        lines += [
            f"`difference` is that to {_names(opponents)} on the same quotes (pooled over the seeds) with its 95%",
            "interval and the p of the paired permutation test by article, corrected by Holm for all runs of",
            "the table.",
        ]
    groups = by_run(experiment, results)
    lines += ["", f"![Macro-F1 of the runs]({name}.png)", ""] if any(groups.values()) else [""]
    for split in splits_of(experiment, groups):
        lines += _table(split, groups, compared(groups, opponents, split, truth))
    counted = [result for group in groups.values() for result in group]
    return "\n".join([*lines, *_cost(counted)]) + "\n"


def _table(split: str, groups: dict[str, list[Result]], differences: dict[str, Comparison]) -> list[str]:
    rows = [
        _row(name, [result for result in results if split in result["splits"]], split, differences)
        for name, results in groups.items()
        if any(split in result["splits"] for result in results)
    ]
    if not rows:
        return []
    # A column that says nothing about any run is left out.
    names = [name for name in rows[0] if any(row[name] not in ("", "–") for row in rows)]
    quotes = next(r for results in groups.values() for r in results if split in r["splits"])["splits"][split]
    head = [f"## {split}", "", f"{quotes['metrics']['n']} quotes.", "", "| " + " | ".join(names) + " |"]
    ruler = "|" + "|".join("---" if name == "run" else "--:" for name in names) + "|"
    return [*head, ruler, *("| " + " | ".join(row[name] for name in names) + " |" for row in rows), ""]


def _row(name: str, group: Sequence[Result], split: str, differences: dict[str, Comparison]) -> dict[str, str]:
    metrics = [result["splits"][split]["metrics"] for result in group]
    value, low, high = (_mean([m["macro_f1"][key] for m in metrics]) for key in ("value", "low", "high"))
    spread = over_seeds([m["macro_f1"]["value"] for m in metrics])
    random = [s["macro_f1"]["value"] for m in metrics for s in m["slices"] if s["value"] == "random"]
    difference = differences.get(name)
    pairs = [m["contrast_pairs"] for m in metrics if m["contrast_pairs"].get("n")]
    return {
        "run": name,
        "macro-F1": f"{value:.3f} [{low:.3f}, {high:.3f}]",
        "seeds": f"{len(group)}: [{spread.low:.3f}, {spread.high:.3f}]" if spread else "–",
        "difference": _difference(difference, several=len({d.b for d in differences.values()}) > 1)
        if difference
        else "–",
        "random stratum": f"{_mean(random):.3f}" if random else "–",
        **{stance: f"{_mean([m['per_stance'][stance]['f1'] for m in metrics]):.3f}" for stance in STANCES},
        "pairs right": f"{_mean([pair['both_right']['value'] for pair in pairs]):.3f}" if pairs else "–",
        "ECE": f"{_mean([m['ece'] for m in metrics]):.3f}",
        "Brier": f"{_mean([m['brier'] for m in metrics]):.4f}",
        "Brier skill": f"{_mean([m['brier_skill'] for m in metrics]):.3f}",
        "labels": f"{_mean([result['rows'] for result in group]):.0f}",
        "seconds": f"{_mean([result['seconds'] for result in group]):.0f}",
        "on": ", ".join(sorted({_card(result) or "cores" for result in group})) if any(map(_card, group)) else "–",
        "MB": f"{max(result['peak_megabytes'] for result in group)}",
    }


def _names(opponents: Mapping[str, str]) -> str:
    names = sorted(set(opponents.values()))
    return f"**{names[0]}**" if len(names) == 1 else "the run named"


def _difference(found: Comparison, *, several: bool) -> str:
    d = found.difference
    figures = f"{d.value:+.3f} [{d.low:+.3f}, {d.high:+.3f}], p {found.p_holm:.3f}"
    return f"{figures} ({found.b})" if several else figures


def _mean(values: Sequence[Any]) -> float:
    return float(np.mean(values))


def _card(result: Result) -> str | None:
    """The graphics card that a run computed on; results from before this was kept are of processors."""
    found: str | None = result.get("card")
    return found


def _cost(results: Sequence[Result]) -> list[str]:
    if not results:
        return ["No run has a result yet."]
    cores = max((result["threads"] for result in results if not _card(result)), default=0)
    processor = "a core" if cores == 1 else f"{cores} cores"
    places: dict[str, list[float]] = {}
    for result in sorted(results, key=lambda result: _card(result) or ""):
        places.setdefault(_card(result) or processor, []).append(result["seconds"])
    said = [f"{sum(some) / 60:.0f} minutes on {where} (runs: {len(some)})" for where, some in places.items()]
    peak = max(result["peak_megabytes"] for result in results)
    text = (
        f"Cost: {' and '.join(said)}; `seconds` is one training with its calibration, without the measuring; "
        f"one that several runs share counts for each"
        f"{', and compares only between runs of one machine' if len(places) > 1 else ''}. "
        f"Peak memory {peak} MB. Dataset {results[0]['data']}."
    )
    return wrap(text, WIDTH)
