"""`kmpgen diff`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from kmpgen.cli.common import JSON, MODEL, SETTINGS, reports_errors


@click.command()
@click.argument("old", type=MODEL)
@click.argument("new", type=MODEL)
@SETTINGS
@JSON
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
