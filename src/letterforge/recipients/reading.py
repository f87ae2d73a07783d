"""The list's file → its recipients and all its problems, columns before rows, rows in order."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from letterforge import given
from letterforge.bounds import MOST_BYTES
from letterforge.campaign import Campaign
from letterforge.errors import Code, Place, Problem, did_you_mean
from letterforge.model import Recipient, RowNumber
from letterforge.recipients import from_csv, from_workbook, from_xls
from letterforge.recipients.cells import clean
from letterforge.recipients.columns import Columns, column_problems, find_columns
from letterforge.recipients.grid import MOST_LISTED, Grid, GridRow, Source, counted
from letterforge.recipients.posts import Sayings
from letterforge.recipients.rows import RowReader
from letterforge.spool import Firsts, Spool

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
    recipients: Sequence[Recipient]
    """In the file's order, also those among whose problems are errors (see `unsound`)."""
    problems: tuple[Problem, ...]
    """All errors and warnings; `place.row` is the row, for a heading its row, for the file None."""
    unread: Mapping[RowNumber, tuple[str, ...]] = field(default_factory=dict)
    """Rows whose cells cannot be trusted to stand in their columns → their cells, without that of `error`."""
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
    path = given.real(path or campaign.recipients)
    source, grid = read_grid(campaign, path)
    shown, heading = source.shown, grid.rows[0]
    columns = find_columns(heading, campaign)
    rows = Rows(columns, RowReader(columns, campaign, shown))
    recipients = Spool(rows.recipients(islice(grid.rows, 1, None)))
    problems = [
        *grid.warnings,
        *(problem.at(file=shown) for problem in column_problems(columns, heading, grid, campaign)),
        *rows.problems_in_order(shown),
    ]
    return RecipientList(
        path=path,
        headings=tuple(clean(cell) for cell in columns.kept(heading.cells)),
        recipients=recipients,
        problems=tuple(problems),
        unread=rows.unread,
        heading_row=heading.number,
        further_columns=tuple(column.key for column in columns.further),
        rows=len(grid.rows) - 1,
        sha256=source.sha256,
        unread_ids=rows.unread_ids,
    )


def read_grid(campaign: Campaign, path: Path) -> tuple[Source, Grid]:
    """A table's file, and its cells: at least a heading row. Raises BrokenCampaign."""
    source = _source(path, campaign)
    grid = READERS[path.suffix.lower()](source)
    if not grid.rows:
        hint = "the first row holds the headings, each further row one entry"
        raise source.broken(Code.NO_ROWS, "is empty", hint)
    return source, grid


def _source(path: Path, campaign: Campaign) -> Source:
    source = Source(campaign.shown(path), b"", campaign.table)
    if path.suffix.lower() not in READERS:
        message = f'is no table that letterforge reads: it ends in "{path.suffix}"'
        hint = f"save it as one of {', '.join(READERS)}"
        raise source.broken(Code.UNREADABLE_TABLE, message, hint)
    try:
        return Source(source.shown, given.content(path, MOST_BYTES), campaign.table)
    except FileNotFoundError:
        hint = did_you_mean(path.name, given.names(path.parent))
        raise source.broken(Code.MISSING_FILE, "there is no such file", hint) from None
    except OSError as error:
        message = f"cannot be read: {given.why(error)}"
        if error.errno == errno.EFBIG:
            hint = "save only the table as CSV UTF-8, or see whether it is the right file"
            raise source.too_large(message, hint) from None
        hint = "name a file that you can open yourself"
        raise source.broken(Code.UNREADABLE_TABLE, message, hint) from None


@dataclass(frozen=True, slots=True)
class IdClaim:
    """A row that wants an id."""

    id: str
    row: RowNumber
    who: str
    """Whom messages name."""
    is_made: bool
    """Whether the id was made from state and office."""


class Rows:
    """Reads the rows below the heading, one after the other, and remembers what only shows among other rows: ids."""

    def __init__(self, columns: Columns, reader: RowReader) -> None:
        self.unread: dict[RowNumber, tuple[str, ...]] = {}
        self.unread_ids: dict[RowNumber, str] = {}
        self._columns = columns
        self._reader = reader
        self._problems: list[Problem] = []
        self._is_empty = True
        self._claims: Firsts[IdClaim] = Firsts()
        """The first of each id. File systems may not tell case apart, so nor do we."""
        self._sharing: dict[str, list[IdClaim]] = {}
        self._sayings = Sayings()

    def recipients(self, rows: Iterable[GridRow]) -> Iterator[Recipient]:
        """The recipients of rows, in their order; other rows go to `unread`."""
        for row in rows:
            self._is_empty = False
            read = self._reader.read(row)
            self._problems += read.problems
            self._sayings.add(read.said)
            if read.recipient is None:
                self.unread[row.number] = self._columns.without_error(row.cells)
                if id_ := self._reader.sure_id(row):
                    self.unread_ids[row.number] = id_
                    self._claim(IdClaim(id_, row.number, id_, is_made=False))
                continue
            if read.id_counts:
                self._claim(IdClaim(read.recipient.id, row.number, read.who, read.id_made))
            yield read.recipient

    def _claim(self, claim: IdClaim) -> None:
        key = claim.id.casefold()
        first = self._claims.claim(key, claim)
        if first is not claim:
            self._sharing.setdefault(key, [first]).append(claim)

    def problems_in_order(self, shown: str) -> list[Problem]:
        """The problems of all rows by row, once they have been read."""
        if self._is_empty:
            message, hint = (
                "has headings, but no recipients",
                "write one row for each recipient below the headings",
            )
            return [Problem(Code.NO_ROWS, message, hint, Place(shown))]
        headings = {name: column.heading for name, column in self._columns.ours.items()}
        found = [*self._sayings.told(shown, headings), *self._problems]
        found += [problem.at(file=shown) for problem in self._same_ids()]
        return sorted(found, key=lambda problem: problem.place.row or 0)

    def _same_ids(self) -> Iterator[Problem]:
        """A problem at each of the rows that share an id."""
        heading = self._columns.ours["id"].heading if "id" in self._columns.ours else ""
        for group in self._sharing.values():
            rows = [claim.row for claim in group[: MOST_LISTED + 2]]
            for claim in group:
                others = [row for row in rows if row != claim.row][: MOST_LISTED + 1]
                named = counted(others, len(group) - 1)
                yield _same_id(claim, named).at(row=claim.row, who=claim.who, column=heading)


def _same_id(claim: IdClaim, others: str) -> Problem:
    if not claim.is_made:
        message = f'id "{claim.id}" is also that of {others}'
        return Problem(Code.DUPLICATE_ID, message, "give each row an id of its own")
    message = f'the id made from state and office, "{claim.id}", is also that of {others}'
    hint = "fill the column id, or add one, with a name for each row that stays the same"
    return Problem(Code.DUPLICATE_ID, message, hint)
