"""Writes real workbooks, so that the same table can be tried in each format."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

SUFFIXES = (".xlsx", ".xls", ".ods")

XLS_DATE = xlwt.easyxf(num_format_str="DD-MMM")
XLS_TIME = xlwt.easyxf(num_format_str="hh:mm")


class Failed(str):
    """A formula's failure, such as #REF!."""

    __slots__ = ()


Rows = Sequence[Sequence[Any]]


def workbook(suffix: str, sheets: dict[str, Rows] | Rows, hidden: Sequence[str] = ()) -> bytes:
    """A workbook of the format with that suffix; `None` is an empty cell."""
    named = sheets if isinstance(sheets, dict) else {"List": sheets}
    return {".xlsx": _xlsx, ".xls": _xls, ".ods": _ods}[suffix](named, hidden)


def _xlsx(sheets: dict[str, Rows], hidden: Sequence[str]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row, values in enumerate(rows, start=1):
            for column, value in enumerate(values, start=1):
                if value is not None:
                    cell = sheet.cell(row, column, str(value) if isinstance(value, Failed) else value)
                    if isinstance(value, Failed):
                        cell.data_type = "e"
        if name in hidden:
            sheet.sheet_state = "hidden"
    return saved(book)


def _xls(sheets: dict[str, Rows], hidden: Sequence[str]) -> bytes:
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, Failed):
                    sheet.row(row).set_cell_error(column, "#N/A!" if value == "#N/A" else str(value))
                elif isinstance(value, datetime.time):
                    sheet.write(row, column, value, XLS_TIME)
                elif isinstance(value, datetime.date):
                    sheet.write(row, column, value, XLS_DATE)
                elif value is not None:
                    sheet.write(row, column, value)
        sheet.visibility = int(name in hidden)
    return saved(book)


def _ods(sheets: dict[str, Rows], hidden: Sequence[str]) -> bytes:
    assert not hidden, "hiding a sheet of an ODS takes a style"
    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for values in rows:
            row = TableRow()
            for value in values:
                row.addElement(ods_cell(value))
            table.addElement(row)
        book.spreadsheet.addElement(table)
    return saved(book)


def ods_cell(value: Any, **attributes: Any) -> TableCell:
    """A cell as LibreOffice writes it."""
    match value:
        case None:
            return TableCell(**attributes)
        case Failed():
            attributes |= {"valuetype": "string", "stringvalue": "", "formula": "of:=1/0"}
        case bool():
            attributes |= {"valuetype": "boolean", "booleanvalue": str(value).lower()}
        case int() | float():
            attributes |= {"valuetype": "float", "value": str(value)}
        case datetime.date():
            attributes |= {"valuetype": "date", "datevalue": value.isoformat()}
        case datetime.time():
            attributes |= {"valuetype": "time", "timevalue": value.strftime("PT%HH%MM%SS")}
        case _:
            attributes |= {"valuetype": "string"}
    cell = TableCell(**attributes)
    for line in str(value).split("\n"):
        cell.addElement(P(text=line))
    return cell


def ods_merged() -> bytes:
    """A sheet in which the country of row 2 is merged with that of row 3."""
    book = OpenDocumentSpreadsheet()
    table = Table(name="List")
    for cells in (
        [ods_cell("id"), ods_cell("country")],
        [ods_cell("a"), ods_cell("France", numberrowsspanned=2)],
        [ods_cell("b"), CoveredTableCell()],
    ):
        row = TableRow()
        for cell in cells:
            row.addElement(cell)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    return saved(book)


def saved(book: Any) -> bytes:
    """The bytes of a workbook of any of the three libraries."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "draw": "drawing",
    }.items()
)


def ods_of(body: str, kind: str = "spreadsheet") -> bytes:
    """An OpenDocument file with this XML as its body, which no library would write."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        package.writestr(
            "content.xml",
            f'<office:document-content {NAMESPACES} xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        )
    return file.getvalue()
