"""The command line: options, printing, exit codes. A command is imported when it runs, and what it does in it."""

from __future__ import annotations

from importlib import import_module

import click

from kmpgen import __version__

# In the order in which `kmpgen --help` shows them: the module here that has the command of that name.
COMMANDS = {
    "build": "building",
    "inspect": "inspecting",
    "diff": "comparing",
    "record": "recording",
    "export": "exporting",
    "verify": "verifying",
    "templates": "templating",
    "init": "starting",
    "doctor": "examining",
}


class Commands(click.Group):
    """Imports a command when it is asked for: the others' options are not needed to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"kmpgen.cli.{COMMANDS[cmd_name]}"), cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kmpgen")
def main() -> None:
    """Turns a PyTorch Lite model into a Kotlin Multiplatform library."""
