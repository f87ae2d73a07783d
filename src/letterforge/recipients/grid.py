"""What every reader yields: rows of text cells under the spreadsheet's own row numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from letterforge.campaign import TableSettings
from letterforge.errors import BrokenCampaign, Code, Place, Problem
from letterforge.model import RowNumber

HIDDEN, STRUCK = "hidden or filtered out", "crossed out"


LEAST_HEIGHT = 3.0
"""Points. A row that is less high shows nothing that anybody could read."""


LEAST_WIDTH = 0.5
"""Characters. A column that is less wide shows nothing either."""


class CellKind(Enum):
    """What a workbook's cell is, where it is neither text nor number."""

    DATE = auto()
    """A date, a time of day or a duration; the cell's text is ISO 8601."""
    BOOLEAN = auto()
    """True or false; the cell's text is TRUE or FALSE."""
    ERROR = auto()
    """A formula that failed; the cell's text is its mark, such as #REF!."""
    FORMULA = auto()
    """A formula whose value was never computed; the cell's text is empty."""
    MERGED = auto()
    """Covered by a merged cell: blank, although a person sees a value there."""
    LONG = auto()
    """Longer than any cell may be; the cell's text is cut off, but still too long."""
    FORMATTED = auto()
    """A number that the sheet shows in a way that depends on the machine; the cell's text is the number."""
    UNSHOWN = auto()
    """Text that the sheet shows otherwise, or not at all, because of its format."""
    STRUCK = auto()
    """Text of which a part is struck through."""
    PILED = auto()
    """More accents on one letter than any script has; the cell's text has fewer, but still too many."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row that has content."""

    number: RowNumber
    cells: tuple[str, ...]
    """Text as it came. Rows of a text table may differ in length."""
    kinds: Mapping[int, CellKind] = field(default_factory=dict)
    """Index of a cell → what it is; cells of plain text or numbers are not in it."""
    unseen: str = ""
    """Why a person may not count the row to the list: `HIDDEN` or `STRUCK`; empty: it is there to be seen."""
    hidden_columns: tuple[int, ...] = ()
    """Columns that the sheet does not show, of every row of it, counted from 0.

    Those behind its last cell left out.
    """


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it came: the first row is the heading."""

    rows: Sequence[GridRow]
    warnings: tuple[Problem, ...] = ()
    lengths: Mapping[int, int] = field(default_factory=dict)
    """Of a text table: number of cells → how many rows have it, that of the headings among them."""
    delimiter: str = ""
    """Of a text table: what is between two cells."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read."""

    shown: str
    """Its path as the user knows it."""
    content: bytes = field(repr=False)
    table: TableSettings
    """How the campaign wants it read."""

    @property
    def sha256(self) -> str:
        """Of its bytes, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()

    def too_large(self, message: str, hint: str, row: RowNumber | None = None) -> BrokenCampaign:
        """The error for a file that is larger than any list may be."""
        return self.broken(Code.TOO_LARGE, message, hint, row)

    def broken(
        self, code: Code, message: str, hint: str = "", row: RowNumber | None = None
    ) -> BrokenCampaign:
        """The error for a file that cannot be read as a whole."""
        return BrokenCampaign([Problem(code, message, hint, Place(self.shown, row=row))])


def column_letter(index: int) -> str:
    """A spreadsheet's name of a column, counted from 0: A, B, … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


UNDER_RECIPIENTS = "below the line [recipients] if there is one already"
"""In hints with lines to paste: TOML takes each table once."""
MOST_LISTED = 5
"""Row numbers that a message gives."""


def listed(numbers: Sequence[int], most: int = MOST_LISTED) -> str:
    """Row numbers in words: `3, 5 and 8`, or `3, 5, 8, 9, 12 and 240 more`."""
    if len(numbers) > most:
        return f"{', '.join(map(str, numbers[:most]))} and {len(numbers) - most} more"
    head, last = numbers[:-1], numbers[-1]
    return f"{', '.join(map(str, head))} and {last}" if head else str(last)


def rows_counted(first: Sequence[int], count: int) -> str:
    """`rows_named` for `count` rows, of which the first are at hand: more than a message gives, or all."""
    if count <= MOST_LISTED:
        return rows_named(first)
    return f"rows {', '.join(map(str, first[:MOST_LISTED]))} and {count - MOST_LISTED} more"


def rows_named(numbers: Sequence[int]) -> str:
    """`row 3`, or `rows 3, 5 and 8`."""
    return f"{'row' if len(numbers) == 1 else 'rows'} {listed(numbers)}"
