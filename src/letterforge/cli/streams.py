"""What is spoken through: standard output and error, which may be closed, full, or read by nobody any more.

A run that makes letters must not end because nobody reads its output; that something was lost is reported at the end.
"""

from __future__ import annotations

import io
import os
import sys

NAMES = ("stdin", "stdout", "stderr")
"""What Python calls the first three descriptors."""


class Spoken(io.FileIO):
    """A descriptor that is written to. Once that has failed, the rest is let go of."""

    failed: OSError | None = None

    def write(self, content: object) -> int:
        """Write as much as is taken; all is said to be where nothing can be."""
        if self.failed is None:
            try:
                return super().write(content)  # type: ignore[arg-type] # typeshed: Buffer, since 3.12 alone
            except OSError as error:
                self.failed = error
        return len(content)  # type: ignore[arg-type]


def open_streams() -> None:
    """Put streams in place that fail in silence, and something where none was (`>&-`)."""
    for descriptor, name in enumerate(NAMES):
        try:
            os.fstat(descriptor)
        except OSError:
            # It takes the lowest number that is free; else the next file that is opened would be taken for a stream.
            os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(descriptor, "r" if not descriptor else "w", closefd=False))
    for descriptor, name in enumerate(NAMES[1:], start=1):
        before = getattr(sys, name)
        if sys.platform == "win32":  # whose console takes no bytes, and may lack the names that are printed
            before.reconfigure(errors="replace")
            continue
        raw = io.BufferedWriter(Spoken(descriptor, "wb", closefd=False))
        after = io.TextIOWrapper(raw, before.encoding, "replace", line_buffering=before.line_buffering)
        setattr(sys, name, after)


def close_streams() -> OSError | None:
    """Say what still waits to be said; returns why something on standard output could not be, if it could not."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return raw.failed if isinstance(raw, Spoken) else None
