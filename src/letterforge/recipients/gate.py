"""Rows of any table → the same rows, within the bounds of what is read (`letterforge.intake.bounds`).

Everything behind the gate may take time with the length of a cell, or memory with the number of rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from letterforge.intake.bounds import (
    LAST_ROW,
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_MARKS,
    MOST_ROWS,
    MOST_TEXT,
)
from letterforge.recipients.grid import CellKind, GridRow, Source

SPLIT_IT = "check that this is the right file; split a list that is really so long"
DELETE_THEM = "delete everything to the right of the table, or save only the table as CSV UTF-8"

MAYBE_PILED = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}}")
"""Where a pile of accents can be; a row of dashes is no such pile."""


def within_bounds(source: Source, rows: Iterable[GridRow]) -> Iterator[GridRow]:
    """The rows; cells that are too long are cut and marked.

    Raises BrokenCampaign where the table is too large.
    """
    cells = characters = 0
    for count, row in enumerate(rows, start=1):
        _require_place(source, row, count)
        lengths = list(map(len, row.cells))
        cells += len(lengths)
        characters += sum(lengths)
        if cells > MOST_CELLS:
            raise source.too_large(f"has more than {MOST_CELLS:,} cells", SPLIT_IT, row.number)
        if characters > MOST_TEXT:
            message = f"has more than {MOST_TEXT:,} characters in its cells"
            raise source.too_large(message, SPLIT_IT, row.number)
        yield _bounded(row) if lengths and max(lengths) > MOST_MARKS else row


def _require_place(source: Source, row: GridRow, count: int) -> None:
    require_row_number(source, row.number)
    if count > MOST_ROWS:
        raise source.too_large(f"has more than {MOST_ROWS:,} rows with content", SPLIT_IT, row.number)
    if len(row.cells) > MOST_COLUMNS:
        raise too_wide(source, row.number)


def require_row_number(source: Source, number: int) -> None:
    """Refuse a row, even a blank one, that no spreadsheet could show."""
    if number > LAST_ROW:
        message = f"continues after row {LAST_ROW:,}, the last row of a spreadsheet"
        raise source.too_large(message, "delete the empty rows, or check that this is the right file")


def too_wide(source: Source, row: int) -> Exception:
    """The error for a row with too many columns."""
    return source.too_large(f"has more than {MOST_COLUMNS:,} columns", DELETE_THEM, row)


def _bounded(row: GridRow) -> GridRow:
    odd = {index: kind for index, cell in enumerate(row.cells) if (kind := _oddity(cell))}
    if not odd:
        return row
    cells = list(row.cells)
    for index, kind in odd.items():
        # Still too much by one, so that a row that comes back from failed.csv is refused as it was.
        text = cells[index][: MOST_CHARACTERS + 1]
        cells[index] = _thinned(text) if kind is CellKind.PILED or _is_piled(text) else text
    return replace(row, cells=tuple(cells), kinds={**row.kinds, **odd})


def _oddity(cell: str) -> CellKind | None:
    if len(cell) <= MOST_MARKS:
        return None
    if len(cell) > MOST_CHARACTERS:
        return CellKind.LONG
    return CellKind.PILED if _is_piled(cell) else None


def _is_piled(text: str) -> bool:
    if text.isascii():
        return False
    return any(_longest_pile(found[0]) > MOST_MARKS for found in MAYBE_PILED.finditer(text))


def _longest_pile(signs: Sequence[str]) -> int:
    longest = height = 0
    for sign in signs:
        height = height + 1 if unicodedata.combining(sign) else 0
        longest = max(longest, height)
    return longest


def _thinned(text: str) -> str:
    """The text with piles of accents one higher than allowed."""
    kept, height = [], 0
    for sign in text:
        height = height + 1 if unicodedata.combining(sign) else 0
        if height <= MOST_MARKS + 1:
            kept.append(sign)
    return "".join(kept)
