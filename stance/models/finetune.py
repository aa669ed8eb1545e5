"""Fine-tuning a transformer for the three stances at once, with Hugging Face's Trainer.

The encoder's token vectors are averaged and go through one linear layer with a sigmoid for each stance.
Rare stances weigh more (square root of the ratio of negatives to positives). Low-rank adapters (LoRA, Hu et
al., 2021) can stand in for changing every weight. A run that was killed goes on from its last checkpoint.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import ModelError
from stance.files import hold, remove_at_exit
from stance.models.adapter import AdapterScorer, adapters_of, low_rank_change, start_from, strip_weights
from stance.models.cascade import full_of
from stance.models.config import FinetuneConfig
from stance.models.encoder import export_module, find_encoder
from stance.models.losses import FOCUSING, positive_weights
from stance.models.net import StanceNet
from stance.models.onnx import given_threads, threads
from stance.models.stacked import StackedScorer
from stance.models.table import Table
from stance.models.trainer import Curve, fit_net, graphics_card, once
from stance.models.transformer import GRAPH, TOKENIZER, TransformerScorer, segments
from stance.processes import Say, side_by_side
from stance.project import models_folder

if TYPE_CHECKING:
    from datasets import Dataset

Ints = NDArray[np.int8]


def train(
    config: FinetuneConfig,
    table: Table,
    y: Ints,
    validation: tuple[Table, Ints] | None,
    say: Say,
) -> tuple[TransformerScorer | AdapterScorer, Curve]:
    """Fine-tune on a table and its stances (n, 3); validation, where given, picks the best epoch.

    Returns:
        The scorer, and the learning curve: a dictionary of numbers for each epoch.

    Raises:
        ModelError: when the encoder is not there.
        InputError: when another process does the same training.
    """
    from transformers import AutoTokenizer

    from stance.models.averaging import soup

    source = find_encoder(config.encoder)
    tokenizer = AutoTokenizer.from_pretrained(source)
    rows = _tokenised(tokenizer, config, table, y)
    judged = _tokenised(tokenizer, config, *validation) if validation else None
    name = _fingerprint(config, (table, y), *([validation] if validation else []))
    # Its checkpoints, and the export that the model is read from until it is saved, are one training's own.
    hold(models_folder() / ".locks" / name, f"trains {config.name} on the same rows")
    folder = models_folder() / ".checkpoints" / name
    nets, curve = [], []
    for net, epochs in _Training(config, source, tokenizer, rows, judged, y, folder).done(say):
        nets.append(net)
        curve += epochs
    exported = folder / "exported"
    # Whoever saves the model takes the files along.
    remove_at_exit(exported)
    scorer = _export(config, soup(nets), source, tokenizer, exported)
    # Whole now: what was kept to go on from is of no more use.
    for part in folder.glob("member-*"):
        shutil.rmtree(part)
    return scorer, curve


@dataclass(frozen=True, slots=True)
class _Training:
    """What the trainings from one start share; may be sent to another process."""

    config: FinetuneConfig
    source: Path
    tokenizer: Any
    rows: Dataset
    judged: Dataset | None
    y: Ints
    folder: Path

    def done(self, say: Say) -> Iterator[tuple[StanceNet, Curve]]:
        """The trained net of every member and its curve; on several cores members are trained side by side."""
        members = range(self.config.soup)
        at_once = min(len(members), threads())
        if at_once > 1 and graphics_card() is None:
            side_by_side([partial(self.apart, number, threads() // at_once) for number in members], at_once, say)
        for number in members:
            # What has been done is read from its folder.
            yield self.member(number, say)

    def apart(self, number: int, cores: int, say: Say) -> None:
        """Train a member in a process of its own, which leaves it in its folder; `cores`: how many to compute with."""
        self.member(number, say, cores)

    def member(self, number: int, say: Say, cores: int | None = None) -> tuple[StanceNet, Curve]:
        """One trained net and its curve."""
        import torch

        from stance.models.progress import Progress

        wanted = cores or given_threads()
        if wanted:
            torch.set_num_threads(wanted)
        config, folder = self.config, self.folder / f"member-{number}"
        name = f"run {number + 1} of {config.soup}" if config.soup > 1 else ""
        progress = Progress(say, name, number if cores else 0)
        net = _start(config, self.source, self.y)
        fit = partial(fit_net, config, net, self.tokenizer, self.rows, self.judged, folder, progress, number)
        return net, once(net, folder, fit)


def _start(config: FinetuneConfig, source: Path, y: Ints) -> StanceNet:
    """The net before training: the same for every member of a soup."""
    from transformers import set_seed

    set_seed(config.seed)
    weights = positive_weights(y, config.loss)
    net = StanceNet.of_encoder(source, lora_rank=config.lora_rank, positive_weight=weights)
    net.quote_alone = config.pool == "quote"
    net.focusing = FOCUSING if config.loss == "focal" else 0.0
    if config.freeze_embeddings:
        net.freeze_embeddings()
    if config.init != "plain":
        start_from(net, _model_to_start_from(config.init))
    if config.average:
        net.keep_average()
    return net


def _model_to_start_from(name: str) -> AdapterScorer:
    """The fine-tuned model that `init` names: `pretrained` or a folder."""
    from stance.models.locate import pretrained_folder
    from stance.models.quantise import exact_of
    from stance.models.storage import load

    folder = pretrained_folder() if name == "pretrained" else Path(name)
    scorer = exact_of(full_of(load(folder)).scorer) if folder else None
    # It may be stacked with the labelling functions.
    scorer = scorer.inner if isinstance(scorer, StackedScorer) else scorer
    if not isinstance(scorer, AdapterScorer):
        why = "no model ships with this build" if name == "pretrained" else "it keeps no change of an encoder"
        raise ModelError(f"`init: {name}`: {why}; train one with `change_rank` or `lora_rank` and name its folder")
    return scorer


def _fingerprint(config: FinetuneConfig, *rows: tuple[Table, Ints]) -> str:
    """A name for the checkpoints of exactly this training: configuration, start, and the rows that teach and judge."""
    about = json.dumps(config.model_dump(mode="json"), sort_keys=True)
    whole = hashlib.sha256(about.encode())
    if config.init != "plain":
        for array in _model_to_start_from(config.init).arrays().values():
            whole.update(array.tobytes())
    for table, y in rows:
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
