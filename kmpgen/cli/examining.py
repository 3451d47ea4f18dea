"""`kmpgen doctor`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from kmpgen.cli.common import JSON, SETTINGS, reports_errors


@click.command()
@SETTINGS
@JSON
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
