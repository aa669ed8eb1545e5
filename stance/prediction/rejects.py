"""What could not be used: as JSON lines in a file while they come, else the first of them on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from stance.articles import Reject
from stance.files import whole_file

SHOWN = 20


class RejectLog:
    """Takes rejects one after another; holds no more than it will show.

    Attributes:
        count: how many there were.
        only_whole_files: whether each of them was a whole input, not a line of one.
    """

    def __init__(self, file: Path | None) -> None:
        """Write to `file`, or at the end to stderr."""
        self.count, self.only_whole_files = 0, True
        self._file = file
        self._aside: AbstractContextManager[IO[str]] | None = None
        self._out: IO[str] | None = None
        self._shown: list[Reject] = []

    def __enter__(self) -> RejectLog:
        """Open the file aside."""
        if self._file is not None:
            self._aside = whole_file(self._file)
            self._out = self._aside.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Put the file in place, or say on stderr what was left out."""
        if self._aside is not None:
            self._aside.__exit__(kind, error, trace)  # type: ignore[arg-type]
        if error is None:
            self._say()

    def add(self, rejects: Iterable[Reject]) -> None:
        """Take some."""
        for reject in rejects:
            self.count += 1
            self.only_whole_files &= reject.line is None
            if self._out is not None:
                row = {"path": reject.path, "line": reject.line, "reason": reject.reason}
                self._out.write(json.dumps(row, ensure_ascii=False) + "\n")
            elif len(self._shown) < SHOWN:
                self._shown.append(reject)

    def _say(self) -> None:
        if self._file is not None:
            if self.count:
                sys.stderr.write(f"stance: {self.count} left out; they are listed in {self._file}\n")
            return
        for reject in self._shown:
            sys.stderr.write(f"stance: {reject}\n")
        if self.count > SHOWN:
            sys.stderr.write(f"stance: … and {self.count - SHOWN} more; --rejects FILE lists them all\n")


def report_rejects(rejects: Iterable[Reject], file: Path | None) -> int:
    """List what could not be used: as JSON lines in `file`, else on stderr. Returns how many there were."""
    with RejectLog(file) as log:
        log.add(rejects)
    return log.count
