"""Workbook (.xlsx, .xlsm, .ods) → grid: one sheet, its cells as text, what is not text marked as such."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from letterforge.errors import BrokenCampaign, Code
from letterforge.recipients.blanked import blanked_cells, stray_cell
from letterforge.recipients.grid import Grid, GridRow, Source
from letterforge.recipients.sheet import (
    OLE_MAGIC,
    choose_sheet,
    container,
    damaged,
    grid_rows,
    merged_cells,
    protected,
)
from letterforge.spool import Spool

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


def read(source: Source) -> Grid:
    """The rows of the sheet that the campaign names, else of the only visible sheet with content.

    Raises BrokenCampaign for a damaged or protected workbook and where the sheet is in doubt.
    """
    from python_calamine import PasswordError

    if container(source) == OLE_MAGIC:
        raise source.broken(Code.UNREADABLE_TABLE, "is a workbook in the old format", "name it .xls")
    try:
        return _read(source)
    except BrokenCampaign:
        raise
    except PasswordError:
        raise protected(source) from None
    except Exception as error:  # a damaged file makes ZIP, XML and calamine raise whatever they stumble over
        raise damaged(source, error) from None


def _read(source: Source) -> Grid:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    stray = stray_cell(source.content)
    if stray:
        message = f"has a sheet with a stray cell far outside the table ({stray})"
        raise source.broken(
            Code.UNREADABLE_TABLE, message, "delete the empty rows and columns after the table"
        )
    with CalamineWorkbook.from_filelike(io.BytesIO(source.content)) as workbook:
        sheets = {
            sheet.name: sheet.visible is SheetVisibleEnum.Visible
            for sheet in workbook.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet
        }
        name = choose_sheet(source, sheets, lambda name: workbook.get_sheet_by_name(name).height > 0)
        return Grid(_rows(source, workbook, name) if name else ())


def _rows(source: Source, workbook: CalamineWorkbook, name: str) -> Spool[GridRow]:
    sheet = workbook.get_sheet_by_name(name)
    # With the empty area, so that indices are the spreadsheet's rows and columns.
    table = sheet.to_python(skip_empty_area=False)
    blanked = blanked_cells(source.content, name)
    for first, last in sheet.merged_cell_ranges or ():
        blanked.update(merged_cells(first, last))
    return Spool(grid_rows(table, blanked))
