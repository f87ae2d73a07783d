"""The one door where an exception becomes words and an exit code; no traceback reaches a user."""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import typer

from letterforge.cli import answers
from letterforge.errors import LetterFailed, LetterforgeError, UnfitMachine
from letterforge.intake import given
from letterforge.processes.signals import (
    SHELL,
    Interrupted,
    interrupt,
    signal_behind,
    signal_name,
    signals_to,
)

P = ParamSpec("P")
R = TypeVar("R")


def through_the_door(command: Callable[P, R]) -> Callable[P, R]:
    """A command whose errors are reported, and end in their exit code."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        answers.begin(command.__name__, is_wanted=bool(kwargs.get("json_")))
        try:
            with signals_to(interrupt):
                return command(*args, **kwargs)
        except (typer.Exit, typer.Abort):
            raise
        except (LetterforgeError, LetterFailed) as error:
            raise typer.Exit(_ended_by(error)) from None
        except KeyboardInterrupt as error:
            number = error.number if isinstance(error, Interrupted) else signal.SIGINT
            raise typer.Exit(_interrupted_by(number)) from None
        except Exception as error:
            if interrupted := signal_behind(error):
                raise typer.Exit(_interrupted_by(interrupted.number)) from None
            if os.environ.get("LETTERFORGE_DEBUG"):
                raise
            raise typer.Exit(report(error)) from None

    return run


def _interrupted_by(number: int) -> int:
    """Report to people and programs that a signal has ended the command; returns the exit code."""
    typer.echo(f"Interrupted by {signal_name(number)}.", err=True)
    answers.fail([answers.interruption(number)], SHELL + number)
    return SHELL + number


def _ended_by(error: LetterforgeError | LetterFailed) -> int:
    """Report to people and programs what ends the command; returns the exit code."""
    from letterforge.cli.speech import tell_error

    code = tell_error(error)
    answers.fail(answers.problems_of(error), code)
    return code


def report(error: Exception) -> int:
    """Report what no room expects; returns the exit code.

    What a file or the system causes is not our fault.
    """
    from letterforge.cli.speech import fault

    match error:
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            return _ended_by(LetterforgeError(f"{where}{given.why(error)}"))
        case RecursionError():
            hint = "look for brackets within brackets in templates and settings"
            return _ended_by(LetterforgeError("something in the campaign is nested too deeply", hint))
        case MemoryError():
            return _ended_by(UnfitMachine("this machine has too little memory for this", "use --jobs 1"))
    return _ended_by(fault(error))
