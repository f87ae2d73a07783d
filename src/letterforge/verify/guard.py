"""Examines files in a separate process with limits of time and memory.

A file that makes the process hang, grow or crash also gets a verdict, and the next file gets a new process.
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
from letterforge.verify.examination import examine_file
from letterforge.verify.verdict import SealStanding, SealVerdict

PATIENCE = 30.0
"""Seconds for one file."""
MEMORY = 2 * 1024 * 1024 * 1024
"""Bytes of address space, if the system can limit it."""


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection


class Guard:
    """Examines files one by one, each with limits. A context manager."""

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
            fault = f"examining it takes longer than {self._patience:.0f} seconds"
        except (EOFError, OSError):
            fault = "reading it takes more memory than allowed, or crashes the process"
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
    # Libraries log tracebacks for hostile files; the verdict reports what is needed.
    logging.disable(logging.CRITICAL)
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            path = pipe.recv()
            try:
                verdict = examine_file(path, trust)
            except (MemoryError, RecursionError):
                fault = "reading it takes more memory than allowed, or it is nested too deeply"
                verdict = SealVerdict(path, SealStanding.UNREADABLE, faults=(fault,))
            pipe.send(verdict)


def _limit(memory: int) -> None:
    """Limit the address space of this process, if the system can."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
