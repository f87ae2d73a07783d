"""What each heading is taken for: as the campaign says, else as it is called, else as people commonly mean it.

Where a heading could mean two things, the cells below it decide, as far as they can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from letterforge.campaign import Campaign
from letterforge.model import COLUMNS
from letterforge.recipients.cells import CONTROL, clean, one_line
from letterforge.recipients.columns import ERROR_HEADING, Column, Columns, further_key, match_key
from letterforge.recipients.grid import GridRow
from letterforge.recipients.recognised import Meaning, bare, is_honorific, meanings

GIVEN, FAMILY = 1, 3
"""Parts of a name, as `Meaning.part` counts them."""
ELSEWHERE: Mapping[str, str] = {"title": "honorific", "salutation": "honorific"}
"""Names of ours that people give to another column of ours: the cells decide."""


def find_columns(heading: GridRow, campaign: Campaign, sample: Sequence[GridRow] = ()) -> Columns:
    """What each column is. `sample`: some rows below the headings, whose cells decide where headings do not."""
    named, error_index = [], None
    for index, cell in enumerate(heading.cells):
        text = CONTROL.sub("", clean(cell))
        key = match_key(text)
        if key == ERROR_HEADING:
            error_index = index
        elif key:
            named.append(Column(index, text))
    width = named[-1].index + 1 if named else 0
    return Columns(heading.number, tuple(_Taking(named, campaign, sample).columns()), width, error_index)


class _Taking:
    """The headings of one table, being taken for what they are."""

    def __init__(self, named: list[Column], campaign: Campaign, sample: Sequence[GridRow]) -> None:
        self._columns = named
        self._sample = sample
        self._mapped = {
            match_key(text): (name, order if len(headings) > 1 else 0)
            for name, headings in campaign.table.columns.items()
            for order, text in enumerate(headings, start=1)
        }
        self._ours = {match_key(name): name for name in COLUMNS}

    def columns(self) -> Iterator[Column]:
        """The columns in their order, with what they are."""
        self._by_name()
        self._move_honorifics()
        self._by_custom()
        self._complete_names()
        for column in self._columns:
            own = not column.name or match_key(column.heading) != match_key(column.name)
            key = further_key(column.heading) if own else ""
            yield replace(column, key="" if key in COLUMNS and column.name else key)

    def _by_name(self) -> None:
        """As the campaign says, and as they are called."""
        for at, column in enumerate(self._columns):
            key = match_key(column.heading)
            name, part = self._mapped.get(key) or (self._ours.get(key, ""), 0)
            self._columns[at] = replace(column, name=name, part=part)

    def _move_honorifics(self) -> None:
        """A column `Title` or `Salutation` with nothing but Mr and Ms is the honorific."""
        for at, column in enumerate(self._columns):
            other = ELSEWHERE.get(column.name, "")
            if other and match_key(column.heading) not in self._mapped and not self._has(other):
                cells = self._cells(column)
                if cells and all(map(is_honorific, cells)):
                    self._columns[at] = replace(column, name=other, part=1, is_guess=True)

    def _by_custom(self) -> None:
        """As people commonly mean them, where no column is called so."""
        taken = {column.name for column in self._columns if column.name}
        taken |= {name for name, _ in self._mapped.values()}
        for at, column in enumerate(self._columns):
            if column.name:
                continue
            meaning = self._meant(column)
            if meaning and meaning.column not in taken and self._cells(column):
                self._columns[at] = replace(column, name=meaning.column, part=meaning.part, is_guess=True)
        self._let_whole_stand()

    def _meant(self, column: Column) -> Meaning | None:
        """What a heading means; of several things, what its cells allow."""
        possible = meanings(column.heading)
        if len(possible) == 1 or not possible:
            return possible[0] if possible else None
        cells = self._cells(column)
        is_courtesy = bool(cells) and all(map(is_honorific, cells))
        fitting = [each for each in possible if (each.column == "honorific") is is_courtesy]
        return fitting[0] if fitting else None

    def _let_whole_stand(self) -> None:
        """Of `Full name` beside `First name` and `Surname`, the whole, where it holds the parts."""
        for name in ("name", "address"):
            mine = [column for column in self._columns if column.name == name and column.is_guess]
            wholes = [column for column in mine if not column.part]
            parts = [column for column in mine if column.part]
            if len(wholes) == 1 and parts and self._covers(wholes[0], parts):
                self._drop(parts)

    def _complete_names(self) -> None:
        """`Name` beside `Vorname` is the family name, `Address` beside `Address 2` the first line."""
        for name in ("name", "address"):
            whole = [column for column in self._columns if column.name == name]
            if len(whole) != 1 or whole[0].is_guess or whole[0].part:
                continue
            if match_key(whole[0].heading) in self._mapped:
                continue
            parts = [(column, part) for column in self._columns if (part := self._part_of(column, name))]
            if not parts:
                continue
            if self._covers(whole[0], [column for column, _ in parts]):
                self._drop([column for column, _ in parts])
            elif lacking := _lacking(name, {part for _, part in parts}):
                self._put(whole[0], name, lacking)
                for column, part in parts:
                    self._put(column, name, part)

    def _part_of(self, column: Column, name: str) -> int:
        """Which part of a column of ours a heading means that has no name yet; 0: none."""
        if column.name or not self._cells(column):
            return 0
        return next((each.part for each in meanings(column.heading) if each.column == name), 0)

    def _put(self, column: Column, name: str, part: int) -> None:
        at = self._columns.index(column)
        self._columns[at] = replace(column, name=name, part=part, is_guess=True)

    def _drop(self, columns: Sequence[Column]) -> None:
        for column in columns:
            at = self._columns.index(column)
            self._columns[at] = replace(column, name="", part=0, is_guess=False, is_covered=True)

    def _has(self, name: str) -> bool:
        return any(column.name == name for column in self._columns)

    def _cells(self, column: Column) -> list[str]:
        """What is in a column, as far as it is looked at, without blanks."""
        texts = (clean(row.cells[column.index]) for row in self._sample if column.index < len(row.cells))
        return [one_line(text) for text in texts if text]

    def _covers(self, whole: Column, parts: Sequence[Column]) -> bool:
        """Whether one column holds what others do, in each row."""
        for row in self._sample:
            if whole.index < len(row.cells):
                held = bare(row.cells[whole.index])
                if any(
                    bare(row.cells[each.index]) not in held for each in parts if each.index < len(row.cells)
                ):
                    return False
        return True


def _lacking(name: str, parts: set[int]) -> int:
    """Which part a column must be whose name says that it is the whole; 0: none is lacking."""
    if name == "address":
        return 0 if 1 in parts else 1
    if FAMILY not in parts:
        return FAMILY
    return 0 if GIVEN in parts else GIVEN
