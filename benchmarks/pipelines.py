"""One transformer four ways: Hugging Face's pipeline, ONNX Runtime fp32, int8, and behind a cascade."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from stance.models import StanceModel, load, save
from stance.models.adapter import AdapterScorer
from stance.models.cascade import cascade_of, distances, full_of, sureness
from stance.models.distilled import distil
from stance.models.encoder import find_encoder
from stance.models.quantise import Int8Scorer, can_be_quantised, quantise
from stance.models.stacked import StackedScorer
from stance.models.table import Table
from stance.models.transformer import TransformerScorer, segments

Work = Callable[[], Any]
Say = Callable[[str], None]
ENCODER = "sentence-transformers/all-MiniLM-L6-v2"


class Variants(NamedTuple):
    """Ours by name, what to say of each, and what the pipeline reads: the most tokens and characters of context."""

    works: dict[str, Work]
    notes: dict[str, str]
    reads: tuple[int, int] = (128, 250)


def variants(
    model: StanceModel | None, train: Table, validation: Table, quotes: Table, scratch: Path, say: Say
) -> Variants:
    """Ours on the quotes, none of which has taught the first stage or set a cut; nothing where there is no model."""
    model = None if model is None else full_of(model)
    exact = None if model is None else in_fp32(model)
    if model is None or exact is None:
        return Variants({}, {})
    full = in_int8(exact, train, validation, scratch, say) if model is exact else model
    save(full, scratch / "full")
    first = distil(full, train, say)
    save(first, scratch / "first")
    # The cut is chosen on quotes that the clock does not see.
    cascade = cascade_of(first, full, [scratch / "first", scratch / "full"], validation, 0.985)
    works: dict[str, Work] = {"fp32": lambda: exact.predict_proba(quotes)}
    notes = {"fp32": ""}
    if isinstance(full.scorer, Int8Scorer):
        works["int8"] = lambda: full.predict_proba(quotes)
        notes["int8"] = f"; same stances on {same(exact, full, quotes):.1%}"
    works["cascade"] = lambda: cascade.predict_proba(quotes)
    answered = sureness(distances(first, first.predict_proba(quotes))) >= cascade.scorer.margin
    notes["cascade"] = f"; the first stage answers {answered.mean():.0%}, "
    notes["cascade"] += f"same stances as the full model on {same(full, cascade, quotes):.1%}"
    inner = transformer_of(exact.scorer)
    return Variants(works, notes, (inner.max_tokens, inner.context_characters))


def same(one: StanceModel, other: StanceModel, quotes: Table) -> float:
    """The share of quotes that two models give the same stances."""
    return float((one.predict(quotes) == other.predict(quotes)).all(1).mean())


def in_fp32(model: StanceModel) -> StanceModel | None:
    """The model in fp32 (the same object where it is), or None where it is no transformer."""
    if isinstance(model.scorer, Int8Scorer):
        return StanceModel(model.scorer.exact, model.calibrators, model.thresholds)
    return model if can_be_quantised(model.scorer) else None


def in_int8(model: StanceModel, train: Table, validation: Table, scratch: Path, say: Say) -> StanceModel:
    """The model quantised here, in a folder of its own, where it holds; else as it is."""
    save(model, scratch / "copy")
    made = load(scratch / "copy")
    quantise(made, train, validation, say)
    return made


def transformer_of(scorer: Any) -> TransformerScorer:
    """The exported transformer within a scorer."""
    if isinstance(scorer, StackedScorer):
        scorer = scorer.inner
    return scorer.merged() if isinstance(scorer, AdapterScorer) else scorer


def pipeline(quotes: Table, max_tokens: int, context_characters: int) -> Work:
    """Hugging Face's text-classification pipeline over the same encoder, three labels, batch 32, one thread."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer
    from transformers import pipeline as make
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    torch.set_num_threads(1)
    source = find_encoder(ENCODER)
    network = AutoModelForSequenceClassification.from_pretrained(source, num_labels=3)
    run = make("text-classification", model=network, tokenizer=AutoTokenizer.from_pretrained(source), device="cpu",
               top_k=None, function_to_apply="sigmoid", batch_size=32)  # fmt: skip
    pairs = [s if isinstance(s, tuple) else (s, None) for s in segments(quotes, context_characters)]
    texts = [{"text": a, "text_pair": b} if b else {"text": a} for a, b in pairs]
    run(texts[:32], truncation=True, max_length=max_tokens)
    return lambda: run(texts, truncation=True, max_length=max_tokens)


def drawn(quotes: Table, n: int) -> Table:
    """Some quotes, drawn."""
    return quotes.take(np.random.default_rng(1).permutation(len(quotes))[:n].tolist())
