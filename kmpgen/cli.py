"""The command line: options, printing, exit codes. What a command does is imported when it runs."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from kmpgen import __version__
from kmpgen.config import Config
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.naming import DEFAULT_PREFIX
from kmpgen.printable import printable

if TYPE_CHECKING:
    from kmpgen import writer
    from kmpgen.verify import Report

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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kmpgen")
def main() -> None:
    """Turns a PyTorch Lite model into a Kotlin Multiplatform library."""


@main.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL...", type=MODEL)
@click.option("-o", "output", type=OUTPUT, help="The library's folder. [default: its name]")
@click.option("--package", help="The Kotlin package. [default: com.example.NAME]")
@click.option("--name", help="The library's name, in kebab-case. [default: from the model's class]")
@click.option("--prefix", default=DEFAULT_PREFIX, help="Of Objective-C and C names and the pod. [default: PLM]")
@click.option("--skip", multiple=True, metavar="METHOD", help="Leave a method out; repeatable.")
@click.option("--no-parity", is_flag=True, help="Leave out recordings (see record) and the tests they make.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if the library is not up to date.")
@click.option("--force", is_flag=True, help="Overwrite files that were edited since they were emitted.")
@reports_errors
def build(
    models: tuple[Path, ...],
    output: Path | None,
    package: str | None,
    name: str | None,
    prefix: str,
    skip: tuple[str, ...],
    no_parity: bool,
    check: bool,
    force: bool,
) -> None:
    """Emit or update the Gradle project of MODEL."""
    from kmpgen import writer
    from kmpgen.build import build as build_library

    config = Config(name=name, package=package, prefix=prefix, skip=skip, parity=not no_parity)
    built = build_library(models, config)
    for warning in built.warnings:
        show(warning)
    folder = output or Path(built.view.library.name)
    changes, edited = writer.plan(folder, built.files)
    if check:
        _check(folder, built.files, changes)
        return
    if not force:
        writer.refuse_edited(folder, edited)
    writer.apply(folder, built.files, changes)
    _print_changes(folder, changes, len(built.files))


def _print_changes(folder: Path, changes: writer.Changes, count: int) -> None:
    for sign, names in (("+", changes.added), ("~", changes.changed), ("-", changes.removed)):
        for name in names:
            click.echo(f"  {sign} {printable(name)}")
    touched = len(changes.added) + len(changes.changed) + len(changes.removed)
    state = f"{touched} of {count} files written" if touched else f"{count} files, all up to date"
    click.echo(f"{printable(str(folder))}: {state}")


def _check(folder: Path, files: dict[str, bytes], changes: writer.Changes) -> None:
    from kmpgen import writer

    if not changes:
        click.echo(f"{printable(str(folder))}: up to date")
        return
    old = writer.read_lock(folder)
    new = json.loads(files[writer.LOCK])["fingerprints"]
    if old is None:
        click.echo("nothing was built here yet")
    for which, text in (("model", "the model file is another one"), ("api", "the model's API changed")):
        if old and old.fingerprints.get(which) != new[which]:
            click.echo(text)
    for name in changes.removed:
        click.echo(f"  - {printable(name)}")
    for name in changes.added:
        click.echo(f"  + {printable(name)}")
    for name in changes.changed:
        _print_diff(name, (folder / name).read_bytes(), files[name])
    click.echo(f"{printable(str(folder))}: not up to date; run kmpgen build")
    sys.exit(1)


def _print_diff(name: str, old: bytes, new: bytes) -> None:
    import difflib

    before, after = (data.decode("utf-8", "replace").splitlines() for data in (old, new))
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm=""):
        click.echo(printable(line))


@main.command()
@click.argument("model", type=MODEL)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@reports_errors
def inspect(model: Path, as_json: bool) -> None:
    """Tell what MODEL is: methods, types, defaults, operators, sizes."""
    from kmpgen.inspect import describe, render_text
    from kmpgen.torchscript import read_model

    found = read_model(model)
    if as_json:
        click.echo(json.dumps(describe(found), indent=2, allow_nan=False))
    else:
        click.echo(render_text(found), nl=False)


@main.command()
@click.argument("model", type=MODEL)
@click.option("--examples", required=True, metavar="FILE", type=MODEL, help="A Python file: a function a method.")
@click.option(
    "--tolerance",
    "tolerances",
    multiple=True,
    metavar="DTYPE=RTOL,ATOL",
    help="How far another torch's numbers may be off; repeatable.",
)
@click.option("-o", "output", type=OUTPUT, help="The recording. [default: MODEL's name, .parity, beside it]")
@reports_errors
def record(model: Path, examples: Path, tolerances: tuple[str, ...], output: Path | None) -> None:
    """Run MODEL in torch and store what it answers; build makes tests of that."""
    from kmpgen import parity
    from kmpgen.record import record as run

    recorded = run(model, examples, dict(parity.parse_tolerance(text) for text in tolerances))
    path = output or model.with_suffix(parity.SUFFIX)
    parity.save(path, recorded.content, inputs=(model, examples))
    for name, count in recorded.counts.items():
        click.echo(f"  {printable(name)}: {_examples(count)}")
    for name in recorded.without_examples:
        click.echo(f"  {printable(name)}: none")
    raised = f", {recorded.raised} of which raised" if recorded.raised else ""
    click.echo(f"{printable(str(path))}: {_examples(sum(recorded.counts.values()))}{raised}")


def _examples(count: int) -> str:
    return f"{count} example{'s' * (count != 1)}"


@main.command()
@click.argument("directory", metavar="DIR", type=MODEL)
@click.option("--tier", "tiers", multiple=True, metavar="NAME", help="Run only this tier; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@reports_errors
def verify(directory: Path, tiers: tuple[str, ...], as_json: bool) -> None:
    """Compile every source set of the library in DIR with the real compilers, and run its recorded tests."""
    from kmpgen.verify import exit_code
    from kmpgen.verify import verify as run

    (report,) = run([directory], tiers or None, lambda line: click.echo(line, err=True))
    if as_json:
        click.echo(json.dumps(report.as_dict(), indent=2))
    else:
        _print_report(report)
    sys.exit(exit_code([report], tiers))


def _print_report(report: Report) -> None:
    for tier in report.tiers:
        click.echo(printable(str(tier)))
        for line in tier.details.splitlines() if tier.status == "failed" else ():
            click.echo(f"  {printable(line)}")
    if report.versions:
        click.echo("with " + ", ".join(f"{tool} {version}" for tool, version in sorted(report.versions.items())))
