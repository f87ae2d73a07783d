"""One run at a time in an output folder, and who it is."""

from __future__ import annotations

import json
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from letterforge.errors import BrokenCampaign, Code, Place, Problem

FOLDER = ".letterforge"
"""In the output folder: what a run keeps for the next one."""
FILE, LOCK = "ledger.db", "lock"

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(1 << 30)  # beyond what is written there: Windows keeps others from reading what is locked
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """Held from `__enter__` to `__exit__`; the system lets go of it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """Raises BrokenCampaign where another run holds it, OSError where the folder cannot be written to."""
        file = self._path.open("a+b")
        try:
            _lock(file)
        except OSError:
            holder = _holder(file)
            file.close()
            message = f"another run is writing to this folder{holder}"
            hint = "wait for it to end, or give this one another folder with --out"
            place = Place(str(self._path.parent.parent))
            raise BrokenCampaign([Problem(Code.FOLDER_IN_USE, message, hint, place)]) from None
        self._file = file
        return self

    def sign(self) -> None:
        """Write down who holds it, for others to read. Raises OSError."""
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
