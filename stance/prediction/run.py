"""Reading, predicting and writing joined: what `stance extract` and `stance predict` do."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import cast

from stance.articles import Reject
from stance.errors import InputError
from stance.prediction.inputs import (
    Record,
    given_quotes,
    quotes_in_articles,
    quotes_in_text,
    split_arguments,
    text_as_quote,
)
from stance.prediction.outputs import choose_format, report_rejects, writer
from stance.quotes.types import KINDS, Kind

OK, INCOMPLETE = 0, 1


def extract_to(
    paths: Sequence[str], kinds: Sequence[str], format_: str | None, output: Path | None, rejects: Path | None
) -> int:
    """Write the quotes of the articles at the paths; returns the exit code.

    Raises:
        InputError: when a kind is unknown or nothing at all could be read.
    """
    wanted = [kind.strip() for kind in kinds]
    unknown = [kind for kind in wanted if kind not in KINDS]
    if unknown:
        raise InputError(f"--kind {unknown[0]}: choose from {', '.join(KINDS)}")
    items = quotes_in_articles(paths, cast(list[Kind], wanted))
    return _write(items, format_, output, rejects)


def predict_to(
    arguments: Sequence[str],
    model_name: str | None,
    are_quotes: bool,
    format_: str | None,
    output: Path | None,
    rejects: Path | None,
) -> int:
    """Write the quotes with their stances; returns the exit code.

    Raises:
        InputError: when nothing could be read.
        ModelError: when there is no such model.
    """
    text, paths = split_arguments(arguments)
    # Imported here: `extract` needs neither numpy nor a model.
    from stance.prediction.predict import load_model, predict_stream

    model = load_model(model_name)
    items: Iterable[Record | Reject]
    if text is not None:
        items = [{"text": text}] if are_quotes else _quotes_or_whole(text)
    else:
        items = given_quotes(paths) if are_quotes else quotes_in_articles(paths)
    return _write(predict_stream(model, items), format_, output, rejects)


def _quotes_or_whole(text: str) -> list[Record]:
    found = quotes_in_text(text)
    if not found:
        sys.stderr.write("stance: no quote found in the text; it is judged as one (--quotes says so beforehand)\n")
        return [text_as_quote(text)]
    return found


def _write(items: Iterable[Record | Reject], format_: str | None, output: Path | None, rejects: Path | None) -> int:
    chosen = choose_format(format_, output)
    bad: list[Reject] = []
    written = 0
    with writer(chosen, output) as out:
        for item in _with_progress(items):
            if isinstance(item, Reject):
                bad.append(item)
            else:
                out.write(item)
                written += 1
    left_out = report_rejects(bad, rejects)
    if left_out and not written and all(reject.line is None for reject in bad):
        # Not one input could be used at all: that is wrong input, not a job done in part.
        return InputError.exit_code
    return INCOMPLETE if left_out else OK


def _with_progress(items: Iterable[Record | Reject]) -> Iterator[Record | Reject]:
    from tqdm import tqdm

    return iter(tqdm(items, unit=" quotes", delay=1, disable=None, leave=False))
