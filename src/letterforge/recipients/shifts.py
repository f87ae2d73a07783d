"""Whether the cells of a row are in the right columns: one delimiter too many or too few shifts them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from letterforge.errors import Code, Problem
from letterforge.model import RowNumber
from letterforge.recipients.columns import Columns
from letterforge.recipients.grid import GridRow, column_letter

NEARLY_ALL = 0.8
"""Of the rows, which must have the same number of cells for that to be what the program that wrote them
does.
"""
SEVERAL = 2
"""Rows from which on something is no accident."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How many cells the rows of a text table have. In a workbook each cell has its own place."""

    heading: int
    """Cells of the row of headings, the blank ones at its end too."""
    rows: Mapping[int, int]
    """Number of cells → how many rows below the headings have it."""
    usual: int
    """What nearly all rows have; 0: they differ."""
    sure: Container[RowNumber] = frozenset()
    """Rows whose cells are known to be where they belong."""

    @classmethod
    def of(cls, lengths: Mapping[int, int], heading: int, sure: Container[RowNumber] = frozenset()) -> Shape:
        """`lengths`: of all rows, with that of the headings."""
        rows = Counter(lengths)
        rows[heading] -= 1
        usual, count = max(rows.items(), key=lambda item: item[1])
        is_usual = count >= SEVERAL and count >= NEARLY_ALL * rows.total()
        return cls(heading, rows, usual if is_usual else 0, sure)


def shifted(row: GridRow, columns: Columns, shape: Shape | None) -> Problem | None:
    """What is wrong with the number of a row's cells; the problem has no place yet. None: nothing."""
    width, cells = columns.width, row.cells
    if len(cells) < width:
        missing = width - len(cells)
        message = f"has {_cells(len(cells))}, but the heading has {width}: {missing} too few"
        return Problem(Code.SHIFTED_ROW, message, _hint(cells, "add the empty cells that are missing"))
    surplus = [index for index in range(width, len(cells)) if cells[index].strip()]
    if any(index != columns.error_index for index in surplus):
        letter = column_letter(surplus[-1])
        message = (
            f"has {_cells(surplus[-1] + 1)}, but the heading has {width}: there is text in column {letter}"
        )
        return Problem(Code.SHIFTED_ROW, message, _hint(cells, "give that column a heading, or empty it"))
    if shape is None or row.number in shape.sure or columns.tie(row):
        return None
    return _unlike_others(row, shape)


def _unlike_others(row: GridRow, shape: Shape) -> Problem | None:
    """The problem of a row that only has blank cells too many, or too few: those before them may have been
    shifted.

    Programs that end each row, but not the headings, with a delimiter do so in all rows; and those that leave
    out blank cells at the end of a row (Excel does, in some rows) leave something in the last one.
    """
    count = len(row.cells)
    if count > shape.heading and count != shape.usual:
        more = count - shape.heading
        surplus = f"{more} too many, although {_empty(more)}"
        message = f"has {_cells(count)}, but the heading has {shape.heading}: {surplus}"
        hint = "an extra delimiter shifts all cells after it: delete it"
        return Problem(Code.SHIFTED_ROW, message, hint)
    is_alone = shape.rows.get(count, 0) < SEVERAL
    if count < shape.usual and is_alone and not row.cells[-1].strip():
        less = shape.usual - count
        message = f"has {_cells(count)}, but the other rows have {shape.usual}: {less} too few"
        hint = "a missing delimiter shifts all cells after it: add it where it belongs"
        return Problem(Code.SHIFTED_ROW, message, hint)
    return None


def _empty(number: int) -> str:
    return "the last is empty" if number == 1 else "the last ones are empty"


def _cells(number: int) -> str:
    return f"{number} cell" if number == 1 else f"{number} cells"


def _hint(cells: Sequence[str], other: str) -> str:
    if any("\n" in cell or "\r" in cell for cell in cells):
        return "a quotation mark may not be closed: see the cell of this row that has several lines"
    return f"put text that contains the delimiter in quotation marks, or {other}"
