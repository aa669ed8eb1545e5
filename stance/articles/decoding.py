"""Bytes → text: UTF-8, with or without a byte order mark; anything else is named, never guessed."""

from __future__ import annotations

import codecs
from pathlib import Path

from stance.errors import InputError

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes, name: str) -> str:
    """Decode the bytes of the input called `name`; a leading byte order mark is dropped.

    Raises:
        InputError: when the bytes are a binary file, UTF-16, or not UTF-8.
    """
    if data.startswith(_UTF16):
        raise InputError(f"{name}: UTF-16 text; save it as UTF-8")
    if b"\0" in data:
        raise InputError(f"{name}: a binary file, not text")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{name}:{line}: not UTF-8 (byte 0x{data[error.start]:02x} at {error.start}); save it as UTF-8"
        ) from None


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: when there is no such file, it is a folder, or it may not be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise InputError(f"{path}: a folder, not a file") from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
