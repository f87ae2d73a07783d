"""The command `letterforge`, and the one door where an exception becomes words and an exit code."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import click
import typer
from typer.core import TyperGroup

import letterforge
from letterforge.cli import looking, making, starting
from letterforge.errors import ExitCode, LetterFailed, LetterforgeError


class Door(TyperGroup):
    """Runs a command and turns whatever it raises into an exit code; no traceback reaches a user."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (LetterforgeError, LetterFailed) as error:
            from letterforge.cli.speech import tell_error

            raise typer.Exit(tell_error(error)) from None
        except KeyboardInterrupt:
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        except (click.exceptions.ClickException, click.exceptions.Exit, click.exceptions.Abort):
            raise
        except Exception as error:
            if os.environ.get("LETTERFORGE_DEBUG"):
                raise
            from letterforge.cli.speech import tell_fault

            raise typer.Exit(tell_fault(error)) from None


app = typer.Typer(
    name="letterforge",
    cls=Door,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="One letter and a table of recipients in, signed letters in Word and PDF out.",
    epilog="A campaign is a folder with a letterforge.toml. Start one with: letterforge init my-campaign",
)
app.command()(starting.init)
app.command()(looking.check)
app.command()(looking.preview)
app.command()(making.render)
app.command()(making.batch)
app.command()(looking.states)
app.command()(starting.doctor)


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
