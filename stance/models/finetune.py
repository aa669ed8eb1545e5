"""Fine-tuning a transformer for the three stances at once, with Hugging Face's Trainer.

The encoder's token vectors are averaged and go through one linear layer with a sigmoid for each stance.
Rare stances weigh more (square root of the ratio of negatives to positives). Low-rank adapters (LoRA, Hu et
al., 2021) can stand in for changing every weight. A run that was killed goes on from its last checkpoint.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import DependencyError, ModelError
from stance.models.adapter import AdapterScorer, adapters_of, low_rank_change, start_from, strip_weights
from stance.models.config import FinetuneConfig
from stance.models.encoder import export_module, find_encoder
from stance.models.losses import FOCUSING, positive_weights
from stance.models.net import StanceNet
from stance.models.stacked import StackedScorer
from stance.models.table import Table
from stance.models.thresholds import best_threshold
from stance.models.transformer import GRAPH, TOKENIZER, TransformerScorer, segments
from stance.project import models_folder

if TYPE_CHECKING:
    from datasets import Dataset

Ints = NDArray[np.int8]
Curve = list[dict[str, float]]


def train(
    config: FinetuneConfig,
    table: Table,
    y: Ints,
    validation: tuple[Table, Ints] | None,
    say: Callable[[str], None],
) -> tuple[TransformerScorer | AdapterScorer, Curve]:
    """Fine-tune on a table and its stances (n, 3); validation, where given, picks the best epoch.

    Returns:
        The scorer, and the learning curve: a dictionary of numbers for each epoch.

    Raises:
        ModelError: when the encoder is not there.
        DependencyError: when torch is not installed.
    """
    _need_torch()
    from transformers import AutoTokenizer, set_seed

    set_seed(config.seed)
    source = find_encoder(config.encoder)
    tokenizer = AutoTokenizer.from_pretrained(source)
    weights = positive_weights(y, config.loss)
    net = StanceNet.of_encoder(source, lora_rank=config.lora_rank, positive_weight=weights)
    net.focusing = FOCUSING if config.loss == "focal" else 0.0
    if config.freeze_embeddings:
        net.freeze_embeddings()
    if config.init != "plain":
        start_from(net, _starting_point(config.init))
    rows = _tokenised(tokenizer, config, table, y)
    judged = _tokenised(tokenizer, config, *validation) if validation else None
    folder = models_folder() / ".checkpoints" / _fingerprint(config, table, y)
    curve = _run(config, net, tokenizer, rows, judged, folder, say)
    scorer = _export(config, net, source, tokenizer, folder / "exported")
    # Whole now: what was kept to go on from is of no more use.
    for checkpoint in folder.glob("checkpoint-*"):
        shutil.rmtree(checkpoint)
    return scorer, curve


def _starting_point(init: str) -> AdapterScorer:
    from stance.models.locate import pretrained_folder
    from stance.models.quantise import Int8Scorer
    from stance.models.storage import load

    folder = pretrained_folder() if init == "pretrained" else Path(init)
    scorer = load(folder).scorer if folder else None
    if isinstance(scorer, StackedScorer):
        scorer = scorer.inner
    # One that computes in eight bits holds the exact one too.
    scorer = scorer.exact if isinstance(scorer, Int8Scorer) else scorer
    if not isinstance(scorer, AdapterScorer):
        why = "no model ships with this build" if init == "pretrained" else "it keeps no change of an encoder"
        raise ModelError(f"`init: {init}`: {why}; train one with `change_rank` or `lora_rank` and name its folder")
    return scorer


def _need_torch() -> None:
    try:
        import torch  # noqa: F401
    except ImportError:
        raise DependencyError("fine-tuning needs torch: pip install 'stance-quotes[train]'") from None


def _fingerprint(config: FinetuneConfig, table: Table, y: Ints) -> str:
    """A name for the checkpoints of exactly this training."""
    about = json.dumps(config.model_dump(mode="json"), sort_keys=True)
    whole = hashlib.sha256(about.encode())
    for column in table:
        whole.update("\0".join(column).encode("utf-8", "surrogatepass"))
    whole.update(y.tobytes())
    return whole.hexdigest()[:16]


def _tokenised(tokenizer: Any, config: FinetuneConfig, table: Table, y: Ints) -> Dataset:
    from datasets import Dataset

    texts = segments(table, config.context_characters)
    pairs = [text if isinstance(text, tuple) else (text, None) for text in texts]
    encoded = [tokenizer(*pair, truncation="longest_first", max_length=config.max_tokens) for pair in pairs]
    names = [name for name in ("input_ids", "attention_mask", "token_type_ids") if name in encoded[0]]
    columns: dict[str, Any] = {name: [list(row[name]) for row in encoded] for name in names}
    columns["length"] = [len(row["input_ids"]) for row in encoded]
    columns["labels"] = y.astype(float).tolist()
    return Dataset.from_dict(columns)


def _run(
    config: FinetuneConfig,
    net: StanceNet,
    tokenizer: Any,
    rows: Dataset,
    judged: Dataset | None,
    folder: Path,
    say: Callable[[str], None],
) -> Curve:
    from transformers import DataCollatorWithPadding, EarlyStoppingCallback, Trainer, TrainingArguments
    from transformers.trainer_callback import PrinterCallback
    from transformers.trainer_utils import get_last_checkpoint

    from stance.models.progress import Progress

    steps = -(-len(rows) // config.batch_size) * config.epochs
    half = in_bf16(config.precision)
    if half and not _has_gpu():
        # torch's fused attention goes back through bf16 on a processor ten times as slowly as the plain one.
        net.encoder.set_attn_implementation("eager")
    arguments = TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=config.epochs,
        per_device_train_batch_size=config.batch_size,
        per_device_eval_batch_size=64,
        learning_rate=config.learning_rate,
        warmup_steps=max(1, steps // 10),
        weight_decay=0.01,
        train_sampling_strategy="group_by_length",
        length_column_name="length",
        eval_strategy="epoch" if judged else "no",
        save_strategy="epoch",
        save_total_limit=2,
        load_best_model_at_end=judged is not None,
        metric_for_best_model="macro_f1" if judged else None,
        logging_strategy="epoch",
        report_to=[],
        seed=config.seed,
        data_seed=config.seed,
        label_names=["labels"],
        dataloader_pin_memory=False,
        bf16=half,
        use_cpu=not _has_gpu(),
        # Their progress goes to standard output, which is for data.
        disable_tqdm=True,
    )
    trainer = Trainer(
        model=net,
        args=arguments,
        train_dataset=rows,
        eval_dataset=judged,
        data_collator=DataCollatorWithPadding(tokenizer),
        compute_metrics=_macro_f1 if judged else None,
        callbacks=[EarlyStoppingCallback(config.patience)] if judged else [],
        optimizers=(_optimizer(net, config), None),
    )
    trainer.remove_callback(PrinterCallback)
    trainer.add_callback(Progress(say))
    last = get_last_checkpoint(str(folder)) if folder.is_dir() else None
    if last:
        say(f"going on from {last}")
    trainer.train(resume_from_checkpoint=last)
    return _curve(trainer.state.log_history)


def in_bf16(precision: str) -> bool:
    """Whether training multiplies in bf16: as asked, or where graphics card or processor (AMX) have units for it."""
    import torch

    if precision != "auto":
        return precision == "bf16"
    if _has_gpu():
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return bool(torch.cpu.get_capabilities().get("amx_bf16", False))


def _has_gpu() -> bool:
    import torch

    return bool(torch.cuda.is_available())


def _optimizer(net: StanceNet, config: FinetuneConfig) -> Any:
    import torch

    # The head starts from nothing and learns faster than the encoder, which already knows the language.
    groups = [
        {"params": [p for p in net.encoder.parameters() if p.requires_grad], "lr": config.learning_rate},
        {"params": list(net.head.parameters()), "lr": 10 * config.learning_rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def _macro_f1(found: Any) -> dict[str, float]:
    """Mean of the stances' F1, each at its best threshold: how far the ranking has come."""
    y = found.label_ids.astype(int)
    values = []
    for i in range(y.shape[1]):
        scores = 1 / (1 + np.exp(-found.predictions[:, i]))
        decided = scores >= best_threshold(scores, y[:, i])
        hit = float((decided & (y[:, i] == 1)).sum())
        values.append(2 * hit / max(1.0, float(decided.sum() + y[:, i].sum())))
    return {"macro_f1": float(np.mean(values))}


def _curve(history: list[dict[str, float]]) -> Curve:
    by_epoch: dict[float, dict[str, float]] = {}
    names = {"loss": "train_loss", "eval_loss": "validation_loss", "eval_macro_f1": "validation_macro_f1"}
    for entry in history:
        row = by_epoch.setdefault(round(entry["epoch"], 3), {})
        row.update({names[key]: float(value) for key, value in entry.items() if key in names})
    return [{"epoch": epoch, **row} for epoch, row in sorted(by_epoch.items()) if row]


def _export(
    config: FinetuneConfig, net: StanceNet, source: Path, tokenizer: Any, folder: Path
) -> TransformerScorer | AdapterScorer:
    """The trained net as a graph in a folder, and the scorer that runs it: whole, or what changed alone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    net = net.eval().cpu()
    arrays, scaling = adapters_of(net) if config.lora_rank else ({}, 1.0)
    merged = net.merged()
    # Faster attention is for training; the exporter knows the plain one.
    merged.encoder.set_attn_implementation("eager")
    if config.change_rank:
        arrays = low_rank_change(merged, source, config.change_rank)
    export_module(lambda **inputs: merged.logits(**inputs), merged, folder / GRAPH)
    tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    if not arrays:
        return TransformerScorer(config.max_tokens, config.context_characters, folder)
    parameters = {name: value.detach().numpy() for name, value in merged.named_parameters()}
    settings = {
        "encoder": config.encoder,
        "max_tokens": config.max_tokens,
        "context_characters": config.context_characters,
        "scaling": scaling,
        "layout": strip_weights(folder / GRAPH, parameters),
    }
    return AdapterScorer(settings, arrays, folder)
