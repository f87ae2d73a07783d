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
"""Those that ask a process to end, and can be received."""
SHELL = 128
"""Added to a signal's number.

The exit code by which shells report it (POSIX, Shell Command Language 2.8.2).
"""


class Interrupted(KeyboardInterrupt):
    """A signal has asked for an end; `number` is which."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def interrupt(number: int, _frame: FrameType | None) -> None:
    """End what is being done. Raises Interrupted."""
    raise Interrupted(number)


def ignore_signal(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the process is ending already."""


def signal_behind(error: BaseException) -> Interrupted | None:
    """The signal that interrupted what then failed with another error; None: no signal did.

    A library that is interrupted anywhere may raise an error of its own while it closes what it has open, as
    `zipfile` does.
    """
    found: BaseException | None = error
    while found is not None and not isinstance(found, Interrupted):
        found = found.__context__
    return found


def no_output(_number: int) -> bytes:
    """Nothing to print."""
    return b""


final_output: Callable[[int], bytes] = no_output
"""What `end_at_once` prints for a signal; for programs that wait for an answer."""


def end_at_once(number: int, _frame: FrameType | None) -> None:
    """End the process without a message to people.

    Before a command begins there is nothing to put in order.
    """
    with contextlib.suppress(OSError):
        os.write(1, final_output(number))
    os._exit(SHELL + number)


def signal_name(number: int) -> str:
    """The name of a signal, for people."""
    return "Ctrl-C" if number == signal.SIGINT else signal.Signals(number).name


OURS = (signal.SIG_DFL, interrupt, end_at_once)
"""Handlers that may be replaced."""


@contextlib.contextmanager
def signals_to(handler: Handler) -> Iterator[None]:
    """While this runs, a handler receives the signals that ask for an end, Ctrl-C always.

    What somebody else has arranged for the others stays: `nohup` ignores SIGHUP, a server has its own way to
    end. Signals are received in the main thread only.
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
