"""`kmpgen templates list|eject|diff`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kmpgen.cli.common import JSON, OUTPUT, SETTINGS, reports_errors
from kmpgen.printable import printable

if TYPE_CHECKING:
    from kmpgen.templating import customize


@click.group()
def templates() -> None:
    """Your own templates over kmpgen's: docs/templates.md is the guide."""


TEMPLATES = click.option("--templates", "folder", type=OUTPUT, metavar="DIR", help="Yours. [default: kmpgen.toml's]")


@templates.command("list")
@TEMPLATES
@SETTINGS
@JSON
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
