"""Standard output and error, which may be closed or full, or which nobody reads any more.

A run must not end because nobody reads its output; what was lost is reported at the end.
"""

from __future__ import annotations

import io
import os
import sys

NAMES = ("stdin", "stdout", "stderr")
"""Python's names of the first three descriptors."""


class LossyOutput(io.FileIO):
    """A descriptor that is written to. Once that has failed, the rest is dropped."""

    failed: OSError | None = None

    def write(self, content: object) -> int:
        """Write as much as possible; if nothing can be written, return as if all was."""
        if self.failed is None:
            try:
                return super().write(content)  # type: ignore[arg-type] # typeshed: Buffer, since 3.12 alone
            except OSError as error:
                self.failed = error
        return len(content)  # type: ignore[arg-type]


def open_streams() -> None:
    """Replace the streams with ones that fail in silence, and open those that are closed (`>&-`)."""
    for descriptor, name in enumerate(NAMES):
        try:
            os.fstat(descriptor)
        except OSError:
            # It takes the lowest free number; else the next file that is opened would be used as a stream.
            os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(descriptor, "r" if not descriptor else "w", closefd=False))
    for descriptor, name in enumerate(NAMES[1:], start=1):
        before = getattr(sys, name)
        if (
            sys.platform == "win32"
        ):  # its console takes no bytes, and may lack letters of the names that are printed
            before.reconfigure(errors="replace")
            continue
        raw = io.BufferedWriter(LossyOutput(descriptor, "wb", closefd=False))
        after = io.TextIOWrapper(raw, before.encoding, "replace", line_buffering=before.line_buffering)
        setattr(sys, name, after)


def close_streams() -> OSError | None:
    """Write what still waits; returns why something could not be written to standard output, else None."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return raw.failed if isinstance(raw, LossyOutput) else None
