from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from stance.errors import ModelError
from stance.models import StanceModel, load, save
from stance.models.cascade import CascadeScorer
from stance.models.storage import WEIGHTS
from stance.models.table import Table, as_table, before_quote

QUOTES = ["“We have not seen any withdrawal.”", "“It may rain.”", "“Leave now, or the dam will take you.”"]


def test_a_model_survives_its_folder(ngram_model: Path, tmp_path: Path):
    model = load(ngram_model)
    before = model.predict_proba(QUOTES)
    save(model, tmp_path / "again")
    np.testing.assert_array_equal(load(tmp_path / "again").predict_proba(QUOTES), before)
    assert before.shape == (3, 3)
    assert ((before >= 0) & (before <= 1)).all()


def test_an_answer_does_not_depend_on_the_batch(ngram_model: Path):
    model = load(ngram_model)
    together = model.predict_proba(QUOTES * 300)
    np.testing.assert_allclose(together[:3], [model.predict_proba([q])[0] for q in QUOTES], atol=1e-12)


def test_nothing_in_the_folder_is_a_pickle(ngram_model: Path):
    assert sorted(file.name for file in ngram_model.iterdir()) == ["model.json", "weights.safetensors"]


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    """Sets the umask until the test ends."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


@pytest.mark.parametrize(("hidden", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_weights_may_be_read_by_who_may_read_other_files(ngram_model: Path, tmp_path: Path, umask, hidden, mode):
    umask(hidden)
    save(load(ngram_model), tmp_path / "again")
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "again").iterdir()} == {mode}


@pytest.mark.parametrize(("mode", "linked"), [(0o644, True), (0o600, False)])
def test_a_member_is_linked_unless_few_may_read_it(ngram_model: Path, tmp_path: Path, umask, mode, linked):
    umask(0o022)
    member = tmp_path / "member"
    shutil.copytree(ngram_model, member)
    (member / WEIGHTS).chmod(mode)
    save(StanceModel(CascadeScorer(load(member), load(member), 1.0, [member, member])), tmp_path / "cascade")
    kept = tmp_path / "cascade/members/first" / WEIGHTS
    assert kept.samefile(member / WEIGHTS) is linked
    assert kept.stat().st_mode & 0o777 == 0o644
    assert kept.read_bytes() == (ngram_model / WEIGHTS).read_bytes()


def test_weights_have_the_bytes_that_safetensors_writes(ngram_model: Path, tmp_path: Path):
    from safetensors.numpy import load_file, save_file

    save_file(load_file(ngram_model / WEIGHTS), tmp_path / WEIGHTS)
    assert (ngram_model / WEIGHTS).read_bytes() == (tmp_path / WEIGHTS).read_bytes()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"scorer": "os:system"}, "unknown kind of model"),
        ({"format": 99}, "another version"),
        ({"thresholds": [0.5]}, "one threshold"),
        ({"settings": {}}, "do not fit"),
        ({"scorer": ["ngrams"]}, "unknown kind of model"),
        ({"about": None}, "`about` is no object"),
        ({"calibration": [{"method": "guess", "parameters": []}] * 3}, "calibration `guess`"),
        ({"calibration": [{"method": "sigmoid", "parameters": [1, 2, 3]}] * 3}, "with 3 parameters"),
    ],
)
def test_a_foreign_model_is_refused(ngram_model: Path, tmp_path: Path, change: dict, reason: str):
    folder = tmp_path / "model"
    shutil.copytree(ngram_model, folder)
    manifest = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps({**manifest, **change}))
    with pytest.raises(ModelError, match=reason):
        load(folder)


def test_broken_weights_are_refused(ngram_model: Path, tmp_path: Path):
    folder = tmp_path / "model"
    shutil.copytree(ngram_model, folder)
    (folder / "weights.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelError, match="safetensors"):
        load(folder)


def test_tables_of_many_kinds():
    import pandas as pd

    wanted = Table(["a", "b"], ["said", ""], ["", ""])
    assert as_table({"text": ["a", "b"], "cue": ["said", None]}) == wanted
    assert as_table(pd.DataFrame({"text": ["a", "b"], "cue": ["said", float("nan")]})) == wanted
    assert as_table([{"text": "a", "cue": "said"}, {"text": "b"}]) == wanted
    assert as_table(["a", "b"]).text == ["a", "b"]
    with pytest.raises(ValueError, match="needs the column `text`"):
        as_table({"cue": ["said"]})
    with pytest.raises(ValueError, match="row 1 has no `text`"):
        as_table([{"text": "a"}, {"quote": "b"}])
    assert as_table([{"text": None}]).text == [""]
    assert len(as_table([])) == 0


def test_what_stands_before_the_quote():
    assert before_quote("We wait.", "The port is shut. We wait. So do they.") == "The port is shut. "
    assert before_quote("We wait.", "Something else.") == "Something else."
