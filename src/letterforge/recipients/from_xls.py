"""Workbook in Excel's old format (.xls) → grid. xlrd, because calamine gives its failed formulas as blanks."""

from __future__ import annotations

import datetime
import io
from typing import Any, Literal, TypeAlias

from letterforge.errors import BrokenCampaign, Code
from letterforge.recipients.blanked import Blanked
from letterforge.recipients.grid import Grid, Kind, Source
from letterforge.recipients.sheet import (
    ZIP_MAGIC,
    choose_sheet,
    container,
    damaged,
    grid_rows,
    merged_cells,
)

DateMode: TypeAlias = Literal[0, 1]
"""Whether a workbook counts its days from 1900 (0) or, as old Macs did, from 1904 (1)."""


def read(source: Source) -> Grid:
    """The rows of the sheet that the campaign names, else of the only visible sheet with content.

    Raises BrokenCampaign for a damaged or protected workbook and where the sheet is in doubt.
    """
    if container(source) == ZIP_MAGIC:
        hint = "name it .xlsx, or .ods if LibreOffice wrote it"
        raise source.broken(Code.UNREADABLE_TABLE, "is a workbook, but not in the old format", hint)
    try:
        return _read(source)
    except BrokenCampaign:
        raise
    except Exception as error:  # a damaged file makes xlrd raise whatever it stumbles over
        raise damaged(source, error) from None


def _read(source: Source) -> Grid:
    import xlrd

    # Merged cells are read with the formatting only; the log would go to the standard output.
    book = xlrd.open_workbook(file_contents=source.content, formatting_info=True, logfile=io.StringIO())
    visible = {sheet.name: sheet.visibility == 0 for sheet in book.sheets()}
    name = choose_sheet(source, visible, lambda name: _has_content(book.sheet_by_name(name)))
    if not name:
        return Grid(())
    sheet = book.sheet_by_name(name)
    values = [[_value(cell, book.datemode) for cell in sheet.row(index)] for index in range(sheet.nrows)]
    return Grid(tuple(grid_rows(values, _blanked(sheet))))


def _has_content(sheet: Any) -> bool:
    return any(any(sheet.row_types(index)) for index in range(sheet.nrows))


def _value(cell: Any, datemode: DateMode) -> object:
    import xlrd

    match cell.ctype:
        case xlrd.XL_CELL_TEXT | xlrd.XL_CELL_NUMBER:
            return cell.value
        case xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        case xlrd.XL_CELL_DATE:
            return _moment(cell.value, datemode)
        case _:
            return ""


def _moment(serial: float, datemode: DateMode) -> object:
    """A date, a date with a time, or a time of day; where the serial is none, a duration."""
    import xlrd

    try:
        moment = xlrd.xldate_as_datetime(serial, datemode)
    except (xlrd.xldate.XLDateError, OverflowError):
        return datetime.timedelta(days=serial)
    if serial < 1:
        return moment.time()
    return moment.date() if moment.time() == datetime.time() else moment


def _blanked(sheet: Any) -> Blanked:
    import xlrd

    blanked: Blanked = {}
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == xlrd.XL_CELL_ERROR:
                code = sheet.cell_value(row, column)
                blanked[row, column] = (xlrd.error_text_from_code.get(code, "#VALUE!"), Kind.ERROR)
    for top, bottom, left, right in sheet.merged_cells:
        blanked.update(merged_cells((top, left), (bottom - 1, right - 1)))
    return blanked
