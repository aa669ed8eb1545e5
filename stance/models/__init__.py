"""Dataset → classifiers: one file a family, one interface, one folder format."""

from stance.models.model import StanceModel
from stance.models.storage import load, save

__all__ = ["StanceModel", "load", "save"]
