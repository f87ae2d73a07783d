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
SEAL, KEYS = "seal", "Keys for the seal on finished letters."
"""The one group of commands."""
PLAIN: dict[str, Any] = {"rich_markup_mode": None, "pretty_exceptions_enable": False}

WrongUse: Any = typer.BadParameter.__base__
"""What Typer and Click raise where a command was typed wrongly; newer versions of Typer have their own."""


class Commands(TyperGroup):
    """Loads a command when it is called: to list them all, their names and lines are enough, and `--help` is quick."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The name of a command, the command itself, and the rest of what was typed."""
        name, listed, rest = super().resolve_command(ctx, args)
        if name == SEAL:
            return name, _loaded_group(), rest
        return name, _loaded(name) if name and name in COMMANDS else listed, rest

    def main(self, args: Any = None, **extra: Any) -> Any:  # type: ignore[override] # all but one are passed on
        """Run what was typed. With `--json` programs are answered whatever comes of it."""
        typed = sys.argv[1:] if args is None else list(args)
        if not answers.expect(typed, COMMANDS):
            return super().main(args, **extra)
        code = self._answered(args, **extra)
        if code:  # a command has answered already, unless something ended it that its door does not know
            answers.fail([Problem(Code.CANNOT_GO_ON, "the command ended early")], code)
        sys.exit(code)

    def _answered(self, args: Any, **extra: Any) -> int:
        """The exit code; what the door of a command does not see is told here."""
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
    """What was called, without the program's name: `check`, `seal new`; empty: no command that there is."""
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
for known, (_, line) in {**COMMANDS, SEAL: ("", KEYS)}.items():
    app.command(known, help=line)(_listed)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"letterforge {__version__}")
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
