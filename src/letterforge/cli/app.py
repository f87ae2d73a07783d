"""The command `letterforge`: its name, its commands, its version."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import letterforge
from letterforge.cli import addressing, approving, looking, making, sealing, starting, verifying
from letterforge.cli.door import through_the_door

app = typer.Typer(
    name="letterforge",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="One letter and a table of recipients in, signed letters in Word and PDF out.",
    epilog="A campaign is a folder with a letterforge.toml. Start one with: letterforge init my-campaign",
)
for command in (
    starting.init,
    looking.check,
    looking.preview,
    approving.approve,
    making.render,
    making.batch,
    looking.states,
    verifying.verify,
    addressing.forms,
    starting.stationery,
    starting.doctor,
):
    app.command()(through_the_door(command))


seal = typer.Typer(
    name="seal", no_args_is_help=True, rich_markup_mode=None, help="Keys for the seal on finished letters."
)
seal.command()(through_the_door(sealing.new))
app.add_typer(seal)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"letterforge {letterforge.__version__}")
        raise typer.Exit


@app.callback()
def _common(
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_tell_version, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Entry point of the command."""
    # A Windows console may have an encoding that lacks the names that we print.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app(prog_name="letterforge")
