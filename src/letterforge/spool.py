"""A sequence of values that lies on disk: read as often as wanted, and never in memory as a whole."""

from __future__ import annotations

import pickle
import tempfile
import weakref
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

T = TypeVar("T")

IN_MEMORY = 256 * 1024
"""Bytes up to which no file is needed."""


class Spool(Sequence[T], Generic[T]):
    """Values that pickle, taken from an iterable once. The file is nameless and goes with the object."""

    def __init__(self, values: Iterable[T] = ()) -> None:
        """Raises OSError where the system's folder for temporary files is full."""
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the object
        weakref.finalize(self, self._file.close)
        self._starts = array("Q", [0])
        for value in values:
            self._file.write(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
            self._starts.append(self._file.tell())

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> list[T]: ...

    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        start, end = self._starts[index % len(self)], self._starts[index % len(self) + 1]
        self._file.seek(start)
        value: T = pickle.loads(self._file.read(end - start))  # noqa: S301 - written above, in a nameless file
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
