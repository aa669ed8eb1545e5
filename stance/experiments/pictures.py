"""The picture of an experiment: macro-F1 of every run with its interval, or over the number of labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.evaluation.plots import COLOURS, INK, MARKS
from stance.experiments.config import Experiment
from stance.experiments.results import Result, over_seeds

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def picture(experiment: Experiment, groups: Mapping[str, Sequence[Result]], splits: Sequence[str]) -> Figure:
    """A panel a split: error bars are the 95% interval over the seeds, or by article where there is one seed."""
    from matplotlib.figure import Figure

    lined = all(setting.line for setting in experiment.runs)
    height = 3.6 if lined else 1.1 + 0.26 * len(groups)
    figure = Figure(figsize=(1.6 + 3.4 * len(splits), height), layout="constrained")
    panels = figure.subplots(1, len(splits), sharey=True, squeeze=False)[0]
    for split, axes in zip(splits, panels, strict=True):
        rows = {name: [r for r in group if split in r["splits"]] for name, group in groups.items()}
        rows = {name: group for name, group in rows.items() if group}
        _ink(axes, split)
        if lined:
            _lines(axes, experiment, rows, split)
        else:
            _bars(axes, rows, split)
    if lined:
        panels[0].legend(labelcolor=INK, frameon=False, fontsize=8, loc="lower right")
    return figure


def interval_of(group: Sequence[Result], split: str) -> tuple[float, float, float]:
    """Mean macro-F1 of a run with the ends of its interval: over its seeds, or by article where there is one."""
    macro = [result["splits"][split]["metrics"]["macro_f1"] for result in group]
    spread = over_seeds([one["value"] for one in macro])
    if spread is None:
        return macro[0]["value"], macro[0]["low"], macro[0]["high"]
    # Of two seeds Student's interval may leave what macro-F1 can be.
    return spread.value, max(0.0, spread.low), min(1.0, spread.high)


def _ink(axes: Axes, title: str) -> None:
    axes.set_title(title, color=INK, fontsize=11, fontweight="bold", loc="left")
    axes.tick_params(colors=INK, labelsize=8)
    axes.grid(color=INK, alpha=0.25, linewidth=0.6)
    for side, spine in axes.spines.items():
        spine.set_color(INK)
        spine.set_visible(side in ("left", "bottom"))


def _bars(axes: Axes, rows: Mapping[str, Sequence[Result]], split: str) -> None:
    found = np.array([interval_of(group, split) for group in rows.values()])
    places = np.arange(len(rows))[::-1]
    errors = np.maximum([found[:, 0] - found[:, 1], found[:, 2] - found[:, 0]], 0)
    axes.errorbar(found[:, 0], places, xerr=errors, fmt="o", color=COLOURS["denial"], capsize=3, markersize=4)
    axes.set_yticks(places, list(rows))
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlabel("macro-F1", color=INK)


def _lines(axes: Axes, experiment: Experiment, rows: Mapping[str, Sequence[Result]], split: str) -> None:
    styles: Any = cycle((colour, mark, dash) for dash in ("-", "--") for colour, mark in _looks())
    names = dict.fromkeys(setting.line for setting in experiment.runs)
    for name, (colour, mark, dash) in zip(names, styles, strict=False):
        own = [setting.name for setting in experiment.runs if setting.line == name and setting.name in rows]
        points = sorted((rows[run][0]["rows"], *interval_of(rows[run], split)) for run in own)
        if points:
            x, y, low, high = np.array(points).T
            axes.fill_between(x, low, high, color=colour, alpha=0.08, linewidth=0)
            axes.plot(x, y, color=colour, marker=mark, linestyle=dash, markersize=4, label=name)
    axes.set_xscale("log")
    sizes = sorted({group[0]["rows"] for group in rows.values()})
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.minorticks_off()
    axes.set(xlabel="labels", ylabel="macro-F1")
    axes.xaxis.label.set_color(INK)
    axes.yaxis.label.set_color(INK)


def _looks() -> list[tuple[str, str]]:
    return list(zip(COLOURS.values(), MARKS.values(), strict=True))
