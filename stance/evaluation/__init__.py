"""Models → evidence: metrics with intervals, paired tests, slices, plots, reports."""

from stance.evaluation.evaluate import Evaluation, evaluate
from stance.evaluation.metrics import Interval, Judged, summarise

__all__ = ["Evaluation", "Interval", "Judged", "evaluate", "summarise"]
