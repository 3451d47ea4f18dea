"""`kmpgen record`."""

from __future__ import annotations

from pathlib import Path

import click

from kmpgen.cli.common import MODEL, OUTPUT, TOLERANCES, reports_errors
from kmpgen.printable import printable


@click.command()
@click.argument("model", type=MODEL)
@click.option("--examples", required=True, metavar="FILE", type=MODEL, help="A Python file: a function a method.")
@TOLERANCES
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
