from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from stance.errors import ModelError
from stance.models import load, save
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


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"scorer": "os:system"}, "unknown kind of model"),
        ({"format": 99}, "another version"),
        ({"thresholds": [0.5]}, "one threshold"),
        ({"settings": {}}, "do not fit"),
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
