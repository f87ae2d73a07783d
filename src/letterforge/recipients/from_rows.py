"""Rows that a program gives → grid: each cell as a workbook's of the same kind."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from letterforge.campaign import Rows
from letterforge.model.spool import Spool
from letterforge.recipients.gate import within_bounds
from letterforge.recipients.grid import Grid, GridRow, Source
from letterforge.recipients.sheet import as_text, kind_of


def read(source: Source, rows: Rows) -> Grid:
    """The rows below their headings, counted from 1.

    Raises BrokenCampaign where they are more than any list has.
    """
    return Grid(Spool(within_bounds(source, _rows(rows))))


def _rows(rows: Rows) -> Iterator[GridRow]:
    if rows.headings:
        yield GridRow(0, rows.headings)
    for number, row in enumerate(rows.cells, start=1):
        cells = tuple("" if cell is None else _text(cell) for cell in row)
        if any(map(str.strip, cells)):
            kinds = {
                index: kind for index, cell in enumerate(row) if cell is not None and (kind := kind_of(cell))
            }
            yield GridRow(number, cells, kinds)


def _text(cell: object) -> str:
    match cell:
        case str():
            return str(cell)
        case Decimal():
            return f"{cell:f}"
        case datetime.datetime():
            return cell.isoformat(sep=" ")
        case _:
            return as_text(cell)
