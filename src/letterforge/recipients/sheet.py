"""What all workbooks have in common: the container, the choice of a sheet, a cell's value → text."""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import repeat, zip_longest
from typing import Any, TypeAlias

from letterforge.errors import BrokenCampaign, Code, did_you_mean
from letterforge.intake.bounds import MEMORY, MOST_CELLS, PATIENCE, PATIENCE_PER_MEGABYTE
from letterforge.model.spool import Spool
from letterforge.processes.guarded import Limits, ProcessFailed, half_of_memory, results_of
from letterforge.recipients.blanked import Blanked, Unseen
from letterforge.recipients.cells import excerpt
from letterforge.recipients.formats import general
from letterforge.recipients.gate import within_bounds
from letterforge.recipients.grid import UNDER_RECIPIENTS, CellKind, Grid, GridRow, Source, column_letter
from letterforge.recipients.package import protected

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
"""The stream of an OLE document that holds an encrypted workbook ([MS-OFFCRYPTO] 2.3.4.4)."""

MOST_NAMED = 20
"""Sheets that a message names."""

EXACT_INTEGERS = 10**15
"""From here on a spreadsheet, which keeps 15 digits, has already rounded the number."""


def container(source: Source) -> bytes:
    """`ZIP_MAGIC` or `OLE_MAGIC`, as the file begins.

    Raises BrokenCampaign for what is no workbook, or protected.
    """
    if source.content.startswith(ZIP_MAGIC):
        return ZIP_MAGIC
    if not source.content.startswith(OLE_MAGIC):
        hint = (
            "if it is a text table, name it .csv; "
            "if it is a web page, open it in the spreadsheet and save it as .xlsx"
        )
        raise source.broken(Code.UNREADABLE_TABLE, "has the name of a workbook, but is not one", hint)
    if ENCRYPTED_PACKAGE in source.content:
        raise protected(source)
    return OLE_MAGIC


def apart(source: Source, rows: Callable[[Source], Iterator[GridRow]]) -> Grid:
    """The rows of a workbook, read in a process that may crash. Raises BrokenCampaign, also after a crash."""
    megabytes = len(source.content) / 1024**2
    limits = Limits(PATIENCE + PATIENCE_PER_MEGABYTE * megabytes, min(MEMORY, half_of_memory()))
    try:
        return Grid(Spool(results_of(_rows_or_words, (source, rows), limits)))
    except ProcessFailed as failure:
        hint = "save only the table as CSV UTF-8; if it is small, the workbook is damaged"
        raise source.too_large(f"cannot be read: {failure}", hint) from None


def _rows_or_words(source: Source, rows: Callable[[Source], Iterator[GridRow]]) -> Iterator[GridRow]:
    try:
        yield from within_bounds(source, rows(source))
    except (BrokenCampaign, MemoryError):
        raise
    except Exception as error:  # a damaged file makes ZIP, XML and libraries raise anything
        raise _damaged(source, error) from None
    except BaseException as error:
        if "Panic" not in type(error).__name__:
            raise
        raise _damaged(source, ValueError("it is damaged")) from None  # how a library in Rust gives up


def _damaged(source: Source, error: Exception) -> BrokenCampaign:
    """The error for a workbook that its library cannot read."""
    reason = excerpt("".join(filter(str.isprintable, str(error)[:1000])))
    message = f"cannot be read as a workbook: {reason or type(error).__name__}"
    hint = "open it in the spreadsheet and save it again without a password, or save the sheet as CSV UTF-8"
    return source.broken(Code.UNREADABLE_TABLE, message, hint)


def choose_sheet(source: Source, visible: Mapping[str, bool], has_content: Callable[[str], bool]) -> str:
    """The sheet to read: the one that the campaign names, else the only visible one with content.

    Takes the names of all sheets, each with whether it is visible. Empty: no visible sheet has content.
    """
    wanted = source.table.sheet
    if wanted:
        by_folded = {name.strip().casefold(): name for name in visible}
        if wanted.casefold() in by_folded:
            return by_folded[wanted.casefold()]
        raise no_sheet(source, list(visible))
    filled = [name for name, is_visible in visible.items() if is_visible and has_content(name)]
    if len(filled) > 1:
        raise several_sheets(source, filled)
    return filled[0] if filled else ""


def several_sheets(source: Source, names: Sequence[str]) -> BrokenCampaign:
    """The error for a workbook in which more than one sheet may be the list."""
    sheet = json.dumps(names[0][:100], ensure_ascii=False)
    hint = f"choose one in letterforge.toml, {UNDER_RECIPIENTS}:\n[recipients]\nsheet = {sheet}"
    return source.broken(Code.UNREADABLE_TABLE, f"has several sheets with content: {_named(names)}", hint)


def no_sheet(source: Source, names: Sequence[str]) -> BrokenCampaign:
    """The error for a workbook without the sheet that the campaign names."""
    wanted = source.table.sheet
    hint = did_you_mean(wanted, names) or f"its sheets are: {_named(names)}"
    return source.broken(Code.UNREADABLE_TABLE, f'has no sheet "{wanted}"', hint)


def _named(names: Sequence[str]) -> str:
    """The names of sheets, but not of thousands of them."""
    shown = ", ".join(f'"{excerpt(name)}"' for name in names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown} and {len(names) - MOST_NAMED} more"


Merge: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last (row, column) of a merged cell, counted from 0."""


def _require_merges(source: Source, merges: Iterable[Merge]) -> None:
    """Refuse a merged cell that is larger than any sheet. Raises BrokenCampaign."""
    for (top, left), (bottom, right) in merges:
        count = (bottom - top + 1) * (right - left + 1)
        if count > MOST_CELLS:
            place = f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"
            message = f"merges {count:,} cells into one ({place})"
            raise source.too_large(message, "unmerge the cell, and save again", top + 1)


def grid_rows(
    source: Source,
    table: Iterable[Sequence[Any]],
    width: int,
    blanked: Blanked,
    merges: Iterable[Merge] = (),
    unseen: Unseen | None = None,
) -> Iterator[GridRow]:
    """The rows with content of a sheet's values, with what is in `blanked`, and merged cells, laid over them.

    `unseen`: rows that are hidden or struck through. `width`: cells in each row of `table`. Raises
    BrokenCampaign.
    """
    by_row: dict[int, dict[int, tuple[str, CellKind | None]]] = {}
    unseen = unseen or {}
    for (index, column), cell in blanked.items():
        by_row.setdefault(index, {})[column] = cell
    # A failed formula below the last value is outside of what the reader takes for the sheet.
    below = repeat([""] * width, max(by_row, default=-1) + 1)
    covers = _Covers(source, merges, width)
    for index, (values, beyond) in enumerate(zip_longest(table, below)):
        over = {**dict.fromkeys(covers.of(index), COVERED), **by_row.get(index, {})}
        row = _grid_row(index + 1, beyond if values is None else values, over, unseen.get(index, ""))
        if any(map(str.strip, row.cells)) or any(kind is CellKind.FORMULA for kind in row.kinds.values()):
            yield row


def with_hidden(rows: Iterable[GridRow], columns: Iterable[int], width: int) -> Iterator[GridRow]:
    """Rows of a sheet, with the columns that it does not show (counted from 0) among those with content."""
    hidden = tuple(sorted(column for column in columns if column < width))
    yield from (replace(row, hidden_columns=hidden) for row in rows) if hidden else rows


COVERED = "", CellKind.MERGED


class _Covers:
    """Which cells of a row are covered by merged ones: asked row by row, from the top."""

    def __init__(self, source: Source, merges: Iterable[Merge], width: int) -> None:
        self._source = source
        self._width = width
        self._coming = sorted(merges, reverse=True)
        self._here: list[Merge] = []
        self._seen = 0
        _require_merges(source, self._coming)

    def of(self, row: int) -> Iterator[int]:
        """The covered columns of a row, as far as the table goes and one more."""
        if not self._coming and not self._here:
            return
        while self._coming and self._coming[-1][0][0] <= row:
            self._here.append(self._coming.pop())
        self._here = [merge for merge in self._here if row <= merge[1][0]]
        for (top, left), (_, right) in self._here:
            columns = range(left + (row == top), min(right + 1, max(self._width, left + 2)))
            self._seen += len(columns) + 1
            if self._seen > MOST_CELLS:
                message = f"has merged cells over more than {MOST_CELLS:,} cells"
                raise self._source.too_large(message, "unmerge the cells, and save again", row + 1)
            yield from columns


def _grid_row(
    number: int, values: Sequence[Any], blanked: Mapping[int, tuple[str, CellKind | None]], unseen: str
) -> GridRow:
    cells = [value if type(value) is str else as_text(value) for value in values]
    kinds = {index: kind for index, value in enumerate(values) if (kind := kind_of(value))}
    for index, (text, kind) in sorted(blanked.items()):
        cells += [""] * (index + 1 - len(cells))
        cells[index] = text or cells[index]
        if kind is not None:
            kinds[index] = kind
    return GridRow(number, tuple(cells), kinds, unseen)


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
    if not math.isfinite(number):
        return repr(number)
    if number != int(number):
        return general(number)
    return str(int(number)) if abs(number) < EXACT_INTEGERS else f"{number:.14E}"


ISO_DURATION = re.compile(r"PT\d+H\d+M[\d.,]+S")
"""How a duration in an ODS file comes: as text."""


def kind_of(value: object) -> CellKind | None:
    """What a cell's value is, where it is neither text nor number."""
    match value:
        case str():
            return CellKind.DATE if value.startswith("PT") and ISO_DURATION.fullmatch(value) else None
        case bool():
            return CellKind.BOOLEAN
        case datetime.date() | datetime.time() | datetime.timedelta():
            return CellKind.DATE
        case _:
            return None
