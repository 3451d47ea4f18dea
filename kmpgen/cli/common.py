"""What commands have in common: kinds of paths, options, errors and how they are shown."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.printable import printable

P = ParamSpec("P")
R = TypeVar("R")

# click would look whether paths are readable, and say so in its own words.
MODEL = click.Path(path_type=Path, readable=False)


class OutputPath(click.Path):
    """A path that is not empty: as a path, the empty text is the current folder, which nobody means by it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the path is empty", param, ctx)
        return super().convert(value, param, ctx)


OUTPUT = OutputPath(path_type=Path, readable=False)

SETTINGS = click.option("--config", "config_file", type=MODEL, help="The settings. [default: the nearest kmpgen.toml]")
JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
TOLERANCES = click.option(
    "--tolerance",
    "tolerances",
    multiple=True,
    metavar="DTYPE=RTOL,ATOL",
    help="How far numbers may be off; repeatable.",
)


def show(diagnostic: Diagnostic) -> None:
    """Prints a diagnostic to stderr: what, where, what to do."""
    click.echo(f"{diagnostic.level}[{diagnostic.code}]: {printable(diagnostic.message)}", err=True)
    if str(diagnostic.where):
        click.echo(f"  where: {printable(str(diagnostic.where))}", err=True)
    if diagnostic.hint:
        click.echo(f"  hint: {printable(diagnostic.hint)}", err=True)


def reports_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Turns a `KmpgenError` into its diagnostics and its exit code; so too what the system refused unforeseen."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except KmpgenError as error:
            for diagnostic in error.diagnostics:
                show(diagnostic)
            sys.exit(error.exit_code)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # whoever read the output has enough: click ends quietly
            where = Where(str(error.filename)) if error.filename else Where()
            message = f"the system refused: {error.strerror or error}"
            show(Diagnostic("KMP022", message, "check the path, its permissions and the disk's free space", where))
            sys.exit(1)

    return run
