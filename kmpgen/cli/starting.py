"""`kmpgen init`."""

from __future__ import annotations

from pathlib import Path

import click

from kmpgen.cli.common import MODEL, reports_errors


@click.command()
@click.argument("model", required=False, type=MODEL)
@click.option("--schema", "schema_only", is_flag=True, help="Only renew kmpgen.schema.json, which editors read.")
@click.option(
    "--metadata", is_flag=True, help="Write MODEL.kmpgen.toml beside MODEL instead, to say what types do not."
)
@reports_errors
def init(model: Path | None, schema_only: bool, metadata: bool) -> None:
    """Write a kmpgen.toml with every setting, commented out, for MODEL; never over one that is there."""
    from kmpgen.reading.torchscript import read_model
    from kmpgen.settings import init as start

    folder = Path()
    if metadata and (schema_only or model is None):
        raise click.UsageError("--metadata is of a MODEL, and leaves --schema out")
    if metadata and model:
        from kmpgen.metadata.start import start_for

        written = start_for(model)
    elif schema_only:
        written = [start.write_schema(folder)]
    else:
        written = start.init(folder, read_model(model) if model else None, model)
    for path in written:
        click.echo(f"  + {path}")
