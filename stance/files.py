"""Writing so that nothing half-written is ever taken for whole: aside first, then renamed into place."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from stance.errors import InputError

_DEVICES = (Path("/dev"), Path("/dev/fd"))


def write_folder(target: Path, fill: Callable[[Path], None], *, keep: bool = False) -> None:
    """Make a folder by `fill(path)` aside and put it in place of `target` when it is whole.

    With `keep`, what another process has put there meanwhile stands: both have made the same, as in a cache by hash.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        aside.chmod(0o755)
        fill(aside)
        if keep:
            _place_folder(aside, target)
        else:
            _replace_folder(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _place_folder(aside: Path, target: Path) -> None:
    try:
        os.replace(aside, target)
    except OSError:
        if not target.is_dir():
            raise


def _replace_folder(aside: Path, target: Path) -> None:
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
        os.replace(target, old)
        os.replace(aside, target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.replace(aside, target)


def check_target(target: Path, flag: str | None = None) -> None:
    """Make sure that a file can stand at `target`; `flag` is the option that names it.

    Raises:
        InputError: when it is a folder.
    """
    if target.is_dir():
        raise InputError(f"{flag} {target}: a folder; name a file" if flag else f"{target}: a folder; name a file")


def is_special(target: Path) -> bool:
    """Whether `target` is there and must be written to as it is: a pipe, a socket, a device."""
    # /dev/stdout may be a regular file, but its name is not ours to replace.
    return target.exists() and not target.is_dir() and (not target.is_file() or target.parent in _DEVICES)


@contextmanager
def whole_path(target: Path) -> Iterator[Path]:
    """A path to write aside, which takes the place of `target` when the block ends without an error.

    What is no regular file, such as a pipe, is not replaced: the whole content is poured into it.

    Raises:
        InputError: when `target` is a folder.
    """
    check_target(target)
    special = is_special(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=None if special else target.parent)
    os.close(handle)
    aside = Path(name)
    try:
        yield aside
        if special:
            with aside.open("rb") as content, target.open("wb") as out:
                shutil.copyfileobj(content, out)
        else:
            aside.chmod(0o644)
            os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def whole_file(target: Path, mode: str = "w") -> Iterator[IO[str]]:
    """A text file to write aside, which takes the place of `target` when the block ends without an error.

    What is no regular file, such as a pipe, is not replaced but written to as the text comes.

    Raises:
        InputError: when `target` is a folder.
    """
    if is_special(target):
        with target.open(mode, encoding="utf-8", newline="\n") as out:
            yield out
        return
    with whole_path(target) as aside, aside.open(mode, encoding="utf-8", newline="\n") as out:
        yield out
