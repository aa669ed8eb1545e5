"""Writing so that nothing half-written is ever taken for whole: aside first, then renamed into place."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


def write_folder(target: Path, fill: Callable[[Path], None]) -> None:
    """Make a folder by `fill(path)` aside and put it in place of `target` when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        aside.chmod(0o755)
        fill(aside)
        _replace_folder(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _replace_folder(aside: Path, target: Path) -> None:
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
        os.replace(target, old)
        os.replace(aside, target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.replace(aside, target)


@contextmanager
def whole_file(target: Path, mode: str = "w") -> Iterator[IO[str]]:
    """A text file to write aside, which takes the place of `target` when the block ends without an error."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, mode, encoding="utf-8", newline="\n") as out:
            yield out
        aside.chmod(0o644)
        os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)


def append_file(out: Any, source: Path) -> None:
    """Append a file to a binary file that is being written, copied by the kernel."""
    out.flush()
    with source.open("rb") as lines:
        left = os.fstat(lines.fileno()).st_size
        while left > 0 and (sent := os.sendfile(out.fileno(), lines.fileno(), None, left)):
            left -= sent
    out.seek(0, os.SEEK_END)
