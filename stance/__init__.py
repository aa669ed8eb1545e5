"""stance: who denies, who warns and who hedges in the news.

>>> import stance
>>> [quote.text for quote in stance.extract_quotes("“We have closed nothing,” said Mara Venn.")]
['“We have closed nothing,”']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stance.articles import Article, read_articles
    from stance.dataset import build, load
    from stance.labels import STANCES, Label
    from stance.models import StanceModel
    from stance.prediction.predict import load_model, predict_records
    from stance.quotes import Quote, extract_quotes

_HOMES = {
    "Article": "stance.articles",
    "Label": "stance.labels",
    "Quote": "stance.quotes",
    "STANCES": "stance.labels",
    "StanceModel": "stance.models",
    "build": "stance.dataset",
    "extract_quotes": "stance.quotes",
    "load": "stance.dataset",
    "load_model": "stance.prediction.predict",
    "predict_records": "stance.prediction.predict",
    "read_articles": "stance.articles",
}

__all__ = [
    "STANCES",
    "Article",
    "Label",
    "Quote",
    "StanceModel",
    "build",
    "extract_quotes",
    "load",
    "load_model",
    "predict_records",
    "read_articles",
]


def __getattr__(name: str) -> Any:
    # Imported when first used (PEP 562): `stance --help` must not wait for numpy and datasets.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'stance' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
