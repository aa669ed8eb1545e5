"""What a model's YAML may say, one class a family."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from stance.configs import Config, read_yaml, validate_config
from stance.configs import find_config as find_config
from stance.errors import ConfigError

Positive = Annotated[float, Field(gt=0)]


def _ordered(sizes: tuple[int, int]) -> tuple[int, int]:
    if sizes[0] > sizes[1]:
        raise ValueError(f"the shorter size comes first: [{sizes[1]}, {sizes[0]}]")
    return sizes


Sizes = Annotated[
    tuple[Annotated[int, Field(ge=1, le=8)], Annotated[int, Field(ge=1, le=8)]],
    AfterValidator(_ordered),
]


class TrainingData(Config):
    """Which rows of the training split teach."""

    layers: tuple[Literal["user", "synthetic", "polnear", "persent"], ...] = ("user", "synthetic", "polnear", "persent")
    grades: tuple[Literal["gold", "single", "weak"], ...] = ("gold", "single", "weak")
    contrast: bool = True
    contrast_times: Annotated[int, Field(ge=1, le=20)] = 1
    """Show each contrast edit so many times: among many quotes of real news a few edits are soon forgotten."""
    limit: Annotated[int, Field(ge=1)] | None = None
    """Use so many rows at the most, drawn by the seed."""


class ModelConfig(Config):
    """What every family has."""

    name: str
    family: str
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 13
    data: TrainingData = TrainingData()
    calibration: Literal["none", "sigmoid", "isotonic", "best"] = "best"
    thresholds: Literal["observed", "expected", "half"] = "observed"
    """Of the best F1 by validation's labels, of the best that calibrated probabilities let expect there, or 0.5."""


class CuesConfig(ModelConfig):
    """The labelling functions; there is nothing to train."""

    family: Literal["cues"]


class EnsembleConfig(ModelConfig):
    """The average of other models, each trained by its own configuration."""

    family: Literal["ensemble"]
    members: Annotated[tuple[str, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _no_rows_of_its_own(self) -> EnsembleConfig:
        if self.data != TrainingData():
            raise ValueError("`data` stands in the configurations of the members, each of which chooses its rows")
        return self


class CascadeConfig(ModelConfig):
    """A quick model for what it is sure of, a full one for the rest."""

    family: Literal["cascade"]
    first: str | None = None
    """A configuration to train; where left out, a linear model learns from the full one's answers."""
    full: str = "pretrained"
    """A trained model (`pretrained`, a run's id, a folder), else a configuration to train."""
    unlabelled: Path | None = None
    """Quotes without labels, as `stance extract` writes them, from which the first one learns too."""
    agreement: Annotated[float, Field(gt=0.5, le=1)] = 0.985


class NgramConfig(ModelConfig):
    """Word and character n-grams with a linear model."""

    family: Literal["tfidf-logreg", "tfidf-svm"]
    words: Sizes = (1, 2)
    characters: Sizes | None = (2, 5)
    cue_words: Sizes = (1, 2)
    context: bool = False
    least_documents: Annotated[int, Field(ge=1)] = 2
    C: Positive = 1.0
    class_weight: Literal["balanced"] | None = "balanced"


class EmbeddingConfig(ModelConfig):
    """Frozen sentence embeddings with logistic regression."""

    family: Literal["minilm-logreg"]
    encoder: str = "sentence-transformers/all-MiniLM-L6-v2"
    context: bool = True
    max_tokens: Annotated[int, Field(ge=8, le=512)] = 128
    C: Positive = 1.0
    class_weight: Literal["balanced"] | None = "balanced"


class StaticConfig(ModelConfig):
    """Static token vectors distilled from the encoder, with logistic regression."""

    family: Literal["static-logreg"]
    encoder: str = "sentence-transformers/all-MiniLM-L6-v2"
    dimensions: Annotated[int, Field(ge=8, le=384)] = 256
    context: bool = False
    C: Positive = 1.0
    class_weight: Literal["balanced"] | None = "balanced"


class FinetuneConfig(ModelConfig):
    """A transformer fine-tuned for the three stances."""

    family: Literal["minilm-finetune"]
    encoder: str = "sentence-transformers/all-MiniLM-L6-v2"
    init: str = "plain"
    """Start from the `plain` encoder, from the stance model that ships (`pretrained`), or from one in a folder."""
    loss: Literal["weighted", "plain", "balanced", "focal"] = "weighted"
    """How rare and hard examples weigh (stance/models/losses.py)."""
    context_characters: Annotated[int, Field(ge=0, le=4000)] = 0
    pool: Literal["all", "quote"] = "all"
    """Whose token vectors are averaged: all, or those of cue and quote, which have read what stands before them."""
    max_tokens: Annotated[int, Field(ge=8, le=512)] = 96
    epochs: Annotated[int, Field(ge=1, le=100)] = 4
    patience: Annotated[int, Field(ge=1)] = 2
    """Epochs without a better validation macro-F1 after which training stops."""
    learning_rate: Positive = 1e-4
    batch_size: Annotated[int, Field(ge=1)] = 16
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    """Of the products in training; `auto` takes bf16 where the machine has units for it (some three times as fast)."""
    average: Annotated[float, Field(ge=0, lt=1)] = 0.998
    """Decay of the average of the weights over the steps, which answers in use; 0 keeps the last weights instead."""
    soup: Annotated[int, Field(ge=1, le=16)] = 1
    """Runs over the rows in another order, all from one start, whose weights are averaged in the end."""
    cues: bool = False
    """Weigh the labelling functions in, on validation."""
    cues_weight: Positive | None = None
    """Their weight beside the transformer's 1, instead of a learned one: validation that is written like the training
    texts trusts the transformer more than other news should."""
    freeze_embeddings: bool = False
    lora_rank: Annotated[int, Field(ge=1, le=256)] | None = None
    """Train low-rank adapters instead of every weight."""
    change_rank: Annotated[int, Field(ge=1, le=384)] | None = None
    """Keep the change of each matrix by so many singular values: a few megabytes instead of ninety."""
    first_stage: Annotated[float, Field(gt=0.5, le=1)] | None = None
    """Let a linear model answer what it is sure of, so that this share of validation quotes keeps its stances."""

    @model_validator(mode="after")
    def _one_way(self) -> FinetuneConfig:
        if self.init not in ("plain", "pretrained") and not (Path(self.init) / "model.json").is_file():
            raise ValueError("`init` is `plain`, `pretrained` or the folder of a fine-tuned model")
        if self.change_rank and (self.lora_rank or not self.freeze_embeddings):
            raise ValueError("`change_rank` goes with `freeze_embeddings: true` and without `lora_rank`")
        return self


FAMILIES: dict[str, type[ModelConfig]] = {
    "cues": CuesConfig,
    "ensemble": EnsembleConfig,
    "cascade": CascadeConfig,
    "tfidf-logreg": NgramConfig,
    "tfidf-svm": NgramConfig,
    "minilm-logreg": EmbeddingConfig,
    "static-logreg": StaticConfig,
    "minilm-finetune": FinetuneConfig,
}


def load_model_config(name: str | Path, **changes: Any) -> ModelConfig:
    """Read a model's configuration; `changes` replace its top-level values, None included.

    Raises:
        ConfigError: when the file or what it says does not hold.
    """
    path = find_config(name)
    values = {**read_yaml(path), **changes}
    values.setdefault("name", path.stem)
    family = values.get("family")
    if not isinstance(family, str) or family not in FAMILIES:
        raise ConfigError(f"{path}: `family` must be one of {', '.join(FAMILIES)} (found {family!r})")
    return validate_config(values, FAMILIES[family], str(path))
