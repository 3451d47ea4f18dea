"""The command line: options, printing, exit codes. What a command does is imported when it runs."""

from __future__ import annotations

import errno
import json
import shlex
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click
from click.core import ParameterSource

from kmpgen import __version__
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.printable import printable

if TYPE_CHECKING:
    from kmpgen.templating import customize
    from kmpgen.verify import Report
    from kmpgen.writing import writer
    from kmpgen.writing.lockfile import Lock

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
@click.argument("models", nargs=-1, metavar="[MODEL]...", type=MODEL)
@click.option("--config", "config_file", type=MODEL, help="The settings. [default: the nearest kmpgen.toml]")
@click.option("-o", "output", type=OUTPUT, help="The library's folder. [default: its name]")
@click.option("--package", help="The Kotlin package. [default: com.example.NAME]")
@click.option("--name", help="The library's name, in kebab-case. [default: from the model's class]")
@click.option("--prefix", help="Of Objective-C and C names and the pod. [default: PLM]")
@click.option("--skip", multiple=True, metavar="METHOD", help="Leave a method out; repeatable.")
@click.option("--group", help="The Maven group. [default: the package less its last name]")
@click.option("--license", metavar="SPDX-ID", help="Have it published under this licence: Apache-2.0, MIT...")
@click.option("--url", help="Have it published: the project's page.")
@click.option("--developer", metavar="NAME", help="Have it published: who made it.")
@click.option("--repository", metavar="central|github:OWNER/NAME|URL", help="Have it published to this one.")
@click.option("--ci", type=click.Choice(["github"]), help="Have it published: emit a release workflow.")
@click.option("--templates", type=OUTPUT, metavar="DIR", help="The folder of your own templates.")
@click.option("--runtime-only", is_flag=True, help="Build the runtime alone, for libraries that share it.")
@click.option("--bundle/--no-bundle", default=None, help="Put the models into the library. [default: up to 10 MB each]")
@click.option("--no-parity", is_flag=True, help="Leave out recordings (see record) and the tests they make.")
@click.option("--no-api-check", is_flag=True, help="Let load() take models of any API.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if the library is not up to date.")
@click.option("--force", is_flag=True, help="Overwrite files that were edited since they were emitted.")
@click.option("--drop-hidden", is_flag=True, help="Drop old signatures that are kept for compiled callers (see diff).")
@reports_errors
def build(
    models: tuple[Path, ...],
    config_file: Path | None,
    output: Path | None,
    package: str | None,
    name: str | None,
    prefix: str | None,
    skip: tuple[str, ...],
    group: str | None,
    templates: Path | None,
    runtime_only: bool,
    bundle: bool | None,
    no_parity: bool,
    no_api_check: bool,
    check: bool,
    force: bool,
    drop_hidden: bool,
    **publishing: str | None,
) -> None:
    """Emit or update the Gradle project of MODEL, or of the models that kmpgen.toml names.

    Options win over kmpgen.toml.
    """
    from kmpgen.build import build as build_library
    from kmpgen.settings import effective
    from kmpgen.templating import layers
    from kmpgen.writing import writer

    options = {
        "name": name,
        "package": package,
        "output": output,
        "prefix": prefix,
        "skip": skip or None,
        "group": group,
    }
    switches = {"parity": False if no_parity else None, "check_api": False if no_api_check else None}
    if runtime_only and models:
        raise click.UsageError("--runtime-only builds no models: leave MODEL out")
    switches["bundle"] = bundle
    changed: dict[str, Any] = {
        **options,
        "publishing": publishing,
        "templates": templates,
        **switches,
        "runtime_only": runtime_only or None,
    }
    config, warnings = effective.settle(config_file, models, changed)

    def earlier(library: str) -> Lock | None:
        return writer.built_before(effective.output_folder(config, library))

    built = build_library([model.path for model in config.models], config, earlier, drop_hidden=drop_hidden)
    for warning in (*warnings, *built.warnings):
        show(warning)
    folder = effective.output_folder(config, built.view.library.name)
    layers.check_apart(config.templates, folder)
    if config.runtime_only and not force:
        writer.refuse_facades(folder)
    if check:
        _check(folder, built.files, built.news)
        return
    changes = writer.update(folder, built.files, force=force)
    _print_changes(folder, changes, len(built.files))
    for line in (*built.notes, *built.news):
        click.echo(line)


def _print_changes(folder: Path, changes: writer.Changes, count: int) -> None:
    if changes.settled:
        click.echo("  an earlier build was interrupted here; what it had begun was settled first")
    for sign, names in (("+", changes.added), ("~", changes.changed), ("-", changes.removed)):
        for name in names:
            click.echo(f"  {sign} {printable(name)}")
    for name in changes.kept:
        message = f"{name} is no longer emitted, and stays because it was edited"
        show(Diagnostic("KMP308", message, "it is yours now: delete it if nothing needs it", level="warning"))
    state = f"{count} files, all up to date"
    if changes:
        state = f"{len(changes.added) + len(changes.changed)} of {count} files written"
        state += f", {len(changes.removed)} removed" if changes.removed else ""
    click.echo(f"{printable(str(folder))}: {state}")


def _check(folder: Path, files: dict[str, bytes], news: tuple[str, ...]) -> None:
    from kmpgen.writing import writer

    changes, edited = writer.plan(folder, files)
    if not changes:
        click.echo(f"{printable(str(folder))}: up to date")
        return
    from kmpgen.writing.checkreport import report

    command = _command_without("check", "force") + " --force" * bool(edited)
    for line in report(folder, files, changes, edited, news, command):
        click.echo(line)
    sys.exit(1)


def _command_without(*left_out: str) -> str:
    """The command line as it was given, less some options."""
    context = click.get_current_context()
    words = ["kmpgen", str(context.info_name)]
    for parameter in context.command.params:
        name = str(parameter.name)
        if name in left_out or context.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        value = context.params[name]
        for each in value if isinstance(value, tuple) else (value,):
            option = [] if isinstance(parameter, click.Argument) else [parameter.opts[0]]
            words += option if each is True else [*option, str(each)]
    return shlex.join(words)


@main.command()
@click.argument("model", type=MODEL)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@reports_errors
def inspect(model: Path, as_json: bool) -> None:
    """Tell what MODEL is: methods, types, defaults, operators, sizes."""
    from kmpgen.inspect import describe, render_text
    from kmpgen.reading.torchscript import read_model

    found = read_model(model)
    if as_json:
        click.echo(json.dumps(describe(found), indent=2, allow_nan=False))
    else:
        click.echo(render_text(found), nl=False)


@main.command()
@click.argument("old", type=MODEL)
@click.argument("new", type=MODEL)
@click.option("--config", "config_file", type=MODEL, help="The settings. [default: the nearest kmpgen.toml]")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@reports_errors
def diff(old: Path, new: Path, config_file: Path | None, as_json: bool) -> None:
    """Tell what NEW changes for callers of OLD: model files, or folders that build wrote.

    Exit code 1 if sources of callers break, 2 if the two can't be compared.
    """
    from kmpgen.comparing import diff as comparison
    from kmpgen.settings import effective

    difference = comparison.diff(old, new, effective.of_file(config_file))
    if as_json:
        click.echo(json.dumps(comparison.as_json(difference), indent=2))
    else:
        for line in comparison.render(difference):
            click.echo(line)
    sys.exit(1 if difference.verdict.source else 0)


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
    from kmpgen.recording import parity
    from kmpgen.recording.record import record as run

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
@click.option(
    "--tier",
    "tiers",
    multiple=True,
    metavar="NAME",
    help="Run only this tier; repeatable. `gradle` runs by name alone.",
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@click.option("--runtime", type=MODEL, metavar="DIR", help="The library of its runtime, where that is another one.")
@reports_errors
def verify(directory: Path, tiers: tuple[str, ...], as_json: bool, runtime: Path | None) -> None:
    """Compile every source set of the library in DIR with the real compilers, and run its recorded tests."""
    from kmpgen.verify import exit_code
    from kmpgen.verify import verify as run

    (report,) = run([directory], tiers or None, lambda line: click.echo(line, err=True), runtime)
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


@main.group()
def templates() -> None:
    """Your own templates over kmpgen's: docs/templates.md is the guide."""


TEMPLATES = click.option("--templates", "folder", type=OUTPUT, metavar="DIR", help="Yours. [default: kmpgen.toml's]")
SETTINGS = click.option("--config", "config_file", type=MODEL, help="The settings. [default: the nearest kmpgen.toml]")


@templates.command("list")
@TEMPLATES
@SETTINGS
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@reports_errors
def list_templates(folder: Path | None, config_file: Path | None, as_json: bool) -> None:
    """List all templates and their blocks.

    Says what is replaced, added or excluded; a block that is overridden has a *.
    """
    from kmpgen.templating import customize

    rows = customize.list_templates(*customize.team_settings(config_file, folder))
    if as_json:
        click.echo(json.dumps([vars(row) for row in rows], indent=2))
        return
    for row in rows:
        click.echo(f"{row.state:9} {printable(row.path)}")
        names = " ".join(name + "*" * (name in row.overridden) for name in row.blocks)
        if names:
            click.echo(click.wrap_text(names, 100, " " * 12, " " * 12))


@templates.command("eject")
@click.argument("path")
@click.option("--block", metavar="NAME", help="Only this block, to be overridden.")
@TEMPLATES
@SETTINGS
@reports_errors
def eject_template(path: str, block: str | None, folder: Path | None, config_file: Path | None) -> None:
    """Copy a template or a block into your folder.

    PATH is as listed, with or without .j2, or that of an emitted file. Nothing is overwritten.
    """
    from kmpgen.templating import customize

    team = customize.required(customize.team_settings(config_file, folder)[0])
    click.echo(f"{printable(str(customize.eject(team, path, block)))}: written")


@templates.command("diff")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--accept", is_flag=True, help="Write down that your templates are up to date with kmpgen's.")
@TEMPLATES
@SETTINGS
@reports_errors
def diff_templates(paths: tuple[str, ...], accept: bool, folder: Path | None, config_file: Path | None) -> None:
    """Compare your templates with kmpgen's.

    Shows what changed in kmpgen since each was made, and what it changes.
    """
    from kmpgen.templating import customize

    team = customize.required(customize.team_settings(config_file, folder)[0])
    if accept:
        for name in customize.accept(team, paths):
            click.echo(f"{printable(name)}: up to date with kmpgen's")
        return
    for found in customize.differences(team, paths):
        _print_difference(found)


def _print_difference(found: customize.Difference) -> None:
    click.echo(f"{printable(found.path)}")
    if not found.is_known:
        click.echo("  changed in kmpgen since it was made: unknown, for no copy was kept; --accept keeps one")
    sections = (("kmpgen since it was made", found.changed), ("yours", found.own))
    for title, lines in sections[not found.is_known :]:
        click.echo(f"  changed in {title}:{'' if lines else ' nothing'}")
        for line in lines:
            click.echo(f"    {printable(line)}")


@main.command()
@click.argument("model", required=False, type=MODEL)
@click.option("--schema", "schema_only", is_flag=True, help="Only renew kmpgen.schema.json, which editors read.")
@reports_errors
def init(model: Path | None, schema_only: bool) -> None:
    """Write a kmpgen.toml with every setting, commented out, for MODEL; never over one that is there."""
    from kmpgen.reading.torchscript import read_model
    from kmpgen.settings import init as start

    folder = Path()
    if schema_only:
        written = [start.write_schema(folder)]
    else:
        written = start.init(folder, read_model(model) if model else None, model)
    for path in written:
        click.echo(f"  + {path}")


@main.command()
@SETTINGS
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@reports_errors
def doctor(config_file: Path | None, as_json: bool) -> None:
    """Tell what is installed, which tiers of verify can run, and what is wrong with the settings.

    Exit code 1 if something stops build, or if the versions in the settings cannot work together.
    """
    from kmpgen.doctoring import doctor as examining

    examination = examining.examine(config_file)
    if as_json:
        click.echo(json.dumps(examination.as_dict(), indent=2))
    else:
        for line in examining.render(examination):
            click.echo(line)
    sys.exit(0 if examination.healthy else 1)
