"""A progress bar on a terminal: quotes a second, and the time left where the size of the input is known."""

from __future__ import annotations

import time
from collections.abc import Iterable

from stance.prediction.answers import Answer, Answers


def with_progress(answers: Iterable[Answer], total: int | None = None, done: int = 0) -> Answers:
    """Pass the answers through; `total` and `done` are bytes of input."""
    from tqdm import tqdm

    began, quotes = time.monotonic(), 0
    unit = " quotes" if total is None else "B"
    with tqdm(
        total=total, initial=done, unit=unit, unit_scale=True, unit_divisor=1024, delay=1, disable=None, leave=False
    ) as bar:
        for answer in answers:
            quotes += answer.records
            if total is None:
                bar.update(answer.records)
            else:
                bar.set_postfix_str(f"{quotes} quotes, {quotes / (time.monotonic() - began):.0f}/s", refresh=False)
                bar.update(answer.size)
            yield answer
