from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from stance.errors import InputError, ModelError
from stance.models import StanceModel, load, save
from stance.models.cascade import cascade_of
from stance.models.cues import CueScorer
from stance.models.distilled import distil, unlabelled_quotes, vote_features
from stance.models.table import Table

SUBJECTS = ("The minister", "A clerk", "The union", "Her lawyer", "The club", "Nobody", "The mayor", "My team")
ACTS = ("denied the claim", "may leave", "will pay a heavy price", "opened a bridge", "might have known", "won")
TEXTS = [f"{subject} {act} on day {day}." for subject in SUBJECTS for act in ACTS for day in range(6)]
QUOTES = Table(TEXTS, ["said", "warned", "denied"] * (len(TEXTS) // 3), [""] * len(TEXTS))


def test_the_linear_model_learns_what_the_full_one_answers(tmp_path: Path):
    full = StanceModel(CueScorer(), thresholds=(0.4, 0.5, 0.6))
    even, odd = QUOTES.take(range(0, len(QUOTES), 2)), QUOTES.take(range(1, len(QUOTES), 2))
    said: list[str] = []
    first = distil(full, even, said.append)
    assert said[0] == f"the full model has answered {len(even)} of {len(even)} quotes"
    assert (first.predict(odd) == full.predict(odd)).all(1).mean() > 0.95
    save(first, tmp_path / "first")
    save(full, tmp_path / "full")
    again = load(tmp_path / "first")
    np.testing.assert_allclose(again.predict_proba(odd), first.predict_proba(odd), atol=1e-5)
    cascade = cascade_of(again, full, [tmp_path / "first", tmp_path / "full"], odd, 0.985)
    assert cascade.about["cascade"]["answered_by_first"] > 0.5
    assert (cascade.predict(odd) == full.predict(odd)).all(1).mean() >= 0.985


def test_other_labelling_functions_are_refused(tmp_path: Path):
    save(distil(StanceModel(CueScorer()), QUOTES), tmp_path / "first")
    file = tmp_path / "first" / "model.json"
    found = json.loads(file.read_text())
    found["settings"]["functions"][0] = "another"
    file.write_text(json.dumps(found))
    with pytest.raises(ModelError, match="other labelling functions"):
        load(tmp_path / "first")


def test_votes_are_features():
    found = vote_features(Table(["We deny it.", "A shop opened."], ["said", "said"], ["", ""]))
    assert found.shape[0] == 2
    assert found[0].sum() != found[1].sum()


def test_quotes_without_labels(tmp_path: Path):
    file = tmp_path / "q.jsonl"
    rows = [{"text": "We wait.", "cue": {"text": "said", "start": 1, "end": 5}}, {"text": "No.", "cue": None}, {"n": 1}]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert unlabelled_quotes(file) == Table(["We wait.", "No."], ["said", ""], ["", ""])
    file.write_text("{}\n")
    with pytest.raises(InputError, match="no quotes in it"):
        unlabelled_quotes(file)
