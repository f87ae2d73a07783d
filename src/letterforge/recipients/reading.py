"""The list's file → its recipients and all its problems, columns before rows, rows in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from letterforge.campaign import Campaign
from letterforge.errors import Code, Place, Problem, did_you_mean
from letterforge.model import Recipient, RowNumber
from letterforge.recipients import from_csv, from_workbook, from_xls
from letterforge.recipients.cells import clean
from letterforge.recipients.columns import Columns, column_problems, find_columns
from letterforge.recipients.grid import Grid, Source, rows_named
from letterforge.recipients.rows import ReadRow, RowReader

READERS: Mapping[str, Callable[[Source], Grid]] = MappingProxyType(
    {
        ".csv": from_csv.read,
        ".tsv": from_csv.read,
        ".txt": from_csv.read,
        ".xlsx": from_workbook.read,
        ".xlsm": from_workbook.read,
        ".ods": from_workbook.read,
        ".xls": from_xls.read,
    }
)
"""A table's suffix → what turns it into a grid."""


@dataclass(frozen=True, slots=True)
class RecipientList:
    """A list as it was read. Nothing in it is hidden: each row is a recipient or among the unread."""

    path: Path
    headings: tuple[str, ...]
    """As in the file, without the `error` column of a failed.csv. `Recipient.source` has as many cells."""
    recipients: tuple[Recipient, ...]
    """In the file's order, also those among whose problems are errors (see `unsound`)."""
    problems: tuple[Problem, ...]
    """All errors and warnings; `place.row` is the row, for a heading its row, for the file None."""
    unread: Mapping[RowNumber, tuple[str, ...]] = field(default_factory=dict)
    """Rows whose cells cannot be trusted to stand in their columns → their cells, without that of `error`."""
    heading_row: RowNumber = 1
    """Row of the headings: the first that has content."""
    further_columns: tuple[str, ...] = ()
    """Names of the columns that only a template gives a meaning to, as `recipient.<name>`."""

    @property
    def broken(self) -> tuple[Problem, ...]:
        """The errors of the table as a whole: with them no row can be trusted."""
        return tuple(
            problem
            for problem in self.problems
            if problem.is_error and (problem.place.row is None or problem.place.row <= self.heading_row)
        )

    @property
    def unsound(self) -> frozenset[RowNumber]:
        """The rows that have an error of their own."""
        rows = (problem.place.row for problem in self.problems if problem.is_error)
        return frozenset(row for row in rows if row is not None and row > self.heading_row)


def read_recipients(campaign: Campaign, path: Path | None = None) -> RecipientList:
    """Read the campaign's list, or another.

    Raises BrokenCampaign where the file as a whole cannot be read: it is not there, of no known kind,
    damaged, empty, protected, or in an encoding that is not sure. Everything else is among the problems.
    """
    path = (path or campaign.recipients).resolve()
    shown, grid = read_grid(campaign, path)
    heading, *rows = grid.rows
    columns = find_columns(heading, campaign)
    reader = RowReader(columns, campaign, shown)
    read = [reader.read(row) for row in rows]
    problems = [
        *grid.warnings,
        *(problem.at(file=shown) for problem in column_problems(columns, heading, grid, campaign)),
        *_in_order(read, columns, shown),
    ]
    return RecipientList(
        path=path,
        headings=tuple(clean(cell) for cell in columns.kept(heading.cells)),
        recipients=tuple(row.recipient for row in read if row.recipient),
        problems=tuple(problems),
        unread={
            row.number: columns.without_error(row.cells)
            for row, done in zip(rows, read, strict=True)
            if not done.recipient
        },
        heading_row=heading.number,
        further_columns=tuple(column.key for column in columns.further),
    )


def read_grid(campaign: Campaign, path: Path) -> tuple[str, Grid]:
    """A table's path as the user knows it, and its cells: at least a heading row. Raises BrokenCampaign."""
    source = _source(path, campaign)
    grid = READERS[path.suffix.lower()](source)
    if not grid.rows:
        hint = "the first row holds the headings, each further row one entry"
        raise source.broken(Code.NO_ROWS, "is empty", hint)
    return source.shown, grid


def _source(path: Path, campaign: Campaign) -> Source:
    source = Source(campaign.shown(path), b"", campaign.table)
    if path.suffix.lower() not in READERS:
        message = f'is no table that letterforge reads: it ends in "{path.suffix}"'
        hint = f"save it as one of {', '.join(READERS)}"
        raise source.broken(Code.UNREADABLE_TABLE, message, hint)
    try:
        return Source(source.shown, path.read_bytes(), campaign.table)
    except FileNotFoundError:
        siblings = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
        hint = did_you_mean(path.name, siblings)
        raise source.broken(Code.MISSING_FILE, "there is no such file", hint) from None
    except OSError as error:
        raise source.broken(Code.UNREADABLE_TABLE, f"cannot be read: {error.strerror}") from None


def _in_order(read: Sequence[ReadRow], columns: Columns, shown: str) -> list[Problem]:
    """The problems of all rows, those that only show among other rows included, by row."""
    if not read:
        message, hint = (
            "has headings, but no recipients",
            "write one row for each recipient below the headings",
        )
        return [Problem(Code.NO_ROWS, message, hint, Place(shown))]
    found = [problem for row in read for problem in row.problems]
    found += (problem.at(file=shown) for problem in _same_ids(read, columns))
    return sorted(found, key=lambda problem: problem.place.row or 0)


def _same_ids(read: Sequence[ReadRow], columns: Columns) -> Iterator[Problem]:
    """A problem at each of the rows that share an id; file systems may not tell case apart, so nor do we."""
    sharing: dict[str, list[tuple[ReadRow, Recipient]]] = {}
    for row in read:
        if row.recipient and row.id_counts:
            sharing.setdefault(row.recipient.id.casefold(), []).append((row, row.recipient))
    heading = columns.ours["id"].heading if "id" in columns.ours else ""
    for group in sharing.values():
        rows = [recipient.row for _, recipient in group]
        for row, recipient in group if len(group) > 1 else ():
            others = [number for number in rows if number != recipient.row]
            yield _same_id(row, recipient, others).at(row=recipient.row, who=row.who, column=heading)


def _same_id(row: ReadRow, recipient: Recipient, others: Sequence[RowNumber]) -> Problem:
    if not row.id_made:
        message = f'id "{recipient.id}" is also that of {rows_named(others)}'
        return Problem(Code.DUPLICATE_ID, message, "give each row an id of its own")
    message = f'the id made from state and office, "{recipient.id}", is also that of {rows_named(others)}'
    hint = "fill the column id, or add one, with a name for each row that stays the same"
    return Problem(Code.DUPLICATE_ID, message, hint)
