"""Which row holds the headings: the one that the campaign names, else the first with content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from letterforge.campaign import TableSettings
from letterforge.errors import Code
from letterforge.intake.bounds import LONGEST_HEADING
from letterforge.model import COLUMNS, tie_in
from letterforge.recipients.cells import clean
from letterforge.recipients.columns import ERROR_HEADING, match_key
from letterforge.recipients.grid import UNDER_RECIPIENTS, Grid, Source
from letterforge.recipients.recognised import meanings

HEADINGS_AMONG = 20
"""Rows with content among which headings are looked for."""
FEW = 2
"""Known headings that make a row of headings likely."""


def known_headings(cells: Iterable[str], table: TableSettings) -> int:
    """How many of a row's cells are headings that are known."""
    known = {match_key(text) for texts in table.columns.values() for text in texts}
    known |= {match_key(name) for name in COLUMNS}
    # To clean a long one can take time with the square of its length.
    cleaned = map(clean, (cell for cell in cells if len(cell) <= LONGEST_HEADING))
    return len({cell for cell in cleaned if cell and (match_key(cell) in known or meanings(cell))})


def is_of_failed_rows(grid: Grid, table: TableSettings) -> bool:
    """Whether a table is one that letterforge wrote of rows that had failed: its headings are in its first
    row.

    The heading row that the campaign sets is that of its own list, not of this one.
    """
    if not table.heading_row:
        return False
    heading, *rows = islice(grid.rows, HEADINGS_AMONG)
    at = next((at for at, cell in enumerate(heading.cells) if match_key(cell) == ERROR_HEADING), None)
    if at is None:
        return False
    named = [row for row in rows if row.number == table.heading_row]
    known = max((known_headings(row.cells, table) for row in named), default=0)
    return any(tie_in(row.cells[at]) for row in rows if at < len(row.cells)) or (
        known_headings(heading.cells, table) > known
    )


def heading_at(source: Source, grid: Grid) -> int:
    """Index of the row of headings among a grid's rows.

    Raises BrokenCampaign where the row that the campaign names has no content, and where the first row holds
    no headings, but one below it does.
    """
    wanted = 0 if is_of_failed_rows(grid, source.table) else source.table.heading_row
    first = list(islice(grid.rows, HEADINGS_AMONG)) if not wanted else []
    if wanted:
        for index, row in enumerate(grid.rows):
            if row.number == wanted:
                return index
        message = f"row {wanted}, set by [recipients] heading_row, has no content"
        raise source.broken(Code.MISSING_COLUMN, message, "correct the number; the first row is 1")
    counts = [known_headings(row.cells, source.table) for row in first]
    best = max(range(len(first)), key=counts.__getitem__)
    if counts[0] < counts[best] >= FEW and (
        not counts[0] or _filled(first[0].cells) < _filled(first[best].cells)
    ):
        message = f"the headings seem to be in row {first[best].number}, below other text"
        hint = (
            "write in letterforge.toml, "
            f"{UNDER_RECIPIENTS}:\n[recipients]\nheading_row = {first[best].number}"
        )
        raise source.broken(Code.MISSING_COLUMN, message, hint, first[0].number)
    return 0


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())
