"""Rows of which only the first cell is filled: a section's heading, a total, a note below the table.

Or a recipient.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from letterforge.errors import Code, Place, Problem, Severity
from letterforge.model import RowNumber
from letterforge.recipients.cells import excerpt
from letterforge.recipients.columns import Column, Columns
from letterforge.recipients.grid import rows_named
from letterforge.recipients.recognised import bare

FEWEST_COLUMNS = 3
"""A table with fewer may well have rows with one cell."""
FEW = 4
"""Such rows are reported where they are at most one in so many: else the list is of that kind."""
PARTS_OF_THE_WORLD = frozenset(
    {
        *("africa", "asia", "europe", "america", "americas", "oceania", "asiapacific", "asiaandthepacific"),
        *(
            "middleeast",
            "northamerica",
            "southamerica",
            "latinamerica",
            "latinamericaandthecaribbean",
            "caribbean",
        ),
        *("easterneurope", "westerneurope", "africangroup", "asiapacificgroup", "grulac", "weog", "eeg"),
        *(
            "afrika",
            "asien",
            "europa",
            "amerika",
            "ozeanien",
            "afrique",
            "asie",
            "amerique",
            "ameriques",
            "oceanie",
        ),
        *(
            "asiepacifique",
            "americalatina",
            "asiapacifico",
            "إفريقيا",
            "افريقيا",
            "أفريقيا",
            "آسيا",
            "اسيا",
            "أوروبا",
        ),
    }
)
"""Headings of sections of a list, without accents and spaces; no person and no office has such a name."""
SUMMARY = re.compile(
    r"(?:(?:grand |sub-?)?total|sum|count|summe|gesamt|anzahl|somme|nombre|suma|soma"
    r"|source|sources|quellen?|fuentes?"
    r"|fontes?|notes?|notas?|remarks?|remarques?|anmerkung(?:en)?|hinweis|stand"
    r"|legend|legende|last updated?|updated?"
    r"|المجموع|المصدر|ملاحظة)(?:\s*[:=].*|\s+\d[\d\s]*)?",
    re.IGNORECASE | re.DOTALL,
)
"""Below a list: `Total: 2`, `Source: Protocol list 2020`."""
FOOTNOTE = re.compile(r"(?:\*+|†|\(\*\)|[¹²³]) ?\w.*", re.DOTALL)
"""A note with its sign."""
COUNT = re.compile(r"\d[\d., ]*")


class LoneRows:
    """The rows of a table of which only the first cell is filled."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._is_wide = len(columns.named) >= FEWEST_COLUMNS
        self._rows: list[RowNumber] = []
        self._count = 0

    def problem(self, row: RowNumber, cells: Sequence[str]) -> tuple[Column, Problem] | None:
        """The column and the problem of a row that is no recipient; remembers the doubtful ones."""
        if not self._is_wide:
            return None
        self._count += 1
        first = self._columns.named[0]
        text = cells[first.index]
        if not text:
            return None
        others = [cells[column.index] for column in self._columns.named[1:] if cells[column.index]]
        if len(others) > 1 or (others and not COUNT.fullmatch(others[0])):
            return None
        if SUMMARY.fullmatch(text) or (not others and _is_heading(text)):
            message = (
                f'holds "{excerpt(text)}", and nothing else is in the row: it is a heading, a total or a note'
            )
            return first, Problem(Code.NO_NAME, message, "delete the row; each row is one recipient")
        if not others and first.name != "country":
            self._rows.append(row)
        return None

    def problems(self, shown: str) -> Iterator[Problem]:
        """The one warning for all doubtful rows."""
        if not self._rows or len(self._rows) * FEW > max(self._count, FEW):
            return
        message = f"only the first cell is filled in {rows_named(self._rows)}"
        them = "it" if len(self._rows) == 1 else "them"
        hint = f"fill in the other cells; or delete {them}, if this is a heading or a note"
        place = Place(shown, row=self._rows[0])
        yield Problem(Code.EMPTY_CELL, message, hint, place, Severity.WARNING)


def _is_heading(text: str) -> bool:
    return bare(text) in PARTS_OF_THE_WORLD or text.endswith(":") or FOOTNOTE.fullmatch(text) is not None
