"""Many letters: workers, a window of work in flight, and an end that loses nothing.

Each worker builds its own `Workshop` from the frozen campaign. Work is passed in small chunks, never the whole
list at once; only the parent keeps the record. With one job the same code runs in the process itself.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from letterforge.campaign import Campaign
from letterforge.errors import Code, LetterforgeError, Place, Problem
from letterforge.model import Format, Outcome, Recipient
from letterforge.pipeline import Workshop, make

CHUNK = 4
"""Letters passed to a worker at a time: some 0.4 s of work, so that progress moves and Ctrl-C is heard."""
WINDOW = 3
"""Chunks in flight for each worker: enough to keep it busy, and no more to lose or to hold in memory."""


@dataclass(frozen=True, slots=True)
class Job:
    """Letters to be made, all from one campaign into one folder."""

    campaign: Campaign
    columns: tuple[str, ...]
    """Further columns of the table."""
    formats: tuple[Format, ...]
    folder: Path
    """Where the letters go; it exists."""


@dataclass(frozen=True, slots=True)
class Task:
    """One letter to be made."""

    recipient: Recipient
    name: str
    """File name without suffix."""


class Stop:
    """Ctrl-C: once asks for an end after the letters in hand, twice ends now."""

    def __init__(self) -> None:
        self.asked = False
        """No further letter is to be begun."""
        self.heard = False
        """Ctrl-C has been pressed."""

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        """Hear the signal."""
        if self.heard:
            raise KeyboardInterrupt
        self.asked = self.heard = True


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    job: Job,
    tasks: Iterable[Task],
    jobs: int,
    stop: Stop,
    on_outcome: Callable[[Outcome], None],
) -> None:
    """Make letters, in `jobs` processes, and hand over each outcome as it comes. Returns early when stopped."""
    outcomes = _serially(job, tasks) if jobs == 1 else _in_workers(job, tasks, jobs, stop)
    for outcome in outcomes:
        on_outcome(outcome)
        if stop.asked and jobs == 1:
            return


@contextlib.contextmanager
def heard(stop: Stop) -> Iterator[None]:
    """While this runs, Ctrl-C asks `stop`. Signals can be caught in the main thread alone."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# --- in this process -----------------------------------------------------------------------------


def _serially(job: Job, tasks: Iterable[Task]) -> Iterator[Outcome]:
    workshop = Workshop(job.campaign, job.columns, job.formats)
    for task in tasks:
        yield make(task.recipient, task.name, job.folder, workshop)


# --- in workers ----------------------------------------------------------------------------------

_workshop: Workshop | None = None
"""The tools of this worker process. They do not pickle, so each worker builds its own, once."""
_folder: Path | None = None
_fault: LetterforgeError | None = None
"""Why this worker could not build its tools."""


def _open_workshop(job: Job) -> None:
    global _workshop, _folder, _fault  # noqa: PLW0603 - the only state that an executor lets a worker keep
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C, and decides
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _folder = job.folder
    try:
        _workshop = Workshop(job.campaign, job.columns, job.formats)
    except LetterforgeError as error:
        # Raised here it would break the pool without a word; the first chunk tells it.
        _fault = error


def _end_with_parent() -> None:
    """End this worker when the parent is killed: it would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _make_chunk(chunk: tuple[Task, ...]) -> list[Outcome]:
    if _fault is not None:
        raise _fault
    assert _workshop is not None  # noqa: S101 - the executor runs the initializer first
    assert _folder is not None  # noqa: S101
    return [make(task.recipient, task.name, _folder, _workshop) for task in chunk]


def _pool(job: Job, jobs: int) -> ProcessPoolExecutor:
    # Not by fork: the parent may have threads (progress bars), and a fork of those can hang.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_open_workshop, initargs=(job,))


def _in_workers(job: Job, tasks: Iterable[Task], jobs: int, stop: Stop) -> Iterator[Outcome]:
    chunks = _chunks(tasks)
    while True:
        lost: list[Task] = []
        with _pool(job, jobs) as pool:
            yield from _through_window(pool, chunks, jobs * WINDOW, stop, lost)
        if not lost or stop.asked:
            return
        yield from _one_by_one(job, lost)


def _chunks(tasks: Iterable[Task]) -> Iterator[tuple[Task, ...]]:
    # itertools.batched() came with Python 3.12.
    iterator = iter(tasks)
    while chunk := tuple(itertools.islice(iterator, CHUNK)):
        yield chunk


def _through_window(
    pool: ProcessPoolExecutor, chunks: Iterator[tuple[Task, ...]], window: int, stop: Stop, lost: list[Task]
) -> Iterator[Outcome]:
    """Keep a window of chunks in flight. When a worker dies, `lost` gets what was in flight, and no more is sent."""
    in_flight: dict[Future[list[Outcome]], tuple[Task, ...]] = {}
    while True:
        while not stop.asked and not lost and len(in_flight) < window and (chunk := next(chunks, None)):
            try:
                in_flight[pool.submit(_make_chunk, chunk)] = chunk
            except BrokenProcessPool:
                lost.extend(chunk)
        if not in_flight:
            return
        done, _ = wait(in_flight, return_when=FIRST_COMPLETED)
        for future in done:
            chunk = in_flight.pop(future)
            try:
                yield from future.result()
            except BrokenProcessPool:
                lost.extend(chunk)


def _one_by_one(job: Job, suspects: Iterable[Task]) -> Iterator[Outcome]:
    """Make each letter that was in flight when a worker died, alone, so that only the guilty one is given up."""
    remaining = deque(suspects)
    while remaining:
        with _pool(job, 1) as pool:
            while remaining:
                task = remaining.popleft()
                try:
                    yield from pool.submit(_make_chunk, (task,)).result()
                except BrokenProcessPool:
                    yield _given_up(task)
                    break


def _given_up(task: Task) -> Outcome:
    message = "the process that made this letter died, twice"
    hint = "make this letter alone with --jobs 1 to see why; is there enough memory?"
    place = Place(row=task.recipient.row or None, who=task.recipient.id)
    problem = Problem(Code.WORKER_DIED, message, hint, place)
    return Outcome(task.recipient, task.recipient.language, problems=(problem,))
