"""Heading row → what each column is, and everything that is wrong with the headings."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType

from letterforge.bounds import LONGEST_HEADING
from letterforge.campaign import Campaign
from letterforge.errors import Code, Place, Problem, Severity, did_you_mean
from letterforge.model import COLUMNS, RowNumber
from letterforge.recipients.cells import CONTROL, clean, excerpt, trap
from letterforge.recipients.grid import Grid, GridRow, Kind, column_letter, rows_named
from letterforge.spelling import composed

ERROR_HEADING = "error"
"""The column that failed.csv adds. A list that is fed back has it; it says nothing about the recipient."""

OTHER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "state": "country",
        "nation": "country",
        "position": "title",
        "function": "title",
        "sex": "gender",
        "ministry": "organisation",
        "mission": "organisation",
        "street": "address",
        "zip": "postal_code",
        "zipcode": "postal_code",
        "postcode": "postal_code",
        "town": "city",
        "mail": "email",
        "greeting": "salutation",
    }
)
"""Headings, as `match_key` makes them, that people give to our columns. For hints only, never a mapping."""

MOST_NAMED = 30
"""Headings that a message names."""
MOST_COMPARED = 1000
"""Further columns that are compared with ours."""

ALIKE = 0.8
"""How alike (0 to 1) a heading must be to one of ours to be taken for a slip."""


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
    """Name of a further column in `recipient.<key>`; empty: it has none, as its heading has no letter."""


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

    @property
    def ours(self) -> Mapping[str, Column]:
        """The columns with a meaning, by name. Where two have the same name, the first."""
        return {column.name: column for column in reversed(self.named) if column.name}

    @property
    def further(self) -> tuple[Column, ...]:
        """The columns that only the campaign's template gives a meaning to."""
        return tuple(column for column in self.named if column.key)

    def kept(self, cells: Sequence[str]) -> tuple[str, ...]:
        """A row's cells as far as they belong to the table, without the added errors."""
        return self.without_error(cells[: self.width])

    def without_error(self, cells: Sequence[str]) -> tuple[str, ...]:
        """All cells of a row, however many, without the added errors."""
        return tuple(cell for index, cell in enumerate(cells) if index != self.error_index)


def match_key(heading: str) -> str:
    """What two headings have in common that differ in case, spaces, hyphens and underscores only."""
    return re.sub(r"[\s_\-‐‑–]+", "", clean(heading)).casefold()


def further_key(heading: str) -> str:
    """The name of a further column in a template: `Focal Point` → `focal_point`."""
    return re.sub(r"\W+", "_", composed(heading).casefold()).strip("_")


def find_columns(heading: GridRow, campaign: Campaign) -> Columns:
    """What each column is, by its heading and by `[recipients.columns]`."""
    ours = {match_key(name): name for name in COLUMNS}
    ours.update({match_key(text): name for name, text in campaign.table.columns.items()})
    named, error_index = [], None
    for index, cell in enumerate(heading.cells):
        text = CONTROL.sub("", clean(cell))
        key = match_key(text)
        if key == ERROR_HEADING:
            error_index = index
        elif key:
            name = ours.get(key, "")
            named.append(Column(index, text, name, "" if name else further_key(text)))
    width = named[-1].index + 1 if named else 0
    return Columns(heading.number, tuple(named), width, error_index)


def column_problems(columns: Columns, heading: GridRow, grid: Grid, campaign: Campaign) -> list[Problem]:
    """Everything that is wrong with the headings, each at the row of the headings."""
    found = [
        *_traps(columns, heading),
        *_long(columns),
        *_merged(heading),
        *_twice(columns),
        *_missing_mapped(columns, campaign),
        *_missing(columns, campaign),
        *_unnamed(columns, grid),
        *_slips(columns, campaign),
    ]
    return [problem.at(row=columns.row) for problem in found]


def _traps(columns: Columns, heading: GridRow) -> Iterator[Problem]:
    for column in columns.named:
        problem = trap(heading.cells[column.index])
        if problem:
            message = f"the heading of column {column_letter(column.index)} {problem.message}"
            yield replace(problem, message=message).at(column=column.heading)


def _long(columns: Columns) -> Iterator[Problem]:
    for column in columns.named:
        if len(column.heading) > LONGEST_HEADING:
            where = f"the heading of column {column_letter(column.index)}"
            message = f"{where} is longer than {LONGEST_HEADING:,} characters"
            yield Problem(
                Code.TOO_LARGE, message, "shorten it; the first row with content must hold the headings"
            )


def _merged(heading: GridRow) -> Iterator[Problem]:
    odd = [index for index, kind in sorted(heading.kinds.items()) if kind is not Kind.LONG]
    if odd:
        letters = _listed(list(map(column_letter, odd)))
        message = f"headings must be plain text; in {letters} there is a merged cell, a date or a formula"
        yield Problem(Code.MISSING_COLUMN, message, "write each heading into a cell of its own")


def _listed(names: Sequence[str]) -> str:
    """Names in words, but not thousands of them."""
    shown = ", ".join(excerpt(name) for name in names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown} and {len(names) - MOST_NAMED} more"


def _twice(columns: Columns) -> Iterator[Problem]:
    first: dict[str, Column] = {}
    for column in columns.named:
        key = column.name or column.key
        if not key:
            continue
        earlier = first.setdefault(key, column)
        if earlier is not column:
            letters = f"columns {column_letter(earlier.index)} and {column_letter(column.index)}"
            what = f'both mean "{excerpt(key)}"' if column.name else "have the same heading"
            hint = "rename or delete one of them, or say which it is in [recipients.columns]"
            message = f'{letters} ("{excerpt(earlier.heading)}", "{excerpt(column.heading)}") {what}'
            yield Problem(Code.DUPLICATE_HEADING, message, hint, Place(column=column.heading))


def _missing_mapped(columns: Columns, campaign: Campaign) -> Iterator[Problem]:
    present = {match_key(column.heading): column.heading for column in columns.named}
    for name, text in campaign.table.columns.items():
        if match_key(text) not in present:
            message = f'there is no column "{text}", which [recipients.columns] takes for "{name}"'
            hint = did_you_mean(text, present.values()) or f"there are: {_listed(list(present.values()))}"
            yield Problem(Code.MISSING_COLUMN, message, hint)


def _missing(columns: Columns, campaign: Campaign) -> Iterator[Problem]:
    ours = columns.ours
    headings = [column.heading for column in columns.named]
    if not ours:
        message = "none of the headings is known to letterforge"
        hint = f"the first row with content must hold headings, such as {', '.join(COLUMNS[:6])}"
        yield Problem(Code.MISSING_COLUMN, message, _likely("country", columns) or hint)
    elif campaign.register and "country" not in ours and "country" not in campaign.table.columns:
        message = 'there is no column "country", and the register needs one'
        hint = _likely("country", columns) or did_you_mean("country", headings)
        hint = hint or "add it, with the name of each state or its ISO code"
        yield Problem(Code.MISSING_COLUMN, message, hint)
    elif not ours.keys() & {"id", "country"}:
        message = 'there is no column "id", and none "country" from which ids could be made'
        hint = "add a column id with a name for each row that stays the same"
        yield Problem(Code.NO_ID, message, hint)


def _likely(name: str, columns: Columns) -> str:
    """A hint where a further column is probably one of ours."""
    for column in columns.further[:MOST_COMPARED]:
        if _meant(column) == name:
            heading = excerpt(column.heading)
            return f'is it "{heading}"? rename it, or write [recipients.columns] {name} = "{heading}"'
    return ""


def _meant(column: Column) -> str:
    key = match_key(column.heading)
    if key in OTHER_WORDS:
        return OTHER_WORDS[key]
    by_key = {match_key(name): name for name in COLUMNS}
    near = get_close_matches(key, by_key, n=1, cutoff=ALIKE)
    return by_key[near[0]] if near else ""


def _unnamed(columns: Columns, grid: Grid) -> Iterator[Problem]:
    """Columns without a heading, left of the last one that has one, in which something stands."""
    known = {column.index for column in columns.named} | {columns.error_index}
    unknown = [index for index in range(columns.width) if index not in known]
    rows: dict[int, array[int]] = {index: array("L") for index in unknown}
    for row in grid.rows if unknown else ():
        for index in unknown:
            if index >= len(row.cells):
                break  # else thousands of short rows would be asked for thousands of columns each
            if row.cells[index].strip():
                rows[index].append(row.number)
    for index in unknown:
        if rows[index]:
            message = f"column {column_letter(index)} has no heading, but text in {rows_named(rows[index])}"
            yield Problem(Code.MISSING_COLUMN, message, "give it a heading, or empty it")


def _slips(columns: Columns, campaign: Campaign) -> Iterator[Problem]:
    """A warning for each further column whose heading is nearly, or in other words, one that is missing."""
    ours = columns.ours
    for column in columns.further[:MOST_COMPARED]:
        name = _meant(column)
        if name and name not in ours and name not in campaign.table.columns:
            hint = _likely(name, columns)
            if name == "country" and campaign.register:
                continue  # its error says so
            message = f'column "{excerpt(column.heading)}" is none of letterforge\'s, and there is no column "{name}"'
            place = Place(column=column.heading)
            yield Problem(Code.MISSING_COLUMN, message, hint, place, Severity.WARNING)
