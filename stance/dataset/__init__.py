"""Articles, quotes and labels → a Hugging Face DatasetDict."""

from stance.dataset.build import Built, build, load, manifest_of
from stance.dataset.config import DatasetConfig
from stance.dataset.examples import Example

__all__ = ["Built", "DatasetConfig", "Example", "build", "load", "manifest_of"]
