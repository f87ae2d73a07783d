"""A crew does work on many items: several processes with a window of work in flight, or this process alone.

Results keep the order of the work.

A task carries all that it needs, the campaign included, so that any executor with the interface of
`concurrent.futures` can run it, here or on another machine that sees the same folders.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Generic, Self, TypeAlias, TypeVar
from uuid import uuid4

from letterforge.campaign import Campaign
from letterforge.errors import UnfitMachine
from letterforge.model import Format
from letterforge.pipeline import Workshop
from letterforge.processes.children import without_passphrases
from letterforge.run import workers
from letterforge.run.stopping import Stop
from letterforge.sealing import SealOrder

T = TypeVar("T")
R = TypeVar("R")
Work: TypeAlias = Callable[[Workshop, T], R]
"""What is done for each item: a function of a module, so that it pickles."""

WINDOW = 3
"""Chunks in flight for each worker: enough to keep it busy, and no more to lose or to hold in memory."""
AT_ONCE = 0.25
"""Seconds of work in a chunk, at most.

Progress moves, Ctrl-C is noticed, and passing a chunk costs little.
"""
FIRST_CHUNK, LARGEST_CHUNK = 2, 32
"""Items in a chunk, before it is known how long one takes; and at most."""
MANY_CRASHES = 3
"""After so many items that crashed their workers, no further one is tried, if no worker has finished any."""
NO_WORKERS = "the processes that make the letters crash as soon as they start"
WITHOUT_WORKERS = "work without them: use --jobs 1, or in Python Wanted(jobs=1)"
BROKEN = (BrokenExecutor, ConnectionError, EOFError)
"""What is raised where a worker has crashed, or the server that starts them."""
TRIES_ALONE = 2
"""How often an item is tried by itself after it was in flight when a worker crashed: once may be chance."""
LEAVES_WORK_UNREAD = sys.version_info < (3, 11, 5) and os.name == "posix"
"""Whether a pool whose workers were killed waits without end for one to read its work (CPython, gh-94777)."""
MANY_BYTES = 1 << 16
PAUSES = (0.0, 0.1, 0.5, 2.0)
"""Seconds to wait before each try to start workers: a server that was killed takes a moment to be gone."""


@dataclass(frozen=True, slots=True)
class Job:
    """What all the work of a crew has in common."""

    campaign: Campaign
    columns: tuple[str, ...]
    """Further columns of the table."""
    formats: tuple[Format, ...]
    seal_order: SealOrder | None = None
    """What to seal with; None: letters are not sealed."""
    key: str = field(default_factory=lambda: uuid4().hex)
    """By which a worker knows that its workshop is for this job."""


class Crew:
    """Does work on one item after another. A context manager: what it started ends with it."""

    def __init__(self, job: Job, jobs: int = 1, executor: Executor | None = None) -> None:
        """`jobs`: processes; 1 works in this process. `executor`: another's, which is used and not ended."""
        self.job = job
        self.jobs = (jobs or workers.count_processors()) if workers.may_start() else 1
        self.stop = Stop()
        self._executor = executor
        self._pool: ProcessPoolExecutor | None = None
        self._has_worked = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end(now=kind is not None)

    def results(
        self, work: Work[T, R], items: Iterable[T], on_crash: Callable[[T], R]
    ) -> Iterator[tuple[T, R]]:
        """Items and the result of each, in their order. Returns early when stopped.

        `on_crash`: gives the result of an item whose worker crashed each time it was tried.
        Raises Interrupted where a signal is to end the run now.
        """
        if self._executor is None and self.jobs == 1:
            yield from self._here(work, items)
            return
        rest = iter(items)
        sizes = Sizes()
        while True:
            lost: list[T] = []
            yield from self._through_window(work, rest, sizes, lost)
            if not lost:
                return
            self.end(now=True)
            if not self.stop.asked:
                yield from self._one_by_one(work, lost, on_crash)

    def _here(self, work: Work[T, R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
        workshop = workshop_for(self.job)
        for item in items:
            if self.stop.is_due():
                return
            yield item, work(workshop, item)
        self.stop.is_due()

    def _through_window(
        self, work: Work[T, R], items: Iterator[T], sizes: Sizes, lost: list[T]
    ) -> Iterator[tuple[T, R]]:
        """Keep a window of chunks in flight.

        When a worker crashes, `lost` gets the items that were in flight, and no more are sent.
        """
        in_flight: deque[tuple[tuple[T, ...], Future[Done[R]]]] = deque()
        while True:
            while not self.stop.is_due() and not lost and len(in_flight) < self.jobs * WINDOW:
                chunk = tuple(itertools.islice(items, sizes.next))
                if not chunk:
                    break
                try:
                    in_flight.append((chunk, self._submitted(self.jobs, work, chunk)))
                except BROKEN:
                    lost.extend(chunk)
            if not in_flight:
                return
            chunk, future = in_flight.popleft()
            try:
                done = self._awaited(future)
            except BROKEN:
                lost[:0] = [*chunk, *(item for other, _ in in_flight for item in other)]
                return
            self._has_worked = True
            sizes.learn(done)
            yield from zip(chunk, done.results, strict=True)

    def _one_by_one(
        self, work: Work[T, R], suspects: Iterable[T], on_crash: Callable[[T], R]
    ) -> Iterator[tuple[T, R]]:
        """Do alone what was in flight when a worker crashed: only the item that causes it is given up.

        Raises UnfitMachine where no worker has ever finished anything: then the items do not cause it.
        """
        for crashes, item in enumerate(suspects, 1):
            if self.stop.is_due():
                return
            done = self._alone(work, item)
            if done is None and not self._has_worked and crashes == MANY_CRASHES:
                raise UnfitMachine(NO_WORKERS, WITHOUT_WORKERS)
            yield item, on_crash(item) if done is None else done.results[0]
        self.end(now=False)  # the next ones are done by all again

    def _alone(self, work: Work[T, R], item: T) -> Done[R] | None:
        """The result of an item that has a worker to itself; None where that crashed each time."""
        for _ in range(TRIES_ALONE):
            try:
                done = self._awaited(self._submitted_alone(work, item))
            except BROKEN:
                self.end(now=True)
            else:
                self._has_worked = True
                return done
        return None

    def _submitted_alone(self, work: Work[T, R], item: T) -> Future[Done[R]]:
        """Give an item to the only worker. That none could be started is not the item's fault."""
        for pause in PAUSES:
            time.sleep(pause)
            with contextlib.suppress(*BROKEN):
                return self._submitted(1, work, (item,))
            self.end(now=True)
        raise UnfitMachine(NO_WORKERS, WITHOUT_WORKERS)

    def _awaited(self, future: Future[Done[R]]) -> Done[R]:
        with self.stop.waiting():
            return future.result()

    def _submitted(self, count: int, work: Work[T, R], chunk: tuple[T, ...]) -> Future[Done[R]]:
        if self._executor is None:
            return self._pool_of(count).submit(work_on, self.job, work, chunk)
        # An executor that is not ours may start its workers in this moment.
        with without_passphrases(self.job.campaign.passphrase_variables):
            return self._executor.submit(work_on, self.job, work, chunk)

    def _pool_of(self, count: int) -> ProcessPoolExecutor:
        if self._pool is None:
            campaign = self.job.campaign
            self._pool = ProcessPoolExecutor(
                count,
                mp_context=workers.choose_context(
                    campaign.output.pdf_engine, self.job.formats, campaign.passphrase_variables
                ),
                initializer=_begin,
            )
        return self._pool

    def end(self, *, now: bool) -> None:
        """End the workers after what they have in hand, or `now`. After that, none writes anything."""
        pool = self._pool
        if pool is None:
            return
        processes = list((pool._processes or {}).values())  # noqa: SLF001 - kill_workers() came with Python 3.14
        for process in processes if now else ():
            process.kill()
        if now and LEAVES_WORK_UNREAD:
            _read_the_rest(pool)
        pool.shutdown(wait=True, cancel_futures=True)
        for process in processes if now else ():
            process.join()
        self._pool = None


def _read_the_rest(pool: ProcessPoolExecutor) -> None:
    """Read the work that was sent to workers that no longer run, so that the thread that sends it can end."""
    try:
        unread = os.dup(pool._call_queue._reader.fileno())  # type: ignore[attr-defined]  # noqa: SLF001
    except OSError:  # that thread has ended, and has closed the pipe
        return
    threading.Thread(target=_read_to_the_end, args=(unread,), daemon=True).start()


def _read_to_the_end(descriptor: int) -> None:
    while os.read(descriptor, MANY_BYTES):
        pass
    os.close(descriptor)


class Sizes:
    """How many items make a chunk: as many as are done within `AT_ONCE`."""

    def __init__(self) -> None:
        self.next = FIRST_CHUNK

    def learn(self, done: Done[R]) -> None:
        """Choose the size of the next chunks by the time of one; no more than twice as many at once."""
        seconds = done.seconds / max(len(done.results), 1)
        fitting = int(AT_ONCE / seconds) if seconds > 0 else LARGEST_CHUNK
        self.next = max(1, min(fitting, self.next * 2, LARGEST_CHUNK))


# --- in a worker -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """The results of a chunk."""

    results: tuple[R, ...]
    seconds: float
    """That the work took, without the building of tools."""


class _Bench(threading.local):
    """The tools of this worker. They do not pickle, so each worker builds its own, once for each job."""

    key = ""
    workshop: Workshop | None = None


_bench = _Bench()


def workshop_for(job: Job) -> Workshop:
    """The workshop of this process and thread for a job. Raises LetterforgeError where it cannot be built."""
    if _bench.key != job.key or _bench.workshop is None:
        _bench.workshop = None
        _bench.workshop = Workshop(job.campaign, job.columns, job.formats, job.seal_order)
        _bench.key = job.key
    return _bench.workshop


def work_on(job: Job, work: Work[T, R], chunk: tuple[T, ...]) -> Done[R]:
    """Do the work on each item of a chunk."""
    workshop = workshop_for(job)
    begun = time.perf_counter()
    results = tuple(work(workshop, item) for item in chunk)
    return Done(results, time.perf_counter() - begun)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent receives Ctrl-C, and decides
    logging.getLogger().addHandler(logging.NullHandler())  # people do not read what libraries log
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when the parent is killed: it would wait for work without end."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
