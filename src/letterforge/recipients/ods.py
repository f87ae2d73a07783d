"""OpenDocument spreadsheet (.ods) → rows of one sheet (OpenDocument 1.3 part 3, chapters 6, 9 and 19).

Read here, row by row, and not by calamine: that leaves out tabs and line breaks, takes ruby and text boxes
for the cell's text, and writes out as many equal rows as a file asks for.
"""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import TypeAlias

from letterforge.errors import Code
from letterforge.intake.bounds import LAST_ROW, MOST_COLUMNS, MOST_REPEATS, MOST_ROWS
from letterforge.recipients.gate import SPLIT_IT, too_wide
from letterforge.recipients.grid import HIDDEN, LEAST_HEIGHT, STRUCK, CellKind, GridRow, Source
from letterforge.recipients.ods_text import OFFICE, TEXT, CellText
from letterforge.recipients.package import ODS_CONTENT, SAVE_AGAIN, Part, parsed
from letterforge.recipients.runs import Strikes
from letterforge.recipients.sheet import as_text, no_sheet, several_sheets

STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"

SPREADSHEET, SHEET = f"{OFFICE} spreadsheet", f"{TABLE} table"
ROW, CELL, COVERED = f"{TABLE} table-row", f"{TABLE} table-cell", f"{TABLE} covered-table-cell"
COLUMN = f"{TABLE} table-column"
CELLS = frozenset({CELL, COVERED})
PARAGRAPHS = frozenset({f"{TEXT} p", f"{TEXT} h"})

ROWS_REPEATED, COLUMNS_REPEATED = f"{TABLE} number-rows-repeated", f"{TABLE} number-columns-repeated"
VALUE_TYPE, CALC_TYPE, FORMULA = f"{OFFICE} value-type", f"{CALC} value-type", f"{TABLE} formula"

FAILED = re.compile(r"#.*[!?]|#N/A|Err:\d+")
DURATION = re.compile(r"PT(\d{1,2})H(\d{1,2})M(\d{1,2})(?:[.,](\d{1,6})\d*)?S")
LENGTH = re.compile(r"(\d{1,6}(?:\.\d{0,20})?|\.\d{1,20})(cm|mm|in|pt|pc|px)")
POINTS = {"cm": 72 / 2.54, "mm": 7.2 / 2.54, "in": 72, "pt": 1, "pc": 12, "px": 0.75}
"""In a unit of length (18.3.18)."""

Cell: TypeAlias = tuple[str, CellKind | None]
Repeated: TypeAlias = tuple[int, int, tuple[str, ...], Mapping[int, CellKind], str, tuple[int, ...]]
"""A row's number, how often it is repeated, and what a `GridRow` has behind its number."""


def ods_rows(source: Source, archive: zipfile.ZipFile) -> Iterator[GridRow]:
    """The rows with content of the sheet that the campaign names, else of the only visible one with content.

    Raises BrokenCampaign where the sheet is in doubt (perhaps only after the rows of the first), or out of
    bounds.
    """
    reader = _Reader(source)
    with Part(source, archive, ODS_CONTENT) as part:
        for _ in parsed(part, reader):
            for first, repeated, cells, kinds, unseen, hidden in reader.ready:
                for number in range(first, first + repeated):
                    yield GridRow(number, cells, kinds, unseen, hidden)
            reader.ready.clear()
    reader.sheets.require_one()


class _Sheets:
    """Which sheets there are, and whether the one that is being read may be the list."""

    def __init__(self, source: Source) -> None:
        self.is_wanted = False
        self._source = source
        self._wanted = source.table.sheet.casefold()
        self._hidden: set[str] = set()
        """Styles of sheets that are not shown."""
        self._names: list[str] = []
        self._filled: list[str] = []

    def hide(self, style: str) -> None:
        """Sheets of this style are not shown."""
        self._hidden.add(style)

    def begin(self, attributes: Mapping[str, str]) -> None:
        """A sheet begins."""
        name = attributes.get(f"{TABLE} name") or ""
        self._names.append(name)
        is_shown = attributes.get(f"{TABLE} style-name") not in self._hidden
        self.is_wanted = name.strip().casefold() == self._wanted if self._wanted else is_shown

    def is_list(self) -> bool:
        """Whether the sheet, in which there is content, is the first such."""
        if self._names[-1] not in self._filled:
            self._filled.append(self._names[-1])
        return len(self._filled) == 1

    def require_one(self) -> None:
        """Once all is read: refuse a workbook of which it is not sure that the right sheet was."""
        if not self._names:
            hint = "check that it is the right file: a text document has no sheets"
            message = "is an OpenDocument file without a sheet"
            raise self._source.broken(Code.UNREADABLE_TABLE, message, hint)
        if self._wanted and self._wanted not in {name.strip().casefold() for name in self._names}:
            raise no_sheet(self._source, self._names)
        if len(self._filled) > 1:
            raise several_sheets(self._source, self._filled)


class _Reader:
    """Reads the XML of a workbook, and keeps the rows that have been completed."""

    def __init__(self, source: Source) -> None:
        self.ready: list[Repeated] = []
        self.sheets = _Sheets(source)
        self._hidden: list[int] = []
        """Columns of the sheet that is read that are not shown, counted from 0."""
        self._column = 0
        """The number of the next column, from 0."""
        self._source = source
        self._parents: list[str] = []
        """Elements around the sheets; within a sheet they are not counted."""
        self._style = ""
        self._struck: set[str] = set()
        """Styles that strike text through (20.380)."""
        self._flat: set[str] = set()
        """Styles of rows that are too low to be read (20.391)."""
        self._in_sheet = False
        self._row = _Row(source, 0, 0)
        self._next = 1
        """The number of the next row."""
        self._width = 0
        """Cells of the sheet's first row with content: the headings."""
        self._cell: Mapping[str, str] | None = None
        """The attributes of the cell that is being read; None: none is."""
        self._text = CellText()
        self._spans: list[bool] = []
        """Of the elements that are open within the cell: whether each strikes through."""
        self._strikes = Strikes.NONE
        """Of the cell's text."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._cell is not None:
            self._start_in_cell(name, attributes)
        elif not self._in_sheet:
            self._start_around(name, attributes)
        elif name in CELLS:
            self._cell = attributes
            if attributes.get(f"{TABLE} style-name", self._row.style) in self._struck:
                self._row.struck = True
        elif name == COLUMN:
            self._begin_column(attributes)
        elif name == ROW:
            repeated = _repeated(self._source, attributes.get(ROWS_REPEATED), "a row", self._next)
            self._row = _Row(self._source, self._next, repeated)
            self._row.is_hidden = (
                attributes.get(f"{TABLE} visibility", "visible") != "visible"
                or attributes.get(f"{TABLE} style-name") in self._flat
            )
            self._row.style = attributes.get(f"{TABLE} default-cell-style-name") or ""
            self._next += repeated

    def _begin_column(self, attributes: Mapping[str, str]) -> None:
        times = _repeated(self._source, attributes.get(COLUMNS_REPEATED), "a column", 0)
        if attributes.get(f"{TABLE} visibility", "visible") != "visible" and self.sheets.is_wanted:
            self._hidden += range(self._column, min(self._column + times, MOST_COLUMNS))
        self._column += times

    def _start_in_cell(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in PARAGRAPHS:
            self._text.begin_paragraph()
        elif name == SHEET:
            message = "has a table within a cell"
            raise self._source.broken(Code.UNREADABLE_TABLE, message, SAVE_AGAIN, self._row.number)
        else:
            is_struck = name == f"{TEXT} span" and attributes.get(f"{TEXT} style-name") in self._struck
            self._spans.append(is_struck or (bool(self._spans) and self._spans[-1]))
            self._text.start(name, attributes)

    def _start_around(self, name: str, attributes: Mapping[str, str]) -> None:
        parent = self._parents[-1] if self._parents else ""
        self._parents.append(name)
        if name == SHEET and parent == SPREADSHEET:  # others are what a link to another file has brought
            self._parents.pop()
            self._in_sheet = True
            self._next, self._width, self._column = 1, 0, 0
            self._hidden.clear()
            self.sheets.begin(attributes)
        elif name == f"{STYLE} style":
            self._style = attributes.get(f"{STYLE} name") or ""
        elif name == f"{STYLE} table-properties" and attributes.get(f"{TABLE} display") == "false":
            self.sheets.hide(self._style)
        elif name == f"{STYLE} table-row-properties" and _is_flat(attributes.get(f"{STYLE} row-height")):
            self._flat.add(self._style)
        elif name == f"{STYLE} text-properties" and _strikes(attributes):
            self._struck.add(self._style)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._cell is not None:
            if name in PARAGRAPHS:
                self._text.end_paragraph()
            elif name in CELLS and not self._text.aside:
                self._row.add(self._cell, name == COVERED, self._text, self._strikes)
                self._text.clear()
                self._cell, self._strikes = None, Strikes.NONE
            else:
                self._spans.pop()
                self._text.end()
        elif not self._in_sheet:
            self._parents.pop()
        elif name == ROW:
            self._keep(self._row)
        elif name == SHEET:
            self._in_sheet = False

    def text(self, text: str) -> None:
        """Text between elements."""
        if self._text.parts is not None and not self._text.aside:
            self._text.parts.append(text)
            if self._struck and text.strip():
                self._strikes |= Strikes.STRUCK if self._spans and self._spans[-1] else Strikes.PLAIN

    def _keep(self, row: _Row) -> None:
        if not self.sheets.is_wanted or not row.has_content() or not self.sheets.is_list():
            return
        if row.repeated > MOST_ROWS or row.number + row.repeated - 1 > LAST_ROW:
            message = f"repeats a row {row.repeated:,} times"
            raise self._source.too_large(message, SPLIT_IT, row.number)
        if not self._width or row.number == self._source.table.heading_row:
            self._width = len(row.cells)
        cells = (*row.cells, *[""] * (self._width - len(row.cells)))
        hidden = tuple(takewhile(len(cells).__gt__, self._hidden))
        self.ready.append((row.number, row.repeated, cells, row.kinds, row.unseen, hidden))


class _Row:
    """The cells of a row so far."""

    __slots__ = (
        *("_blank", "_source", "cells", "is_hidden", "kinds"),
        *("number", "repeated", "struck", "style"),
    )

    def __init__(self, source: Source, number: int, repeated: int) -> None:
        self.number = number
        self.repeated = repeated
        self.is_hidden = self.struck = False
        self.style = ""
        """Of its cells that name none."""
        self.cells: list[str] = []
        self.kinds: dict[int, CellKind] = {}
        self._source = source
        self._blank = 0
        """Empty cells since the last that is not: those at the end are not written out."""

    def add(self, attributes: Mapping[str, str], is_covered: bool, shown: CellText, strikes: Strikes) -> None:
        """The next cell."""
        text, kind = (shown.all(), CellKind.MERGED) if is_covered else _cell(attributes, shown)
        self.struck = self.struck or strikes is Strikes.STRUCK
        kind = kind or (CellKind.STRUCK if strikes is Strikes.BOTH else None)
        times = attributes.get(COLUMNS_REPEATED)
        repeated = 1 if times is None else _repeated(self._source, times, "a cell", self.number)
        if not text and kind is None:
            self._blank += repeated
            return
        start = len(self.cells) + self._blank
        if start + repeated > MOST_COLUMNS:
            raise too_wide(self._source, self.number)
        if self._blank:
            self.cells += [""] * self._blank
            self._blank = 0
        self.cells += [text] * repeated
        if kind is not None:
            self.kinds.update(dict.fromkeys(range(start, start + repeated), kind))

    @property
    def unseen(self) -> str:
        """See `GridRow.unseen`."""
        return HIDDEN if self.is_hidden else STRUCK if self.struck else ""

    def has_content(self) -> bool:
        """Whether a person sees anything in the row."""
        return any(map(str.strip, self.cells)) or CellKind.FORMULA in self.kinds.values()


def _is_flat(height: str | None) -> bool:
    """Whether a row of a height (a length, such as `0.45cm`) shows nothing."""
    found = LENGTH.fullmatch(height or "")
    return found is not None and float(found[1]) * POINTS[found[2]] < LEAST_HEIGHT


def _strikes(attributes: Mapping[str, str]) -> bool:
    return attributes.get(f"{STYLE} text-line-through-style", "none") != "none" or (
        attributes.get(f"{STYLE} text-line-through-type", "none") != "none"
    )


def _repeated(source: Source, times: str | None, what: str, row: int) -> int:
    """How often a row or cell is repeated. Raises BrokenCampaign for more than any sheet has."""
    if times is None:
        return 1
    number = int(times) if times.isdecimal() and len(times) <= 20 else MOST_REPEATS + 1
    if number > MOST_REPEATS:
        raise source.too_large(f"repeats {what} {times[:30]} times", SAVE_AGAIN, row)
    return max(number, 1)


# --- a cell --------------------------------------------------------------------------------------


def _cell(attributes: Mapping[str, str], shown: CellText) -> Cell:
    value_type = attributes.get(VALUE_TYPE)
    if value_type == "string" and len(attributes) == 1:
        return shown.all(), None
    if FORMULA in attributes:
        text = shown.all()
        if attributes.get(CALC_TYPE) == "error" or FAILED.fullmatch(text):
            return text or "#VALUE!", CellKind.ERROR
        if value_type is None and not text:
            return "", CellKind.FORMULA
    return _value(attributes, value_type, shown)


def _value(attributes: Mapping[str, str], value_type: str | None, shown: CellText) -> Cell:
    match value_type:
        case "string":
            value = attributes.get(f"{OFFICE} string-value")
            return shown.all() if value is None else value, None
        case None:
            return shown.all(), None
        case "boolean":
            return (attributes.get(f"{OFFICE} boolean-value") or shown.all()).upper(), CellKind.BOOLEAN
        case "date":
            return attributes.get(f"{OFFICE} date-value") or shown.all(), CellKind.DATE
        case "time":
            return _time(attributes.get(f"{OFFICE} time-value") or shown.all()), CellKind.DATE
        case _:  # float, percentage, currency: what is shown is there as text
            return shown.all() or _number(attributes.get(f"{OFFICE} value") or ""), None


def _number(text: str) -> str:
    try:
        return as_text(float(text))
    except ValueError:
        return text


def _time(text: str) -> str:
    """`PT10H30M00S` → `10:30:00`; longer than a day it stays a duration."""
    found = DURATION.fullmatch(text)
    if not found or int(found[1]) > 23:
        return text
    microseconds = int((found[4] or "0").ljust(6, "0"))
    try:
        return datetime.time(int(found[1]), int(found[2]), int(found[3]), microseconds).isoformat()
    except ValueError:
        return text
