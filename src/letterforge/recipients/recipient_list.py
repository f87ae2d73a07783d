"""A list as it was read: its recipients, its problems, and the rows that could not be read."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from letterforge.errors import Problem
from letterforge.model import Correction, Recipient, RowNumber, Tie
from letterforge.recipients.columns import Column
from letterforge.recipients.headings import unused_problem


@dataclass(frozen=True, slots=True)
class RecipientList:
    """A list as it was read. Nothing in it is hidden: each row is a recipient or among the unread."""

    path: Path
    headings: tuple[str, ...]
    """As in the file, without the `error` column of a failed.csv. `Recipient.source` has as many cells."""
    recipients: Sequence[Recipient]
    """In the file's order, also those among whose problems are errors (see `invalid_rows`)."""
    problems: tuple[Problem, ...]
    """All errors and warnings; `place.row` is the row, for a heading its row, for the file None."""
    unread: Mapping[RowNumber, tuple[str, ...]] = field(default_factory=dict)
    """Rows whose cells may be in the wrong columns → their cells, without that of `error`."""
    heading_row: RowNumber = 1
    """Row of the headings: the first that has content."""
    further_columns: tuple[str, ...] = ()
    """Names of the columns that only a template gives a meaning to, as `recipient.<name>`."""
    rows: int = 0
    """How many rows below the headings have content."""
    sha256: str = ""
    """Of the file, in hexadecimal digits."""
    unread_ids: Mapping[RowNumber, str] = field(default_factory=dict)
    """The ids of unread rows that have one for certain: in the first column nothing can have shifted."""
    unread_kinds: Mapping[RowNumber, str] = field(default_factory=dict)
    """What the cells of unread rows are (`Recipient.kinds`); most are not in it."""
    ties: Mapping[RowNumber, Tie] = field(default_factory=dict)
    """Of rows that correct one that failed: those of a failed.csv, and those whose correction is used."""
    corrections: tuple[Correction, ...] = ()
    """With which it was read."""
    corrected: frozenset[RowNumber] = frozenset()
    """The rows whose correction is used in their place."""
    forgotten: tuple[Tie, ...] = ()
    """Of corrections whose row was changed since: they are not used any more."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Which of `COLUMNS` the table has, each with the headings that make it."""
    without_meaning: tuple[Column, ...] = ()
    """The columns with content that only a template can give a meaning to."""
    delimiter: str = ""
    """Of a text table: what is between two cells."""
    listed_rows: Mapping[RowNumber, RowNumber] = field(default_factory=dict)
    """Of rows of a failed.csv: which row of the list each corrects."""

    def unused(self, used: Container[str], shown: str) -> Problem | None:
        """The warning for columns with content that no letter uses; None: there are none.

        `used`: the names of further columns that letters have read.
        """
        columns = [column for column in self.without_meaning if not column.key or column.key not in used]
        return unused_problem(columns, self.columns, shown, self.heading_row) if columns else None

    @property
    def broken(self) -> tuple[Problem, ...]:
        """The errors of the table as a whole: with them no row can be trusted."""
        return tuple(
            problem
            for problem in self.problems
            if problem.is_error and (problem.place.row is None or problem.place.row <= self.heading_row)
        )

    @property
    def invalid_rows(self) -> frozenset[RowNumber]:
        """The rows that have an error of their own."""
        rows = (problem.place.row for problem in self.problems if problem.is_error)
        return frozenset(row for row in rows if row is not None and row > self.heading_row)
