"""How a run ends early: what Ctrl-C and other signals do, and when.

A signal can arrive anywhere, also while a library has a file half written or Python clears up an object. An
exception raised there would turn into another error, or into a traceback that nobody can catch. So a run is
interrupted only at points where nothing is half done: between two letters, and while it waits for its
workers. Where a letter hangs that this process makes itself, a signal after `PATIENCE` ends the process.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from letterforge.processes.signals import SHELL, Interrupted

PATIENCE = 10.0
"""Seconds to record what there is after a signal to end now; a later signal ends the process."""


class Stop:
    """Ctrl-C: once asks for an end after the letters in hand, twice ends now, as other signals do at once."""

    def __init__(self) -> None:
        self.asked = False
        """No further letter is to be begun."""
        self.received = False
        """Ctrl-C has been pressed, or another signal has come."""
        self.signal = int(signal.SIGINT)
        """Which it was."""
        self.is_recording = False
        """The run records what there is: no signal changes anything any more, for `PATIENCE`."""
        self._pending = 0
        """The signal that is to end the run at the next point; 0: none."""
        self._since = 0.0
        self._is_waiting = False

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        """Receive a signal. Raises Interrupted where the run is to end now, and this is a point to do so."""
        if self._since and time.monotonic() - self._since > PATIENCE:
            os._exit(SHELL + number)
        if self.is_recording:
            return
        is_second, self.asked, self.received = self.received, True, True
        if is_second or number != signal.SIGINT:
            self.signal = self._pending = self._pending or number
            self._since = self._since or time.monotonic()
            if self._is_waiting:
                self._interrupt()

    def is_due(self) -> bool:
        """Whether no further letter is to be begun. Raises Interrupted where the run is to end now."""
        if self._pending and not self.is_recording:
            self._interrupt()
        return self.asked

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """While this runs, the run waits for workers: it can be interrupted. Raises Interrupted."""
        self._is_waiting = True
        try:
            self.is_due()
            yield
        finally:
            self._is_waiting = False

    def _interrupt(self) -> None:
        # A signal that follows at once must not break into what this one begins: manifest and ledger are
        # written.
        self.is_recording = True
        raise Interrupted(self.signal)
