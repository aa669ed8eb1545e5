"""A model on a split → its answers and their metrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stance.evaluation.metrics import Judged, summarise
from stance.evaluation.slices import ContrastPairs, Slice, contrast_pairs, slices
from stance.labels.types import STANCES
from stance.models.model import StanceModel
from stance.models.rows import targets

if TYPE_CHECKING:
    from datasets import Dataset


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The metrics of one model on one split, with the answers they come from."""

    split: str
    metrics: dict[str, Any]
    judged: Judged
    ids: list[str]
    slices: Sequence[Slice]
    contrast: ContrastPairs

    def to_dict(self, model: str) -> dict[str, Any]:
        """The object that `stance evaluate --format json` prints."""
        metrics = self.metrics
        plain = ("precision", "recall", "f1", "average_precision")
        return {
            "model": model,
            "split": self.split,
            "n": metrics["n"],
            **{name: metrics[name].to_dict() for name in ("macro_f1", "micro_f1", "exact_match")},
            "per_stance": {
                stance: {
                    **{name: values[name].value for name in plain},
                    "support": values["support"],
                    "f1_low": values["f1"].low,
                    "f1_high": values["f1"].high,
                }
                for stance, values in metrics["per_stance"].items()
            },
            **{name: metrics[name].value for name in ("ece", "brier", "brier_skill")},
            "contrast_pairs": self.contrast.to_dict(),
            "slices": [found.to_dict() for found in self.slices],
        }


def judge(model: StanceModel, rows: Dataset) -> Judged:
    """A model's answers beside the truth; an article with a contrast edit in it counts as one of its own."""
    p = model.predict_proba(rows)
    return Judged(targets(rows), model.decide(p).astype(int), p, list(rows["article_id"]))


def evaluate(model: StanceModel, rows: Dataset, split: str, *, replicates: int = 1000) -> Evaluation:
    """Predict the rows of a split and measure the answers, on the whole and by slices."""
    judged = judge(model, rows)
    return Evaluation(
        split,
        summarise(judged, replicates=replicates),
        judged,
        list(rows["id"]),
        slices(rows, judged, replicates=replicates),
        contrast_pairs(rows, judged, replicates=replicates),
    )


def table_rows(name: str, evaluations: list[Evaluation]) -> list[dict[str, str]]:
    """A line a split for a terminal: macro-F1 with its interval, the F1 of each stance, calibration error."""
    rows = []
    for found in evaluations:
        per_stance = found.metrics["per_stance"]
        rows.append(
            {
                "model": name,
                "split": found.split,
                "quotes": str(found.metrics["n"]),
                "macro-F1": str(found.metrics["macro_f1"]),
                **{stance: f"{values['f1'].value:.3f}" for stance, values in per_stance.items()},
                "ECE": f"{found.metrics['ece'].value:.3f}",
            }
        )
    return rows


def metric_rows(found: Evaluation) -> list[dict[str, str]]:
    """A line a stance and a line a figure of the whole, for a terminal."""
    metrics: dict[str, Any] = found.metrics
    empty = {"precision": "", "recall": "", "average precision": "", "quotes": ""}
    rows = [
        {
            "": stance,
            "F1": str(values["f1"]),
            "precision": f"{values['precision'].value:.3f}",
            "recall": f"{values['recall'].value:.3f}",
            "average precision": f"{values['average_precision'].value:.3f}",
            "quotes": str(values["support"]),
        }
        for stance, values in metrics["per_stance"].items()
    ]
    for label, key in (
        ("macro-F1", "macro_f1"),
        ("micro-F1", "micro_f1"),
        ("exact match", "exact_match"),
        ("ECE", "ece"),
        ("Brier", "brier"),
        ("Brier skill", "brier_skill"),
    ):
        rows.append({"": label, "F1": str(metrics[key]), **empty})
    return rows


def slice_rows(found: Evaluation) -> list[dict[str, str]]:
    """A line a slice for a terminal, the contrast pairs last."""
    rows = [
        {
            "slice": one.by,
            "value": one.value,
            "quotes": str(one.n),
            "macro-F1": str(one.macro_f1),
            **{stance: f"{value:.3f}" for stance, value in zip(STANCES, one.f1, strict=True)},
        }
        for one in found.slices
    ]
    if found.contrast.n:
        names = {"slice": "contrast pairs", "value": "both right", "quotes": str(found.contrast.n)}
        rows.append({**names, "macro-F1": str(found.contrast.both_right), **{stance: "" for stance in STANCES}})
    return rows
