"""Workbook in Excel's old format (.xls) → grid. By xlrd: calamine gives its failed formulas as blanks."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from typing import Any, Literal, TypeAlias

from letterforge.errors import Code
from letterforge.recipients.blanked import Blanked, Unseen
from letterforge.recipients.formats import is_plain, is_text_shown, shown
from letterforge.recipients.grid import (
    HIDDEN,
    LEAST_HEIGHT,
    LEAST_WIDTH,
    STRUCK,
    CellKind,
    Grid,
    GridRow,
    Source,
)
from letterforge.recipients.package import protected
from letterforge.recipients.runs import Strikes
from letterforge.recipients.sheet import (
    ZIP_MAGIC,
    apart,
    choose_sheet,
    container,
    grid_rows,
    with_hidden,
)

DateMode: TypeAlias = Literal[0, 1]
"""Whether a workbook counts its days from 1900 (0) or, as old Macs did, from 1904 (1)."""

PARTS_OF_A_SIGN = 256
"""In which the width of a column is counted."""
TWIPS = 20
"""In a point."""


def read(source: Source) -> Grid:
    """The rows of the sheet that the campaign names, else of the only visible sheet with content.

    Raises BrokenCampaign for a damaged, protected or far too large workbook, and where the sheet is in doubt.
    """
    if container(source) == ZIP_MAGIC:
        hint = "name it .xlsx, or .ods if LibreOffice wrote it"
        raise source.broken(Code.UNREADABLE_TABLE, "is a workbook, but not in the old format", hint)
    return apart(source, _rows)


def _rows(source: Source) -> Iterator[GridRow]:
    import xlrd

    try:
        # Merged cells are read with the formatting only; the log would go to the standard output.
        book = xlrd.open_workbook(
            file_contents=source.content,
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,  # else one cell in the last corner makes it write out all others
            logfile=io.StringIO(),
        )
    except xlrd.biffh.XLRDError as error:
        if "encrypted" in str(error):  # there is no class for it
            raise protected(source) from None
        raise
    visible, filled = {}, set()
    for name in book.sheet_names():
        sheet = book.sheet_by_name(name)
        visible[name] = sheet.visibility == 0
        if _has_content(sheet):
            filled.add(name)
        elif name != source.table.sheet:
            book.unload_sheet(name)
    name = choose_sheet(source, visible, filled.__contains__)
    if name:
        sheet = book.sheet_by_name(name)
        merges = [((top, left), (bottom - 1, right - 1)) for top, bottom, left, right in sheet.merged_cells]
        values = _values(sheet, book.datemode)
        look = _Look(book, sheet)
        rows = grid_rows(source, values, sheet.ncols, look.blanked, merges, look.unseen)
        yield from with_hidden(rows, look.columns, sheet.ncols)


def _has_content(sheet: Any) -> bool:
    return any(any(sheet.row_types(index)) for index in range(sheet.nrows))


def _values(sheet: Any, datemode: DateMode) -> Iterator[list[object]]:
    for index in range(sheet.nrows):
        values = [_value(cell, datemode) for cell in sheet.row(index)]
        yield values + [""] * (sheet.ncols - len(values))


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


class _Look:
    """What a sheet shows otherwise than it is.

    Failed cells, formats of numbers, rows hidden or struck through.
    """

    def __init__(self, book: Any, sheet: Any) -> None:
        self.blanked: Blanked = {}
        self.unseen: Unseen = {}
        self.columns = [
            index
            for index, info in sheet.colinfo_map.items()
            if info.hidden or info.width < LEAST_WIDTH * PARTS_OF_A_SIGN
        ]
        """Those that are hidden."""
        self._book = book
        self._runs = sheet.rich_text_runlist_map
        for row in range(sheet.nrows):
            info = sheet.rowinfo_map.get(row)
            if info is not None and (info.hidden or info.height < LEAST_HEIGHT * TWIPS):
                self.unseen[row] = HIDDEN
            for column, cell in enumerate(sheet.row(row)):
                self._look_at(row, column, cell)

    def _look_at(self, row: int, column: int, cell: Any) -> None:
        import xlrd

        if cell.ctype == xlrd.XL_CELL_ERROR:
            self.blanked[row, column] = (xlrd.error_text_from_code.get(cell.value, "#VALUE!"), CellKind.ERROR)
        if cell.ctype in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK} or cell.xf_index is None:
            return
        code, is_struck = self._style(cell.xf_index)
        strikes = self._strikes(row, column, cell.value) if cell.ctype == xlrd.XL_CELL_TEXT else Strikes.NONE
        if is_struck or strikes is Strikes.STRUCK:
            self.unseen.setdefault(row, STRUCK)
        elif strikes is Strikes.BOTH:
            self.blanked[row, column] = "", CellKind.STRUCK
        if cell.ctype == xlrd.XL_CELL_NUMBER and not is_plain(code):
            text = shown(cell.value, code)
            self.blanked[row, column] = text or "", CellKind.FORMATTED if text is None else None

        elif cell.ctype == xlrd.XL_CELL_TEXT and not is_text_shown(code):
            self.blanked.setdefault((row, column), ("", CellKind.UNSHOWN))

    def _strikes(self, row: int, column: int, text: str) -> Strikes:
        """What of a text is struck through by the fonts of its runs."""
        found, last = Strikes.NONE, len(text)
        for start, font in reversed(self._runs.get((row, column), ())):
            if text[start:last].strip():
                is_struck = bool(self._book.font_list[font].struck_out)
                found |= Strikes.STRUCK if is_struck else Strikes.PLAIN
            last = start
        return found | Strikes.PLAIN if text[:last].strip() else found

    def _style(self, index: int) -> tuple[str, bool]:
        """The format of numbers of a style, and whether it strikes through."""
        style = self._book.xf_list[index]
        known = self._book.format_map.get(style.format_key)
        font = self._book.font_list[style.font_index]
        return known.format_str if known else "General", bool(font.struck_out)
