"""`kmpgen inspect`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kmpgen.cli.common import JSON, MODEL, OUTPUT, SETTINGS, reports_errors, show


@click.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL...", type=MODEL)
@JSON
@click.option(
    "--runtime",
    "runtimes",
    multiple=True,
    metavar="VERSION|NAME:VERSION|settings|all",
    help="Tell whether this runtime of torch loads it; exit 1 if it certainly does not. Repeatable.",
)
@click.option("--html", "page", type=OUTPUT, metavar="FILE", help="Write a page to look at, on a phone too.")
@click.option(
    "--operators", type=click.Choice(["yaml"]), help="List operators, as PyTorch's selective build takes them."
)
@SETTINGS
@reports_errors
def inspect(
    models: tuple[Path, ...],
    as_json: bool,
    runtimes: tuple[str, ...],
    page: Path | None,
    operators: str | None,
    config_file: Path | None,
) -> None:
    """Tell what MODEL is: methods, types, defaults, operators, sizes, and which runtimes load it.

    With --operators, of all models together.
    """
    from kmpgen import inspecting

    if operators:
        if as_json or runtimes or page:
            raise click.UsageError("--operators prints a list of its own: leave --json, --runtime and --html out")
        click.echo(inspecting.operators(models), nl=False)
        return
    if len(models) > 1:
        raise click.UsageError("one MODEL at a time; only --operators takes many")
    if page and as_json:
        raise click.UsageError("--html writes a page: leave --json out")
    if runtimes or page:
        from kmpgen.settings import effective

        config = effective.of_file(config_file)
    if page:
        found = inspecting.page(models[0], page, runtimes, config)
    elif runtimes:
        found = inspecting.on_runtimes(models[0], as_json, runtimes, config)
    else:
        found = inspecting.inspect(models[0], as_json)
    click.echo(found.text, nl=False)
    for problem in found.problems:
        show(problem)
    sys.exit(0 if found.fits and not found.problems else 1)
