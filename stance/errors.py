"""Every error that `stance` raises on purpose, in one tree.

StanceError                    anything below; the command line prints its message, without a traceback
├── InputError                 a file or row that cannot be read           (exit 2)
├── ConfigError                a configuration that does not hold          (exit 2)
├── ModelError                 a model that is missing, foreign or broken  (exit 2)
├── DependencyError            an optional package that is not installed   (exit 2)
├── WorkerError                a process that was killed or failed         (exit 2)
└── GateError                  something asked for did not hold            (exit 1)

A message names the file, the line and what to do.
"""

from __future__ import annotations


def first_line(error: BaseException) -> str:
    """What an error of another library says, in a line; its kind where it says nothing."""
    return next(iter(str(error).splitlines()), type(error).__name__)


class StanceError(Exception):
    """Base of every error raised on purpose; `exit_code` is what the command line returns."""

    exit_code = 2


class InputError(StanceError):
    """An input that is missing, empty, binary, not UTF-8, or a row without what it needs."""


class ConfigError(StanceError):
    """A configuration with an unknown key, a wrong type or a value out of range."""


class ModelError(StanceError):
    """A model that is not there, was made by something else, or fails its audit."""


class DependencyError(StanceError):
    """An optional dependency that is not installed; the message says how to get it."""


class WorkerError(StanceError):
    """A process of ours that was killed, or ended by an error that nobody foresaw."""


class GateError(StanceError):
    """A condition that was asked for and did not hold."""

    exit_code = 1
