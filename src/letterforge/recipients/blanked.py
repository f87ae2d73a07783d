"""Workbook → the cells that its reader gives as blank although a person sees something there.

calamine yields an empty string for a failed formula, for a formula that was never computed, and for a
cell that a merged one covers. In a letter each would be a blank where a name belongs.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from letterforge.recipients.grid import Kind

if TYPE_CHECKING:
    from lxml import etree

Blanked: TypeAlias = dict[tuple[int, int], tuple[str, Kind]]
"""(Row, column), counted from 0 → the text that a person sees, and what the cell is."""

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

XLSX_SUSPECT = re.compile(rb"""\st=["']e["']|<(?:\w+:)?f[\s>/]""")
"""A failed cell or a formula; most lists have neither, and need not be parsed a second time."""
ODS_SUSPECT = re.compile(rb"covered-table-cell|formula=")
FAILED = re.compile(r"#.*[!?]|#N/A|Err:\d+")
CELL_NAME = re.compile(r"([A-Z]+)(\d+)")
DIMENSION = re.compile(rb"""<(?:\w+:)?dimension ref=["'][A-Z]+\d+:([A-Z]+)(\d+)["']""")

MOST_CELLS = 20_000_000
"""More than this in one sheet is a stray cell in its last corner; calamine would lay out all between."""


def blanked_cells(content: bytes, sheet: str) -> Blanked:
    """The blanked cells of a sheet. Raises KeyError or SyntaxError where the workbook is damaged."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "content.xml" in archive.namelist():
            return dict(_in_ods(archive.read("content.xml"), sheet))
        return dict(_in_xlsx(archive.read(_part_of(archive, sheet))))


def stray_cell(content: bytes) -> str:
    """The last corner of an absurdly large sheet, such as XFD1048576; empty: there is none."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as part:
                    found = DIMENSION.search(part.read(4096))
                if found and _column(found[1].decode()) * int(found[2]) > MOST_CELLS:
                    return (found[1] + found[2]).decode()
    return ""


# --- xlsx (ECMA-376 part 1, 18.3.1) --------------------------------------------------------------


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The part of the package that holds a sheet."""
    workbook = _parse(archive.read("xl/workbook.xml"))
    relations = _parse(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target") or "" for relation in relations}
    for entry in workbook.iter("{*}sheet"):
        if entry.get("name") == sheet:
            target = targets[entry.get(RELATION) or entry.get(STRICT_RELATION)]
            return target[1:] if target.startswith("/") else f"xl/{target}"
    raise KeyError(sheet)


def _in_xlsx(xml: bytes) -> Iterator[tuple[tuple[int, int], tuple[str, Kind]]]:
    if not XLSX_SUSPECT.search(xml):
        return
    row, column = 0, 0
    for element in _parse(xml).iter("{*}row", "{*}c"):
        if element.tag.endswith("}row"):
            row, column = int(element.get("r") or row + 1), 0
            continue
        name = CELL_NAME.fullmatch(element.get("r") or "")
        column = _column(name[1]) if name else column + 1
        value = element.findtext("{*}v") or ""
        if element.get("t") == "e":
            yield (row - 1, column - 1), (value or "#VALUE!", Kind.ERROR)
        elif not value and element.get("t") != "str" and element.find("{*}f") is not None:
            yield (row - 1, column - 1), ("", Kind.FORMULA)


def _column(letters: str) -> int:
    """The number of a column, counted from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


# --- ods (OpenDocument 1.3 part 3, 9.1) ----------------------------------------------------------


def _in_ods(xml: bytes, sheet: str) -> Iterator[tuple[tuple[int, int], tuple[str, Kind]]]:
    if not ODS_SUSPECT.search(xml):
        return
    for table in _parse(xml).iter(f"{TABLE}table"):
        if table.get(f"{TABLE}name") == sheet:
            row = 0
            for element in table.iter(f"{TABLE}table-row"):
                for column, cell in _in_ods_row(element):
                    yield (row, column), cell
                row += int(element.get(f"{TABLE}number-rows-repeated") or 1)


def _in_ods_row(row: etree._Element) -> Iterator[tuple[int, tuple[str, Kind]]]:
    column = 0
    for cell in row:
        repeated = int(cell.get(f"{TABLE}number-columns-repeated") or 1)
        found = _ods_cell(cell)
        if found:
            yield from ((column + index, found) for index in range(repeated))
        column += repeated


def _ods_cell(cell: etree._Element) -> tuple[str, Kind] | None:
    if cell.tag == f"{TABLE}covered-table-cell":
        return "", Kind.MERGED
    if cell.get(f"{TABLE}formula") is None:
        return None
    shown = "\n".join("".join(map(str, line.itertext())) for line in cell.iterfind(f"{TEXT}p"))
    failed = cell.get(f"{CALC}value-type") == "error" or FAILED.fullmatch(shown)
    return (shown or "#VALUE!", Kind.ERROR) if failed else None


def _parse(xml: bytes) -> etree._Element:
    from lxml import etree

    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
