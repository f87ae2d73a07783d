"""A function is called in a process of its own, which may hang, grow or crash, while this process goes on.

Where this process has one thread and the system is Linux, the other is forked from it: two milliseconds, so
that the smallest workbook can be read in that way. A fork of a process with threads could wait without end
for a lock that nobody holds any more, and on macOS no fork is safe: there a new Python is started, for some
tenths of a second. A process that was started to make letters is already one that may crash, and calls the
function itself.
"""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TypeVar

from letterforge.processes.children import bare_environment

T = TypeVar("T")

BATCH = 200
"""Values that are sent at once."""
START = "import sys; sys.path[:] = {path!r}; from letterforge.processes.guarded import serve; serve()"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a call may take."""

    seconds: float
    memory: int
    """Bytes of address space beyond those of a process that has just started, where the system can limit
    it.
    """


class ProcessFailed(Exception):
    """The other process took too long or came to an end; the message is about `it`."""


@dataclass(slots=True)
class _Child:
    answers: IO[bytes]
    kill: Callable[[], None]
    wait: Callable[[], object]


def results_of(
    function: Callable[..., Iterable[T]], arguments: tuple[object, ...], limits: Limits
) -> Iterator[T]:
    """What `function(*arguments)` yields.

    Function, arguments and values must pickle; what it raises is raised here.

    Raises ProcessFailed where it takes longer, needs more memory, or brings its process to an end.
    """
    if multiprocessing.parent_process() is not None or not sys.executable:
        yield from function(*arguments)
        return
    child = _forked(function, arguments, limits) if may_fork() else _started(function, arguments, limits)
    late = threading.Event()

    def end() -> None:
        late.set()
        child.kill()

    clock = threading.Timer(limits.seconds, end)
    clock.daemon = True
    clock.start()
    try:
        yield from _received(child.answers)
    except (EOFError, pickle.UnpicklingError):
        raise ProcessFailed(_cause(limits, is_late=late.is_set())) from None
    finally:
        clock.cancel()
        clock.join()  # before the child's number can become that of another process
        child.kill()
        child.answers.close()
        child.wait()


def _cause(limits: Limits, *, is_late: bool) -> str:
    if is_late:
        return f"it takes longer than {limits.seconds:.0f} seconds"
    return (
        f"it needs more than {limits.memory / 1024**3:.1f} GB of memory, or the process that reads it crashes"
    )


def _received(answers: IO[bytes]) -> Iterator[T]:
    while True:
        values, error = pickle.load(answers)  # noqa: S301 - from our own child
        yield from values
        if error is not None:
            raise error
        if not values:
            return


# --- how it is started ---------------------------------------------------------------------------


def may_fork() -> bool:
    """Whether this process can be forked without danger: it has one thread, those of libraries counted."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208 - names alone
    except OSError:
        return False


def _forked(function: Callable[..., Iterable[T]], arguments: tuple[object, ...], limits: Limits) -> _Child:
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            os.close(reading)
            with open(writing, "wb") as answers:  # noqa: PTH123 - a descriptor has no path
                _answer(answers, function, arguments, limits)
        finally:
            os._exit(0)  # nothing of the parent's is to be ended or written twice
    os.close(writing)
    return _Child(
        open(reading, "rb"),  # noqa: PTH123 - closed by `results_of`
        kill=lambda: _suppressed(os.kill, process, signal.SIGKILL),
        wait=lambda: _suppressed(os.waitpid, process, 0),
    )


def _suppressed(function: Callable[..., object], *arguments: object) -> None:
    with contextlib.suppress(OSError):
        function(*arguments)


def _started(function: Callable[..., Iterable[T]], arguments: tuple[object, ...], limits: Limits) -> _Child:
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", START.format(path=sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=bare_environment(),
    )
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    with contextlib.suppress(OSError), process.stdin as questions:
        pickle.dump((function, arguments, limits), questions, pickle.HIGHEST_PROTOCOL)
    return _Child(process.stdout, process.kill, process.wait)


def serve() -> None:
    """Answer the one call that comes through the standard input, in a process that was started for it."""
    answers = os.fdopen(os.dup(1), "wb")
    function, arguments, limits = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
    with answers:
        _answer(answers, function, arguments, limits)
    os._exit(0)


# --- in the other process ------------------------------------------------------------------------


def _answer(
    answers: IO[bytes], function: Callable[..., Iterable[T]], arguments: tuple[object, ...], limits: Limits
) -> None:
    """Send values in batches, an empty one at the end, and with the last what was raised."""
    _quiet()
    _limit(limits)
    with contextlib.suppress(BrokenPipeError, MemoryError):
        try:
            values = iter(function(*arguments))
            while batch := list(islice(values, BATCH)):
                pickle.dump((batch, None), answers, pickle.HIGHEST_PROTOCOL)
            pickle.dump(((), None), answers)
        except MemoryError:  # the stream ends without its last value, and the parent reports that
            raise
        except Exception as error:  # of any kind, for the caller
            pickle.dump(((), error), answers)


def _quiet() -> None:
    """What libraries write when they break would be mixed with our own output; Ctrl-C is for the parent."""
    faulthandler.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)


def _limit(limits: Limits) -> None:
    """Bind memory and time of this process, where the system knows such limits."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        seconds = int(limits.seconds) + 5  # should the parent be gone
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        space = _address_space() + limits.memory
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        space = space if hard == resource.RLIM_INFINITY else min(space, hard)
        resource.setrlimit(resource.RLIMIT_AS, (space, space))


def _address_space() -> int:
    """Bytes that this process has already."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def half_of_memory() -> int:
    """Half of this machine's memory in bytes; a great deal where it is not known."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (AttributeError, OSError, ValueError):
        return 1 << 62
