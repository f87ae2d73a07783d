"""Heading row → what each column is: one of ours, part of one, or one that only a template uses.

`taking` decides what headings that are not ours are taken for; `headings` says what is wrong with all of
them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from letterforge.campaign import JOINED
from letterforge.intake.spelling import composed
from letterforge.model import RowNumber, Tie, tie_in
from letterforge.recipients.cells import clean, one_line
from letterforge.recipients.grid import GridRow
from letterforge.recipients.recognised import Meaning

ERROR_HEADING = "error"
"""The column that failed.csv adds. A corrected failed.csv still has it; it is not about the recipient."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column with a heading."""

    index: int
    """Its place in the row, from 0."""
    heading: str
    """Its heading as the file has it, cleaned like a cell."""
    name: str = ""
    """Which of `COLUMNS` it is; empty: a further column."""
    key: str = ""
    """Its name in `recipient.<key>`, if only a template gives it a meaning, or the heading is not ours.

    Empty: none.
    """
    part: int = 0
    """Its place among the columns that make one of ours together, from 1; 0: it is the whole."""
    also: str = ""
    """What its cells hold as well: see `recognised.Meaning`."""
    is_guess: bool = False
    """Whether it was recognised by what people commonly write, and not by its exact name."""
    is_covered: bool = False
    """Whether one of our columns holds the same as well."""
    meanings: tuple[Meaning, ...] = ()
    """What its heading may mean, as people commonly write; usually one thing, or none."""
    is_no_state: bool = False
    """Whether a further column holds something that is no state: `Illinois` below `State`."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of a table is."""

    row: RowNumber
    """Row of the headings."""
    named: tuple[Column, ...]
    """All columns with a heading, in the file's order, without the one for errors."""
    width: int
    """Number of cells up to and with the last named column."""
    error_index: int | None
    """Where the column is that failed.csv has added."""
    headings: tuple[str, ...] = ()
    """All of them as they are in the file, cleaned, without the one for errors."""

    @property
    def ours(self) -> Mapping[str, Column]:
        """The columns with a meaning, by name. Where several have the same name, the first."""
        return {column.name: column for column in reversed(self.named) if column.name}

    @property
    def parts(self) -> Mapping[str, tuple[Column, ...]]:
        """The columns that make each of ours, in the order in which they are joined."""
        found: dict[str, list[Column]] = {}
        for column in self.named:
            if column.name:
                found.setdefault(column.name, []).append(column)
        return {name: tuple(sorted(some, key=_place_in_whole)) for name, some in found.items()}

    @property
    def made_of(self) -> Mapping[str, tuple[str, ...]]:
        """The columns of ours, each with the headings that make it, or hold it among other things."""
        found = {name: tuple(part.heading for part in parts) for name, parts in self.parts.items()}
        held = {
            column.also: (column.heading,) for column in self.named if column.also in {"postal_code", "title"}
        }
        return {**held, **found}

    @property
    def further(self) -> tuple[Column, ...]:
        """The columns that a template can read under their own heading."""
        return tuple(column for column in self.named if column.key)

    @property
    def without_meaning(self) -> tuple[Column, ...]:
        """The columns that only the campaign's template gives a meaning to, if it does."""
        return tuple(column for column in self.named if not column.name and not column.is_covered)

    @property
    def places(self) -> tuple[int, ...]:
        """Where the cell below each of `headings` is in a row."""
        return tuple(index for index in range(self.width) if index != self.error_index)

    def kept(self, cells: Sequence[str]) -> tuple[str, ...]:
        """A row's cells as far as they belong to the table, without the added errors."""
        return self.without_error(cells[: self.width])

    def tie(self, row: GridRow) -> Tie | None:
        """Which failed row a row of a failed.csv is; None: none, as in most tables."""
        if self.error_index is None or self.error_index >= len(row.cells):
            return None
        return tie_in(row.cells[self.error_index])

    def without_error(self, cells: Sequence[str]) -> tuple[str, ...]:
        """All cells of a row, however many, without the added errors."""
        return tuple(cell for index, cell in enumerate(cells) if index != self.error_index)


def _place_in_whole(column: Column) -> tuple[int, int]:
    """By its part; lines of an address that are of the same kind in the table's order."""
    return column.part, column.index


def joined(name: str, cells: Sequence[str]) -> str:
    """The clean cells that make a column of ours, as one; blank ones vanish.

    Only an address keeps line breaks.
    """
    texts = [cell if name == "address" else one_line(cell) for cell in cells]
    return JOINED.get(name, " ").join(filter(None, texts))


def match_key(heading: str) -> str:
    """What two headings have in common that differ in case, spaces, hyphens and underscores only."""
    return re.sub(r"[\s_\-‐‑–]+", "", clean(heading)).casefold()


def further_key(heading: str) -> str:
    """The name of a further column in a template: `Focal Point` → `focal_point`."""
    return re.sub(r"\W+", "_", composed(heading).casefold()).strip("_")
