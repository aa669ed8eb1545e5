"""Reading, predicting and writing joined: what `stance extract` and `stance predict` do."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

from stance.errors import InputError
from stance.files import check_target, is_special
from stance.prediction.answers import Answer, Answers, answers, encode, quotes_only
from stance.prediction.inputs import quotes_in_text, split_arguments, text_as_quote
from stance.prediction.outputs import Format, choose_format, columns_of, writer
from stance.prediction.progress import with_progress
from stance.prediction.rejects import RejectLog
from stance.prediction.units import Record, Unit, chunks_of, units_of
from stance.quotes.types import KINDS, Kind

if TYPE_CHECKING:
    from stance.evaluation.abstention import Tally
    from stance.prediction.demands import Demands
    from stance.prediction.parts import Parts

OK, INCOMPLETE = 0, 1
ENGINES = ("local", "ray")


@dataclass(frozen=True, slots=True)
class Sink:
    """Where records and rejects go.

    Attributes:
        format: of the records; None for a table on a terminal and JSON lines elsewhere.
        output: a file, or None for standard output.
        rejects: a file, or None for stderr.
    """

    format: str | None = None
    output: Path | None = None
    rejects: Path | None = None

    def check(self, paths: Sequence[str] = ()) -> None:
        """Make sure, before any work is done, that the files can be written to; `paths` are what is read.

        Raises:
            InputError: when one of them is a folder, lies in a folder that is read, or both are the same file.
        """
        for flag, file in (("--output", self.output), ("--rejects", self.rejects)):
            if file is not None:
                check_target(file, flag)
                within = next((path for path in paths if _holds(path, file)), None)
                if within is not None:
                    # It would be read as articles, at the latest by the next run.
                    raise InputError(f"{flag} {file}: lies in {within}, which is read; name a file elsewhere")
        files = [file.resolve() for file in (self.output, self.rejects) if file is not None and not is_special(file)]
        if len(set(files)) < len(files):
            raise InputError(f"--rejects {self.rejects}: the output goes there; name another file")


def _holds(path: str, file: Path) -> bool:
    return Path(path).is_dir() and Path(path).resolve() in file.resolve().parents


def extract_to(
    paths: Sequence[str], kinds: Sequence[str], format_: str | None, output: Path | None, rejects: Path | None
) -> int:
    """Write the quotes of the articles at the paths; returns the exit code.

    Raises:
        InputError: when a kind is unknown, nothing at all could be read, or a file to write is a folder.
    """
    sink = Sink(format_, output, rejects)
    sink.check(paths)
    wanted = [kind.strip() for kind in kinds]
    unknown = [kind for kind in wanted if kind not in KINDS]
    if unknown:
        raise InputError(f"--kind {unknown[0]}: choose from {', '.join(KINDS)}")
    chunks = chunks_of(units_of(paths, False), False)
    return _write(quotes_only(chunks, cast(list[Kind], wanted)), sink)


def predict_to(
    arguments: Sequence[str],
    model_name: str | None,
    are_quotes: bool,
    sink: Sink,
    workers: int = 1,
    engine: str = "local",
    demands: Demands | None = None,
) -> int:
    """Write the quotes with their stances; returns the exit code.

    Raises:
        InputError: when nothing could be read, or a file to write is a folder.
        ModelError: when there is no such model.
    """
    if engine not in ENGINES:
        raise InputError(f"--engine {engine}: choose one of {', '.join(ENGINES)}")
    if demands is not None and engine != "local":
        raise InputError(f"--engine {engine} gives stances and scores only; leave out --explain and --precision")
    text, paths = split_arguments(arguments)
    sink.check(paths)
    format_ = choose_format(sink.format, sink.output)
    # Imported here: `extract` needs neither numpy nor a model.
    from stance.prediction.predict import find_model, load_model, predict_records

    folder = find_model(model_name)
    if demands is not None:
        records = None if text is None else [{"text": text}] if are_quotes else _quotes_or_whole(text)
        return _predict_with_demands(records, paths, folder, are_quotes, sink, workers, demands)
    if text is not None:
        records = [{"text": text}] if are_quotes else _quotes_or_whole(text)
        return _write([encode(predict_records(load_model(folder), records), [], 0)], sink)
    if sink.output is None or is_special(sink.output) or format_ == "table" or "-" in paths:
        chunks = chunks_of(units_of(paths, are_quotes), are_quotes)
        return _write(_answers(folder, chunks, are_quotes, workers, engine), sink)
    return _write_in_parts(paths, folder, are_quotes, sink, workers, engine)


def _predict_with_demands(
    records: list[Record] | None,
    paths: Sequence[str],
    folder: Path,
    are_quotes: bool,
    sink: Sink,
    workers: int,
    demands: Demands,
) -> int:
    """Predict and say what the wanted precision left."""
    from stance.evaluation.abstention import Tally
    from stance.prediction.demands import DemandingModel
    from stance.prediction.predict import load_model

    # Made here too: what the model cannot do is said before workers start.
    model, tally = DemandingModel(load_model(folder), demands), Tally()
    if records is not None:
        code = _write([encode(model.predict_records(records), [], 0)], sink)
        tally = model.tally
    else:
        chunks = chunks_of(units_of(paths, are_quotes), are_quotes)
        if workers > 1:
            from stance.prediction.workers import parallel_answers

            found = parallel_answers(folder, chunks, are_quotes, workers, demands)
        else:
            found = answers(model, chunks, are_quotes)
        code = _write(_counted(found, tally), sink)
    if demands.precision is not None:
        sys.stderr.write(f"stance: at precision {demands.precision}: {tally}\n")
    return code


def _counted(found: Answers, tally: Tally) -> Answers:
    with closing(found):
        for answer in found:
            tally.named, tally.left = tally.named + answer.tally[0], tally.left + answer.tally[1]
            yield answer


def _answers(
    folder: Path,
    chunks: Iterable[list[Unit]],
    are_quotes: bool,
    workers: int,
    engine: str,
) -> Answers:
    if engine == "ray":
        from stance.prediction.cluster import cluster_answers

        return cluster_answers(folder, chunks, are_quotes, workers)
    if workers > 1:
        from stance.prediction.workers import parallel_answers

        return parallel_answers(folder, chunks, are_quotes, workers)
    from stance.prediction.predict import load_model

    return answers(load_model(folder), chunks, are_quotes)


def _quotes_or_whole(text: str) -> list[Record]:
    found = quotes_in_text(text)
    if not found:
        what = (
            "no quote found in the text" if " " in text else f"`{text}` is no file or folder here, and holds no quote"
        )
        sys.stderr.write(f"stance: {what}; it is judged as one (--quotes says so beforehand)\n")
        return [text_as_quote(text)]
    return found


def _write(found: Iterable[Answer], sink: Sink) -> int:
    """Write answers as they come."""
    written = 0
    with (
        RejectLog(sink.rejects) as log,
        writer(choose_format(sink.format, sink.output), sink.output) as out,
        closing(with_progress(found)) as stream,
    ):
        for answer in stream:
            out.write(answer.lines)
            log.add(answer.rejects)
            written += answer.records
    return _exit_code(log, written)


def _write_in_parts(paths: Sequence[str], folder: Path, are_quotes: bool, sink: Sink, workers: int, engine: str) -> int:
    """Write answers in parts that outlive this process, then join them."""
    from stance.prediction.parts import Parts, fingerprint_of_inputs, fingerprint_of_model

    output = cast(Path, sink.output)
    inputs, size = fingerprint_of_inputs(paths)
    about = {
        "input": inputs,
        "model": fingerprint_of_model(folder),
        "quotes": are_quotes,
        # Another version may find other quotes in the same text.
        "version": version("stance-quotes"),
    }
    with Parts(output, about) as parts:
        done, chunks, read = parts.whole.chunks, chunks_of(units_of(paths, are_quotes), are_quotes), 0
        if done:
            sys.stderr.write(f"stance: going on from the parts in {parts.folder}\n")
            read = sum(unit.size for chunk in islice(chunks, done) for unit in chunk)
        following = _answers(folder, chunks, are_quotes, workers, engine)
        with closing(parts.add(with_progress(following, size, read))) as stream:
            for _ in stream:
                pass
        with RejectLog(sink.rejects) as log:
            log.add(parts.rejects())
            _finish(parts, choose_format(sink.format, output), output)
        parts.remove()
    return _exit_code(log, parts.whole.records)


def _finish(parts: Parts, format_: Format, output: Path) -> None:
    """Make the output of what the parts hold."""
    if format_ == "jsonl" and parts.whole.plain:
        parts.move_to(output)
        return
    columns = columns_of(parts.records()) if format_ == "csv" else None
    with writer(format_, output, columns) as out:
        for lines in parts.records():
            out.write(lines)


def _exit_code(log: RejectLog, written: int) -> int:
    if log.count and not written and log.only_whole_files:
        # Not one input could be used at all: that is wrong input, not a job done in part.
        return InputError.exit_code
    return INCOMPLETE if log.count else OK
