"""Rows of a list that are as they were when they failed → the corrections made since."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter

from letterforge.errors import Code, Place, Problem, Severity
from letterforge.model import Correction, RowNumber, Tie, digest_of, listed_as, numbered
from letterforge.recipients.columns import Columns
from letterforge.recipients.grid import CellKind, GridRow, rows_named


@dataclass(frozen=True, slots=True)
class Corrected:
    """What corrections do to one table."""

    rows: Mapping[RowNumber, GridRow] = field(default_factory=dict)
    """What is taken in place of rows that failed."""
    ties: Mapping[RowNumber, Tie] = field(default_factory=dict)
    """Of these rows."""
    unfit: Mapping[RowNumber, Sequence[str]] = field(default_factory=dict)
    """Rows whose correction has something under headings that the table lacks, and these headings."""
    left: Mapping[str, Sequence[Tie]] = field(default_factory=dict)
    """Of corrections that fit no row, by the ids that their row may have (case folded)."""

    def applied(self, rows: Iterable[GridRow]) -> Iterator[GridRow]:
        """The rows, corrected ones in the place of those that failed."""
        return (self.rows.get(row.number, row) for row in rows)

    def without_row(self, id_: str, row: RowNumber) -> Sequence[Tie]:
        """The ties of corrections that were made for a row with an id, and fit neither it nor another."""
        if not self.left or row in self.rows or row in self.unfit:
            return ()
        return self.left.get(id_.casefold(), ())

    def problems(
        self, shown: str, heading_row: RowNumber, changed: Collection[RowNumber] = ()
    ) -> Iterator[Problem]:
        """Which corrections are used, forgotten or useless.

        `changed`: rows whose correction no longer fits them.
        """
        place = Place(shown, row=heading_row)
        if rows := sorted(self.rows):
            are = "is still as it was when it" if len(rows) == 1 else "are still as they were when they"
            message = f"{rows_named(rows)} {are} failed; {_theirs(rows)} from failed.csv {_is(rows)} used"
            hint = "correct the list itself as well when you can"
            yield Problem(Code.CORRECTED_ROW, message, hint, place, Severity.NOTICE)
        if rows := sorted(set(changed)):
            since = "was changed after it" if len(rows) == 1 else "were changed after they"
            message = (
                f"{rows_named(rows)} {since} failed; {_theirs(rows)} from failed.csv {_is(rows)} forgotten"
            )
            yield Problem(Code.CORRECTED_ROW, message, "the list is used now", place, Severity.NOTICE)
        for row, headings in self.unfit.items():
            named = " and ".join(f'"{heading}"' for heading in headings[:2])
            message = (
                f"the correction of this row from failed.csv fills {named}, which this list does not have"
            )
            hint = "correct this row in the list itself"
            yield Problem(Code.CORRECTED_ROW, message, hint, Place(shown, row=row), Severity.WARNING)


NOTHING_CORRECTED = Corrected()

_Key = tuple[tuple[str, ...], str]
"""The headings of a row when it failed, and its digest."""


def kinds_of(row: GridRow, columns: Columns) -> str:
    """What the cells of a row are that are neither text nor number, as text; empty for most rows.

    Cells are counted as in `Columns.without_error`.
    """
    error = columns.error_index
    return _kinds_text(
        (index - (error is not None and index > error), kind)
        for index, kind in row.kinds.items()
        if index != error
    )


def _kinds_text(kinds: Iterable[tuple[int, CellKind]]) -> str:
    return " ".join(f"{index}{kind.name}" for index, kind in sorted(kinds, key=itemgetter(0)))


class _View:
    """Rows of a table, seen under the headings that another row had when it failed."""

    def __init__(self, headings: tuple[str, ...], columns: Columns) -> None:
        self._headings, self._columns = headings, columns
        places = dict(zip(numbered(columns.headings), columns.places, strict=False))
        self._places = [places.get(key) for key in numbered(headings)]

    def digest(self, row: GridRow) -> str:
        """As `digest_of` the row when it failed, where it is still as it was.

        In whatever order its columns are.
        """
        error, cells = self._columns.error_index, row.cells
        beyond = (index for index in range(self._columns.width, len(cells)) if index != error)
        places = [*self._places, *beyond]
        kept = ["" if index is None or index >= len(cells) else cells[index] for index in places]
        kinds = ""
        if row.kinds:
            known = ((at, row.kinds.get(index)) for at, index in enumerate(places) if index is not None)
            kinds = _kinds_text((at, kind) for at, kind in known if kind)
        return digest_of(self._headings, kept, kinds)


def find_corrected(
    corrections: Sequence[Correction], rows: Iterable[GridRow], columns: Columns, shown: str
) -> Corrected:
    """What the corrections of rows of this table do to it. Each is for one row.

    A row with a tie of its own is a correction, and gets none.
    """
    name = listed_as(shown)
    waiting: dict[_Key, list[Correction]] = {}
    for correction in sorted(corrections, key=lambda correction: correction.tie.row):
        if correction.tie.list == name:
            key = correction.failed_under, correction.tie.digest
            waiting.setdefault(key, []).append(correction)
    if not waiting:
        return NOTHING_CORRECTED
    views = {headings: _View(headings, columns) for headings, _ in waiting}
    there: dict[_Key, list[GridRow]] = {}
    for row in rows:
        for headings, view in views.items() if not columns.tie(row) else ():
            if (key := (headings, view.digest(row))) in waiting:
                there.setdefault(key, []).append(row)
    left = (correction for key, some in waiting.items() if key not in there for correction in some)
    # The more headings a row had when it failed, the more is known of it.
    keys = sorted(there, key=lambda key: len(key[0]), reverse=True)
    pairs = (pair for key in keys for pair in _paired(waiting[key], there[key]))
    return _taken(pairs, left, columns)


def _paired(
    corrections: Sequence[Correction], rows: Sequence[GridRow]
) -> Iterator[tuple[GridRow, Correction]]:
    """Which correction, in the order of their rows, is for which of several equal rows."""
    if len(corrections) == len(rows):  # they may have moved, but not past each other
        yield from zip(rows, corrections, strict=True)
        return
    by_number = {row.number: row for row in rows}
    own = {correction.tie.row for correction in corrections}
    free = deque(row for row in rows if row.number not in own)
    for correction in corrections:
        if row := by_number.get(correction.tie.row):
            yield row, correction
        elif free:
            yield free.popleft(), correction


def _taken(
    pairs: Iterable[tuple[GridRow, Correction]], left: Iterable[Correction], columns: Columns
) -> Corrected:
    rows: dict[RowNumber, GridRow] = {}
    ties: dict[RowNumber, Tie] = {}
    unfit: dict[RowNumber, Sequence[str]] = {}
    for row, correction in pairs:
        if row.number in rows:
            continue
        if lacking := _lacking(correction, columns):
            unfit[row.number] = lacking
        else:
            rows[row.number], ties[row.number] = _replaced(row, correction, columns), correction.tie
    unfit = {row: headings for row, headings in unfit.items() if row not in rows}
    by_id: dict[str, list[Tie]] = {}
    for correction in left:
        for id_ in {id_.casefold() for id_ in correction.ids if id_}:
            by_id.setdefault(id_, []).append(correction.tie)
    return Corrected(rows, ties, unfit, by_id)


def _cells_of(correction: Correction) -> dict[tuple[str, int], str]:
    padding = [""] * (len(correction.headings) - len(correction.cells))
    return dict(zip(numbered(correction.headings), [*correction.cells, *padding], strict=False))


def _lacking(correction: Correction, columns: Columns) -> list[str]:
    """The headings under which a correction has something, and which the table does not have."""
    known = set(numbered(columns.headings))
    return [key[0] for key, cell in _cells_of(correction).items() if key not in known and cell.strip()]


def _replaced(row: GridRow, correction: Correction, columns: Columns) -> GridRow:
    """A row with its correction.

    Under headings that the correction does not know, the row has what it has.
    """
    corrected = _cells_of(correction)
    cells = [*row.cells[: columns.width], *[""] * (columns.width - len(row.cells))]
    kinds = {index: kind for index, kind in row.kinds.items() if index < columns.width}
    for key, index in zip(numbered(columns.headings), columns.places, strict=False):
        if key in corrected:
            cells[index] = corrected[key]
            kinds.pop(index, None)
    return replace(row, cells=tuple(cells), kinds=kinds)


def corrected_twice(ties: Mapping[RowNumber, Tie], shown: str) -> Iterator[Problem]:
    """The rows that correct the same failed row: nobody knows which of them is right."""
    rows: dict[Tie, list[RowNumber]] = {}
    for row, tie in sorted(ties.items()):
        rows.setdefault(tie, []).append(row)
    for tie, several in rows.items():
        for row in several if len(several) > 1 else ():
            others = rows_named([other for other in several if other != row])
            message = f"this row and {others} both correct {tie.place}"
            hint = 'delete one of them, or empty the cell "error" of a row that is new'
            yield Problem(Code.TWO_CORRECTIONS, message, hint, Place(shown, row=row))


def _theirs(rows: Sequence[RowNumber]) -> str:
    return "its correction" if len(rows) == 1 else "their corrections"


def _is(rows: Sequence[RowNumber]) -> str:
    return "is" if len(rows) == 1 else "are"
