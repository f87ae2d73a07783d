"""The one door where an exception becomes words and an exit code; no traceback reaches a user."""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import typer

from letterforge.errors import ExitCode, LetterFailed, LetterforgeError

P = ParamSpec("P")
R = TypeVar("R")


def through_the_door(command: Callable[P, R]) -> Callable[P, R]:
    """A command whose errors are told, and end in the exit code that they carry."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            return command(*args, **kwargs)
        except (typer.Exit, typer.Abort):
            raise
        except (LetterforgeError, LetterFailed) as error:
            from letterforge.cli.speech import tell_error

            raise typer.Exit(tell_error(error)) from None
        except KeyboardInterrupt:
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        except Exception as error:
            if os.environ.get("LETTERFORGE_DEBUG"):
                raise
            from letterforge.cli.speech import tell_fault

            raise typer.Exit(tell_fault(error)) from None
        finally:
            signal.signal(signal.SIGINT, before)

    return run
