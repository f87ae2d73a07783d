"""How a run shows its progress: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from rich.text import Text

from letterforge.cli import speech
from letterforge.errors import counted
from letterforge.model import Outcome

EVERY_SECONDS = 10
"""Between two plain lines."""


class RateColumn(ProgressColumn):
    """Letters a second."""

    def render(self, task: Task) -> Text:
        """The rate, once there is one."""
        return Text(f"{task.speed:.0f} a second" if task.speed and task.speed >= 1 else "", style="dim")


class Progress:
    """Counts letters as they are done. A context manager; `quiet` prints nothing."""

    def __init__(self, *, quiet: bool, explain: bool = False) -> None:
        self._console: Console = speech.console()
        self._quiet = quiet
        self._explain = explain
        self._bar = self._console.is_terminal and not quiet
        self._progress = Bar(
            TextColumn("letters"),
            BarColumn(),
            MofNCompleteColumn(),
            RateColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._bar,
        )
        self._task = self._progress.add_task("letters", start=False, total=None)
        self._total = self._done = 0
        self._printed = time.monotonic()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def start(self, letters: int) -> None:
        """Begin to count: so many letters."""
        self._total = letters
        self._progress.update(self._task, total=letters)
        self._progress.start_task(self._task)

    def step(self, outcome: Outcome) -> None:
        """One more letter is made, unchanged, or has failed."""
        if self._explain and outcome.reasons:
            self._console.print(f"{outcome.recipient.id}: {', '.join(outcome.reasons)}")
        self._done += 1
        self._progress.advance(self._task)
        now = time.monotonic()
        if not self._bar and not self._quiet and now - self._printed >= EVERY_SECONDS:
            self._printed = now
            self._console.print(f"{self._done} of {counted(self._total, 'letter')}")
