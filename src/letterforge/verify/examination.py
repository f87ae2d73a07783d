"""A path → its verdict, for any file. For hostile files, call it through `guard`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

from letterforge.intake import given
from letterforge.verify.crypto.trust import Trust
from letterforge.verify.kinds import check_suffix, format_of
from letterforge.verify.verdict import Refused, Seal, SealStanding, SealVerdict, weigh

Findings: TypeAlias = tuple[tuple[Seal, ...], tuple[str, ...]]
"""The seals of a file, and what is wrong with all of them together."""

LARGEST = 256 * 1024 * 1024
"""Largest file that is examined, in bytes."""


def examine_file(path: Path, trust: Trust) -> SealVerdict:
    """The verdict on a file. Never raises because of the file."""
    try:
        content = given.content(path, LARGEST)  # read once, so that the hash is of the examined bytes
    except OSError as error:
        return SealVerdict(path, SealStanding.UNREADABLE, faults=(f"it cannot be read: {given.why(error)}",))
    sha256 = hashlib.sha256(content).hexdigest()
    format_ = ""
    try:
        format_ = format_of(content)
        format_, read = _reader(content, format_)
        check_suffix(path, format_)
        seals, faults = read(trust)
    except Refused as refused:
        return SealVerdict(path, SealStanding.UNREADABLE, format_, sha256, faults=(str(refused),))
    except Exception as error:  # our own error with a hostile file: it must not end the run, nor pass
        fault = f"it could not be examined ({type(error).__name__}: {str(error)[:100]})"
        return SealVerdict(path, SealStanding.UNREADABLE, format_, sha256, faults=(fault,))
    reported = faults if seals else (*faults, "nobody has sealed it")
    return SealVerdict(path, weigh(seals, faults), format_, sha256, seals, reported)


def _reader(content: bytes, format_: str) -> tuple[str, Callable[[Trust], Findings]]:
    """The format of a file, by its content, and the function that reads its seals. Raises Refused."""
    match format_:
        case "pdf":
            from letterforge.verify.pdf.checking import seals_of

            return "pdf", partial(seals_of, content)
        case "package":
            from letterforge.verify.docx.checking import seals_in
            from letterforge.verify.docx.package import ExaminedPackage

            package = ExaminedPackage(content)
            return package.kind, partial(seals_in, package)
    raise Refused("it is empty" if not content else "it is neither a PDF nor a Word file")
