"""`kmpgen build`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from kmpgen.cli.common import MODEL, OUTPUT, SETTINGS, reports_errors, show
from kmpgen.errors import Diagnostic
from kmpgen.printable import printable

if TYPE_CHECKING:
    from kmpgen.writing import writer
    from kmpgen.writing.lockfile import Lock


@click.command()
@click.argument("models", nargs=-1, metavar="[MODEL]...", type=MODEL)
@SETTINGS
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
@click.option("--no-metadata", is_flag=True, help="Build without what is said of the models, in them or beside them.")
@click.option("--no-api-check", is_flag=True, help="Let load() take models of any API.")
@click.option("--no-runtime-check", is_flag=True, help="Build even for a runtime that certainly can't load a model.")
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
    no_metadata: bool,
    no_api_check: bool,
    no_runtime_check: bool,
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
    switches["metadata"] = False if no_metadata else None
    switches["check_runtime"] = False if no_runtime_check else None
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
