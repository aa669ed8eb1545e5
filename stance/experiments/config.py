"""What an experiment's YAML may say: a question, the runs that answer it, and what is changed in each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from stance.configs import Config, read_yaml, validate_config
from stance.errors import ConfigError
from stance.models.config import ModelConfig, load_model_config

Split = Literal["train", "validation", "test", "development", "report"]
QUICK_ROWS = 200
"""Rows of training, of validation and of each split in a quick run."""
_QUICK_SHARE = 10
_QUICK_FEWEST = 40


class Reads(Config):
    """What the model is shown besides the quote's own words."""

    cue: bool = True
    context: Annotated[int, Field(ge=0)] | None = None
    """Characters before the quote; left out, the context stays as the dataset has it."""


class Member(Config):
    """A model that is trained for another one: to be averaged, to teach, or to start from."""

    config: str
    changes: dict[str, Any] = Field(default_factory=dict)


class Setting(Config):
    """One row of the table: a configuration and what is changed in it."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    config: str
    changes: dict[str, Any] = Field(default_factory=dict)
    """Keys of the configuration that take other values; mappings such as `data` are merged."""
    seeds: tuple[int, ...] | None = None
    """Instead of the experiment's seeds."""
    against: str | None = None
    """Instead of the experiment's."""
    line: str | None = None
    """Where every run names a line, the picture shows the score over the number of labels, a line each."""
    shipped: bool = False
    """Measure the model that ships, calibrated anew, instead of training one."""
    reads: Reads | None = None
    choose: Literal["random", "uncertain"] = "random"
    """How the rows of `data.limit` are drawn."""
    clean: bool = False
    """Leave out training rows whose label a cross-validated model doubts."""
    unlabelled: Literal["distil", "self-train"] | None = None
    """Learn from the rows beyond `data.limit` too, whose labels are hidden and guessed: by `teachers`, or by itself."""
    pool: Annotated[int, Field(ge=1)] = 2000
    """At most so many such rows."""
    teachers: tuple[Member, ...] = ()
    members: tuple[Member, ...] = ()
    """Models averaged with this one on the scale of log-odds."""
    cues: bool = False
    """Weigh the labelling functions in, as further inputs, on the half of validation that stops training."""
    start: Member | None = None
    """A model trained first, from whose weights this one starts."""
    peer: Literal["setfit"] | None = None
    """Train another package instead, on the same rows with the same encoder."""
    iterations: Annotated[int, Field(ge=1)] = 20
    """Of a SetFit peer: pairs of each kind drawn for each label."""

    def others(self) -> tuple[Member, ...]:
        """The models that are trained for this one."""
        return (*self.teachers, *self.members, *([self.start] if self.start else []))

    @model_validator(mode="after")
    def _together(self) -> Setting:
        if self.unlabelled == "distil" and not self.teachers:
            raise ValueError("`unlabelled: distil` needs `teachers`")
        return self


class Experiment(Config):
    """What an experiment's YAML says."""

    question: str
    runs: Annotated[tuple[Setting, ...], Field(min_length=1)]
    note: str = ""
    """What a reader must know to read the table right."""
    changes: dict[str, Any] = Field(default_factory=dict)
    """Changes that hold for all runs; a run's own go before them."""
    seeds: Annotated[tuple[int, ...], Field(min_length=1)] = (13,)
    splits: Annotated[tuple[Split, ...], Field(min_length=1)] = ("test",)
    """Splits that are measured, where the dataset has them; `test` where it has none of them."""
    against: str | None = None
    """The run that every other one is compared with, by a paired test."""
    natural: bool = False
    """Measure on rows of natural prevalence alone."""
    validation: Annotated[int, Field(ge=20)] | None = None
    """At most so many validation rows, drawn by article."""
    apart: bool = False
    """Each run in a process of its own, so that its peak memory is its own."""

    @model_validator(mode="after")
    def _names(self) -> Experiment:
        names = [setting.name for setting in self.runs]
        if len(set(names)) < len(names):
            raise ValueError("two runs have the same name")
        for against in {self.against, *(setting.against for setting in self.runs)} - {None, *names}:
            raise ValueError(f"`against: {against}` is none of the runs")
        return self

    def opponents(self) -> dict[str, str]:
        """Which run each run is compared with, by their names."""
        found = {setting.name: setting.against or self.against for setting in self.runs}
        return {name: other for name, other in found.items() if other and other != name}

    def seeds_of(self, setting: Setting) -> tuple[int, ...]:
        """The seeds of a run."""
        return setting.seeds or self.seeds

    def measured(self) -> dict[str, Any]:
        """What the figures of every run hang on besides its models."""
        return {"splits": list(self.splits), "natural": self.natural, "validation": self.validation}

    def configs(self, setting: Setting) -> list[ModelConfig]:
        """The configurations of a run, one for each seed.

        Raises:
            ConfigError: when the configuration does not hold.
        """
        return [self.config_of(setting, seed) for seed in self.seeds_of(setting)]

    def others_of(self, setting: Setting, seed: int) -> list[ModelConfig]:
        """The configurations of the models that are trained for a run.

        Raises:
            ConfigError: when one does not hold.
        """
        return [self.config_of(member, seed) for member in setting.others()]

    def config_of(self, named: Setting | Member, seed: int) -> ModelConfig:
        """The configuration of a run, or of a model that is trained for one.

        Raises:
            ConfigError: when it does not hold.
        """
        plain = load_model_config(named.config)
        # What holds for all runs reaches the families that know the key: epochs mean nothing to n-grams.
        common = {key: value for key, value in self.changes.items() if key in type(plain).model_fields}
        changes = merged(merged({"data": plain.data.model_dump()}, common), {"seed": seed, **named.changes})
        return load_model_config(named.config, **changes)


def merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Two mappings as one; where both hold a mapping, these are merged too, else `over` holds."""
    found = dict(under)
    for key, value in over.items():
        below = found.get(key)
        found[key] = merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return found


def load_experiment(path: Path, *, quick: bool = False) -> Experiment:
    """An experiment whose configurations are known to hold; `quick` makes it small.

    Raises:
        ConfigError: when the file, or a configuration that it names, does not hold.
    """
    if not path.is_file():
        raise ConfigError(f"{path}: no such experiment")
    found = validate_config(read_yaml(path), Experiment, str(path))
    known: set[str] = set()
    for setting in found.runs:
        known |= set(type(found.config_of(setting, 0)).model_fields)
        found.others_of(setting, 0)
    for key in found.changes.keys() - known:
        raise ConfigError(f"{path}: `changes.{key}`: no run's configuration has this key")
    return made_quick(found) if quick else found


def made_quick(experiment: Experiment) -> Experiment:
    """The same experiment from small samples: one seed, a tenth of each limit, one epoch of fine-tuning."""
    small = {
        "runs": tuple(_quick_setting(setting) for setting in experiment.runs),
        "changes": _quick_changes(merged(experiment.changes, {"epochs": 1}), QUICK_ROWS),
        "seeds": experiment.seeds[:1],
        "validation": QUICK_ROWS,
        "note": "From small samples: these figures show that everything runs, and nothing else.",
    }
    return experiment.model_copy(update=small)


def _quick_setting(setting: Setting) -> Setting:
    def small(member: Member) -> Member:
        return member.model_copy(update={"changes": _quick_changes(member.changes, None)})

    changes = {
        "changes": _quick_changes(setting.changes, None),
        "seeds": setting.seeds[:1] if setting.seeds else None,
        "pool": min(setting.pool, QUICK_ROWS),
        "iterations": 1,
        "teachers": tuple(small(member) for member in setting.teachers),
        "members": tuple(small(member) for member in setting.members),
        "start": small(setting.start) if setting.start else None,
    }
    return setting.model_copy(update=changes)


def _quick_changes(changes: Mapping[str, Any], rows: int | None) -> dict[str, Any]:
    found = {**changes, **({"epochs": 1} if "epochs" in changes else {})}
    data = dict(found.get("data", {}))
    if data.get("limit"):
        data["limit"] = min(QUICK_ROWS, max(_QUICK_FEWEST, data["limit"] // _QUICK_SHARE))
    elif rows is not None or "limit" in data:
        data["limit"] = QUICK_ROWS
    return {**found, "data": data} if data else found
