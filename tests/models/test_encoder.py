from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from stance.errors import DependencyError, ModelError
from stance.models.embeddings import Embedder
from stance.models.encoder import MINILM, exported_encoder, find_encoder, need_torch
from stance.models.onnx import OnnxModel, batches

TEXTS = ["We deny it.", "The river rises and the dam may fail within days, the engineer said.", ""]


def test_the_installed_weights_are_found_and_checked():
    assert (find_encoder(MINILM) / "model.safetensors").is_file()


def test_an_encoder_that_is_nowhere_is_a_clear_error():
    with pytest.raises(ModelError, match="not on this machine"):
        find_encoder("nobody/has-this-encoder")


def test_weights_of_another_hash_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setitem(__import__("stance.models.encoder", fromlist=["KNOWN"]).KNOWN, str(tmp_path), "0" * 64)
    with pytest.raises(ModelError, match="SHA-256"):
        find_encoder(str(tmp_path))


def test_exported_embeddings_are_those_of_transformers():
    torch = pytest.importorskip("torch")
    from transformers import AutoModel, AutoTokenizer

    source = find_encoder(MINILM)
    tokenizer, model = AutoTokenizer.from_pretrained(source), AutoModel.from_pretrained(source).eval()
    found = Embedder(exported_encoder(MINILM), 128)(TEXTS)
    for text, ours in zip(TEXTS, found, strict=True):
        with torch.no_grad():
            hidden = model(**tokenizer(text, return_tensors="pt")).last_hidden_state[0].mean(0).numpy()
        np.testing.assert_allclose(ours, hidden / np.linalg.norm(hidden), atol=2e-5)


def test_the_cache_gives_back_what_was_computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = exported_encoder(MINILM)
    plain = Embedder(folder, 128)(TEXTS)
    monkeypatch.setenv("STANCE_CACHE", str(tmp_path))
    first = Embedder(folder, 128, cached=True)(TEXTS)
    second = Embedder(folder, 128, cached=True)([*TEXTS, "one more"])
    np.testing.assert_allclose(first, plain, atol=1e-6)
    np.testing.assert_array_equal(second[:3], first)


def test_batches_hold_every_row_once_and_stay_small():
    lengths = sorted([3, 5, 900, 20, 20, 21, 7])
    found = list(batches(lengths, 64))
    assert [i for part in found for i in part] == list(range(len(lengths)))
    assert all(len(part) == 1 or len(part) * lengths[part[-1]] <= 64 for part in found)


def test_a_damaged_cache_is_named(tmp_path: Path):
    (tmp_path / "tokenizer.json").write_text("{")
    (tmp_path / "model.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelError, match=r"damaged .*; remove it where it is a cache"):
        OnnxModel(tmp_path, 32)


def test_what_needs_torch_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(DependencyError, match=r"fine-tuning needs torch: pip install 'stance-quotes\[train\]'"):
        need_torch("fine-tuning")
