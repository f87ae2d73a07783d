"""A register's CSV → Register, or every problem that the file has.

The columns are `country`, `entry_into_force`, and where needed `withdrawal_effective`, `withdrawal_rescinded`
and `group`; others may be there too. Dates are ISO 8601: `2020-12-07`. Rows are counted as a spreadsheet
counts.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from letterforge.errors import BrokenCampaign, Code, Place, Problem, counted, nearest
from letterforge.intake import given
from letterforge.intake.arguments import ISO_DATE
from letterforge.intake.bounds import MOST_REGISTER_BYTES, MOST_REGISTER_COLUMNS, MOST_REGISTER_ROWS
from letterforge.model import StateCode
from letterforge.states.finder import find_state, similar_states
from letterforge.states.register import Membership, Register

NEEDED = ("country", "entry_into_force")
DATES = ("entry_into_force", "withdrawal_effective", "withdrawal_rescinded")
READ = ("country", *DATES, "group")
PASSED_OVER = ("withdrawal_notified",)
"""Columns so like those that are read that they would be taken for misspelt."""
WRITE_A_DATE = "write it as 2020-12-07"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row of the file: its number, and its cells by column."""

    number: int
    cells: Mapping[str, str]


def read_register(path: Path) -> Register:
    """Read a register's CSV; its name is the file's, without suffix.

    Raises BrokenCampaign with every problem.
    """
    records = _records(path)
    heading = [_column(cell) for cell in records[0]] if records else []
    problems = list(_heading_problems(heading))
    members: dict[StateCode, Membership] = {}
    if not problems:
        problems = list(_enter_rows(members, heading, records))
    if problems:
        raise BrokenCampaign([problem.at(file=path.name) for problem in problems])
    return Register(path.stem, members)


def _records(path: Path) -> list[list[str]]:
    """All rows. Raises BrokenCampaign for a file that cannot be read, or is far larger than any register."""
    try:
        text = given.content(path, MOST_REGISTER_BYTES).decode("utf-8-sig")
        delimiter = max(",;\t", key=text.partition("\n")[0].count)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        records = list(islice(rows, MOST_REGISTER_ROWS + 1))
    except UnicodeDecodeError:
        raise _unreadable(path, "is not in UTF-8", "save it as CSV UTF-8") from None
    except (OSError, csv.Error) as error:
        hint = "check that the file is there, and that every quotation mark is closed"
        raise _unreadable(path, f"cannot be read: {given.why(error)}", hint) from None
    if len(records) > MOST_REGISTER_ROWS or max(map(len, records), default=0) > MOST_REGISTER_COLUMNS:
        message = f"has more than {MOST_REGISTER_ROWS:,} rows or {MOST_REGISTER_COLUMNS:,} columns"
        raise _unreadable(path, message, "check that this is the right file, with one row for each party")
    return records


def _unreadable(path: Path, message: str, hint: str) -> BrokenCampaign:
    return BrokenCampaign([Problem(Code.BROKEN_REGISTER, message, hint, Place(path.name))])


def _column(heading: str) -> str:
    return "_".join(re.findall(r"[^\s_-]+", heading.casefold()))


def _heading_problems(heading: list[str]) -> Iterator[Problem]:
    missing = [column for column in READ if column not in heading]
    for column in sorted({column for column in heading if column and heading.count(column) > 1}):
        yield _problem(1, column, "this heading is there twice", "keep one of the two columns")
    for column in heading:
        near = _meant(column, missing)
        if near:
            yield _problem(1, column, "is unknown", f'did you mean "{near}"?')
            missing.remove(near)
    for column in NEEDED:
        if column in missing:
            yield _problem(
                1, column, "is missing", f"the first row names the columns: {', '.join(NEEDED)}, …"
            )


def _meant(column: str, missing: list[str]) -> str:
    """The column that a heading is a misspelling of; empty: none.

    Passed over, a withdrawal in a column of another name would leave a state among the parties.
    """
    if column in {"", *READ, *PASSED_OVER}:
        return ""
    withdrawals = [name for name in missing if "withdr" in name and "withdr" in column]
    return next(iter([*nearest(column, missing, count=1), *withdrawals]), "")


def _enter_rows(
    members: dict[StateCode, Membership], heading: list[str], records: list[list[str]]
) -> Iterator[Problem]:
    stripped = ([cell.strip() for cell in record] for record in records)
    filled = [(number, cells) for number, cells in enumerate(stripped, start=1) if any(cells)][1:]
    if not filled:
        yield _problem(2, "country", "this cell has no state", "give each party a row")
    first_rows: dict[StateCode, int] = {}
    for number, cells in filled:
        if len(cells) == len(heading):
            row = RegisterRow(number, dict(zip(heading, cells, strict=True)))
            yield from _enter(members, first_rows, row)
        else:
            message = f"this row has {counted(len(cells), 'cell')}, but the heading has {len(heading)}"
            hint = (
                "put a cell that contains the separator in quotation marks, and write every cell of the row"
            )
            yield Problem(Code.BROKEN_REGISTER, message, hint, Place(row=number))


def _enter(
    members: dict[StateCode, Membership], first_rows: dict[StateCode, int], row: RegisterRow
) -> Iterator[Problem]:
    """Enter a row's membership, or report all that is wrong with the row."""
    dates: dict[str, date] = {}
    problems = [*_read_dates(dates, row), *_contradictions(dates, row)]
    country = row.cells["country"]
    code = find_state(country)
    if code is None:
        problems.insert(0, _unknown_state(country, row.number))
    elif first_rows.setdefault(code, row.number) != row.number:
        message = f'"{country}" is already in row {first_rows[code]}'
        problems.insert(0, _problem(row.number, "country", message, "keep one of the two rows"))
    yield from (problem.at(who=country) for problem in problems)
    if code is not None and not problems:
        left = None if "withdrawal_rescinded" in dates else dates.get("withdrawal_effective")
        members[code] = Membership(dates["entry_into_force"], left, row.cells.get("group", ""))


def _read_dates(dates: dict[str, date], row: RegisterRow) -> Iterator[Problem]:
    for column in DATES:
        text = row.cells.get(column, "")
        if not text:
            if column in NEEDED:
                yield _problem(row.number, column, "is empty", WRITE_A_DATE)
            continue
        try:
            # `fromisoformat` alone takes 20201207 and 2020-W50-1 as well.
            dates[column] = date.fromisoformat(text if ISO_DATE.fullmatch(text) else "")
        except ValueError:
            yield _problem(row.number, column, f'"{text}" is not a date', WRITE_A_DATE)


def _contradictions(dates: Mapping[str, date], row: RegisterRow) -> Iterator[Problem]:
    entry, left = dates.get("entry_into_force"), dates.get("withdrawal_effective")
    rescinded = dates.get("withdrawal_rescinded")
    if entry and left and left <= entry:
        message = f"{left} is not after the entry into force on {entry}"
        yield _problem(row.number, "withdrawal_effective", message, "correct one of the two dates")
    if left and rescinded and rescinded >= left:
        message = f"{rescinded} is not before {left}, when the withdrawal took effect"
        hint = "a withdrawal can be rescinded only before it takes effect: correct one of the two dates"
        yield _problem(row.number, "withdrawal_rescinded", message, hint)


def _unknown_state(country: str, row: int) -> Problem:
    if not country:
        return _problem(row, "country", "is empty", "write the state's name or its ISO code")
    near = ", or ".join(f'"{name}"' for name in similar_states(country))
    hint = f"did you mean {near}?" if near else "write its English name or its ISO code"
    return _problem(row, "country", f'"{country}" is not a known state', hint)


def _problem(row: int, column: str, message: str, hint: str) -> Problem:
    return Problem(Code.BROKEN_REGISTER, f'column "{column}": {message}', hint, Place(row=row, column=column))
