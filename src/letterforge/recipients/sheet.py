"""What all workbooks have in common: the container, the choice of a sheet, a cell's value → text."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from letterforge.errors import BrokenCampaign, Code, did_you_mean
from letterforge.recipients.blanked import Blanked
from letterforge.recipients.grid import GridRow, Kind, Source

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
"""The stream of an OLE document that holds an encrypted workbook ([MS-OFFCRYPTO] 2.3.4.4)."""

ENCRYPTED_ODS = b"encryption-data"
"""What the manifest of a protected OpenDocument package tells of each part (OpenDocument 1.3 part 2, 4.4)."""

EXACT_INTEGERS = 10**15
"""From here on a spreadsheet, which keeps 15 digits, has already rounded the number."""


def container(source: Source) -> bytes:
    """`ZIP_MAGIC` or `OLE_MAGIC`, as the file begins. Raises BrokenCampaign for what is no workbook, or protected."""
    if source.content.startswith(ZIP_MAGIC):
        if ENCRYPTED_ODS in _manifest(source.content):
            raise protected(source)
        return ZIP_MAGIC
    if not source.content.startswith(OLE_MAGIC):
        hint = "if it is a text table, name it .csv; if a web page, open it in the spreadsheet and save it as .xlsx"
        raise source.broken(Code.UNREADABLE_TABLE, "is named as a workbook, but is none", hint)
    if ENCRYPTED_PACKAGE in source.content:
        raise protected(source)
    return OLE_MAGIC


def _manifest(content: bytes) -> bytes:
    """The table of contents of an OpenDocument package; empty where there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read("META-INF/manifest.xml")
    except Exception:  # a damaged archive is told when it is opened for reading
        return b""


def damaged(source: Source, error: Exception) -> BrokenCampaign:
    """The error for a workbook that its library cannot read."""
    message = f"cannot be read as a workbook: {str(error) or type(error).__name__}"
    hint = "open it in the spreadsheet and save it anew without a password, or save the sheet as CSV UTF-8"
    return source.broken(Code.UNREADABLE_TABLE, message, hint)


def protected(source: Source) -> BrokenCampaign:
    """The error for a workbook that wants a password."""
    hint = "save a copy without a password"
    return source.broken(Code.UNREADABLE_TABLE, "is protected by a password", hint)


def choose_sheet(source: Source, visible: Mapping[str, bool], has_content: Callable[[str], bool]) -> str:
    """The sheet to read: the one that the campaign names, else the only visible one with content.

    Takes the names of all sheets, each with whether it is visible. Empty: no visible sheet has content.
    """
    wanted = source.table.sheet
    if wanted:
        by_folded = {name.strip().casefold(): name for name in visible}
        if wanted.casefold() in by_folded:
            return by_folded[wanted.casefold()]
        hint = did_you_mean(wanted, visible) or f"its sheets are: {', '.join(visible)}"
        raise source.broken(Code.UNREADABLE_TABLE, f'has no sheet "{wanted}"', hint)
    filled = [name for name, is_visible in visible.items() if is_visible and has_content(name)]
    if len(filled) > 1:
        names = ", ".join(f'"{name}"' for name in filled)
        hint = f'say which in letterforge.toml: [recipients] sheet = "{filled[0]}"'
        raise source.broken(Code.UNREADABLE_TABLE, f"has several sheets with content: {names}", hint)
    return filled[0] if filled else ""


def merged_cells(first: tuple[int, int], last: tuple[int, int]) -> Blanked:
    """The cells that a merged cell covers, from its first to its last (row, column), counted from 0."""
    rows, columns = range(first[0], last[0] + 1), range(first[1], last[1] + 1)
    return {(row, column): ("", Kind.MERGED) for row in rows for column in columns if (row, column) != first}


def grid_rows(table: Iterable[Sequence[Any]], blanked: Blanked) -> Iterator[GridRow]:
    """The rows with content of a sheet's values, with what stands in `blanked` laid over them."""
    by_row: dict[int, dict[int, tuple[str, Kind]]] = {}
    for (index, column), cell in blanked.items():
        by_row.setdefault(index, {})[column] = cell
    values = list(table)
    # A failed formula below the last value is outside of what the reader takes for the sheet.
    blank = [""] * max(map(len, values), default=0)
    for index in range(max(len(values), max(by_row, default=-1) + 1)):
        row = _grid_row(index + 1, values[index] if index < len(values) else blank, by_row.get(index, {}))
        if any(map(str.strip, row.cells)) or any(kind is Kind.FORMULA for kind in row.kinds.values()):
            yield row


def _grid_row(number: int, values: Sequence[Any], blanked: Mapping[int, tuple[str, Kind]]) -> GridRow:
    cells = [value if type(value) is str else as_text(value) for value in values]
    kinds = {index: kind for index, value in enumerate(values) if (kind := kind_of(value))}
    for index, (text, kind) in sorted(blanked.items()):
        cells += [""] * (index + 1 - len(cells))
        cells[index] = text or cells[index]
        kinds[index] = kind
    return GridRow(number, tuple(cells), kinds)


def as_text(value: object) -> str:
    """A cell as plain text: whole numbers without a point, dates and times in ISO 8601."""
    match value:
        case bool():
            return str(value).upper()
        case int() | float():
            return _digits(value)
        case datetime.date() | datetime.time():
            return value.isoformat()
        case datetime.timedelta():
            return f"PT{value.total_seconds():.0f}S"
        case _:
            return str(value)


def _digits(number: float) -> str:
    if number != int(number):
        return repr(number)
    return str(int(number)) if abs(number) < EXACT_INTEGERS else f"{number:.14E}"


ISO_DURATION = re.compile(r"PT\d+H\d+M[\d.,]+S")
"""How a duration in an ODS file comes: as text."""


def kind_of(value: object) -> Kind | None:
    """What a cell's value is, where it is neither text nor number."""
    match value:
        case str():
            return Kind.DATE if value.startswith("PT") and ISO_DURATION.fullmatch(value) else None
        case bool():
            return Kind.BOOLEAN
        case datetime.date() | datetime.time() | datetime.timedelta():
            return Kind.DATE
        case _:
            return None
