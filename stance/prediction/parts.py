"""Output in whole parts beside the file to come: a run that was stopped, or killed, goes on after the last of them.

`FILE.parts/` holds `manifest.json` (what is predicted, by what) and files `part-FIRST-END-RECORDS-REJECTS-KIND`, each
with the answers of the chunks from FIRST up to END. A part appears under that name only when it is whole. Its kind is
`plain` where it holds nothing but JSON lines as the world writes them, else `typed`.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from stance.articles import Reject, files_of
from stance.errors import InputError
from stance.files import append_file
from stance.prediction.answers import SPOOLED, Answer, Answers

SECONDS_A_PART = 5.0
MANIFEST = "manifest.json"
_REJECT = b"!"
_PLAIN, _TYPED = "plain", "typed"


class Part(NamedTuple):
    """A whole part: the chunks it covers, how many records and rejects it holds, whether it can be taken as it is."""

    file: Path
    first: int
    end: int
    records: int
    rejects: int
    plain: bool


def fingerprint_of_inputs(paths: Sequence[str]) -> tuple[str, int]:
    """A hash of the names, sizes and times of change of every file at the paths, and their bytes together.

    Raises:
        InputError: when a path does not exist, or a folder holds no article.
    """
    whole, size = hashlib.sha256(), 0
    for file in files_of(paths):
        length, changed = _length_and_change(file)
        size += length
        whole.update(f"{file}\0{length}\0{changed}\n".encode("utf-8", "surrogateescape"))
    return whole.hexdigest(), size


def _length_and_change(file: Path) -> tuple[int, int]:
    try:
        about = file.stat()
    except OSError:
        # A link to nowhere, or a file that went away since: it is listed as left out when it is read.
        return 0, 0
    return about.st_size, about.st_mtime_ns


def fingerprint_of_model(folder: Path) -> str:
    """A hash of the model's files."""
    whole = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            with file.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
            whole.update(f"{file.relative_to(folder)}\0{digest}\n".encode())
    return whole.hexdigest()


class Parts:
    """The parts of one output file; a context manager that holds the folder against a second run."""

    def __init__(self, output: Path, about: dict[str, object]) -> None:
        """Take the output file, and what the parts are answers of."""
        self.folder = output.with_name(f"{output.name}.parts")
        self._about = about
        self._lock: IO[str] | None = None

    def __enter__(self) -> Parts:
        """Hold the folder; parts of other input, another model or version are thrown away.

        Raises:
            InputError: when another run is writing the same output.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self.folder / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise InputError(f"{self.folder}: another run is writing this output") from None
        self._sweep()
        if not self._is_ours():
            if any(self.folder.glob("part-*")):
                why = "of other input, another model or another version of stance"
                sys.stderr.write(f"stance: {self.folder} is {why}; starting afresh\n")
            for file in self.folder.glob("part-*"):
                file.unlink()
            aside = self.folder / f".{MANIFEST}"
            aside.write_text(json.dumps(self._about, indent=1) + "\n", encoding="utf-8")
            os.replace(aside, self.folder / MANIFEST)
        return self

    def __exit__(self, *error: object) -> None:
        """Let the folder go; one without a whole part is removed."""
        self._sweep()
        if self._lock:
            self._lock.close()
        if not any(self.folder.glob("part-*")):
            self.remove()

    def _sweep(self) -> None:
        """Remove what is not whole, and what workers of a stopped run have left."""
        for beginning in (".part-", SPOOLED):
            for file in self.folder.glob(f"{beginning}*"):
                file.unlink(missing_ok=True)

    def _is_ours(self) -> bool:
        try:
            return bool(json.loads((self.folder / MANIFEST).read_text(encoding="utf-8")) == self._about)
        except (OSError, ValueError):
            return False

    def whole(self) -> list[Part]:
        """The whole parts, in order, from the first chunk on without a gap."""
        found = []
        for file in sorted(self.folder.glob("part-*")):
            *numbers, kind = file.name.split("-")[1:]
            first, end, records, rejects = map(int, numbers)
            found.append(Part(file, first, end, records, rejects, kind == _PLAIN))
        return found

    def done(self) -> int:
        """How many chunks are answered."""
        return max((part.end for part in self.whole()), default=0)

    def add(self, answers: Iterable[Answer]) -> Answers:
        """Write the answers from the first unanswered chunk on, a part every few seconds; they pass through."""
        first = self.done()
        stream = iter(answers)
        while (following := next(stream, None)) is not None:
            writing = _Writing(self.folder, first)
            try:
                while following is not None:
                    writing.write(following)
                    yield following
                    if writing.is_due():
                        break
                    following = next(stream, None)
            finally:
                # Whatever stopped the stream, the answers that are there are whole.
                first = writing.close()

    def remove(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def rejects(self) -> Iterator[Reject]:
        """What was left out, in order."""
        for part in self.whole():
            if part.rejects:
                with part.file.open("rb") as lines:
                    for line in lines:
                        if line.startswith(_REJECT):
                            yield Reject(*json.loads(line[1:]))


def records_of(part: Part) -> Iterator[bytes]:
    """The records of a part as blocks of whole JSON lines."""
    with part.file.open("rb") as lines:
        while block := lines.read(1 << 20) + lines.readline():
            yield _records(block) if part.rejects else block


def _records(block: bytes) -> bytes:
    return b"".join(line for line in block.splitlines(keepends=True) if not line.startswith(_REJECT))


class _Writing:
    """A part that is being written."""

    def __init__(self, folder: Path, first: int) -> None:
        self._folder, self._first = folder, first
        self._aside = folder / f".part-{first}"
        self._out = self._aside.open("wb")
        self._whole = (first, 0, 0, 0, True)
        self._due = time.monotonic() + SECONDS_A_PART

    def write(self, answer: Answer) -> None:
        rejects = [[reject.path, reject.line, reject.reason] for reject in answer.rejects]
        marked = b"".join(_REJECT + json.dumps(reject).encode() + b"\n" for reject in rejects)
        if answer.file is not None:
            append_file(self._out, answer.file)
            answer.file.unlink()
        self._out.write(answer.lines + marked)
        end, records, left_out, _, plain = self._whole
        plain = plain and answer.plain and not rejects
        # Assigned at once: an interruption leaves the answer in, or cuts it off in `close`.
        self._whole = (end + 1, records + answer.records, left_out + len(rejects), self._out.tell(), plain)

    def is_due(self) -> bool:
        return time.monotonic() >= self._due

    def close(self) -> int:
        """Give the part its name once it is on the disk; returns the first chunk of the next."""
        end, records, rejects, size, plain = self._whole
        self._out.flush()
        self._out.truncate(size)
        os.fsync(self._out.fileno())
        self._out.close()
        if end == self._first:
            self._aside.unlink()
        else:
            name = f"part-{self._first:09d}-{end:09d}-{records}-{rejects}-{_PLAIN if plain else _TYPED}"
            os.replace(self._aside, self._folder / name)
        return end
