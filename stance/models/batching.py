"""What several threads ask at the same time goes through the model together: a server's requests in one batch.

Nobody waits for a batch to fill. Who finds the model idle asks at once; who finds it busy is answered with all
others that came meanwhile, so batches grow with the load and an idle server answers as fast as it can.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from stance.models.model import Floats, StanceModel
from stance.models.table import Table

ROWS_TOGETHER = 16
"""So few that who is answered can ask again while the next are computed; a transformer gains little from more."""


@dataclass(slots=True, eq=False)
class _Request:
    table: Table
    turn: threading.Event = field(default_factory=threading.Event)
    answer: Floats | None = None
    error: Exception | None = None


class Batcher:
    """A model that many threads may ask; each gets the answer to its own quotes."""

    def __init__(self, model: StanceModel, most: int = ROWS_TOGETHER) -> None:
        """Take the model and the most rows of several requests to put together; 1 asks for each by itself."""
        self.model, self.most = model, most
        self._lock = threading.Lock()
        self._waiting: deque[_Request] = deque()
        self._busy = False

    def predict_proba(self, table: Table) -> Floats:
        """Calibrated probabilities (n, 3); blocks until the model has answered.

        Raises:
            Exception: what the model raised for the batch that these quotes were in.
        """
        own = _Request(table)
        with self._lock:
            self._waiting.append(own)
            waits, self._busy = self._busy, True
        if waits:
            own.turn.wait()
        if own.answer is None and own.error is None:
            self._lead()
        if own.error is not None:
            raise own.error
        assert own.answer is not None
        return own.answer

    def _lead(self) -> None:
        """Answer the request at the head of the queue and those behind it; then the next one leads."""
        together = self._take()
        try:
            _ask(self.model, together)
        finally:
            with self._lock:
                following = self._waiting[0] if self._waiting else None
                self._busy = following is not None
            for request in (*together, *([following] if following else [])):
                request.turn.set()

    def _take(self) -> list[_Request]:
        with self._lock:
            taken = [self._waiting.popleft()]
            rows = len(taken[0].table)
            while self._waiting and rows + len(self._waiting[0].table) <= self.most:
                rows += len(self._waiting[0].table)
                taken.append(self._waiting.popleft())
            return taken


def _ask(model: StanceModel, requests: Sequence[_Request]) -> None:
    tables = [request.table for request in requests]
    try:
        p = model.predict_proba(Table(*(list(chain(*columns)) for columns in zip(*tables, strict=True))))
    except Exception as error:  # Whatever it is, those who wait must hear of it.
        for request in requests:
            request.error = error
        return
    ends = np.cumsum([len(table) for table in tables])
    for request, answer in zip(requests, np.split(p, ends[:-1]), strict=True):
        request.answer = answer
