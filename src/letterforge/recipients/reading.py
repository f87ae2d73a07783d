"""The list's file → its recipients and all its problems, columns before rows, rows in order."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from letterforge.campaign import Campaign, fitting
from letterforge.errors import Code, Place, Problem, Severity, did_you_mean
from letterforge.intake import given
from letterforge.intake.bounds import MOST_BYTES
from letterforge.model import Correction, Recipient, RowNumber, Tie
from letterforge.model.spool import Firsts, Spool
from letterforge.protocol.completeness import require_consistent
from letterforge.recipients import from_csv, from_rows, from_workbook, from_xls
from letterforge.recipients.cells import clean
from letterforge.recipients.columns import Columns
from letterforge.recipients.corrected import (
    NOTHING_CORRECTED,
    Corrected,
    corrected_twice,
    find_corrected,
    kinds_of,
)
from letterforge.recipients.grid import (
    MOST_LISTED,
    UNDER_RECIPIENTS,
    Grid,
    GridRow,
    Source,
    listed,
    rows_counted,
    rows_named,
)
from letterforge.recipients.heading_row import heading_at
from letterforge.recipients.headings import heading_problems
from letterforge.recipients.persons import person_key
from letterforge.recipients.posts import Remarks
from letterforge.recipients.recipient_list import RecipientList
from letterforge.recipients.rows import RowReader
from letterforge.recipients.shifts import Shape
from letterforge.recipients.taking import find_columns

TWICE = (
    "if the row is there twice, delete one in the list itself: if deleted only in failed.csv, it comes back"
)

SAMPLE = 200
"""Rows below the headings that are looked at where a heading could mean two things."""

MANY_ROWS, FEW_IN = 4, 20
"""Rows from which on a gap is reported; a column has gaps in at most one of so many rows."""

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


def read_recipients(
    campaign: Campaign, path: Path | None = None, corrections: Sequence[Correction] = ()
) -> RecipientList:
    """Read the campaign's list, or another. `corrections`: of rows that failed in earlier runs.

    Raises BrokenCampaign where the file as a whole cannot be read: it is not there, of no known kind,
    damaged, empty, protected, or in an encoding that is not sure. Everything else is among the problems.
    """
    require_consistent(campaign.languages)
    path = given.real(path or campaign.recipients)
    source, grid = read_grid(campaign, path)
    first = 1 if campaign.holds(path) else heading_at(source, grid) + 1
    shown, heading = source.shown, grid.rows[first - 1]
    columns, corrected, rows = _readers(campaign, grid, first, shown, corrections)
    recipients = Spool(rows.recipients(corrected.applied(islice(grid.rows, first, None))))
    ties = {**rows.ties, **corrected.ties}
    problems = [
        *grid.warnings,
        *corrected.problems(shown, heading.number, rows.changed.values()),
        *corrected_twice(ties, shown),
        *(problem.at(file=shown) for problem in heading_problems(columns, heading, grid, campaign)),
        *rows.hidden(shown),
        *(rows.problems_in_order(shown) if columns.ours or rows.is_empty else ()),
    ]
    return RecipientList(
        path=path,
        headings=columns.headings,
        recipients=recipients,
        # Rows that a program gives have their headings in row 0, which is no place for people.
        problems=tuple(
            fitting(problem if problem.place.row else problem.at(row=None), campaign) for problem in problems
        ),
        unread=rows.unread,
        heading_row=heading.number,
        further_columns=tuple(column.key for column in columns.further),
        rows=rows.count,
        sha256=source.sha256,
        unread_ids=rows.unread_ids,
        unread_kinds=rows.unread_kinds,
        ties=ties,
        corrections=tuple(corrections),
        corrected=frozenset(corrected.rows),
        forgotten=tuple(rows.changed),
        columns=columns.made_of,
        without_meaning=rows.reader.filled_without_meaning(),
        delimiter=grid.delimiter,
        listed_rows={row: tie.row for row, tie in rows.ties.items()},
    )


def as_they_were(campaign: Campaign, failed: Sequence[Correction]) -> frozenset[Tie]:
    """Of rows of the campaign's list that have failed, the ties of those that are still as they were.

    Raises BrokenCampaign as `read_recipients` does.
    """
    path = given.real(campaign.recipients)
    source, grid = read_grid(campaign, path)
    first = 1 if campaign.holds(path) else heading_at(source, grid) + 1
    _, corrected, _ = _readers(campaign, grid, first, source.shown, failed)
    return frozenset(corrected.ties.values())


def _readers(
    campaign: Campaign, grid: Grid, first: int, shown: str, corrections: Sequence[Correction]
) -> tuple[Columns, Corrected, RowsReader]:
    """What a table's columns are, the corrections of its rows, and what reads them.

    `first`: row of the grid.
    """
    heading, sample = grid.rows[first - 1], list(islice(grid.rows, first, first + SAMPLE))
    columns = find_columns(heading, campaign, sample)
    columns = replace(columns, headings=tuple(clean(cell) for cell in columns.kept(heading.cells)))
    counting = (row for row in islice(grid.rows, first, None) if not _is_skipped(row, campaign))
    corrected = find_corrected(corrections, counting, columns, shown)
    shape = Shape.of(grid.lengths, len(heading.cells), corrected.rows.keys()) if grid.lengths else None
    reader = RowReader(columns, campaign, shown, sample, shape)
    return columns, corrected, RowsReader(columns, reader, campaign.table.hidden_rows, corrected)


def _is_skipped(row: GridRow, campaign: Campaign) -> bool:
    return bool(row.unseen) and campaign.table.hidden_rows == "skip"


def read_grid(campaign: Campaign, path: Path) -> tuple[Source, Grid]:
    """A table's file, and its cells: at least a heading row. Raises BrokenCampaign."""
    if campaign.rows and campaign.holds(path):
        source = Source(campaign.shown(path), repr(campaign.rows).encode(), campaign.table)
        grid = from_rows.read(source, campaign.rows)
    else:
        source = _source(path, campaign)
        grid = READERS[path.suffix.lower()](source)
    if not grid.rows:
        hint = "write the headings in the first row, and one entry in each further row"
        raise source.broken(Code.NO_ROWS, "is empty", hint)
    return source, grid


def _source(path: Path, campaign: Campaign) -> Source:
    source = Source(campaign.shown(path), b"", campaign.table)
    if path.suffix.lower() not in READERS:
        message = f'is not a table that letterforge can read: its name ends in "{path.suffix}"'
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
            hint = "save only the table as CSV UTF-8, or check that it is the right file"
            raise source.too_large(message, hint) from None
        hint = "choose a file that you can open yourself"
        raise source.broken(Code.UNREADABLE_TABLE, message, hint) from None


@dataclass(frozen=True, slots=True)
class IdClaim:
    """A row that claims an id."""

    id: str
    row: RowNumber
    who: str
    """The state or id that messages name."""
    is_made: bool
    """Whether the id was made from state and office."""


class RowsReader:
    """Reads the rows below the heading, one after the other, and remembers what only shows among other rows.

    Ids.
    """

    def __init__(
        self,
        columns: Columns,
        reader: RowReader,
        hidden_rows: str = "",
        corrected: Corrected = NOTHING_CORRECTED,
    ) -> None:
        """`hidden_rows`: what becomes of rows that a workbook hides (`TableSettings.hidden_rows`)."""
        self._hidden_rows = hidden_rows
        self._corrected = corrected
        self.changed: dict[Tie, RowNumber] = {}
        """Rows that failed, have a correction, and were changed since."""
        self.unread: dict[RowNumber, tuple[str, ...]] = {}
        self.unread_ids: dict[RowNumber, str] = {}
        self.unread_kinds: dict[RowNumber, str] = {}
        self.ties: dict[RowNumber, Tie] = {}
        """Of the rows of a failed.csv."""
        self._columns = columns
        self.reader = reader
        self._problems: list[Problem] = []
        self.is_empty = True
        self.count = 0
        """Of the rows that are read."""
        self._unseen: dict[str, list[RowNumber]] = {}
        self._claims: Firsts[IdClaim] = Firsts()
        """The first of each id. Some file systems ignore case, and so do we."""
        self._persons: dict[int, RowNumber] = {}
        """The first row of each person in an office, by a hash of both: two numbers for each row, no more."""
        self._twice: dict[RowNumber, list[RowNumber]] = {}
        self._sharing: dict[str, list[IdClaim]] = {}
        self._remarks = Remarks()

    def recipients(self, rows: Iterable[GridRow]) -> Iterator[Recipient]:
        """The recipients of rows, in their order; other rows go to `unread`."""
        for row in rows:
            if row.unseen:
                self._unseen.setdefault(row.unseen, []).append(row.number)
                if self._hidden_rows == "skip":
                    continue
            self.count += 1
            self.is_empty = False
            if tie := self._columns.tie(row):
                self.ties[row.number] = tie
            read = self.reader.read(row)
            self._problems += read.problems
            self._remarks.add(read.remarks)
            if read.recipient is None:
                self.unread[row.number] = self._columns.without_error(row.cells)
                if row.kinds:
                    self.unread_kinds[row.number] = kinds_of(row, self._columns)
                if id_ := self.reader.sure_id(row):
                    self._note_changed(id_, row.number)
                    self.unread_ids[row.number] = id_
                    self._claim(IdClaim(id_, row.number, id_, is_made=False))
                continue
            if read.id_counts:
                self._claim(IdClaim(read.recipient.id, row.number, read.who, read.id_made))
            self._know(read.recipient)
            self._note_changed(read.recipient.id, row.number)
            yield read.recipient

    def _note_changed(self, id_: str, row: RowNumber) -> None:
        """See whether a row is one that has a correction which does not fit it."""
        if row not in self.ties:
            for tie in self._corrected.without_row(id_, row):
                self.changed.setdefault(tie, row)

    def _know(self, recipient: Recipient) -> None:
        """Remember the person that a row names, to see whether another row does."""
        key = person_key(recipient)
        if key and recipient.id.casefold() not in self._sharing:  # two equal ids are reported as such
            first = self._persons.setdefault(hash(key), recipient.row)
            if first != recipient.row:
                self._twice.setdefault(first, []).append(recipient.row)

    def _claim(self, claim: IdClaim) -> None:
        key = claim.id.casefold()
        first = self._claims.claim(key, claim)
        if first is not claim:
            self._sharing.setdefault(key, [first]).append(claim)

    def problems_in_order(self, shown: str) -> list[Problem]:
        """The problems of all rows by row, once they have been read."""
        if self.is_empty:
            message, hint = (
                "has headings, but no recipients",
                "write one row for each recipient below the headings",
            )
            return [Problem(Code.NO_ROWS, message, hint, Place(shown))]
        headings = {name: column.heading for name, column in self._columns.ours.items()}
        found = [
            *self._made_ids(shown),
            *self._of_names(shown),
            *self.reader.lone.problems(shown),
            *self._remarks.problems(shown, headings),
            *self._problems,
            *(problem.at(file=shown) for problem in self._same_ids()),
        ]
        return sorted(found, key=lambda problem: problem.place.row or 0)

    def hidden(self, shown: str) -> Iterator[Problem]:
        """The one problem of all rows that a workbook hides or strikes through.

        An error where nobody has decided.
        """
        if not self._unseen:
            return
        words = "; ".join(f"{rows_named(rows)} {why}" for why, rows in self._unseen.items())
        place = Place(shown, row=self._columns.row)
        if not self._hidden_rows:
            hint = (
                "show or delete these rows, or write in letterforge.toml, "
                f'{UNDER_RECIPIENTS}:\n[recipients]\nhidden_rows = "skip" # or "include"'
            )
            yield Problem(Code.HIDDEN_ROW, f"the sheet does not show all rows: {words}", hint, place)
        else:
            done = "left out" if self._hidden_rows == "skip" else "read like the others"
            is_one = sum(map(len, self._unseen.values())) == 1
            what = (
                "a row that the sheet does not show is" if is_one else "rows that the sheet does not show are"
            )
            message = f"{what} {done}: {words}"
            yield Problem(Code.HIDDEN_ROW, message, "", place, Severity.NOTICE)

    def _made_ids(self, shown: str) -> Iterator[Problem]:
        """That ids were made from words, once."""
        if self.reader.makes_ids:
            made_from = "organisation, name and town, or address"
            message = f"ids were made from {made_from}, because rows have no id and no state"
            hint = "the ids change when these change; to avoid that, add a column id"
            place = Place(shown, row=self._columns.row)
            yield Problem(Code.NO_ID, message, hint, place, Severity.NOTICE)

    def _of_names(self, shown: str) -> Iterator[Problem]:
        """Notices and warnings about names, once for all rows."""
        place = Place(shown, row=self._columns.row)
        if rows := self.reader.split_names:
            message = f"names begin with an honorific in {rows_named(rows)}: it was separated"
            hint = "it is printed before the name, like a column honorific"
            yield Problem(Code.NO_NAME, message, hint, place, Severity.NOTICE)
        if rows := self.reader.turned_names:
            message = f'names seem to be written as "SURNAME, Given" in {rows_named(rows)}'
            hint = "they would be printed like this; write them as: Given SURNAME"
            yield Problem(Code.NO_NAME, message, hint, place, Severity.WARNING)
        if gaps := {name: rows for name, rows in self.reader.gaps.items() if self._is_few(rows)}:
            words = [f'"{name}" in {rows_named(rows)}' for name, rows in gaps.items()]
            what = (
                "a column that nearly every row fills is"
                if len(gaps) == 1
                else "columns that nearly every row fills are"
            )
            message = f"{what} empty: {'; '.join(words)}"
            hint = (
                "if this is right, do nothing: an empty cell is not printed, or is filled in from the office"
            )
            yield Problem(Code.EMPTY_CELL, message, hint, place, Severity.NOTICE)
        if self._twice:
            groups = [f"rows {listed([first, *others])}" for first, others in self._twice.items()]
            left = len(groups) - MOST_LISTED
            more = f" and {left} more {'person' if left == 1 else 'persons'}" if left > 0 else ""
            message = f"the same person in the same office: {'; '.join(groups[:MOST_LISTED])}{more}"
            hint = "each row gets a letter; delete the double rows"
            yield Problem(Code.SAME_PERSON, message, hint, place, Severity.WARNING)

    def _is_few(self, rows: Sequence[RowNumber]) -> bool:
        return self.count >= MANY_ROWS and len(rows) <= max(1, self.count // FEW_IN)

    def _same_ids(self) -> Iterator[Problem]:
        """A problem at each of the rows that share an id."""
        heading = self._columns.ours["id"].heading if "id" in self._columns.ours else ""
        for group in self._sharing.values():
            rows = [claim.row for claim in group[: MOST_LISTED + 2]]
            for claim in group:
                others = [row for row in rows if row != claim.row][: MOST_LISTED + 1]
                named = rows_counted(others, len(group) - 1)
                yield _same_id(claim, named).at(row=claim.row, who=claim.who, column=heading)


def _same_id(claim: IdClaim, others: str) -> Problem:
    if not claim.is_made:
        message = f'id "{claim.id}" is also used in {others}'
        return Problem(Code.DUPLICATE_ID, message, f"give each row its own id; {TWICE}")
    message = f'the id made for this row, "{claim.id}", is also used in {others}'
    hint = f"fill in the column id, or add one, with a permanent name for each row; {TWICE}"
    return Problem(Code.DUPLICATE_ID, message, hint)
