"""How the processes that make letters are started, and how early.

On Linux they are forked from a server that has loaded everything: they begin at once and share its memory. Forking
this process itself would not be safe, because it may have threads (progress bars); on macOS no process is safe to
fork that has loaded the system's frameworks.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Container, Iterable
from multiprocessing.context import BaseContext

from letterforge.children import without_passphrases
from letterforge.model import Format, PdfEngine

PRELOADED = ("letterforge.batch", "letterforge.typeset.to_docx")
"""Modules that workers find loaded already where they are forked from a server."""
PRELOADED_FOR_PDF = {
    PdfEngine.WEASYPRINT: ("weasyprint", "letterforge.typeset.to_pdf"),
    PdfEngine.TYPST: ("typst", "letterforge.typeset.to_typst"),
}


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


LEAKED = "ignore:resource_tracker"
"""Python's tracker clears up what a run that was killed has left, and would print a warning of that."""


def expect(engine: PdfEngine, formats: Container[Format], jobs: int = 0, hidden: Iterable[str] = ()) -> None:
    """Let the server load while this process loads what it needs itself: half a second less until the first letter.

    `engine` is the one that sets PDF on this machine; `jobs` as for a run: with one there is no server. `hidden`: see
    `context`.
    """
    if (jobs or processors()) > 1 and sys.platform.startswith("linux"):
        context(engine, formats, hidden)


def context(engine: PdfEngine, formats: Container[Format], hidden: Iterable[str] = ()) -> BaseContext:
    """What workers come from, which set letters in these formats. A server that is there already stays as it is.

    `hidden`: variables of the environment that no worker gets.
    """
    if not sys.platform.startswith("linux"):
        return multiprocessing.get_context("spawn")
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload([*PRELOADED, *(PRELOADED_FOR_PDF[engine] if Format.PDF in formats else ())])
    with without_passphrases(hidden):
        _start_server()
    return server


def _start_server() -> None:
    from multiprocessing import forkserver, resource_tracker  # not on every system

    # A terminal sends Ctrl-C, and its end, to the server and the tracker too: they start deaf, and end with this
    # process. Else the server would end in a traceback while it loads, and the tracker clear nothing up.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    sys.warnoptions.append(LEAKED)  # which the tracker is started with
    try:
        resource_tracker.ensure_running()
        # Starting it lets Ctrl-C through again.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
        sys.warnoptions.remove(LEAKED)
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if LEAKED in sys.warnoptions:
            sys.warnoptions.remove(LEAKED)
