"""A list that a program gives: rows as they came, under one row of headings."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from letterforge.errors import UsageError
from letterforge.intake.arguments import MOST_DIGITS, kind, too_long

KINDS = (str, bool, int, float, Decimal, datetime.date, datetime.time)
"""What a cell can be, None for an empty one aside."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The list of a campaign that is not in a file."""

    headings: tuple[str, ...]
    cells: tuple[tuple[object, ...], ...]
    """One row for each recipient, with a cell for each heading: one of `KINDS`, or None."""


def rows_of(recipients: Iterable[Mapping[str, object]]) -> Rows:
    """Rows under the headings of all of them, in the order in which they first come. Raises UsageError."""
    if isinstance(recipients, str | bytes | Mapping) or not isinstance(recipients, Iterable):
        raise UsageError(
            f"recipients must be rows, not {kind(recipients)}", 'write [{"name": "…", "country": "…"}, …]'
        )
    rows = [_row(row, number) for number, row in enumerate(recipients, start=1)]
    headings = tuple(dict.fromkeys(heading for row in rows for heading in row))
    return Rows(headings, tuple(tuple(map(row.get, headings)) for row in rows))


def _row(row: object, number: int) -> dict[str, object]:
    if not isinstance(row, Mapping):
        raise UsageError(
            f"recipients, row {number}: a row must have its cells by heading, but this is {kind(row)}",
            'write {"name": "…", "country": "…"}',
        )
    for heading, cell in row.items():
        if not isinstance(heading, str):
            raise UsageError(f"recipients, row {number}: a heading must be text, not {kind(heading)}")
        if cell is not None and not isinstance(cell, KINDS):
            message = f'recipients, row {number}: "{heading}" must be text, but is {kind(cell)}'
            raise UsageError(message, "give text, a number, a date, True, False or None")
        if too_long(cell):
            message = (
                f'recipients, row {number}: the number in "{heading}" has more than {MOST_DIGITS} digits'
            )
            raise UsageError(message, "give it as text, as it should be printed")
    return dict(row)
