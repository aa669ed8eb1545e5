"""What is asked beyond stances and scores comes the same from several processes as from one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Stance
from tests.prediction.test_resuming import write_rows


@pytest.fixture
def model(tmp_path: Path, ngram_model: Path) -> Path:
    """The n-gram model with thresholds for a precision."""
    folder = tmp_path / "strict"
    shutil.copytree(ngram_model, folder)
    file = folder / "model.json"
    found = json.loads(file.read_text())
    found["about"]["precision_thresholds"] = {"0.9": {"denial": 0.9, "warning": 0.8, "hedge": None}}
    file.write_text(json.dumps(found))
    return folder


def test_workers_keep_a_precision_and_explain_as_one_process_does(bare_stance: Stance, model: Path):
    write_rows(bare_stance.folder / "rows.jsonl", 2500)
    words = ("predict", "--quotes", "rows.jsonl", "--model", str(model), "--precision", "0.9", "--explain")
    alone = bare_stance(*words, code=1)
    together = bare_stance(*words, "--workers", "2", code=1)
    assert together.stdout == alone.stdout
    assert together.stderr == alone.stderr
    assert "stances are left" in alone.stderr
    rows = [json.loads(line) for line in alone.stdout.splitlines()]
    assert len(rows) == 2499
    assert all("hedge" not in row["stances"] for row in rows)
    assert any(row["explanation"]["denial"] for row in rows)


def test_a_cluster_is_not_asked_for_more_than_stances(bare_stance: Stance, model: Path):
    write_rows(bare_stance.folder / "rows.jsonl", 10, bad=False)
    words = ("predict", "--quotes", "rows.jsonl", "--model", str(model), "--engine", "ray", "--explain")
    assert "leave out --explain and --precision" in bare_stance(*words, code=2).stderr


def test_a_precision_that_the_model_does_not_know_is_said_before_any_work(bare_stance: Stance, model: Path):
    write_rows(bare_stance.folder / "rows.jsonl", 10, bad=False)
    words = ("predict", "--quotes", "rows.jsonl", "--model", str(model), "--workers", "2", "--precision", "0.7")
    assert "this model knows 0.9" in bare_stance(*words, code=2).stderr
