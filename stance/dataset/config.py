"""What `configs/dataset.yaml` may say."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from stance.configs import Config

Share = Annotated[float, Field(ge=0, le=1)]


class Shares(Config):
    """How many of the articles go into each split; they add up to one."""

    train: Share = 0.7
    validation: Share = 0.15
    test: Share = 0.15

    @model_validator(mode="after")
    def _whole(self) -> Shares:
        if abs(self.train + self.validation + self.test - 1) > 1e-6:
            raise ValueError("the shares of train, validation and test must add up to 1")
        return self


class NearDuplicates(Config):
    """When two quotes count as copies of each other: estimated Jaccard similarity of character 5-grams."""

    threshold: Share = 0.7
    permutations: Annotated[int, Field(ge=16, le=1024)] = 64
    shortest: Annotated[int, Field(ge=1)] = 6
    """Words; shorter quotes are copies only when they are equal (“No comment.” is nobody's property)."""


class DatasetConfig(Config):
    """The whole of it."""

    salt: str = "stance"
    """Mixed into the hash that decides an article's split; another word, another split."""
    shares: Shares = Shares()
    near_duplicates: NearDuplicates = NearDuplicates()
    overlap: Share = 0.5
    """A labelled span and an extracted quote are the same from this overlap on (IoU of letters and digits)."""
    weak: bool = True
    """Give quotes without any label the labelling functions' vote, marked `weak`."""
