"""What a labelling function is, and how all of them read one quote in a single pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from stance.labels.functions.phrases import STEM, Phrase
from stance.labels.functions.reading import Passage, Reading
from stance.labels.functions.scopes import Scope
from stance.labels.types import Stance

Where = Literal["quote", "lead"]


@dataclass(frozen=True)
class LabellingFunction:
    """One cue or pattern with its scope, which votes for (+1) or against (-1) one stance, or abstains (0).

    It votes when one of its `phrases` stands in the quote (or in the words that lead in), every scope in `when`
    holds for that place and none in `unless` does. `absent` turns it round: it votes when nothing is found.
    `rule` is the rule of the codebook that it implements.
    """

    name: str
    stance: Stance
    rule: str
    phrases: tuple[Phrase, ...]
    vote: Literal[1, -1] = 1
    where: tuple[Where, ...] = ("quote",)
    when: tuple[Scope, ...] = ()
    unless: tuple[Scope, ...] = ()
    absent: bool = field(default=False)

    def __call__(self, text: str, cue: str, context: str, kind: str = "") -> int:
        """The vote on one quote: +1, -1 or 0."""
        return Panel((self,)).votes(Reading.of(text, cue, context, kind))[0]

    def holds(self, reading: Reading, passage: Passage, start: int, end: int) -> bool:
        """Whether the scopes let a match count."""
        return all(scope(reading, passage, start, end) for scope in self.when) and not any(
            scope(reading, passage, start, end) for scope in self.unless
        )


class Panel:
    """Several labelling functions, indexed by the words that their phrases begin with."""

    def __init__(self, functions: Sequence[LabellingFunction]) -> None:
        """Index the functions."""
        self.functions = tuple(functions)
        self._words: dict[Where, dict[str, list[tuple[int, Phrase]]]] = {
            "quote": defaultdict(list),
            "lead": defaultdict(list),
        }
        self._stems: dict[Where, dict[str, list[tuple[int, Phrase]]]] = {
            "quote": defaultdict(list),
            "lead": defaultdict(list),
        }
        for number, function in enumerate(self.functions):
            for where in function.where:
                for phrase in function.phrases:
                    self._index(where, number, phrase)

    def _index(self, where: Where, number: int, phrase: Phrase) -> None:
        for word in phrase.first:
            if word.endswith("~"):
                self._stems[where][word[:STEM]].append((number, phrase))
            else:
                self._words[where][word].append((number, phrase))

    def votes(self, reading: Reading) -> tuple[int, ...]:
        """One vote a function, in their order."""
        found = [False] * len(self.functions)
        self._search("quote", reading, reading.quote, found)
        self._search("lead", reading, reading.lead, found)
        return tuple(
            function.vote if hit != function.absent else 0 for hit, function in zip(found, self.functions, strict=True)
        )

    def _search(self, where: Where, reading: Reading, passage: Passage, found: list[bool]) -> None:
        words, stems, text = self._words[where], self._stems[where], passage.text + " "
        for token, start in zip(passage.tokens, passage.starts, strict=True):
            for candidates in (words.get(token), stems.get(token[:STEM])):
                for number, phrase in candidates or ():
                    if found[number]:
                        continue
                    match = phrase.match(text, start)
                    if match and self.functions[number].holds(reading, passage, start, match.end()):
                        found[number] = True
