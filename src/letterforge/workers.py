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
from collections.abc import Container
from multiprocessing.context import BaseContext

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


def expect(engine: PdfEngine, formats: Container[Format], jobs: int = 0) -> None:
    """Let the server load while this process loads what it needs itself: half a second less until the first letter.

    `engine` is the one that sets PDF on this machine; `jobs` as for a run: with one there is no server.
    """
    if (jobs or processors()) > 1 and sys.platform.startswith("linux"):
        context(engine, formats)


def context(engine: PdfEngine, formats: Container[Format]) -> BaseContext:
    """What workers come from, which set letters in these formats. A server that is there already stays as it is."""
    if not sys.platform.startswith("linux"):
        return multiprocessing.get_context("spawn")
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload([*PRELOADED, *(PRELOADED_FOR_PDF[engine] if Format.PDF in formats else ())])
    _start_server()
    return server


def _start_server() -> None:
    from multiprocessing import forkserver, resource_tracker  # not on every system

    resource_tracker.ensure_running()  # first, because starting it lets Ctrl-C through again
    # A terminal sends Ctrl-C to the server too, which would end in a traceback while it loads: it starts deaf.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
