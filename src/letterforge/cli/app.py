"""The command `letterforge`: its name, its commands, its version."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from letterforge.cli import answers
from letterforge.cli.door import through_the_door
from letterforge.errors import Code, Problem
from letterforge.version import __version__

COMMANDS: Mapping[str, tuple[str, str]] = {
    "init": ("starting", "Start a campaign: the sample, or a blank one. Never overwrites."),
    "check": ("looking", "Find the problems before letters are made. Writes nothing."),
    "recipients": ("listing", "Show how each row of the list is understood, and its problems."),
    "preview": ("looking", "Show one letter in the terminal, or write it to a file."),
    "approve": ("approving", "Approve letters as they are now, so that they can be signed."),
    "render": ("making", "Write the letters of the rows that you name, or of all rows."),
    "batch": ("making", "Write a letter for every party to the register."),
    "states": ("looking", "Show the register on a date, and how the list covers it."),
    "verify": ("verifying", "Show who sealed each file, and whether it was changed since."),
    "forms": ("addressing", "Show forms of address, as they would be printed."),
    "stationery": ("starting", "List the ready stationeries, or copy one to edit. Never overwrites."),
    "doctor": ("starting", "Show what is missing on this machine, and how to install it."),
}
"""Each command: its module, and what it does. A test compares that with the docstring of its function."""
SEAL, KEYS = "seal", "Make a key for the seal on finished letters."
"""The one group of commands."""
PLAIN: dict[str, Any] = {"rich_markup_mode": None, "pretty_exceptions_enable": False}

WrongUse: Any = typer.BadParameter.__base__
"""What Typer and Click raise if a command was typed wrongly; newer versions of Typer have their own class."""


class Commands(TyperGroup):
    """Loads a command when it is called.

    To list them, their names and lines are enough, and `--help` is quick.
    """

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The name of a command, the command itself, and the rest of what was typed."""
        name, listed, rest = super().resolve_command(ctx, args)
        if name == SEAL:
            return name, _loaded_group(), rest
        return name, _loaded(name) if name and name in COMMANDS else listed, rest

    def main(self, args: Any = None, **extra: Any) -> Any:  # type: ignore[override] # all but one are passed on
        """Run what was typed. With `--json`, programs always get a document."""
        typed = sys.argv[1:] if args is None else list(args)
        if not answers.expect(typed, COMMANDS):
            return super().main(args, **extra)
        code = self._run(args, **extra)
        if code:  # the command has printed one already, unless something ended it that its door does not know
            answers.fail([Problem(Code.CANNOT_GO_ON, "the command ended early")], code)
        sys.exit(code)

    def _run(self, args: Any, **extra: Any) -> int:
        """The exit code; what the door of a command does not see is reported here."""
        try:
            return super().main(args, **{**extra, "standalone_mode": False}) or 0
        except WrongUse as error:
            error.show()
            if error.ctx:
                answers.begin(_command_of(error.ctx), is_wanted=True)
            hint = f"see letterforge {answers.command()} --help".replace("  ", " ")
            answers.fail([Problem(Code.WRONG_USE, error.format_message(), hint)], error.exit_code)
            return int(error.exit_code)
        except typer.Abort:
            return 1


def _command_of(context: Any) -> str:
    """The command without the program's name: `check`, `seal new`; empty: there is no such command."""
    return str(context.command_path).removeprefix(context.find_root().command_path).strip()


def _loaded(name: str) -> Any:
    module, _ = COMMANDS[name]
    alone = typer.Typer(add_completion=False, **PLAIN)
    command = getattr(import_module(f"letterforge.cli.{module}"), name)
    alone.command(name)(through_the_door(command))
    return get_command(alone)


def _loaded_group() -> Any:
    from letterforge.cli import sealing

    group = typer.Typer(add_completion=False, no_args_is_help=True, help=KEYS, **PLAIN)
    group.callback()(_listed)  # else its one command would stand for all of it
    group.command()(through_the_door(sealing.new))
    return get_command(group)


def _listed() -> None:
    """Take the place of a command in the list of them."""


app = typer.Typer(
    name="letterforge",
    cls=Commands,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Make signed letters in Word and PDF from one text and a list of recipients.",
    epilog="A campaign is a folder with a letterforge.toml. Start one with: letterforge init my-campaign",
    **PLAIN,
)
for known, (_, line) in {**COMMANDS, SEAL: ("", KEYS)}.items():
    app.command(known, help=line)(_listed)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"letterforge {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Entry point of the command."""
    app(prog_name="letterforge")
