"""Workbook (.xlsx, .xlsm, .ods) → grid: one sheet, its cells as text, what is not text marked as such."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from letterforge.errors import BrokenCampaign, Code
from letterforge.recipients.blanked import Look, blanked_cells, part_of
from letterforge.recipients.grid import Grid, GridRow, Source
from letterforge.recipients.ods import ods_rows
from letterforge.recipients.package import ODS_CONTENT, XLSB_CONTENT, XLSX_CONTENT, open_archive, protected
from letterforge.recipients.runs import STRINGS, struck_strings
from letterforge.recipients.sheet import OLE_MAGIC, apart, choose_sheet, container, grid_rows, with_hidden
from letterforge.recipients.styles import read_styles

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook


def read(source: Source) -> Grid:
    """The rows of the sheet that the campaign names, else of the only visible sheet with content.

    Raises BrokenCampaign for a damaged, protected or far too large workbook, and where the sheet is in doubt.
    """
    if container(source) == OLE_MAGIC:
        raise source.broken(Code.UNREADABLE_TABLE, "is a workbook in the old format", "name it .xls")
    return apart(source, _rows)


def _rows(source: Source) -> Iterator[GridRow]:
    with open_archive(source) as archive:
        names = archive.namelist()
        if ODS_CONTENT in names:
            yield from ods_rows(source, archive)
        elif XLSX_CONTENT in names:
            yield from _xlsx_rows(source, archive)
        else:
            raise _no_workbook(source, names)


def _no_workbook(source: Source, names: Sequence[str]) -> BrokenCampaign:
    if XLSB_CONTENT in names:
        hint = "open it in the spreadsheet and save it as .xlsx"
        return source.broken(Code.UNREADABLE_TABLE, "is a binary workbook (.xlsb)", hint)
    hint = "check that it is the right file; save the workbook again as .xlsx, or as CSV UTF-8"
    return source.broken(
        Code.UNREADABLE_TABLE, "has the name of a workbook, but is another kind of archive", hint
    )


def _xlsx_rows(source: Source, archive: zipfile.ZipFile) -> Iterator[GridRow]:
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    look = Look(source, archive)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(source.content)) as workbook:
            sheets = {
                sheet.name: sheet.visible is SheetVisibleEnum.Visible
                for sheet in workbook.sheets_metadata
                if sheet.typ is SheetTypeEnum.WorkSheet
            }
            read: dict[str, CalamineSheet] = {}
            name = choose_sheet(source, sheets, lambda name: _has_content(workbook, name, read))
            if name:
                sheet = read.get(name) or workbook.get_sheet_by_name(name)
                yield from _sheet_rows(source, archive, sheet, look)
    except PasswordError:
        raise protected(source) from None


def _has_content(workbook: CalamineWorkbook, name: str, read: dict[str, CalamineSheet]) -> bool:
    """Whether a sheet has content; the last that has stays in `read`, so that it is not read twice."""
    sheet = workbook.get_sheet_by_name(name)
    if sheet.height > 0:
        read.clear()
        read[name] = sheet
    return sheet.height > 0


def _sheet_rows(
    source: Source, archive: zipfile.ZipFile, sheet: CalamineSheet, look: Look
) -> Iterator[GridRow]:
    merges = sheet.merged_cell_ranges or []
    part = part_of(archive, sheet.name)
    styles = read_styles(source, archive)
    struck = struck_strings(source, archive) if STRINGS in look.suspect else {}
    needs_look = part in look.suspect or styles.formats or styles.struck or struck
    blanked, unseen, hidden = (
        blanked_cells(source, archive, part, styles, struck) if needs_look else ({}, {}, ())
    )
    left, width = (sheet.start[1], sheet.start[1] + sheet.width) if sheet.start else (0, 0)
    # With the empty area, so that indices are the spreadsheet's rows and columns.
    rows: Iterator[list[Any]] = sheet.iter_rows()
    table = ([""] * left + row for row in rows) if left else rows
    yield from with_hidden(grid_rows(source, table, width, blanked, merges, unseen), hidden, width)
