"""Pictures of an evaluation: one function each, which returns a matplotlib Figure.

Backgrounds are transparent, ink is a middle grey and colours (Okabe and Ito, 2008) are neither light nor dark, so
that the same picture reads on a white page and on a dark one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.evaluation.metrics import BINS, Floats, Ints, Judged, shared_among_equals
from stance.labels.types import STANCES
from stance.models.calibration import logit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {"denial": "#2b8cc4", "warning": "#de7426", "hedge": "#1d9e77"}
MARKS = {"denial": "o", "warning": "s", "hedge": "^"}
INK = "#747b85"
_LINES = {"denial": "-", "warning": "--", "hedge": "-."}
_DPI = 110


def pictures(judged: Judged, thresholds: Sequence[float], curve: Sequence[Mapping[str, float]]) -> dict[str, Figure]:
    """Every picture of an evaluation by name; a learning curve only where the model trained in epochs."""
    found = {
        "precision-recall": precision_recall(judged),
        "reliability": reliability(judged),
        "scores": score_histograms(judged, thresholds),
        "risk-coverage": risk_coverage(judged, thresholds),
        "confusion": confusion(judged),
    }
    if len(curve) > 1:
        found["learning-curve"] = learning_curve(curve)
    return found


def png(figure: Figure) -> bytes:
    """A figure as a PNG file with a transparent background."""
    out = BytesIO()
    figure.savefig(out, format="png", dpi=_DPI, transparent=True)
    return out.getvalue()


def _figure(title: str, x: str, y: str) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.2, 4.0), layout="constrained")
    axes = figure.subplots()
    _ink(axes, title, x, y)
    axes.grid(color=INK, alpha=0.25, linewidth=0.6)
    return figure, axes


def _ink(axes: Axes, title: str, x: str, y: str) -> None:
    axes.set_title(title, color=INK, fontsize=11, fontweight="bold", loc="left")
    axes.set_xlabel(x, color=INK)
    axes.set_ylabel(y, color=INK)
    axes.tick_params(colors=INK)
    for side, spine in axes.spines.items():
        spine.set_color(INK)
        spine.set_visible(side in ("left", "bottom"))


def _legend(axes: Axes, **options: Any) -> None:
    if axes.get_legend_handles_labels()[0] or options.get("handles"):
        axes.legend(labelcolor=INK, frameon=False, fontsize=9, **options)


def precision_recall(judged: Judged) -> Figure:
    """Precision over recall a stance, at every threshold; the mark is where the model's own threshold lies."""
    figure, axes = _figure("Precision and recall", "recall", "precision")
    for s, stance in enumerate(STANCES):
        y, p, decided = judged.y[:, s], judged.p[:, s], judged.decided[:, s]
        if not y.any():
            continue
        recall, precision = _precision_recall(y, p)
        axes.plot(recall, precision, color=COLOURS[stance], linestyle=_LINES[stance], label=stance)
        if decided.any():
            hits = float((y * decided).sum())
            axes.plot(hits / y.sum(), hits / decided.sum(), MARKS[stance], color=COLOURS[stance], markersize=8)
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02))
    _legend(axes, loc="lower left")
    return figure


def _precision_recall(y: Ints, p: Floats) -> tuple[Floats, Floats]:
    order = np.argsort(-p, kind="stable")
    last = np.append(np.diff(p[order]) < 0, True)
    hits = np.cumsum(y[order])[last].astype(float)
    return hits / y.sum(), hits / (np.flatnonzero(last) + 1)


def reliability(judged: Judged, bins: int = BINS) -> Figure:
    """How often a stance is there when the model says a probability, in equally filled bins."""
    figure, axes = _figure("Reliability", "predicted probability", "share with the stance")
    axes.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle=":")
    for s, stance in enumerate(STANCES):
        order = np.argsort(judged.p[:, s], kind="stable")
        parts = [part for part in np.array_split(order, bins) if len(part)]
        there = shared_among_equals(judged.y[:, s], judged.p[:, s])
        said = [judged.p[part, s].mean() for part in parts]
        was = [there[part].mean() for part in parts]
        style: dict[str, Any] = {"color": COLOURS[stance], "linestyle": _LINES[stance], "marker": MARKS[stance]}
        axes.plot(said, was, label=stance, markersize=4, **style)
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    _legend(axes, loc="upper left")
    return figure


def score_histograms(judged: Judged, thresholds: Sequence[float]) -> Figure:
    """How the probabilities of quotes with a stance and without it are spread; the line is the threshold."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.2, 4.0), layout="constrained")
    panels = figure.subplots(len(STANCES), 1, sharex=True)
    edges = np.linspace(0, 1, 31)
    for s, (stance, axes) in enumerate(zip(STANCES, panels, strict=True)):
        title = "Scores with a stance (filled) and without (line)" if s == 0 else ""
        _ink(axes, title, "probability" if s == len(STANCES) - 1 else "", stance)
        there = judged.y[:, s] == 1
        for p, style in ((judged.p[there, s], {"alpha": 0.75}), (judged.p[~there, s], {"histtype": "step"})):
            weights = np.full(len(p), 1 / max(len(p), 1))
            axes.hist(p, edges, weights=weights, color=COLOURS[stance], **style)
        axes.set_yscale("log")
        axes.axvline(thresholds[s], color=INK, linestyle=":", linewidth=1.2)
    return figure


def risk_coverage(judged: Judged, thresholds: Sequence[float]) -> Figure:
    """Share of wrong decisions among the surest ones (El-Yaniv and Wiener, 2010), surest first."""
    figure, axes = _figure("Risk and coverage", "share of quotes decided, surest first", "share of them wrong")
    for s, stance in enumerate(STANCES):
        covered, risk = risk_curve(judged.y[:, s], judged.decided[:, s], judged.p[:, s], thresholds[s])
        area = f"{stance}: area {risk.mean():.3f}"
        axes.plot(covered, risk, color=COLOURS[stance], linestyle=_LINES[stance], label=area)
    axes.set(xlim=(0, 1.02), ylim=(0, None))
    _legend(axes, loc="upper left")
    return figure


def risk_curve(y: Ints, decided: Ints, p: Floats, threshold: float) -> tuple[Floats, Floats]:
    """Coverage and risk, (n,) each; sureness is the distance of the probability from the threshold, in logits."""
    sureness = np.abs(logit(p) - logit(np.array([min(threshold, 1.0)])))
    order = np.argsort(-sureness, kind="stable")
    seen = np.arange(1, len(y) + 1)
    return seen / len(y), np.cumsum(y[order] != decided[order]) / seen


def confusion(judged: Judged) -> Figure:
    """Which sets of stances are taken for which: rows the truth, columns the answer, counts in the cells."""
    from matplotlib.colors import LinearSegmentedColormap

    names, table = confusion_table(judged)
    figure, axes = _figure("Sets of stances", "answer", "truth")
    share = np.ma.masked_where(table == 0, table / np.maximum(table.sum(1, keepdims=True), 1))
    axes.grid(visible=False)
    # Cells are opaque: their white figures must read on either page.
    axes.imshow(share, cmap=LinearSegmentedColormap.from_list("share", ["#5f6b7a", "#0f6fb3"]), vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=35, ha="right", fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    for (row, column), count in np.ndenumerate(table):
        if count:
            weight = "bold" if row == column else "normal"
            axes.text(column, row, str(count), ha="center", va="center", fontsize=9, color="white", fontweight=weight)
    return figure


def confusion_table(judged: Judged) -> tuple[list[str], Ints]:
    """The sets of stances that occur or were named, and how often each (row) was answered by each (column)."""
    powers = 2 ** np.arange(len(STANCES))
    truth, answer = judged.y @ powers, judged.decided @ powers
    codes = sorted(set(truth.tolist()) | set(answer.tolist()), key=lambda code: (int(code).bit_count(), code))
    place = {code: number for number, code in enumerate(codes)}
    table = np.zeros((len(codes), len(codes)), int)
    np.add.at(table, ([place[c] for c in truth.tolist()], [place[c] for c in answer.tolist()]), 1)
    names = ["+".join(s for s, power in zip(STANCES, powers, strict=True) if code & power) or "none" for code in codes]
    return names, table


def learning_curve(curve: Sequence[Mapping[str, float]]) -> Figure:
    """Loss and scores over the epochs of a training."""
    figure, axes = _figure("Learning curve", "epoch", "validation score")
    names = list(dict.fromkeys(name for row in curve for name in row if name != "epoch"))
    losses = [name for name in names if "loss" in name]
    other: Axes | None = None
    if losses and len(losses) < len(names):
        other = axes.twinx()
        _ink(other, "", "", "loss")
        other.spines["right"].set_visible(True)
    styles = cycle(zip(COLOURS.values(), MARKS.values(), strict=True))
    handles = []
    for name, (colour, mark) in zip(names, styles, strict=False):
        target = other if other is not None and name in losses else axes
        there = [row for row in curve if name in row]
        style: dict[str, Any] = {"color": colour, "marker": mark, "linestyle": ":" if name in losses else "-"}
        x, y = [row["epoch"] for row in there], [row[name] for row in there]
        handles += target.plot(x, y, label=name.replace("_", " "), **style)
    axes.set_xticks(sorted({round(row["epoch"]) for row in curve}))
    # Below the axes: a legend inside would lie on the lines of the other scale.
    _legend(axes, handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.15), ncol=2)
    return figure
