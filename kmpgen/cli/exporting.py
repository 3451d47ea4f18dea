"""`kmpgen export`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kmpgen.cli.common import MODEL, OUTPUT, TOLERANCES, reports_errors, show
from kmpgen.printable import printable


@click.command()
@click.argument("target", metavar="MODULE:ATTRIBUTE")
@click.option("-o", "output", required=True, type=OUTPUT, metavar="MODEL.ptl", help="The model file to write.")
@click.option("--examples", metavar="FILE", type=MODEL, help="As for record: a Python file, a function a method.")
@click.option("--trace", is_flag=True, help="Trace the methods with their first examples, instead of scripting them.")
@click.option("--method", "methods", multiple=True, metavar="NAME", help="Export this method, too; repeatable.")
@click.option("--freeze", is_flag=True, help="Make weights constants, which torch optimizes.")
@click.option("--quantize", type=click.Choice(["dynamic"]), help="int8 weights in Linear, LSTM and GRU layers.")
@click.option("--optimize/--no-optimize", default=True, help="Use optimize_for_mobile. [default: where torch can]")
@click.option(
    "--extra-file", "extra_files", multiple=True, metavar="[NAME=]PATH", help="Put into the model; repeatable."
)
@click.option("--metadata", type=MODEL, metavar="FILE", help="States metadata. [default: MODEL.kmpgen.toml beside it]")
@TOLERANCES
@reports_errors
def export(
    target: str, output: Path, extra_files: tuple[str, ...], tolerances: tuple[str, ...], **options: Any
) -> None:
    """Make a model file of MODULE:ATTRIBUTE, an nn.Module or what makes one, and try it as phones run it.

    Every method is run with its examples, in Python and in the saved file, and the answers are compared.
    """
    from kmpgen.exporting.export import Wanted, named_file
    from kmpgen.exporting.export import export as run
    from kmpgen.exporting.report import report
    from kmpgen.recording.parity import parse_tolerance

    options["extra_files"] = tuple(map(named_file, extra_files))
    options["tolerances"] = dict(map(parse_tolerance, tolerances))
    exported = run(Wanted(target, output, **options))
    for warning in exported.warnings:
        show(warning)
    for line in report(exported):
        click.echo(f"  {printable(line)}")
    count = sum(not method.name.startswith("_") for method in exported.model.methods)  # others are helpers
    methods = f"{count} method{'s' * (count != 1)}"
    click.echo(f"{printable(str(output))}: {exported.size:,} bytes, {methods}")
