"""One fine-tuning run of a net with Hugging Face's Trainer: batches, precision, averages, early stopping, resuming."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.files import whole_path
from stance.models.config import FinetuneConfig
from stance.models.linear import sigmoid
from stance.models.net import StanceNet
from stance.models.thresholds import best_threshold

if TYPE_CHECKING:
    from datasets import Dataset
    from transformers import TrainingArguments

    from stance.models.progress import Progress

Curve = list[dict[str, float]]


def once(net: StanceNet, folder: Path, fit: Callable[[], Curve]) -> Curve:
    """Train a net in place by `fit`, or take what the same run has left in the folder."""
    from safetensors.torch import load_file, save_file

    weights, curve = folder / "net.safetensors", folder / "curve.json"
    if not weights.is_file():
        found = fit()
        net.settle()
        curve.write_text(json.dumps(found), encoding="utf-8")
        with whole_path(weights) as aside:
            save_file(net.state_dict(), aside)
    net.settle()
    net.load_state_dict(load_file(weights))
    return json.loads(curve.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def fit_net(
    config: FinetuneConfig,
    net: StanceNet,
    tokenizer: Any,
    rows: Dataset,
    judged: Dataset | None,
    folder: Path,
    progress: Progress,
    member: int,
) -> Curve:
    """Train a net in place; a curve: a dictionary of numbers for each epoch."""
    from transformers import DataCollatorWithPadding, EarlyStoppingCallback, Trainer
    from transformers.trainer_callback import PrinterCallback

    from stance.models.averaging import Averaging

    if in_bf16(config.precision) and graphics_card() is None:
        # torch's fused attention goes back through bf16 on a processor ten times as slowly as the plain one.
        net.encoder.set_attn_implementation("eager")
    trainer = Trainer(
        model=net,
        args=_arguments(config, folder, len(rows), member, judges=judged is not None),
        train_dataset=rows,
        eval_dataset=judged,
        data_collator=DataCollatorWithPadding(tokenizer),
        compute_metrics=_macro_f1 if judged else None,
        callbacks=[EarlyStoppingCallback(config.patience)] if judged else [],
        optimizers=(_optimizer(net, config), None),
    )
    trainer.remove_callback(PrinterCallback)
    trainer.add_callback(progress)
    trainer.add_callback(Averaging(net, config.average))
    last = _last_checkpoint(folder)
    if last:
        progress.say(f"going on from {last}")
    trainer.train(resume_from_checkpoint=str(last) if last else None)
    return _curve(trainer.state.log_history)


def _arguments(config: FinetuneConfig, folder: Path, rows: int, member: int, *, judges: bool) -> TrainingArguments:
    """How Hugging Face's Trainer trains by a configuration; `judges`: whether there are rows that judge each epoch."""
    from transformers import TrainingArguments

    steps = -(-rows // config.batch_size) * config.epochs
    return TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=config.epochs,
        per_device_train_batch_size=config.batch_size,
        per_device_eval_batch_size=64,
        learning_rate=config.learning_rate,
        warmup_steps=max(1, steps // 10),
        weight_decay=0.01,
        train_sampling_strategy="group_by_length",
        length_column_name="length",
        eval_strategy="epoch" if judges else "no",
        save_strategy="epoch",
        save_total_limit=2,
        # How many epochs early stopping has waited, too.
        restore_callback_states_from_checkpoint=True,
        load_best_model_at_end=judges,
        metric_for_best_model="macro_f1" if judges else None,
        logging_strategy="epoch",
        report_to=[],
        # The order of the rows and the dropout: what sets the members of a soup apart.
        seed=config.seed + member,
        data_seed=config.seed + member,
        label_names=["labels"],
        dataloader_pin_memory=False,
        bf16=in_bf16(config.precision),
        use_cpu=graphics_card() is None,
        # Their progress goes to standard output, which is for data.
        disable_tqdm=True,
    )


def _last_checkpoint(folder: Path) -> Path | None:
    """The newest checkpoint that was written to its end; one that a kill cut off is removed."""
    from transformers.trainer import TRAINER_STATE_NAME

    for found in sorted(folder.glob("checkpoint-*"), key=lambda path: int(path.name.split("-")[1]), reverse=True):
        # It is written last.
        if (found / TRAINER_STATE_NAME).is_file():
            return found
        shutil.rmtree(found)
    return None


def in_bf16(precision: str) -> bool:
    """Whether training multiplies in bf16: as asked, or where graphics card or processor (AMX) have units for it."""
    import torch

    if precision != "auto":
        return precision == "bf16"
    if graphics_card():
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return bool(torch.cpu.get_capabilities().get("amx_bf16", False))


def graphics_card() -> str | None:
    """The name of the graphics card that training uses here; None where it uses the processor."""
    import torch

    return str(torch.cuda.get_device_name()) if torch.cuda.is_available() else None


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
        scores = sigmoid(found.predictions[:, i])
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
