"""One transformer four ways: Hugging Face's pipeline, ONNX Runtime fp32, int8, and behind a cascade."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stance.models.adapter import WEIGHTS_FILE, AdapterScorer
from stance.models.cascade import cascade_of
from stance.models.encoder import find_encoder
from stance.models.model import Scorer, StanceModel
from stance.models.quantise import Int8Scorer, quantise
from stance.models.table import Table
from stance.models.transformer import GRAPH, TOKENIZER, TransformerScorer, segments

Work = Callable[[], Any]
ENCODER = "sentence-transformers/all-MiniLM-L6-v2"


def variants(
    model: StanceModel | None, linear: StanceModel, train: Table, quotes: Table
) -> tuple[Work, dict[str, Work]]:
    """The pipeline on the quotes, and ours by name; only the pipeline where there is no model."""
    scorer = None if model is None else model.scorer
    exact = exact_scorer(scorer)
    settings = (exact.max_tokens, exact.context_characters) if exact else (128, 250)
    peer = pipeline(quotes, *settings)
    if model is None or exact is None:
        return peer, {}
    quick = int8_of(model, exact, train)
    full = StanceModel(quick, model.calibrators, model.thresholds)
    # The cut is chosen on quotes that the clock does not see.
    folder = Path(tempfile.gettempdir())
    cascade = cascade_of(linear, full, [folder, folder], train.take(range(0, len(train), 8)), 0.985)
    works: dict[str, Work] = {
        "fp32": lambda: exact.predict_proba(quotes),
        "int8": lambda: quick.predict_proba(quotes),
        "cascade": lambda: cascade.predict_proba(quotes),
    }
    for work in works.values():
        work()
    return peer, works


def exact_scorer(scorer: Any) -> TransformerScorer | None:
    """The fp32 transformer of a model, whichever way it is kept."""
    if isinstance(scorer, Int8Scorer):
        scorer = scorer.exact
    if isinstance(scorer, AdapterScorer):
        merged = scorer.exact().merged()
        return TransformerScorer(merged.max_tokens, merged.context_characters, merged.folder)
    if isinstance(scorer, TransformerScorer):
        return TransformerScorer(scorer.max_tokens, scorer.context_characters, scorer.folder)
    return None


def int8_of(model: StanceModel, exact: TransformerScorer, train: Table) -> Scorer:
    """The model's own int8, or one made here where the model was trained without."""
    if isinstance(model.scorer, Int8Scorer):
        return model.scorer
    folder = Path(tempfile.mkdtemp(prefix="stance-int8-"))
    for name in (GRAPH, TOKENIZER):
        (folder / name).write_bytes((exact.folder / name).read_bytes())
    weights = exact.folder / WEIGHTS_FILE
    if weights.exists():
        (folder / WEIGHTS_FILE).write_bytes(weights.read_bytes())
    plain = TransformerScorer(exact.max_tokens, exact.context_characters, folder)
    made = StanceModel(plain, model.calibrators, model.thresholds)
    quantise(made, train, train.take(range(0, len(train), 12)), lambda message: None)
    return made.scorer


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
