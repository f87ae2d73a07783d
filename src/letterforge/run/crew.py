"""Who works: processes with a window of work in flight, or this process alone; results come in the order of the work.

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
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import Generic, Self, TypeAlias, TypeVar
from uuid import uuid4

from letterforge.campaign import Campaign
from letterforge.errors import UnfitMachine
from letterforge.model import Format
from letterforge.pipeline import Workshop
from letterforge.processes.children import without_passphrases
from letterforge.processes.signals import SHELL, Interrupted
from letterforge.run import workers
from letterforge.sealing import Order

T = TypeVar("T")
R = TypeVar("R")
Work: TypeAlias = Callable[[Workshop, T], R]
"""What is done for each item: a function of a module, so that it pickles."""

WINDOW = 3
"""Chunks in flight for each worker: enough to keep it busy, and no more to lose or to hold in memory."""
AT_ONCE = 0.25
"""Seconds of work in a chunk, at most: progress moves and Ctrl-C is heard, and passing it costs nothing beside it."""
FIRST_CHUNK, LARGEST_CHUNK = 2, 32
"""Items in a chunk, before it is known how long one takes; and at most."""
MANY_DEATHS = 3
PATIENCE = 10.0
"""Seconds that a run has to write down what there is; a signal after that ends it as it is."""
NO_WORKERS = "the processes that should make the letters end as soon as they begin"
WITHOUT_WORKERS = "work without them: --jobs 1, in Python Wanted(jobs=1)"
BROKEN = (BrokenExecutor, ConnectionError, EOFError)
"""What is raised where a worker has died, or the server that starts them."""
TRIES_ALONE = 2
"""How often an item is tried by itself, after it was in flight when a worker died: that may have been chance again."""
PAUSES = (0.0, 0.1, 0.5, 2.0)
"""Seconds to wait before workers are started, again and again: a server that was killed takes a moment to be gone."""


@dataclass(frozen=True, slots=True)
class Job:
    """What all the work of a crew has in common."""

    campaign: Campaign
    columns: tuple[str, ...]
    """Further columns of the table."""
    formats: tuple[Format, ...]
    order: Order | None = None
    """What to seal with; None: letters are not sealed."""
    key: str = field(default_factory=lambda: uuid4().hex)
    """By which a worker knows that its workshop is for this job."""


class Stop:
    """Ctrl-C: once asks for an end after the letters in hand, twice ends now, as other signals do at once."""

    def __init__(self) -> None:
        self.asked = False
        """No further letter is to be begun."""
        self.heard = False
        """Ctrl-C has been pressed, or another signal has come."""
        self.signal = int(signal.SIGINT)
        """Which it was."""
        self.too_late = False
        """What there is is being written down: no signal changes anything any more, for `PATIENCE`."""
        self._since = 0.0

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        """Hear a signal. Raises Interrupted, once, where the run is to end now."""
        if self.too_late:
            if self._since and time.monotonic() - self._since > PATIENCE:
                os._exit(SHELL + number)
            return
        ends_now = self.heard or number != signal.SIGINT
        self.asked = self.heard = True
        if ends_now:
            # One that follows at once must not break into what this one begins: manifest and ledger are written.
            self.too_late, self._since, self.signal = True, time.monotonic(), number
            raise Interrupted(number)


class Crew:
    """Does work on one item after another. A context manager: what it started ends with it."""

    def __init__(self, job: Job, jobs: int = 1, executor: Executor | None = None) -> None:
        """`jobs`: processes; 1 works in this process. `executor`: another's, which is used and not ended."""
        self.job = job
        self.jobs = (jobs or workers.processors()) if workers.may_start() else 1
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

    def each(self, work: Work[T, R], items: Iterable[T], given_up: Callable[[T], R]) -> Iterator[tuple[T, R]]:
        """Items and what came of each, in their order. Returns early when stopped.

        `given_up`: what to put for an item whose worker died again and again.
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
                yield from self._one_by_one(work, lost, given_up)

    def _here(self, work: Work[T, R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
        workshop = workshop_for(self.job)
        for item in items:
            if self.stop.asked:
                return
            yield item, work(workshop, item)

    def _through_window(
        self, work: Work[T, R], items: Iterator[T], sizes: Sizes, lost: list[T]
    ) -> Iterator[tuple[T, R]]:
        """Keep a window of chunks in flight. When a worker dies, `lost` gets what was, and no more is sent."""
        in_flight: deque[tuple[tuple[T, ...], Future[Done[R]]]] = deque()
        while True:
            while not self.stop.asked and not lost and len(in_flight) < self.jobs * WINDOW:
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
                done = future.result()
            except BROKEN:
                lost[:0] = [*chunk, *(item for other, _ in in_flight for item in other)]
                return
            self._has_worked = True
            sizes.learn(done)
            yield from zip(chunk, done.results, strict=True)

    def _one_by_one(
        self, work: Work[T, R], suspects: Iterable[T], given_up: Callable[[T], R]
    ) -> Iterator[tuple[T, R]]:
        """Do alone what was in flight when a worker died, so that only the guilty item is given up.

        Raises UnfitMachine where no worker has ever come to an end of anything: then it is not the items' fault.
        """
        for deaths, item in enumerate(suspects, 1):
            if self.stop.asked:
                return
            done = self._alone(work, item)
            if done is None and not self._has_worked and deaths == MANY_DEATHS:
                raise UnfitMachine(NO_WORKERS, WITHOUT_WORKERS)
            yield item, given_up(item) if done is None else done.results[0]
        self.end(now=False)  # the next ones are done by all again

    def _alone(self, work: Work[T, R], item: T) -> Done[R] | None:
        """What came of an item that has a worker to itself; None where that died each time."""
        for _ in range(TRIES_ALONE):
            try:
                done = self._submitted_alone(work, item).result()
            except BROKEN:
                self.end(now=True)
            else:
                self._has_worked = True
                return done
        return None

    def _submitted_alone(self, work: Work[T, R], item: T) -> Future[Done[R]]:
        """Hand an item to the only worker there is. That none could be started is not the item's fault."""
        for pause in PAUSES:
            time.sleep(pause)
            with contextlib.suppress(*BROKEN):
                return self._submitted(1, work, (item,))
            self.end(now=True)
        raise UnfitMachine(NO_WORKERS, WITHOUT_WORKERS)

    def _submitted(self, count: int, work: Work[T, R], chunk: tuple[T, ...]) -> Future[Done[R]]:
        # Where workers are not forked from a server, it is this that starts them.
        with without_passphrases(self.job.campaign.passphrase_variables):
            return self._workers(count).submit(work_on, self.job, work, chunk)

    def _workers(self, count: int) -> Executor:
        if self._executor is not None:
            return self._executor
        if self._pool is None:
            campaign = self.job.campaign
            self._pool = ProcessPoolExecutor(
                count,
                mp_context=workers.context(
                    campaign.output.pdf_engine, self.job.formats, campaign.passphrase_variables
                ),
                initializer=_begin,
            )
        return self._pool

    def end(self, *, now: bool) -> None:
        """Let the workers go when they have done what they have in hand, or `now`: then none writes anything more."""
        pool = self._pool
        if pool is None:
            return
        workers = list((pool._processes or {}).values())  # noqa: SLF001 - kill_workers() came with Python 3.14
        for worker in workers if now else ():
            worker.kill()
        pool.shutdown(wait=True, cancel_futures=True)
        for worker in workers if now else ():
            worker.join()
        self._pool = None


class Sizes:
    """How many items make a chunk: as many as take `AT_ONCE`."""

    def __init__(self) -> None:
        self.next = FIRST_CHUNK

    def learn(self, done: Done[R]) -> None:
        """Take a chunk's time for the next ones; no more than twice as many at once."""
        each = done.seconds / max(len(done.results), 1)
        fitting = int(AT_ONCE / each) if each > 0 else LARGEST_CHUNK
        self.next = max(1, min(fitting, self.next * 2, LARGEST_CHUNK))


# --- in a worker -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """What came of a chunk."""

    results: tuple[R, ...]
    seconds: float
    """That the work took, the building of tools aside."""


class _Bench(threading.local):
    """The tools of this worker. They do not pickle, so each worker builds its own, once for each job."""

    key = ""
    workshop: Workshop | None = None


_bench = _Bench()


def workshop_for(job: Job) -> Workshop:
    """The workshop of this process and thread for a job. Raises LetterforgeError where it cannot be built."""
    if _bench.key != job.key or _bench.workshop is None:
        _bench.workshop = None
        _bench.workshop = Workshop(job.campaign, job.columns, job.formats, job.order)
        _bench.key = job.key
    return _bench.workshop


def work_on(job: Job, work: Work[T, R], chunk: tuple[T, ...]) -> Done[R]:
    """Do the work on each item of a chunk."""
    workshop = workshop_for(job)
    begun = time.perf_counter()
    results = tuple(work(workshop, item) for item in chunk)
    return Done(results, time.perf_counter() - begun)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C, and decides
    logging.getLogger().addHandler(logging.NullHandler())  # what libraries log is not for people
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when the parent is killed: it would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
