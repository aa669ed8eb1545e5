"""Writing so that nothing half-written is ever taken for whole: aside first, then renamed into place."""

from __future__ import annotations

import atexit
import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from stance.errors import InputError

_HELD: dict[Path, int] = {}
_DEVICES = (Path("/dev"), Path("/dev/fd"))


def write_folder(target: Path, fill: Callable[[Path], None], *, keep: Callable[[Path], bool] | None = None) -> None:
    """Make a folder by `fill(path)` aside and put it in place of `target` when it is whole.

    What another process has put there meanwhile stands where it passes `keep`: both have made the same, as in a cache
    by hash.

    Raises:
        InputError: when the folder that it should lie in cannot be made.
    """
    make_folder(target.parent)
    aside = _aside(target)
    aside.mkdir()
    try:
        fill(aside)
        if keep:
            _place_folder(aside, target, keep)
        else:
            _replace_folder(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _aside(target: Path) -> Path:
    """A new name beside `target`. What is made there has the rights of any other new file, as `tempfile`'s has not."""
    return target.with_name(f".{target.name}-{secrets.token_hex(4)}")


def _place_folder(aside: Path, target: Path, is_whole: Callable[[Path], bool]) -> None:
    # Twice, since another process may be first; what stands may be half of a folder, left by a program that tidies.
    for place in (os.replace, _replace_folder):
        try:
            place(aside, target)
            return
        except OSError:
            if is_whole(target):
                return
    raise InputError(f"{target}: cannot be put in place; remove it")


def _replace_folder(aside: Path, target: Path) -> None:
    if target.exists():
        old = _aside(target)
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


def remove_at_exit(folder: Path) -> None:
    """Remove a folder when this process ends, and the one that it lies in where nothing else does."""
    atexit.register(_remove, folder)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        folder.parent.rmdir()


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are not there yet.

    Raises:
        InputError: when it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: no folder can be made here ({error.strerror})") from None


def take_lock(path: Path, busy: str | None = None) -> int:
    """Lock a folder, or a file that is made where it is not there: a handle, and to close it lets go.

    Waits for whoever holds it; with a message for that case, `busy`, does not.

    Raises:
        InputError: `busy`, when another holds it; when it cannot be made.
    """
    make_folder(path.parent)
    try:
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise InputError(f"{path}: cannot be locked ({error.strerror})") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB if busy else fcntl.LOCK_EX)
    except BlockingIOError:
        os.close(handle)
        raise InputError(str(busy)) from None
    return handle


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock for the block, after waiting for whoever holds it.

    Raises:
        InputError: when it cannot be made.
    """
    handle = take_lock(path)
    try:
        yield
    finally:
        os.close(handle)


def hold(lock: Path, what: str) -> None:
    """Hold a lock file until this process ends; once it is ours, asking again changes nothing.

    Raises:
        InputError: when another process holds it; `what` says what that one is doing.
    """
    if lock not in _HELD:
        _HELD[lock] = take_lock(lock, f"another process {what}; wait for it, or stop it")


def _beside(target: Path, special: bool) -> Path:
    """A new file in the folder of `target`; in that for temporary files where the target is no file to replace."""
    make_folder(target.parent)
    aside = Path(tempfile.gettempdir(), _aside(target).name) if special else _aside(target)
    try:
        aside.touch(mode=0o600 if special else 0o666, exist_ok=False)
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror})") from None
    return aside


@contextmanager
def whole_path(target: Path) -> Iterator[Path]:
    """A path to write aside, which takes the place of `target` when the block ends without an error.

    What is no regular file, such as a pipe, is not replaced: the whole content is poured into it.

    Raises:
        InputError: when `target` is a folder, or none can be written where it should lie.
    """
    check_target(target)
    special = is_special(target)
    aside = _beside(target, special)
    try:
        yield aside
        if special:
            with aside.open("rb") as content, target.open("wb") as out:
                shutil.copyfileobj(content, out)
        else:
            os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def whole_file(target: Path, mode: str = "w") -> Iterator[IO[str]]:
    """A text file to write aside, which takes the place of `target` when the block ends without an error.

    What is no regular file, such as a pipe, is not replaced but written to as the text comes.

    Half a surrogate pair, which JSON may hold and UTF-8 may not, is written as an escape.

    Raises:
        InputError: when `target` is a folder, or none can be written where it should lie.
    """
    if is_special(target):
        with target.open(mode, encoding="utf-8", errors="backslashreplace", newline="\n") as out:
            yield out
        return
    with (
        whole_path(target) as aside,
        aside.open(mode, encoding="utf-8", errors="backslashreplace", newline="\n") as out,
    ):
        yield out
