"""The command `letterforge`: its name, its commands, its version."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

import letterforge
from letterforge.cli import sealing
from letterforge.cli.door import through_the_door

COMMANDS: Mapping[str, tuple[str, str]] = {
    "init": ("starting", "Start a campaign: the sample, or a blank one. Never overwrites."),
    "check": ("looking", "Find everything that can be known before the first letter. Writes nothing."),
    "recipients": ("listing", "Show the list: whom each row addresses, and what is wrong with it."),
    "preview": (
        "looking",
        "Show one letter as it reads, what came from the row in colour; or write it as a file.",
    ),
    "approve": ("approving", "Record that you approve letters as they are now, so that they may be signed."),
    "render": ("making", "Write the letters of the rows named, or of all rows."),
    "batch": (
        "making",
        "Write a letter for every party to the register and forget none; without a register, for every row.",
    ),
    "states": ("looking", "Show the register on a date, and how the list covers it."),
    "verify": (
        "verifying",
        "Say of each file who sealed it and when, whether it is whole, and whether the certificate is trusted.",
    ),
    "forms": ("addressing", "Show how offices are addressed: what would be printed."),
    "stationery": ("starting", "List the ready stationeries, or copy one to work on. Never overwrites."),
    "doctor": ("starting", "Say what this machine lacks, and the command that mends it."),
}
"""Each command: the module that it is in, and what it does. A test holds that against the docstring of its function."""
PLAIN: dict[str, Any] = {"rich_markup_mode": None, "pretty_exceptions_enable": False}


class Commands(TyperGroup):
    """Loads a command when it is called: to list them all, their names and lines are enough, and `--help` is quick."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The name of a command, the command itself, and the rest of what was typed."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, _loaded(name) if name and name in COMMANDS else listed, rest


def _loaded(name: str) -> Any:
    module, _ = COMMANDS[name]
    alone = typer.Typer(add_completion=False, **PLAIN)
    command = getattr(import_module(f"letterforge.cli.{module}"), name)
    alone.command(name)(through_the_door(command))
    return get_command(alone)


def _listed() -> None:
    """Stand for a command in the list of them."""


app = typer.Typer(
    name="letterforge",
    cls=Commands,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="One letter and a table of recipients in, signed letters in Word and PDF out.",
    epilog="A campaign is a folder with a letterforge.toml. Start one with: letterforge init my-campaign",
    **PLAIN,
)
for known, (_, line) in COMMANDS.items():
    app.command(known, help=line)(_listed)


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
    app(prog_name="letterforge")
