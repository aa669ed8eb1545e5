"""What the user names → quotes to judge: a sentence, articles, or rows that are quotes already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from stance.articles.reading import ARTICLE_ENDINGS
from stance.articles.text import title_of
from stance.errors import InputError
from stance.prediction.units import Record
from stance.quotes import extract_quotes

_ONE_WORD_FILE = re.compile(r"\S+\.\w{1,8}")
_PATH_START = re.compile(r"(?:~|\.{0,2}/)\S")


def looks_like_path(argument: str) -> bool:
    """Whether an argument is meant as a path: it exists, has a known ending, or a separator and no spaces."""
    if argument == "-" or "\n" in argument or not argument.strip():
        return argument == "-"
    if _exists(argument):
        return True
    if argument.lower().endswith((*ARTICLE_ENDINGS, ".json", ".pdf", ".docx")) or _PATH_START.match(argument):
        return True
    return " " not in argument.strip() and ("/" in argument or bool(_ONE_WORD_FILE.fullmatch(argument)))


def _exists(argument: str) -> bool:
    try:
        return bool(argument.strip()) and Path(argument).exists()
    except (OSError, ValueError):  # A sentence may be longer than any file name.
        return False


def split_arguments(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """A text given on the command line, or the paths; one of the two is empty.

    Raises:
        InputError: when a path does not exist, the text is empty, or nothing was given.
    """
    if not arguments:
        raise InputError("nothing to read: give a sentence in quotation marks, files, folders, or - for standard input")
    # A first name may be misspelt where the second is a file.
    if not looks_like_path(arguments[0]) and not any(map(_exists, arguments[1:])):
        text = " ".join(arguments)
        if not text.strip():
            raise InputError("the text is empty")
        return text, []
    for path in arguments:
        if path != "-" and not Path(path).exists():
            raise InputError(f"{path}: no such file or folder")
    return None, list(arguments)


def quotes_in_text(text: str) -> list[Record]:
    """The quotes of a text given on the command line."""
    return [quote.to_dict() for quote in extract_quotes(text, "<text>", title=title_of(text))]


def text_as_quote(text: str) -> Record:
    """A text in which no quote was found, taken as the words of a speaker whom nobody names."""
    return {
        "id": None,
        "article": "<text>",
        "kind": "direct",
        "text": text,
        "spans": [[0, len(text)]],
        "speaker": None,
        "cue": None,
        "context": "",
        "confidence": 0.0,
    }
