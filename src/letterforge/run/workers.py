"""How the processes that make letters are started, and how early.

On Linux they are forked from a server that has loaded everything: they begin at once and share its memory.
Forking this process itself would not be safe, because it may have threads (progress bars); on macOS no
process is safe to fork that has loaded the system's frameworks.

`multiprocessing` would run the program that uses letterforge once more in each worker, to find what it
defines there. Ours need nothing of it: they are started as if there were none. So a script needs no `if
__name__ == "__main__":`, and one that came through the standard input, which is no file, can make letters
too.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Container, Iterable, Iterator
from multiprocessing import process, spawn
from multiprocessing.context import BaseContext, SpawnContext, SpawnProcess
from typing import Any

from letterforge.model import Format, PdfEngine
from letterforge.processes.children import without_passphrases
from letterforge.typeset.typesetters import TABLE

PRELOADED = "letterforge.run.commissions"
"""What workers find loaded already where they are forked from a server, with what sets their formats."""
METHOD = "forkserver" if sys.platform.startswith("linux") else "spawn"
"""How workers are started."""
MAIN = ("init_main_from_name", "init_main_from_path")
"""Keys under which `multiprocessing` describes how a worker finds the program's main module."""


def count_processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


LEAKED = "ignore:resource_tracker"
"""Python's tracker clears up what a run that was killed has left, and would print a warning about it."""


def start_early(
    engine: PdfEngine, formats: Container[Format], jobs: int = 0, hidden: Iterable[str] = ()
) -> None:
    """Let the server load while this process loads what it needs itself: half a second less until the first
    letter.

    `engine` is the one that sets PDF on this machine; `jobs` as for a run: with one there is no server.
    `hidden`: see `choose_context`.
    """
    if (jobs or count_processors()) > 1 and METHOD == "forkserver":
        choose_context(engine, formats, hidden)


def choose_context(engine: PdfEngine, formats: Container[Format], hidden: Iterable[str] = ()) -> BaseContext:
    """How workers are started that set letters in these formats. A server that runs already stays as it is.

    `hidden`: variables of the environment that no worker gets, from now on.
    """
    _hidden.update(hidden)
    if METHOD == "spawn" or _is_served_elsewhere():
        return SpawnedAlone()
    server = multiprocessing.get_context("forkserver")
    chosen = (known for known in Format if known in formats)
    modules = (module for known in chosen for module in TABLE[known.typesetter(engine)].preloaded)
    server.set_forkserver_preload([PRELOADED, *modules])
    with without_passphrases(_hidden):
        _start_server()
    return ForkedAlone()


def may_start() -> bool:
    """Whether this process may have workers: one that `multiprocessing` runs as a daemon may not."""
    return not process.current_process().daemon


def _is_served_elsewhere() -> bool:
    """Whether this process was forked from one that has a server, which answers to that one alone."""
    from multiprocessing import forkserver

    server = vars(forkserver._forkserver)["_forkserver_pid"]  # noqa: SLF001 - no other way to know it
    return server is not None and not _is_child(server)


def _is_child(number: int) -> bool:
    try:
        os.waitid(os.P_PID, number, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _start_server() -> None:
    from multiprocessing import forkserver, resource_tracker  # not on every system

    # A terminal sends Ctrl-C, and its end, to the server and the tracker too: they start with these signals
    # blocked, and end with this process. Else the server would end in a traceback while it loads, and the
    # tracker would clear nothing up.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    sys.warnoptions.append(LEAKED)  # which the tracker is started with
    try:
        resource_tracker.ensure_running()
        # Starting the tracker unblocks Ctrl-C.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
        sys.warnoptions.remove(LEAKED)
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if LEAKED in sys.warnoptions:
            sys.warnoptions.remove(LEAKED)


# --- without the program ---------------------------------------------------------------------------


class _Starting(threading.local):
    ours = False
    """Whether this thread is starting a worker of ours: those that others start get their program."""


_starting = _Starting()
_hidden: set[str] = set()
"""Variables of the environment that no worker gets."""
_described = spawn.get_preparation_data


def _description(name: str) -> dict[str, Any]:
    """What a process is given to begin with."""
    found = _described(name)
    return {key: found[key] for key in found if not (_starting.ours and key in MAIN)}


@contextlib.contextmanager
def _starting_ours() -> Iterator[None]:
    """While this runs, the process that is started gets neither the program nor passphrases in its
    environment.
    """
    spawn.get_preparation_data = _description
    _starting.ours = True
    try:
        # Where processes are forked from a server that was killed, this starts the next server too.
        with without_passphrases(_hidden):
            yield
    finally:
        _starting.ours = False


class SpawnedWorker(SpawnProcess):
    """A new process without the program's main module."""

    @staticmethod
    def _Popen(process_obj: process.BaseProcess) -> Any:  # noqa: N802 - the parent's name
        with _starting_ours():
            return SpawnProcess._Popen(process_obj)  # noqa: SLF001 - what is overridden


class SpawnedAlone(SpawnContext):
    """Starts such processes."""

    Process = SpawnedWorker


if sys.platform.startswith("linux"):
    from multiprocessing.context import ForkServerContext, ForkServerProcess

    class ForkedWorker(ForkServerProcess):
        """A process from the server without the program's main module."""

        @staticmethod
        def _Popen(process_obj: process.BaseProcess) -> Any:  # noqa: N802 - the parent's name
            with _starting_ours():
                return ForkServerProcess._Popen(process_obj)  # noqa: SLF001 - what is overridden

    class ForkedAlone(ForkServerContext):
        """Starts such processes."""

        Process = ForkedWorker
