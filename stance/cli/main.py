"""`stance`: the commands, and what becomes of errors. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from stance.cli.agreement import agreement
from stance.cli.build import build
from stance.cli.card import card
from stance.cli.compare import compare
from stance.cli.evaluate import evaluate
from stance.cli.export import export
from stance.cli.extract import extract
from stance.cli.import_ import import_
from stance.cli.label_errors import label_errors
from stance.cli.predict import predict
from stance.cli.promote import promote
from stance.cli.run import run
from stance.cli.serve import serve
from stance.cli.train import train
from stance.cli.ui import ui
from stance.errors import InputError, StanceError, first_line

INTERRUPTED = 130

app = typer.Typer(
    name="stance",
    help="Who denies, who warns and who hedges in the news.",
    no_args_is_help=True,
    # Rich's help takes twice as long as importing typer.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (extract, build, agreement, card, export, train, evaluate, compare, promote, run, predict, serve, ui):
    app.command()(command)
app.command("import")(import_)
app.command("label-errors")(label_errors)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"stance {version('stance-quotes')}")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that come before the command."""


def main() -> None:
    """Run the command line and exit: 0 done, 1 something did not hold, 2 wrong use or input, 130 interrupted."""
    debug = "--debug" in sys.argv
    # `--debug` works in any place.
    arguments = [word for word in sys.argv[1:] if word != "--debug"]
    try:
        app(arguments)
    except StanceError as error:
        if debug:
            raise
        _complain(str(error))
        sys.exit(error.exit_code)
    except OSError as error:
        # A full disk, which has no name, or a folder that nobody may write to: said like other wrong input.
        if debug:
            raise
        why = error.strerror or first_line(error)
        _complain(why if error.filename is None else f"{error.filename}: {why}")
        sys.exit(InputError.exit_code)
    except SystemExit as end:
        # Typer turns Ctrl-C into this exit code and says nothing.
        if end.code == INTERRUPTED:
            _complain("interrupted")
        raise


def _complain(message: str) -> None:
    sys.stderr.write(f"stance: {message}\n")


if __name__ == "__main__":
    main()
