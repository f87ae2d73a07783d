"""Examines files in a process of its own, which may take so much time and memory, and no more.

A file that makes the process hang, grow or die gets a verdict all the same, and the next file gets a new process.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from letterforge.processes.children import without_passphrases
from letterforge.verify.crypto.trust import Trust
from letterforge.verify.examination import examine
from letterforge.verify.verdict import SealStanding, SealVerdict

PATIENCE = 30.0
"""Seconds for one file."""
MEMORY = 2 * 1024 * 1024 * 1024
"""Bytes of address space, where the system can limit it."""


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection


class Guard:
    """Examines one file after the other, each within limits. A context manager."""

    def __init__(self, trust: Trust, patience: float = PATIENCE, memory: int = MEMORY) -> None:
        """`patience` in seconds for each file, `memory` in bytes."""
        self._trust = trust
        self._patience = patience
        self._memory = memory
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def examine(self, path: Path) -> SealVerdict:
        """The verdict on a file, always."""
        worker = self._worker or self._start()
        try:
            worker.pipe.send(path)
            if worker.pipe.poll(self._patience):
                verdict = worker.pipe.recv()
                assert isinstance(verdict, SealVerdict)  # noqa: S101 - our own worker sends nothing else
                return verdict
            fault = f"it takes longer than {self._patience:.0f} seconds"
        except (EOFError, OSError):
            fault = "it needs more memory than is allowed, or ends the process that reads it"
        self._stop()
        return SealVerdict(path, SealStanding.UNREADABLE, faults=(fault,))

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")  # a fork would inherit threads and memory
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._trust, self._memory), daemon=True)
        with without_passphrases():
            process.start()
        theirs.close()
        self._worker = _Worker(process, ours)
        return self._worker

    def _stop(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.pipe.close()
            worker.process.kill()
            worker.process.join()
            worker.process.close()


def _serve(pipe: Connection, trust: Trust, memory: int) -> None:
    _limit(memory)
    # Libraries log tracebacks over hostile files; the verdict says what is to be said.
    logging.disable(logging.CRITICAL)
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            path = pipe.recv()
            try:
                verdict = examine(path, trust)
            except (MemoryError, RecursionError):
                fault = "it needs more memory than is allowed, or is nested too deeply"
                verdict = SealVerdict(path, SealStanding.UNREADABLE, faults=(fault,))
            pipe.send(verdict)


def _limit(memory: int) -> None:
    """Bind the address space of this process, where the system knows such a limit."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
