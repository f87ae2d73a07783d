"""One run at a time in an output folder, and who it is."""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from letterforge.errors import BrokenCampaign, Code, Place, Problem
from letterforge.intake import given

FOLDER = ".letterforge"
"""In the output folder: what a run saves for the next one."""
FILE, LOCK = "ledger.db", "lock"
KEPT = (LOCK, FILE, f"{FILE}-wal", f"{FILE}-shm", f"{FILE}-journal", "strangers.db")
"""The files that may be there."""

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(1 << 30)  # beyond what is written there: on Windows nobody else can read what is locked
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def in_the_way(folder: Path) -> Problem | None:
    """The problem that a folder, or a pipe on which a run would wait, is in the place of one of our files."""
    for path in (folder / FOLDER / name for name in KEPT):
        if given.is_there(path) and not given.is_file(path):
            what = "a folder" if given.is_folder(path) else "a pipe, a device, or a link that leads nowhere"
            message = f"{path.name} is {what}, not a file; a run cannot save its results there"
            return Problem(
                Code.LEDGER, message, "move it away; all letters are then made again", Place(str(path))
            )
    return None


class Lock:
    """Held from `__enter__` to `__exit__`; the system releases it when the process ends, however it ends."""

    def __init__(self, path: Path, *, only_reads: bool = False) -> None:
        """`only_reads`: where the folder is read-only, it is held for reading."""
        self._path = path
        self._only_reads = only_reads
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """Raises BrokenCampaign where another run holds it, OSError where the folder cannot be written to."""
        file = self._open()
        try:
            _lock(file)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
                file.close()
                raise
            holder = _holder(file)
            file.close()
            message = f"another run is writing to this folder{holder}"
            hint = "wait until it ends, or use another folder with --out"
            place = Place(str(self._path.parent.parent))
            raise BrokenCampaign([Problem(Code.FOLDER_IN_USE, message, hint, place)]) from None
        self._file = file
        return self

    def _open(self) -> IO[bytes]:
        try:
            return self._path.open("a+b")
        except OSError as error:
            if self._only_reads and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                return self._path.open("rb")
            raise

    def sign(self) -> None:
        """Write into it who holds it, for others to read. Raises OSError."""
        assert self._file is not None  # noqa: S101 - held
        since = datetime.now(UTC).isoformat(timespec="seconds")
        held = {"process": os.getpid(), "machine": socket.gethostname(), "since": since}
        self._file.truncate(0)
        self._file.write(json.dumps(held).encode())
        self._file.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _holder(file: IO[bytes]) -> str:
    try:
        file.seek(0)
        held = json.loads(file.read(4096))
        return f": process {held['process']} on {held['machine']}, since {held['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
