"""A path → its verdict, whatever stands there. For hostile files, call it through `guard`."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from letterforge.verify.crypto.trust import Trust
from letterforge.verify.verdict import Refused, Seal, Standing, Verdict, weigh

LARGEST = 256 * 1024 * 1024
"""Bytes of a file that is examined."""
PDF_START, ZIP_START = b"%PDF-", b"PK"
HEADER_WITHIN = 1024
"""Bytes within which readers look for the header of a PDF (ISO 32000-1, annex H, 3.4.1)."""


def examine(path: Path, trust: Trust) -> Verdict:
    """The verdict on a file. Never raises for what the file is."""
    try:
        content = _read(path)
    except OSError as error:
        return Verdict(path, Standing.UNREADABLE, faults=(f"it cannot be read: {error.strerror or error}",))
    except Refused as refused:
        return Verdict(path, Standing.UNREADABLE, faults=(str(refused),))
    format_ = _format(content)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        seals, faults = _seals(content, format_, trust)
    except Refused as refused:
        return Verdict(path, Standing.UNREADABLE, format_, sha256, faults=(str(refused),))
    except Exception as error:  # a fault of ours over a hostile file must not end the run, nor pass
        fault = f"it could not be examined ({type(error).__name__}: {str(error)[:100]})"
        return Verdict(path, Standing.UNREADABLE, format_, sha256, faults=(fault,))
    told = faults if seals else (*faults, "nobody has sealed it")
    return Verdict(path, weigh(seals, faults), format_, sha256, seals, told)


def _read(path: Path) -> bytes:
    """The bytes of a regular file, read once: what is hashed is what is examined. Raises OSError, Refused."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(descriptor, "rb") as file:  # noqa: PTH123 - opened so that a pipe does not hold us up
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise Refused("it is no file")
        if state.st_size > LARGEST:
            raise Refused(f"it has {state.st_size:,} bytes, more than are examined")
        return file.read(LARGEST + 1)


def _format(content: bytes) -> str:
    if content.startswith(ZIP_START):
        return "docx"
    return "pdf" if PDF_START in content[: HEADER_WITHIN + len(PDF_START)] else ""


def _seals(content: bytes, format_: str, trust: Trust) -> tuple[tuple[Seal, ...], tuple[str, ...]]:
    match format_:
        case "pdf":
            from letterforge.verify.pdf import checking

            return checking.seals_of(content, trust)
        case "docx":
            from letterforge.verify.docx import checking as word

            return word.seals_of(content, trust)
    raise Refused("it is empty" if not content else "it is neither a PDF nor a Word file")
