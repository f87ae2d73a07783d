"""What each heading means: as the campaign sets it, else by its name, else as people commonly use it.

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
from letterforge.recipients.places import SPECIAL
from letterforge.recipients.recognised import Meaning, bare, has_number_first, is_honorific, meanings
from letterforge.states import find_state

GIVEN, FAMILY = 1, 3
"""Parts of a name, as `Meaning.part` counts them."""
STREET = 1
"""Part of an address: the line with the street."""
POSTAL_CODE, NUMBER, EVERYTHING, CARE = "postal_code", "number", "all", "care"
TITLE = "title"
"""Values of `Column.also`."""
MOST_ASKED = 100
"""Cells that are looked up as states."""
PLACES = frozenset({"city", "postal_code", "address_country"})
ELSEWHERE: Mapping[str, str] = {"title": "honorific", "salutation": "honorific"}
"""Names of ours that people give to another column of ours: the cells decide."""


def find_columns(heading: GridRow, campaign: Campaign, sample: Sequence[GridRow] = ()) -> Columns:
    """What each column is.

    `sample`: some rows below the headings, whose cells decide where headings do not.
    """
    named, error_index = [], None
    for index, cell in enumerate(heading.cells):
        text = CONTROL.sub("", clean(cell))
        key = match_key(text)
        if key == ERROR_HEADING:
            error_index = index
        elif key:
            named.append(Column(index, text, meanings=meanings(text, campaign.languages)))
    width = named[-1].index + 1 if named else 0
    return Columns(heading.number, tuple(_Taking(named, campaign, sample).columns()), width, error_index)


class _Taking:
    """The headings of one table, being taken for what they are."""

    def __init__(self, named: list[Column], campaign: Campaign, sample: Sequence[GridRow]) -> None:
        self._columns = named
        self._languages = campaign.languages
        self._sample = sample
        self._mapped: dict[str, tuple[str, int]] = {}
        self._with_code: set[str] = set()
        """Headings that the campaign names for the town and for its postal code."""
        self._with_title: set[str] = set()
        """The same for office and title."""
        for name, headings in campaign.table.columns.items():
            for order, text in enumerate(headings, start=1):
                self._map(match_key(text), name, order if len(headings) > 1 else 0)
        self._ours = {match_key(name): name for name in COLUMNS}

    def _map(self, key: str, name: str, order: int) -> None:
        if {name, self._mapped.get(key, ("", 0))[0]} == {"city", POSTAL_CODE}:
            self._with_code.add(key)
            name = "city"
        if {name, self._mapped.get(key, ("", 0))[0]} == {"office", "title"}:
            name = "office"  # whose words are the title too
            self._with_title.add(key)
        self._mapped[key] = name, order

    def columns(self) -> Iterator[Column]:
        """The columns in their order, with what they are."""
        self._by_name()
        self._move_honorifics()
        self._by_custom()
        self._complete_names()
        self._leave_covered()
        keys = self._own_keys()
        for column, key in zip(self._columns, keys, strict=True):
            own = key if keys.count(key) == 1 or not self._are_told_apart(key) else ""
            yield replace(column, key=own, is_no_state=self._is_no_state(column))

    def _is_no_state(self, column: Column) -> bool:
        """Whether a heading such as `State` could be the country's, but its cells show that it is not."""
        if column.name or all(meaning.column != "country" for meaning in column.meanings):
            return False
        return any(find_state(text) is None for text in self._cells(column)[:MOST_ASKED])

    def _own_keys(self) -> list[str]:
        """The name in a template of each column by its heading; empty: it has only the name of ours."""
        keys = []
        for column in self._columns:
            own = not column.name or match_key(column.heading) != match_key(column.name)
            key = further_key(column.heading) if own else ""
            keys.append("" if key in COLUMNS and column.name else key)
        return keys

    def _are_told_apart(self, key: str) -> bool:
        """Whether columns with the same heading are different ones of ours, or empty.

        Outlook has `Titre` twice.
        """
        same = [column for column in self._columns if key and further_key(column.heading) == key]
        names = [column.name for column in same if column.name]
        rest = (column for column in same if not column.name)
        return len(set(names)) == len(names) > 0 and not any(map(self._cells, rest))

    def _by_name(self) -> None:
        """As the campaign sets them, and by their names."""
        for at, column in enumerate(self._columns):
            key = match_key(column.heading)
            name, part = self._mapped.get(key) or (self._ours.get(key, ""), 0)
            also = POSTAL_CODE if key in self._with_code else TITLE if key in self._with_title else ""
            if name == "address":
                special = (meaning.also for meaning in column.meanings if meaning.also in SPECIAL)
                also = next(special, "")
            self._columns[at] = replace(column, name=name, part=part, also=also)

    def _move_honorifics(self) -> None:
        """A column `Title` or `Salutation` with nothing but Mr and Ms is the honorific."""
        for at, column in enumerate(self._columns):
            other = ELSEWHERE.get(column.name, "")
            if other and match_key(column.heading) not in self._mapped and not self._has(other):
                cells = self._cells(column)
                if cells and all(is_honorific(cell, self._languages) for cell in cells):
                    self._columns[at] = replace(column, name=other, part=1, is_guess=True)

    def _by_custom(self) -> None:
        """As people commonly mean them, where no column is called so: first what can mean one thing only."""
        taken = {column.name for column in self._columns if column.name}
        taken |= {name for name, _ in self._mapped.values()} | {POSTAL_CODE for _ in self._with_code}
        unsure: list[Column] = []
        for column in [column for column in self._columns if not column.name and self._cells(column)]:
            possible = self._meant(column)
            if len(possible) == 1 and possible[0].also != EVERYTHING:
                self._take(column, possible[0], taken)
            elif possible:
                unsure.append(column)
        for column in unsure:
            possible = self._meant(column)
            free = [meaning for meaning in possible if meaning.part or not self._has(meaning.column)]
            if free:
                self._take(column, free[0], taken)
        self._let_whole_stand()

    def _take(self, column: Column, meaning: Meaning, taken: set[str]) -> None:
        """Take a column for what its heading means, unless another one is called so."""
        once = meaning.column == "email" and self._has("email")  # no letter prints it: the first will do
        town = meaning.also == EVERYTHING and self._has("city")
        if meaning.column not in taken and not once and not town:
            self._put(column, meaning.column, meaning.part, meaning.also)

    def _meant(self, column: Column) -> list[Meaning]:
        """What a heading may mean; of honorifics and other things, what its cells allow."""
        possible = [meaning for meaning in column.meanings if not meaning.is_asked]
        if any(meaning.also == NUMBER for meaning in possible):
            return possible if self._is_next_to_street(column) else []
        is_part = any(meaning.part < 0 and meaning.also != CARE for meaning in possible)
        if is_part and self._is_next_to_town(column):
            return []  # Departamento may be a part of the country
        if len(possible) > 1 and any(meaning.column == "honorific" for meaning in possible):
            is_courtesy = all(is_honorific(cell, self._languages) for cell in self._cells(column))
            possible = [meaning for meaning in possible if (meaning.column == "honorific") is is_courtesy]
        return possible

    def _is_next_to_street(self, column: Column) -> bool:
        """Whether a house number belongs here: after a street, or before it in some languages."""
        at = self._columns.index(column)
        before, after = self._columns[max(at - 1, 0) : at], self._columns[at + 1 : at + 2]
        follows = any(meaning.is_street for other in before for meaning in other.meanings)
        streets = (own for other in after for own in other.meanings if own.is_street)
        return follows or any(has_number_first(street.language, self._languages) for street in streets)

    def _is_next_to_town(self, column: Column) -> bool:
        at = self._columns.index(column)
        neighbours = (*self._columns[max(at - 1, 0) : at], *self._columns[at + 1 : at + 2])
        known = (self._ours.get(match_key(other.heading)) or _first(other.meanings) for other in neighbours)
        return any(name in PLACES for name in known)

    def _let_whole_stand(self) -> None:
        """Of several guesses for one column, the one that includes the others.

        `Full name` next to `Surname`.
        """
        for name in dict.fromkeys(column.name for column in self._columns if column.is_guess):
            mine = self._without_addresses(name)
            wholes = [column for column in mine if not column.part and column.also != POSTAL_CODE]
            pairs = [column for column in mine if column.also == POSTAL_CODE]
            if pairs and wholes and self._covers(pairs[0], wholes):  # the town alone is enough
                self._drop(pairs)
            for whole in wholes if len(mine) > 1 else ():
                rest = [column for column in mine if column is not whole]
                if self._covers(whole, rest):
                    self._drop(rest)
                    break

    def _without_addresses(self, name: str) -> list[Column]:
        """The guesses for one column, less those with e-mail addresses if others have none.

        `Ann Example (a@…)`.
        """
        mine = [column for column in self._columns if column.name == name and column.is_guess]
        mailed = [column for column in mine if any("@" in text for text in self._cells(column))]
        if name != "name" or len(mailed) == len(mine):
            return mine
        for column in mailed:
            self._columns[self._columns.index(column)] = replace(column, name="", is_guess=False)
        return [column for column in mine if column not in mailed]

    def _leave_covered(self) -> None:
        """A column whose content is in one of ours as well need not be reported as unused."""
        for column in self._columns:
            if column.name or not self._cells(column):
                continue
            for name in {meaning.column for meaning in column.meanings}:
                ours = [own for own in self._columns if own.name == name]
                alone = len(ours) == 1 and not ours[0].part
                formatted = any(meaning.also == EVERYTHING for meaning in column.meanings)
                streets = [own for own in ours if any(meaning.is_street for meaning in own.meanings)]
                if (alone and self._covers(ours[0], [column])) or (
                    formatted and streets and self._covers(column, streets)
                ):
                    self._drop([column])
                    break

    def _complete_names(self) -> None:
        """`Name` next to `Vorname` is the family name, `Address` next to `Address 2` the first line."""
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
        possible = self._meant(column)
        return next((meaning.part for meaning in possible if meaning.column == name), 0)

    def _put(self, column: Column, name: str, part: int, also: str = "") -> None:
        at = self._columns.index(column)
        self._columns[at] = replace(column, name=name, part=part, also=also, is_guess=True)

    def _drop(self, columns: Sequence[Column]) -> None:
        for column in columns:
            at = self._columns.index(column)
            self._columns[at] = replace(column, name="", part=0, also="", is_guess=False, is_covered=True)

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
                there = [row.cells[part.index] for part in parts if part.index < len(row.cells)]
                if any(bare(text) not in held for text in there):
                    return False
        return True


def _first(possible: Sequence[Meaning]) -> str:
    return possible[0].column if possible else ""


def _lacking(name: str, parts: set[int]) -> int:
    """Which part a column must be whose name means the whole; 0: none is missing."""
    if name == "address":
        return 0 if STREET in parts else STREET
    if not parts & {GIVEN, FAMILY}:
        return 0  # a middle initial alone does not make the name a family name
    if FAMILY not in parts:
        return FAMILY
    return 0 if GIVEN in parts else GIVEN
