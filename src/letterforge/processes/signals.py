"""Signals that end a command: Ctrl-C, the system's request to end, and a terminal that is closed."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, TypeAlias

Handler: TypeAlias = Callable[[int, FrameType | None], Any]

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Those that ask a process to end, and can be heard."""
SHELL = 128
"""Added to a signal's number: the exit code by which shells report it (POSIX, Shell Command Language 2.8.2)."""


class Interrupted(KeyboardInterrupt):
    """A signal has asked for an end; `number` is which."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def interrupt(number: int, _frame: FrameType | None) -> None:
    """End what is being done. Raises Interrupted."""
    raise Interrupted(number)


def let_pass(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: what was asked for is being done."""


def silent(_number: int) -> bytes:
    """Nothing to say."""
    return b""


last_words: Callable[[int], bytes] = silent
"""What `end_at_once` prints for a signal; for programs that wait for an answer."""


def end_at_once(number: int, _frame: FrameType | None) -> None:
    """End the process without a word to people: before a command begins there is nothing to put in order."""
    with contextlib.suppress(OSError):
        os.write(1, last_words(number))
    os._exit(SHELL + number)


def name_of(number: int) -> str:
    """A signal in words for people."""
    return "Ctrl-C" if number == signal.SIGINT else signal.Signals(number).name


OURS = (signal.SIG_DFL, interrupt, end_at_once)
"""What may be replaced."""


@contextlib.contextmanager
def heard_by(handler: Handler) -> Iterator[None]:
    """While this runs, a handler hears the signals that ask for an end, Ctrl-C always.

    What somebody else has arranged for the others stays: `nohup` lets SIGHUP pass, a server has its own way to end.
    Signals can be heard in the main thread alone.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in ENDING}
    ours = [number for number, present in before.items() if number == signal.SIGINT or present in OURS]
    for number in ours:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, before[number])
