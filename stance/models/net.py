"""The torch module that fine-tuning trains: encoder, mean of token vectors, one linear layer."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import torch
from torch import nn

from stance.models.encoder import quiet_transformers
from stance.models.losses import stance_loss


class StanceNet(nn.Module):  # type: ignore[misc]
    """Token ids → three logits, and the loss where labels are given."""

    def __init__(self, encoder: nn.Module, width: int, positive_weight: list[float]) -> None:
        """Put a head of three stances on an encoder whose token vectors are `width` wide."""
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(width, 3)
        self.register_buffer("positive_weight", torch.tensor(positive_weight), persistent=False)
        self.focusing = 0.0
        self.quote_alone = False
        self.averaged: nn.ModuleDict | None = None

    @classmethod
    def of_encoder(cls, source: Path, *, lora_rank: int | None, positive_weight: list[float]) -> StanceNet:
        """Load the encoder in a folder; with a rank, freeze it and train low-rank adapters in all its layers."""
        from transformers import AutoModel

        quiet_transformers()
        encoder = AutoModel.from_pretrained(source)
        width = int(encoder.config.hidden_size)
        if lora_rank:
            encoder = with_adapters(encoder, lora_rank)
        return cls(encoder, width, positive_weight)

    def freeze_embeddings(self) -> None:
        """Leave the word vectors as they are: half of the weights, little of the effect, much of the time."""
        for parameter in self.encoder.get_input_embeddings().parameters():
            parameter.requires_grad = False

    def keep_average(self) -> None:
        """Keep, beside the weights, their average over the steps (Polyak and Juditsky, 1992), which answers in use.

        It is a part of the net, so that a checkpoint holds both.
        """
        parts = {"encoder": self.encoder, "head": self.head}
        self.averaged = copy.deepcopy(nn.ModuleDict(parts)).requires_grad_(False).eval()
        self.register_buffer("averaged_steps", torch.zeros((), dtype=torch.long))

    def update_average(self, decay: float) -> None:
        """Move the average towards the weights; early steps, which know little, are soon forgotten."""
        if self.averaged is None:
            return
        steps = int(self.averaged_steps)
        share = 1 - min(decay, (1 + steps) / (10 + steps))
        self.averaged_steps += 1
        for name, part in self.averaged.items():
            pairs = zip(part.parameters(), getattr(self, name).parameters(), strict=True)
            for average, weight in pairs:
                if weight.requires_grad:
                    average.lerp_(weight.detach(), share)

    def settle(self) -> None:
        """Let the average, where one was kept, take the place of the weights."""
        if self.averaged is not None:
            for name, part in self.averaged.items():
                getattr(self, name).load_state_dict(part.state_dict())
            self.averaged = None

    def logits(self, input_ids: Any, attention_mask: Any, token_type_ids: Any = None) -> Any:
        """Logits (batch, 3); of the averaged weights, where they are kept and nobody is training."""
        averaged = None if self.training else self.averaged
        encoder, head = (averaged["encoder"], averaged["head"]) if averaged is not None else (self.encoder, self.head)
        types = {} if token_type_ids is None else {"token_type_ids": token_type_ids}
        hidden = encoder(input_ids=input_ids, attention_mask=attention_mask, **types).last_hidden_state
        counted = attention_mask
        if self.quote_alone and token_type_ids is not None:
            # What stands before the quote is read by attention; its own tokens would drown those of a short quote.
            counted = attention_mask * (token_type_ids == 0)
        mask = counted[:, :, None].to(hidden.dtype)
        return head(self.dropout((hidden * mask).sum(1) / mask.sum(1)))

    def forward(self, input_ids: Any, attention_mask: Any, labels: Any = None, token_type_ids: Any = None) -> Any:
        """Logits, and the loss: a binary cross-entropy in which rare stances, or hard examples, weigh more."""
        logits = self.logits(input_ids, attention_mask, token_type_ids)
        if labels is None:
            return {"logits": logits}
        loss = stance_loss(logits, labels.to(logits.dtype), self.positive_weight, self.focusing)
        return {"loss": loss, "logits": logits}

    def merged(self) -> StanceNet:
        """The same net with its adapters added into the weights."""
        for module in list(self.encoder.modules()):
            if hasattr(module, "merge") and hasattr(module, "base_layer"):
                module.merge()
        for name, module in list(self.encoder.named_modules()):
            if hasattr(module, "base_layer") and hasattr(module, "merge"):
                parent, _, child = name.rpartition(".")
                setattr(self.encoder.get_submodule(parent), child, module.base_layer)
        return self


def with_adapters(encoder: nn.Module, rank: int) -> Any:
    """The encoder, frozen, with low-rank adapters in its attention and feed-forward layers."""
    from peft import LoraConfig, inject_adapter_in_model

    targets = [
        name
        for name, module in encoder.named_modules()
        if isinstance(module, nn.Linear) and not name.startswith("pooler")
    ]
    config = LoraConfig(r=rank, lora_alpha=2 * rank, lora_dropout=0.05, target_modules=targets)
    return inject_adapter_in_model(config, encoder)
