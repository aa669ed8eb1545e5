"""Output in whole parts beside the file to come: a run that was stopped, or killed, goes on after the last of them.

`FILE.parts/` holds `manifest.json` (what is predicted, by what), `answers.jsonl` (the records of the chunks answered so
far, in order), `rejects.jsonl` (what was left out) and `whole.json`: how far the other two are whole, on the disk. It
moves on by a part every few seconds; what stands behind it is cut off when a run goes on.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from stance.articles import Reject, files_of
from stance.files import make_folder, take_lock, whole_file
from stance.prediction.answers import Answer, Answers

SECONDS_A_PART = 5.0
MANIFEST, ANSWERS, REJECTS, WHOLE = "manifest.json", "answers.jsonl", "rejects.jsonl", "whole.json"


class Whole(NamedTuple):
    """How far the answers are whole.

    Attributes:
        chunks: how many chunks are answered.
        records: how many records came of them.
        rejects: how many inputs were left out.
        size: bytes of `answers.jsonl`.
        rejects_size: bytes of `rejects.jsonl`.
        plain: whether the records are nothing but JSON as the world writes it (`typed.is_plain`).
    """

    chunks: int = 0
    records: int = 0
    rejects: int = 0
    size: int = 0
    rejects_size: int = 0
    plain: bool = True


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
    """The parts of one output file; a context manager that holds the folder against a second run.

    Attributes:
        folder: where they are.
        whole: how far they reach.
    """

    def __init__(self, output: Path, about: dict[str, object]) -> None:
        """Take the output file, and what the parts are answers of."""
        self.folder, self.whole = output.with_name(f"{output.name}.parts"), Whole()
        self._about = about
        self._lock: int | None = None

    def __enter__(self) -> Parts:
        """Hold the folder; parts of other input, another model or version are thrown away.

        Raises:
            InputError: when another run is writing the same output, or nothing can be written there.
        """
        make_folder(self.folder)
        self._lock = take_lock(self.folder / "lock", f"{self.folder}: another run is writing this output")
        self.whole = self._found()
        if not self._is_ours():
            if self.whole.chunks:
                why = "of other input, another model or another version of stance"
                sys.stderr.write(f"stance: {self.folder} is {why}; starting afresh\n")
            self._start_afresh()
        return self

    def __exit__(self, *error: object) -> None:
        """Let the folder go; one without a whole part is removed."""
        if self._lock is not None:
            os.close(self._lock)
        if not self.whole.chunks:
            self.remove()

    def _is_ours(self) -> bool:
        try:
            return bool(json.loads((self.folder / MANIFEST).read_text(encoding="utf-8")) == self._about)
        except (OSError, ValueError):
            return False

    def _start_afresh(self) -> None:
        self.whole = Whole()
        # The mark first: without it the rest is nothing.
        for name in (WHOLE, ANSWERS, REJECTS):
            (self.folder / name).unlink(missing_ok=True)
        _write_json(self.folder / MANIFEST, self._about)

    def _found(self) -> Whole:
        """What an earlier run has left; nothing where its bytes are gone."""
        try:
            found = Whole(**json.loads((self.folder / WHOLE).read_text(encoding="utf-8")))
            answers, rejects = ((self.folder / name).stat().st_size for name in (ANSWERS, REJECTS))
        except (OSError, ValueError, TypeError):
            return Whole()
        return found if found.size <= answers and found.rejects_size <= rejects else Whole()

    def add(self, answers: Iterable[Answer]) -> Answers:
        """Write the answers from the first unanswered chunk on, a part every few seconds; they pass through."""
        with _Writing(self.folder, self.whole) as writing:
            try:
                for answer in answers:
                    writing.write(answer)
                    if writing.is_due():
                        self.whole = writing.mark()
                    yield answer
            finally:
                # Whatever stopped the stream, the answers that are there are whole.
                self.whole = writing.mark()

    def records(self) -> Iterator[bytes]:
        """The records, in order, as blocks of whole JSON lines."""
        with (self.folder / ANSWERS).open("rb") as lines:
            while block := lines.read(1 << 20) + lines.readline():
                yield block

    def rejects(self) -> Iterator[Reject]:
        """What was left out, in order."""
        with (self.folder / REJECTS).open("rb") as lines:
            for line in lines:
                yield Reject(*json.loads(line))

    def move_to(self, output: Path) -> None:
        """Make the records, which must be plain, the output file: it costs no copy of them."""
        os.replace(self.folder / ANSWERS, output)

    def remove(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _write_json(file: Path, found: object) -> None:
    with whole_file(file) as out:
        out.write(json.dumps(found, indent=1) + "\n")


class _Writing:
    """The files of the parts while they grow."""

    def __init__(self, folder: Path, reached: Whole) -> None:
        self._folder, self._reached = folder, reached

    def __enter__(self) -> _Writing:
        self._answers = self._opened(ANSWERS, self._reached.size)
        self._rejects = self._opened(REJECTS, self._reached.rejects_size)
        self._due = time.monotonic() + SECONDS_A_PART
        return self

    def _opened(self, name: str, size: int) -> BinaryIO:
        out = (self._folder / name).open("ab")
        out.truncate(size)
        return out

    def __exit__(self, *error: object) -> None:
        for out in (self._answers, self._rejects):
            out.close()

    def write(self, answer: Answer) -> None:
        lines = [json.dumps([reject.path, reject.line, reject.reason]).encode() + b"\n" for reject in answer.rejects]
        rejects = b"".join(lines)
        self._answers.write(answer.lines)
        self._rejects.write(rejects)
        at = self._reached
        # Assigned at once: an interruption leaves the answer in, or `mark` cuts it off.
        self._reached = Whole(
            at.chunks + 1,
            at.records + answer.records,
            at.rejects + len(lines),
            at.size + len(answer.lines),
            at.rejects_size + len(rejects),
            at.plain and answer.plain,
        )

    def is_due(self) -> bool:
        return time.monotonic() >= self._due

    def mark(self) -> Whole:
        """Make what was written whole: on the disk first, then marked as such."""
        for out, size in ((self._answers, self._reached.size), (self._rejects, self._reached.rejects_size)):
            out.flush()
            out.truncate(size)
            os.fsync(out.fileno())
        if self._reached.chunks:
            _write_json(self._folder / WHOLE, self._reached._asdict())
        self._due = time.monotonic() + SECONDS_A_PART
        return self._reached
