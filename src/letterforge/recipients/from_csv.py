"""Text table (.csv, .tsv, .txt) → grid: comma, semicolon, tab or bar, in the encoding that it has."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import TextIO

from letterforge.campaign import TableSettings
from letterforge.errors import Code
from letterforge.intake.bounds import LONGEST_RECORD
from letterforge.model.spool import Spool
from letterforge.recipients.encoding import open_text, recognise_encoding
from letterforge.recipients.gate import require_row_number, within_bounds
from letterforge.recipients.grid import Grid, GridRow, Source
from letterforge.recipients.heading_row import HEADINGS_AMONG, known_headings

DELIMITERS = ",;\t|"

SEPARATOR_LINE = re.compile(r"""\s*"?sep=(\t|[^\w\s"])"?[^\S\r\n]*(?:\r\n|\r|\n|$)""", re.IGNORECASE)
"""Excel's own first line. A spreadsheet does not show it, so it is not counted as a row."""

WORKBOOK_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How ZIP archives (xlsx, ods) and OLE documents (xls) begin."""

HEADING_REACH = 65_536
"""Characters among which the heading is looked for when the delimiter is not known yet."""


def read(source: Source) -> Grid:
    """The rows of a text table, counted as a spreadsheet counts: a quoted line break starts no row.

    Raises BrokenCampaign for a workbook under a wrong name, unknown or mixed encodings, and quotation
    marks that do not match.
    """
    if source.content.startswith(WORKBOOK_MAGIC):
        hint = "change the ending of its name to .xlsx, .xls or .ods, as it was saved"
        raise source.broken(Code.UNREADABLE_TABLE, "is a workbook, not a text table", hint)
    encoding, warnings = recognise_encoding(
        source, lambda text, pattern: _rows_holding(source, text, pattern)
    )
    text = open_text(source, encoding)
    delimiter = _begin(text, source.table)
    lengths: Counter[int] = Counter()

    def counted(rows: Iterable[GridRow]) -> Iterator[GridRow]:
        for row in rows:
            lengths[len(row.cells)] += 1
            yield row

    rows = Spool(within_bounds(source, counted(_rows(source, text, delimiter))))
    return Grid(rows, warnings, lengths, delimiter)


class _Lines:
    """The lines of a text, of which no record may take too many or too long ones."""

    def __init__(self, source: Source, text: TextIO) -> None:
        self.row = 1
        """The record that is being read."""
        self._source = source
        self._text = text
        self._left = LONGEST_RECORD

    def next_record(self) -> None:
        """A record has been read."""
        self.row += 1
        self._left = LONGEST_RECORD

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(self._left):
            self._left -= len(line)
            if self._left <= 0:
                message = f"has a row of more than {LONGEST_RECORD:,} characters"
                hint = "check that this is the right file, and that each quotation mark is closed"
                raise self._source.too_large(message, hint, self.row)
            yield line


def _rows(source: Source, text: TextIO, delimiter: str) -> Iterator[GridRow]:
    lines = _Lines(source, text)
    try:
        for cells in _records(lines, delimiter, strict=True):
            number = lines.row
            if any(map(str.strip, cells)):
                yield GridRow(number, tuple(cells))
            else:
                require_row_number(source, number)
            lines.next_record()
    except csv.Error:
        # Nobody knows which rows follow: an open quotation mark swallows them.
        message = (
            f"cannot be read from row {lines.row} on: a quotation mark in it is not closed, is inside "
            f"a quoted cell, or the cell is longer than {csv.field_size_limit():,} characters"
        )
        hint = 'put the whole cell in quotation marks, and write those inside it twice: "the ""A"" list"'
        raise source.broken(Code.UNREADABLE_TABLE, message, hint, lines.row) from None


def _records(lines: Iterable[str], delimiter: str, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=strict)


def _begin(text: TextIO, table: TableSettings) -> str:
    """Find the delimiter, and leave the text at its first record.

    Behind the line that names the delimiter, if any.
    """
    start = text.tell()
    head = text.read(HEADING_REACH)
    named = SEPARATOR_LINE.match(head)
    text.seek(start)
    if named:
        text.read(named.end())
        return named[1]
    return _delimiter(head, table)


def _delimiter(text: str, table: TableSettings) -> str:
    """The delimiter under which one of the first rows has most columns that are known, then the first
    most columns.
    """

    def merit(delimiter: str) -> tuple[int, int]:
        first = _first_records(text, delimiter)
        known = max((known_headings(cells, table) for cells in first), default=0)
        return known, max(map(len, first), default=0) if known else len(first[0]) if first else 0

    return max(DELIMITERS, key=merit)


def _first_records(text: str, delimiter: str) -> list[list[str]]:
    """The first rows in which there is more than delimiters."""
    records = _records(io.StringIO(text, newline=""), delimiter, strict=False)
    filled = (cells for cells in records if any(cell.strip(f"{DELIMITERS} ") for cell in cells))
    found: list[list[str]] = []
    with suppress(csv.Error):
        found.extend(islice(filled, HEADINGS_AMONG))
    return found


def _rows_holding(source: Source, text: TextIO, pattern: re.Pattern[str]) -> Sequence[int]:
    """The rows in which a pattern occurs; row 1 where rows cannot be separated."""
    delimiter = _begin(text, source.table)
    lines = _Lines(source, text)
    found: list[int] = []
    try:
        for cells in _records(lines, delimiter, strict=False):
            if any(pattern.search(cell) for cell in cells):
                found.append(lines.row)
            require_row_number(source, lines.row)
            lines.next_record()
    except csv.Error:
        pass  # reading the table will report it
    return found or (1,)
