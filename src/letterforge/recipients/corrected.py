"""Rows of a list that are as they were when they failed → the corrections that somebody has made of them since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from letterforge.errors import Code, Place, Problem, Severity
from letterforge.model import Correction, RowNumber, Tie, digest_of, listed_as
from letterforge.recipients.columns import Columns
from letterforge.recipients.grid import GridRow, rows_named


@dataclass(frozen=True, slots=True)
class Corrected:
    """What corrections do to one table."""

    cells: dict[RowNumber, tuple[str, ...]] = field(default_factory=dict)
    """The cells that are taken in place of a row's own."""
    ties: dict[RowNumber, Tie] = field(default_factory=dict)
    """Of these rows."""
    unfit: dict[RowNumber, list[str]] = field(default_factory=dict)
    """Rows whose correction has something under headings that the table lacks, and these headings."""
    forgotten: tuple[Tie, ...] = ()
    """Of corrections whose row is not in this table any more, or was changed."""

    def applied(self, rows: Iterable[GridRow]) -> Iterator[GridRow]:
        """The rows, corrected ones in the place of those that failed."""
        for row in rows:
            cells = self.cells.get(row.number)
            yield row if cells is None else replace(row, cells=cells, kinds={})

    def told(self, shown: str, heading_row: RowNumber) -> Iterator[Problem]:
        """What is to be said of them."""
        place = Place(shown, row=heading_row)
        if rows := sorted(self.cells):
            are = "is still as it was when it" if len(rows) == 1 else "are still as they were when they"
            whose = "its correction" if len(rows) == 1 else "their corrections"
            message = f"{rows_named(rows)} {are} failed; {whose} from failed.csv {_is(rows)} used"
            yield Problem(
                Code.CORRECTED_ROW, message, "correct the list as well when you can", place, Severity.NOTICE
            )
        for row, headings in self.unfit.items():
            named = " and ".join(f'"{heading}"' for heading in headings[:2])
            message = (
                f"the correction of this row from failed.csv fills {named}, which this list does not have"
            )
            hint = "correct this row in the list itself"
            yield Problem(Code.CORRECTED_ROW, message, hint, Place(shown, row=row), Severity.WARNING)


def kinds_of(row: GridRow) -> str:
    """What the cells of a row are that are neither text nor number, as text; empty for most rows."""
    if not row.kinds:
        return ""
    return " ".join(f"{index}{kind.name}" for index, kind in sorted(row.kinds.items()))


def find_corrected(
    corrections: Sequence[Correction], rows: Iterable[GridRow], columns: Columns, shown: str
) -> Corrected:
    """What corrections do to the rows of a table. Each is for one row: the one with its number, else the first."""
    headings = columns.headings
    waiting: dict[str, list[Correction]] = {}
    for correction in corrections:
        waiting.setdefault(correction.tie.digest, []).append(correction)
    there: dict[str, list[RowNumber]] = {}
    for row in rows:
        digest = digest_of(headings, columns.without_error(row.cells), kinds_of(row))
        if digest in waiting:
            there.setdefault(digest, []).append(row.number)
    found = Corrected(
        forgotten=tuple(
            each.tie
            for each in corrections
            if each.tie.list == listed_as(shown) and each.tie.digest not in there
        )
    )
    for digest, numbers in there.items():
        for number, correction in _paired(waiting[digest], numbers):
            _take(found, number, correction, columns)
    return found


def _paired(
    corrections: Sequence[Correction], numbers: Sequence[RowNumber]
) -> Iterator[tuple[RowNumber, Correction]]:
    """Which correction is for which of several equal rows."""
    by_number = {each.tie.row: each for each in corrections}
    left = [number for number in numbers if number not in by_number]
    for each in corrections:
        if each.tie.row in numbers:
            yield each.tie.row, each
        elif left:
            yield left.pop(0), each


def _take(found: Corrected, number: RowNumber, correction: Correction, columns: Columns) -> None:
    headings = columns.headings
    cells = list(correction.cells)
    if correction.headings != headings:
        by_heading = dict(zip(correction.headings, cells, strict=False))
        if lacking := [name for name, cell in by_heading.items() if name not in headings and cell.strip()]:
            found.unfit[number] = lacking
            return
        cells = [by_heading.get(heading, "") for heading in headings]
    cells += [""] * (len(headings) - len(cells))
    if columns.error_index is not None and columns.error_index < columns.width:
        cells.insert(columns.error_index, "")
    found.cells[number] = tuple(cells)
    found.ties[number] = correction.tie


def twice(ties: dict[RowNumber, Tie], shown: str) -> Iterator[Problem]:
    """The rows that stand for one row that failed: which of them is its correction, nobody knows."""
    rows: dict[Tie, list[RowNumber]] = {}
    for row, tie in ties.items():
        rows.setdefault(tie, []).append(row)
    for tie, several in rows.items():
        for row in several if len(several) > 1 else ():
            others = rows_named([each for each in several if each != row])
            message = f"this row and {others} both stand for {tie.place}"
            hint = 'delete one of them, or empty the cell "error" of a row that is a new one'
            yield Problem(Code.TWO_CORRECTIONS, message, hint, Place(shown, row=row))


def _is(rows: Sequence[RowNumber]) -> str:
    return "is" if len(rows) == 1 else "are"
