"""A recipient as its row says → the same with what its post makes known, and what must be told of that.

A known town fills the country of an embassy; an office in people's own words is one of the protocol's.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from letterforge.errors import Code, Place, Problem, Severity
from letterforge.model import Language, Recipient, RowNumber, StateCode
from letterforge.protocol.office_words import Understood, is_title, understand
from letterforge.protocol.posting import is_embassy_at_home, is_posted, seat_country
from letterforge.recipients.cells import excerpt
from letterforge.recipients.clues import house_of, is_abroad
from letterforge.states import common_name, find_seat, kind_of

NAMED = 5
"""Cells that a folded warning quotes, each with its first row."""
MOST_KEPT = 1000
"""Different cells of one kind that are told, each by a warning of its own where they are more than one quotes."""


NAMESAKES = frozenset({"US", "CA", "AU"})
"""Where towns are called as those that settlers came from: Vienna in Virginia is no seat."""
AT_HOME = frozenset({"head_of_state", "head_of_government", "monarch", "foreign_minister", "minister"})
"""Offices that are never at an embassy."""
MINISTRY = re.compile(
    r"(?:the |le |el |o )?(?:(?:federal )?ministry|minist[eè]re|(?:bundes|außen)ministerium"
    r"|ministerio|ministério|وزارة)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What must be told of a row; equal ones are told once."""

    code: Code
    cell: str
    """What the row says."""
    meaning: str
    """What that was taken for."""
    row: RowNumber = 0
    kind: str = ""
    """Which sentence of the code's, where it has several."""


def settle(recipient: Recipient, written: str, language: Language) -> tuple[Recipient, tuple[Said, ...]]:
    """A recipient with title and country that its office and its town make known, and what must be told of it.

    `written`: the cell of its office; `language`: the letter's.
    """
    said: list[Said] = []
    understood = understand(written, recipient.state) if written and recipient.office else None
    if understood:
        recipient = _titled(recipient, understood, written, language, said)
    country = "" if recipient.address_country else seat_country(recipient) or _seat_of_house(recipient)
    if country:
        recipient = replace(recipient, address_country=country)
        if country != recipient.state:
            said.append(Said(Code.COUNTRY_OF_SEAT, recipient.city, common_name(country), recipient.row))
    if is_embassy_at_home(recipient):
        name = common_name(recipient.state)
        said.append(Said(Code.EMBASSY_AT_HOME, recipient.office, name, recipient.row))
    elif recipient.organisation or recipient.title:
        said += _of_house(recipient)
    if not any(each.code is Code.EMBASSY_AT_HOME for each in said):  # which says the same
        said += _contradictions(recipient)
    return recipient, tuple(said)


def _contradictions(recipient: Recipient) -> Iterator[Said]:
    """What two cells of a row say against each other: town and country, office and house."""
    where = recipient.address_country or (recipient.state if not is_posted(recipient.office) else "")
    is_home = recipient.address_country or recipient.office
    seat = find_seat(recipient.city) if recipient.city and where and is_home else None
    if seat and seat.country != where and where not in NAMESAKES and kind_of(where) == "state":
        meaning = f"{common_name(seat.country)}, not {common_name(where)}"
        yield Said(Code.COUNTRY_OF_SEAT, excerpt(recipient.city), meaning, recipient.row, "town")
    if recipient.office and recipient.organisation:
        is_embassy = house_of(recipient.organisation)[1]
        is_ministry = MINISTRY.match(recipient.organisation) is not None
        if is_ministry if is_posted(recipient.office) else is_embassy and recipient.office in AT_HOME:
            yield Said(
                Code.TITLE_AND_OFFICE,
                excerpt(recipient.organisation),
                recipient.office,
                recipient.row,
                "house",
            )


def _seat_of_house(recipient: Recipient) -> StateCode:
    """The country of a known town, where title or organisation say that the post is abroad; empty: not so."""
    if recipient.office or not recipient.city or not is_abroad(recipient):
        return ""
    seat = find_seat(recipient.city)
    return seat.country if seat else ""


def _of_house(recipient: Recipient) -> tuple[Said, ...]:
    """That the organisation is of another state than the row, or an embassy in the state that it represents."""
    state, is_embassy = house_of(recipient.organisation)
    if not state:
        at_home = recipient.state and not recipient.office and not recipient.address_country
        if not at_home or not recipient.title or not is_abroad(recipient):
            return ()
        name = common_name(recipient.state)
        return (Said(Code.EMBASSY_AT_HOME, excerpt(recipient.title), name, recipient.row),)
    is_other = recipient.state and state != recipient.state
    if is_posted(recipient.office) and not recipient.address_country:
        is_embassy = False  # told as an office without a country
    elif not recipient.office:
        is_embassy = is_embassy or not recipient.address_country
    if is_other or (is_embassy and (recipient.address_country or recipient.state) == state):
        code = Code.OTHER_STATE if is_other else Code.EMBASSY_AT_HOME
        return (Said(code, excerpt(recipient.organisation), common_name(state), recipient.row),)
    return ()


def _titled(
    recipient: Recipient, understood: Understood, written: str, language: Language, said: list[Said]
) -> Recipient:
    own = is_title(written, understood, language, recipient.state)
    if not understood.exact:
        said.append(Said(Code.OFFICE_TAKEN_FOR, excerpt(written), understood.office, recipient.row))
    return replace(recipient, title=written) if own and not recipient.title else recipient


class Sayings:
    """What must be told of a list's rows, folded while they are read: it does not grow with the list."""

    def __init__(self) -> None:
        self._rows: Counter[tuple[Code, str]] = Counter()
        self._cells: dict[tuple[Code, str], dict[tuple[str, str], list[RowNumber]]] = {}
        """The different cells of each kind, with first row and number of rows."""
        self._others: set[tuple[Code, str]] = set()

    def add(self, said: Iterable[Said]) -> None:
        """What is told of one row."""
        for each in said:
            about = each.code, each.kind
            self._rows[about] += 1
            cells = self._cells.setdefault(about, {})
            cell = each.cell, each.meaning
            if cell in cells:
                cells[cell][1] += 1
            elif len(cells) < MOST_KEPT:
                cells[cell] = [each.row, 1]
            else:
                self._others.add(about)

    def told(self, shown: str, headings: Mapping[str, str]) -> Iterator[Problem]:
        """One warning for each kind, whatever the number of rows; where many cells differ, one for each of these.

        `headings`: of our columns, as in the file.
        """
        for about, cells in self._cells.items():
            code, kind = about
            column, sentence, hint = CONTRADICTIONS[kind] if kind else WORDS[code]
            named = [_named(*cell, *rows) for cell, rows in cells.items()]
            more = len(named) - NAMED
            others = ["and others" if about in self._others else f"and {more} more"] if more > 0 else []
            said = "; ".join([*named[:NAMED], *others])
            message = sentence.format(rows=_rows(self._rows[about]), cells=said)
            heading = headings.get(column, "")
            hint += self._other_column(code, heading, headings)
            place = Place(shown, column=heading)
            if more <= 0:
                yield Problem(code, message, hint, place, Severity.WARNING)
                continue
            together = message.replace("{", "{{").replace("}", "}}")
            for (_, count), words in zip(cells.values(), named, strict=True):
                each = sentence.format(rows=_rows(count), cells=words)
                yield Problem(code, each, hint, place, Severity.WARNING, together)

    @staticmethod
    def _other_column(code: Code, heading: str, headings: Mapping[str, str]) -> str:
        """More of a hint, where a column may be another one of ours."""
        if code not in OTHER_COLUMN or not heading or headings.get(OTHER_COLUMN[code]) is not None:
            return ""
        line = f"{OTHER_COLUMN[code]} = {json.dumps(heading, ensure_ascii=False)}"
        return f'; or, if "{heading}" says {MEANS[code]}, in letterforge.toml:\n[recipients.columns]\n{line}'


def _rows(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"


def _named(cell: str, meaning: str, first: RowNumber, count: int) -> str:
    more = f" and {count - 1} more" if count > 1 else ""
    return f'"{cell}" → {meaning} (row {first}{more})'


WORDS = {
    Code.OFFICE_TAKEN_FOR: (
        "office",
        "in {rows} the office is not in the protocol's words, and was understood so: {cells}",
        "correct it where it is another; where the letter is in another language than the cell, fill the column title",
    ),
    Code.COUNTRY_OF_SEAT: (
        "city",
        "in {rows} the empty country of the address was filled from a known town: {cells}",
        "write the country into address_country where it is another",
    ),
    Code.EMBASSY_AT_HOME: (
        "address_country",
        "in {rows} an embassy is in its own country: {cells}",
        "write the country where the letter arrives into address_country",
    ),
    Code.OTHER_STATE: (
        "country",
        "in {rows} the organisation is of another state than the row: {cells}",
        "write into country the state whose office it is",
    ),
}
"""Code → the column that it is about, what is told, and the way out."""
CONTRADICTIONS = {
    "town": (
        "city",
        "in {rows} the town is a known seat of another country than the row's: {cells}",
        "correct the town, or write the country where the letter arrives into address_country",
    ),
    "house": (
        "organisation",
        "in {rows} office and organisation do not fit each other: {cells}",
        "a minister is at a ministry, an ambassador at an embassy; correct one of the two",
    ),
}
"""The same for two cells of a row that contradict each other, by `Said.kind`."""
OTHER_COLUMN = {Code.EMBASSY_AT_HOME: "country", Code.OTHER_STATE: "address_country"}
MEANS = {Code.EMBASSY_AT_HOME: "whose embassy it is", Code.OTHER_STATE: "where the post goes"}
"""Code → which column the list's may be instead, and what it would then say."""
