"""What a user may ask of an answer beyond it: the words that moved the score, and a precision to keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from stance.evaluation.abstention import Tally, with_precision
from stance.evaluation.explain import explain
from stance.models.model import StanceModel
from stance.prediction.answers import Answer, encode, read
from stance.prediction.predict import answered, table_of
from stance.prediction.units import Record, Unit


@dataclass(frozen=True, slots=True)
class Demands:
    """What is asked of the answers beyond stances and scores.

    Attributes:
        explain: whether to add `explanation` to each record.
        precision: share of the named stances that must be right; None for the model's own thresholds.
    """

    explain: bool = False
    precision: float | None = None


@dataclass(slots=True)
class DemandingModel:
    """A model that explains its answers, or names a stance only where a precision was kept.

    Attributes:
        model: the model.
        demands: what is asked of it.
        tally: how many stances the precision leaves, counted while predicting.
    """

    model: StanceModel
    demands: Demands
    tally: Tally = field(default_factory=Tally)
    _strict: StanceModel = field(init=False)

    def __post_init__(self) -> None:
        """Find the thresholds.

        Raises:
            ModelError: when the model holds none for that precision.
        """
        precision = self.demands.precision
        self._strict = self.model if precision is None else with_precision(self.model, precision)

    def predict_records(self, records: list[Record]) -> list[Record]:
        """The records with `stances`, `scores`, and `explanation` where it is wanted."""
        if not records:
            return []
        table = table_of(records)
        p = self.model.predict_proba(table)
        self.tally.add(self.model, self._strict, p)
        found = answered(records, p, self._strict.decide(p))
        if not self.demands.explain:
            return found
        explained = explain(self.model, table)
        return [{**record, "explanation": _as_json(why)} for record, why in zip(found, explained, strict=True)]

    def answer(self, chunk: Iterable[Unit], are_quotes: bool) -> Answer:
        """Read a chunk and predict it as one batch; the answer carries its own tally."""
        before = replace(self.tally)
        found, rejects, size = read(chunk, are_quotes)
        answer = encode(self.predict_records(found), rejects, size)
        return answer._replace(tally=(self.tally.named - before.named, self.tally.left - before.left))


def _as_json(why: dict[str, list[tuple[str, float]]]) -> dict[str, list[list[str | float]]]:
    return {stance: [[word, weight] for word, weight in words] for stance, words in why.items()}
