"""The cells of a row → a hash of each, one after the other: they show which cell has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letterforge.model import COLUMNS, Recipient
from letterforge.provenance.hashing import hash_bytes

CELL = 4
"""Bytes of the hash of a cell."""
EMPTY = bytes(CELL)
"""The hash of an empty cell."""
RENAMED = {"country": "state", "language": "named_language"}
"""Columns that a recipient has under another name."""


def list_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """The columns in the order of the hashes: ours, then the table's further `columns`."""
    return (*COLUMNS, *sorted(columns))


def hash_cells(recipient: Recipient, columns: Sequence[str]) -> bytes:
    """`CELL` bytes for each of the row's cells, in the order of `list_columns`."""
    return b"".join(map(_hash_cell, _cells(recipient, columns)))


def split_cells(cells: bytes) -> Iterator[bytes]:
    """The hashes of single cells."""
    return (cells[start : start + CELL] for start in range(0, len(cells), CELL))


def _cells(recipient: Recipient, columns: Sequence[str]) -> Iterator[str]:
    for name in COLUMNS:
        value = getattr(recipient, RENAMED.get(name, name))
        yield value if isinstance(value, str) else "\n".join(value)
    for name in sorted(columns):
        yield recipient.extra.get(name, "")


def _hash_cell(text: str) -> bytes:
    return hash_bytes(text.encode(), CELL) if text else EMPTY
