"""The only way to a campaign's files: reads them, hashes them, and records which letter used which.

What is recorded is what was really read. A missing file is recorded too, because a letter may change when it
appears.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

from letterforge.errors import Code, LetterFailed, Place, Problem
from letterforge.intake import given

FilesRead: TypeAlias = tuple[tuple[str, str], ...]
"""Files by their paths as the user knows them, each with its SHA-256 in hexadecimal digits.

Empty: it is not there.
"""


class Door:
    """Reads files, and remembers the hash of each.

    One for each process that makes letters; it does not pickle.
    """

    def __init__(self, root: Path, held: Mapping[Path, bytes] | None = None) -> None:
        """`root`: the campaign's folder, by which files are named. `held`: files that are in memory alone."""
        self._root = root
        self._held = held or {}
        self._found: dict[Path, str] = {}
        self._names: dict[Path, str] = {}
        self._record: dict[str, str] | None = None

    def read(self, path: Path, most: int = given.MOST_BYTES) -> bytes:
        """The content of a file.

        Raises OSError if it cannot be read or is larger than `most` bytes, and LetterFailed if it has changed
        since it was read before: two letters of one run are never made from two versions.
        """
        try:
            content = self._held[path] if path in self._held else given.content(path, most)
        except OSError:
            self._remember(path, "")
            raise
        self._remember(path, hashlib.sha256(content).hexdigest())
        return content

    def sha256(self, path: Path) -> str:
        """The SHA-256 of a file; empty: it cannot be read. Raises LetterFailed as `read` does."""
        if path not in self._found:
            with suppress(OSError):
                self.read(path)
        self.note(path)
        return self._found[path]

    def has(self, path: Path) -> bool:
        """Whether there is such a file. A missing file is recorded."""
        if path in self._held or given.is_file(path):
            return True
        self._remember(path, "")
        return False

    @property
    def found(self) -> tuple[tuple[Path, str], ...]:
        """Every file that was asked for, each with its SHA-256; empty: it is not there."""
        return tuple(self._found.items())

    def note(self, path: Path) -> None:
        """Record that a letter uses a file that was read before."""
        if self._record is not None:
            self._record[self.shown(path)] = self._found[path]

    def shown(self, path: Path) -> str:
        """A path as the user knows it: relative to the campaign, with forward slashes."""
        if path not in self._names:  # asked for again with every letter
            inside = path.is_relative_to(self._root)
            self._names[path] = path.relative_to(self._root).as_posix() if inside else str(path)
        return self._names[path]

    def confirm(self) -> None:
        """Read every file again. Raises LetterFailed if one has changed.

        Libraries read pictures and letterheads by themselves, after they were recorded.
        """
        for path, sha256 in self._found.items():
            if path not in self._held and (sha256_of(path) if given.is_file(path) else "") != sha256:
                raise LetterFailed([self._changed(path)])

    @contextmanager
    def recording(self) -> Iterator[dict[str, str]]:
        """Record what is read or noted meanwhile, in the dictionary that this yields."""
        before, self._record = self._record, {}
        try:
            yield self._record
        finally:
            self._record = before

    def _remember(self, path: Path, sha256: str) -> None:
        if self._found.setdefault(path, sha256) != sha256:
            raise LetterFailed([self._changed(path)])
        self.note(path)

    def _changed(self, path: Path) -> Problem:
        message = f"{self.shown(path)} was changed while this run was using it"
        place = Place(self.shown(path))
        return Problem(Code.CHANGED_MEANWHILE, message, "run the same command again", place)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits. Raises OSError."""
    with given.opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
