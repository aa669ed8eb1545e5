"""Quotes → stances: the codebook's names, annotation files, and who decides where annotators part."""

from stance.labels.gold import Decision, decide, decisions
from stance.labels.types import CODEBOOK_VERSION, GRADES, STANCES, Grade, Label, Stance, stances_of

__all__ = [
    "CODEBOOK_VERSION",
    "GRADES",
    "STANCES",
    "Decision",
    "Grade",
    "Label",
    "Stance",
    "decide",
    "decisions",
    "stances_of",
]
