"""The table of co-signing organisations → their names and countries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Code, Place, Problem, did_you_mean
from letterforge.intake import given
from letterforge.model import Cosigner
from letterforge.recipients.cells import clean, kind_trap, one_line, trap
from letterforge.recipients.columns import match_key
from letterforge.recipients.doubts import lost_letters
from letterforge.recipients.grid import GridRow
from letterforge.recipients.reading import read_grid
from letterforge.states import find_state, similar_states

MOST = 200
"""Organisations that a letter can list: more belong in an enclosure."""
MOST_READ = 2000
"""Rows up to which all problems are reported, not only that there are too many."""
HEADINGS = {"name": "name", "organisation": "name", "organization": "name", "country": "country"}


def read_cosigners(campaign: Campaign) -> tuple[Cosigner, ...]:
    """The campaign's co-signing organisations, in the file's order; none where it has no such table.

    Raises BrokenCampaign with everything that is wrong with the table: each letter would have it.
    """
    if campaign.cosigners is None:
        return ()
    source, grid = read_grid(campaign, given.real(campaign.cosigners.file))
    shown = source.shown
    if len(grid.rows) > MOST_READ:
        raise BrokenCampaign([_too_many(len(grid.rows) - 1, shown)])
    heading, *rows = grid.rows
    columns = {HEADINGS.get(match_key(cell)): index for index, cell in enumerate(heading.cells)}
    if "name" not in columns:
        hint = "give the column with the organisations the heading name"
        raise BrokenCampaign(
            [Problem(Code.MISSING_COLUMN, 'has no column "name"', hint, Place(shown, row=1))]
        )
    name_at, country_at = columns["name"], columns.get("country")
    found: list[Cosigner] = []
    problems: list[Problem] = []
    for row in rows:
        name = one_line(clean(_cell(row, name_at)))
        country = one_line(clean(_cell(row, country_at)))
        faults = _faults(row, name, country, by_country=campaign.cosigners.order == "country")
        problems += [replace(fault, place=Place(shown, row=row.number, who=name)) for fault in faults]
        found.append(Cosigner(name, find_state(country) or ""))
    problems += _doubles(found, rows, shown)
    if len(found) > MOST:
        problems.append(_too_many(len(found), shown))
    if problems:
        raise BrokenCampaign(problems)
    return tuple(found)


def _too_many(count: int, shown: str) -> Problem:
    message = f"lists {count} organisations; a letter can have at most {MOST}"
    return Problem(Code.BAD_SETTING, message, "send the list as an enclosure", Place(shown))


def _cell(row: GridRow, index: int | None) -> str:
    return row.cells[index] if index is not None and index < len(row.cells) else ""


def _faults(row: GridRow, name: str, country: str, *, by_country: bool) -> Iterator[Problem]:
    if not name:
        yield Problem(Code.EMPTY_CELL, 'column "name" is empty', "fill in the cell, or delete the row")
    for index, cell in enumerate(row.cells):
        kind = row.kinds.get(index)
        found = kind_trap(kind, cell, is_ours=False) if kind else None
        if found := found or trap(cell):
            yield found
    if (lost := lost_letters(name)) and lost.is_error:
        yield lost
    if by_country and not country:
        hint = 'fill in the cell, or order them by name: order = "name"'
        yield Problem(Code.NO_COUNTRY, 'column "country" is empty, and the list is ordered by country', hint)
    elif country and not find_state(country):
        hint = did_you_mean(country, similar_states(country)) or "write its name or its ISO code"
        yield Problem(Code.UNKNOWN_COUNTRY, f'there is no country "{country}"', hint)


def _doubles(found: Sequence[Cosigner], rows: Sequence[GridRow], shown: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for cosigner, row in zip(found, rows, strict=True):
        first = seen.setdefault(cosigner.name.casefold(), row.number)
        if cosigner.name and first != row.number:
            message = f'"{cosigner.name}" is already in row {first}'
            place = Place(shown, row=row.number, who=cosigner.name)
            yield Problem(Code.DUPLICATE_ID, message, "delete one of the rows", place)
