"""`kmpgen verify`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kmpgen.cli.common import JSON, MODEL, reports_errors
from kmpgen.printable import printable

if TYPE_CHECKING:
    from kmpgen.verify import Report


@click.command()
@click.argument("directory", metavar="DIR", type=MODEL)
@click.option(
    "--tier",
    "tiers",
    multiple=True,
    metavar="NAME",
    help="Run only this tier; repeatable. `gradle` runs by name alone.",
)
@JSON
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
