"""A recipient as its row gives it → the same, completed by what its post makes known, and remarks on that.

A known town fills the country of an embassy; an office in people's own words is one of the protocol's.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from letterforge.errors import Code, Place, Problem, Severity
from letterforge.languages import OURS, Languages
from letterforge.model import Recipient, RowNumber, StateCode
from letterforge.protocol.office_words import Understood, is_title, understand
from letterforge.protocol.posting import is_embassy_at_home, is_posted, seat_country
from letterforge.recipients.cells import excerpt
from letterforge.recipients.clues import house_of, is_abroad
from letterforge.states import common_name, find_seat, kind_of

NAMED = 5
"""Cells that a folded warning quotes, each with its first row."""
MOST_KEPT = 1000
"""Different cells of one kind that are reported, each by its own warning where one would quote too many."""


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
class Remark:
    """What was understood in a row, or contradicts itself; equal remarks are reported once."""

    code: Code
    cell: str
    """What is in the row."""
    meaning: str
    """What that was taken for."""
    row: RowNumber = 0
    kind: str = ""
    """Which sentence of the code's, where it has several."""


def complete_by_post(
    recipient: Recipient, written: str, languages: Languages = OURS
) -> tuple[Recipient, tuple[Remark, ...]]:
    """A recipient with title and country that its office and its town make known, and remarks on it.

    `written`: the cell of its office.
    """
    remarks: list[Remark] = []
    understood = None
    if written and recipient.office:
        understood = understand(written, recipient.state, languages)
    if understood:
        recipient = _with_title(recipient, understood, written, remarks, languages)
    country = "" if recipient.address_country else seat_country(recipient) or _seat_of_house(recipient)
    if country:
        recipient = replace(recipient, address_country=country)
        if country != recipient.state:
            remarks.append(Remark(Code.COUNTRY_OF_SEAT, recipient.city, common_name(country), recipient.row))
    if is_embassy_at_home(recipient):
        name = common_name(recipient.state)
        remarks.append(Remark(Code.EMBASSY_AT_HOME, recipient.office, name, recipient.row))
    elif recipient.organisation or recipient.title:
        remarks += _of_house(recipient)
    if all(remark.code is not Code.EMBASSY_AT_HOME for remark in remarks):  # which means the same
        remarks += _contradictions(recipient)
    return recipient, tuple(remarks)


def _contradictions(recipient: Recipient) -> Iterator[Remark]:
    """Where two cells of a row contradict each other: town and country, office and organisation."""
    where = recipient.address_country or (recipient.state if not is_posted(recipient.office) else "")
    is_home = recipient.address_country or recipient.office
    seat = find_seat(recipient.city) if recipient.city and where and is_home else None
    if seat and seat.country != where and where not in NAMESAKES and kind_of(where) == "state":
        meaning = f"{common_name(seat.country)}, not {common_name(where)}"
        yield Remark(Code.COUNTRY_OF_SEAT, excerpt(recipient.city), meaning, recipient.row, "town")
    if recipient.office and recipient.organisation:
        is_embassy = house_of(recipient.organisation)[1]
        is_ministry = MINISTRY.match(recipient.organisation) is not None
        if is_ministry if is_posted(recipient.office) else is_embassy and recipient.office in AT_HOME:
            yield Remark(
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


def _of_house(recipient: Recipient) -> tuple[Remark, ...]:
    """That the organisation is of another state than the row, or an embassy in the state that it
    represents.
    """
    state, is_embassy = house_of(recipient.organisation)
    if not state:
        at_home = recipient.state and not recipient.office and not recipient.address_country
        if not at_home or not recipient.title or not is_abroad(recipient):
            return ()
        name = common_name(recipient.state)
        return (Remark(Code.EMBASSY_AT_HOME, excerpt(recipient.title), name, recipient.row),)
    is_other = recipient.state and state != recipient.state
    if is_posted(recipient.office) and not recipient.address_country:
        is_embassy = False  # reported as an office without a country
    elif not recipient.office:
        is_embassy = is_embassy or not recipient.address_country
    if is_other or (is_embassy and (recipient.address_country or recipient.state) == state):
        code = Code.OTHER_STATE if is_other else Code.EMBASSY_AT_HOME
        return (Remark(code, excerpt(recipient.organisation), common_name(state), recipient.row),)
    return ()


def _with_title(
    recipient: Recipient, understood: Understood, written: str, remarks: list[Remark], languages: Languages
) -> Recipient:
    own = is_title(written, understood, recipient.language, recipient.state, languages)
    if not understood.exact:
        remarks.append(Remark(Code.OFFICE_TAKEN_FOR, excerpt(written), understood.office, recipient.row))
    return replace(recipient, title=written) if own and not recipient.title else recipient


class Remarks:
    """The remarks on a list's rows, folded while they are read: they do not grow with the list."""

    def __init__(self) -> None:
        self._rows: Counter[tuple[Code, str]] = Counter()
        self._cells: dict[tuple[Code, str], dict[tuple[str, str], list[RowNumber]]] = {}
        """The different cells of each kind, with first row and number of rows."""
        self._others: set[tuple[Code, str]] = set()

    def add(self, remarks: Iterable[Remark]) -> None:
        """Those on one row."""
        for remark in remarks:
            about = remark.code, remark.kind
            self._rows[about] += 1
            cells = self._cells.setdefault(about, {})
            cell = remark.cell, remark.meaning
            if cell in cells:
                cells[cell][1] += 1
            elif len(cells) < MOST_KEPT:
                cells[cell] = [remark.row, 1]
            else:
                self._others.add(about)

    def problems(self, shown: str, headings: Mapping[str, str]) -> Iterator[Problem]:
        """One warning for each kind, whatever the number of rows.

        Where many cells differ, one for each of these.

        `headings`: of our columns, as in the file.
        """
        for about, cells in self._cells.items():
            code, kind = about
            column, sentence, hint = CONTRADICTIONS[kind] if kind else WORDS[code]
            named = [_named(*cell, *rows) for cell, rows in cells.items()]
            more = len(named) - NAMED
            others = ["and others" if about in self._others else f"and {more} more"] if more > 0 else []
            quoted = "; ".join([*named[:NAMED], *others])
            message = sentence.format(rows=_rows(self._rows[about]), cells=quoted)
            heading = headings.get(column, "")
            hint += self._other_column(code, heading, headings)
            place = Place(shown, column=heading)
            if more <= 0:
                yield Problem(code, message, hint, place, Severity.WARNING)
                continue
            together = message.replace("{", "{{").replace("}", "}}")
            for (_, count), words in zip(cells.values(), named, strict=True):
                own = sentence.format(rows=_rows(count), cells=words)
                yield Problem(code, own, hint, place, Severity.WARNING, together)

    @staticmethod
    def _other_column(code: Code, heading: str, headings: Mapping[str, str]) -> str:
        """More of a hint, where a column may be another one of ours."""
        if code not in OTHER_COLUMN or not heading or headings.get(OTHER_COLUMN[code]) is not None:
            return ""
        line = f"{OTHER_COLUMN[code]} = {json.dumps(heading, ensure_ascii=False)}"
        lines = f"[recipients.columns]\n{line}"
        return f'; or, if "{heading}" means {MEANS[code]}, write in letterforge.toml:\n{lines}'


def _rows(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"


def _named(cell: str, meaning: str, first: RowNumber, count: int) -> str:
    more = f" and {count - 1} more" if count > 1 else ""
    return f'"{cell}" → {meaning} (row {first}{more})'


WORDS = {
    Code.OFFICE_TAKEN_FOR: (
        "office",
        "in {rows} the office is written in other words, and was understood as: {cells}",
        "if this is wrong, correct it; if the cell is not in the letter's language, fill in the column title",
    ),
    Code.COUNTRY_OF_SEAT: (
        "city",
        "in {rows} the country of the address was empty, and was taken from the town: {cells}",
        "if this is wrong, write the country in address_country",
    ),
    Code.EMBASSY_AT_HOME: (
        "address_country",
        "in {rows} an embassy is in its own country: {cells}",
        "fill in address_country: the country that the letter goes to",
    ),
    Code.OTHER_STATE: (
        "country",
        "in {rows} the organisation belongs to another state than the row: {cells}",
        "correct the country: the state that the office belongs to",
    ),
}
"""Code → the column that it is about, the message, and the hint."""
CONTRADICTIONS = {
    "town": (
        "city",
        "in {rows} the town is not in the country of the row: {cells}",
        "correct the town, or the country in address_country: the one that the letter goes to",
    ),
    "house": (
        "organisation",
        "in {rows} office and organisation do not fit together: {cells}",
        "a minister is at a ministry, an ambassador at an embassy; correct one of the two",
    ),
}
"""The same for two cells of a row that contradict each other, by `Remark.kind`."""
OTHER_COLUMN = {Code.EMBASSY_AT_HOME: "country", Code.OTHER_STATE: "address_country"}
MEANS = {
    Code.EMBASSY_AT_HOME: "the state of the embassy",
    Code.OTHER_STATE: "the country that the letter goes to",
}
"""Code → which column the list's may be instead, and what it would then mean."""
