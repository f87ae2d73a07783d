"""Data that grows with the list: a sequence, and first values by key, on disk instead of in memory."""

from __future__ import annotations

import pickle
import sqlite3
import tempfile
import weakref
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

from letterforge.errors import UnfitMachine

T = TypeVar("T")

IN_MEMORY = 256 * 1024
"""Bytes that are kept in memory before a file is used."""


class Spool(Sequence[T], Generic[T]):
    """Values that can be pickled, read from an iterable once.

    The file has no name, and ends with the object.
    """

    def __init__(self, values: Iterable[T] = ()) -> None:
        """Raises UnfitMachine if the system's folder for temporary files is full."""
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the object
        weakref.finalize(self, self._file.close)
        self._starts = array("Q", [0])
        for value in values:
            self._append(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))

    def _append(self, pickled: bytes) -> None:
        try:
            self._file.write(pickled)
        except OSError as error:
            raise no_room(error) from None
        self._starts.append(self._starts[-1] + len(pickled))

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> list[T]: ...

    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        start, end = self._starts[index % len(self)], self._starts[index % len(self) + 1]
        self._file.seek(start)
        value: T = pickle.loads(self._file.read(end - start))  # noqa: S301 - written above
        return value

    def __iter__(self) -> Iterator[T]:
        return (self[index] for index in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(
            mine == theirs for mine, theirs in zip(self, other, strict=True)
        )

    __hash__ = None  # type: ignore[assignment] # compared by its values, as a list is


class Firsts(Generic[T]):
    """The first value for each key. The file has no name, and ends with the object."""

    def __init__(self) -> None:
        self._data = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._data.close)
        self._data.executescript(
            f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -{IN_MEMORY // 1024};"
            "CREATE TABLE firsts (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID"
        )

    def claim(self, key: str, value: T) -> T:
        """The first value for a key: this one, or an earlier one. Raises UnfitMachine as `Spool` does."""
        pickled = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        try:
            done = self._data.execute("INSERT OR IGNORE INTO firsts VALUES (?, ?)", (key, pickled))
        except sqlite3.OperationalError as error:
            raise no_room(error) from None
        if done.rowcount:
            return value
        (found,) = self._data.execute("SELECT value FROM firsts WHERE key = ?", (key,)).fetchone()
        first: T = pickle.loads(found)  # noqa: S301 - written above
        return first


def no_room(error: Exception) -> UnfitMachine:
    """The error that the folder for temporary files is full or cannot be written to."""
    message = f"cannot write to the system's folder for temporary files: {error}"
    return UnfitMachine(
        message, "free some space there, or set the environment variable TMPDIR to another folder"
    )
