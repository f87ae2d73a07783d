"""A row of the grid → a recipient, and everything that is wrong with the row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from letterforge.bounds import MOST_SUGGESTIONS
from letterforge.campaign import Campaign
from letterforge.errors import Code, Problem, did_you_mean
from letterforge.model import Recipient, StateCode
from letterforge.protocol.office_words import likely_offices
from letterforge.protocol.offices import OFFICES
from letterforge.recipients.cells import (
    CONTROL,
    clean_row,
    column_trap,
    excerpt,
    kind_trap,
    one_line,
    suspicious,
    trap,
)
from letterforge.recipients.columns import Columns
from letterforge.recipients.grid import GridRow, column_letter
from letterforge.recipients.posts import Said, settle
from letterforge.recipients.vocabulary import find_gender, find_language, find_office, language_names
from letterforge.states import alpha3, find_state, similar_states, state_names

LONGEST_ID = 100
"""Characters. An id is part of file names, of which most systems allow 255 bytes."""

LONGEST_WORD = 200
"""Characters up to which an unknown word is compared with known ones."""

state_of = lru_cache(maxsize=4096)(find_state)
"""`find_state`, remembered: a list names the same two hundred countries again and again."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What has become of a row."""

    recipient: Recipient | None
    """None: its cells cannot be trusted to stand in their columns."""
    problems: tuple[Problem, ...] = ()
    who: str = ""
    """Whom messages name: the state, else the id."""
    id_counts: bool = True
    """Whether the id is the row's own, not a stand-in for one that could not be made."""
    id_made: bool = False
    """Whether the id was made from state and office."""
    said: tuple[Said, ...] = ()
    """What was made of its cells, and must be told."""


class RowReader:
    """Reads the rows of one table."""

    def __init__(self, columns: Columns, campaign: Campaign, shown: str) -> None:
        self.campaign = campaign
        self.columns = columns
        self.ours = columns.ours
        self.further = columns.further
        self.needs_state = bool(campaign.register) and "country" in self.ours
        self.can_have_id = bool(self.ours.keys() & {"id", "country"})
        self.shown = shown
        self._suggestions_left = MOST_SUGGESTIONS

    def read(self, row: GridRow) -> ReadRow:
        """The recipient of a row, and its problems in the order of the table's columns."""
        shifted = self._shifted(row)
        if shifted:
            return ReadRow(None, (shifted.at(file=self.shown, row=row.number),))
        cells = clean_row(row.cells[: self.columns.width])
        faults = self._faults(row, cells)
        words = {name: one_line(cells[column.index]) for name, column in self.ours.items()}
        keys = self._understood(words, faults)
        row_id, counts = self._identify(words, keys, faults, row)
        recipient = self._recipient(row, cells, words, keys, row_id)
        language = self.campaign.language_of(recipient.language)
        recipient, said = settle(recipient, words.get("office", ""), language)
        who = _known_as(keys.get("country", ""), words.get("id", ""))
        return ReadRow(recipient, self._placed(faults, row, who), who, counts, not words.get("id"), said)

    def sure_id(self, row: GridRow) -> str:
        """The id of a row that cannot be read, where it is certain: in the first column nothing can have shifted."""
        column = self.ours.get("id")
        if column is None or column.index or not row.cells:
            return ""
        id_ = one_line(clean_row(row.cells[:1])[0])
        return "" if _id_fault(id_) or trap(row.cells[0]) else id_

    # --- whether the cells stand where they belong -------------------------------------------------

    def _shifted(self, row: GridRow) -> Problem | None:
        width, cells = self.columns.width, row.cells
        if len(cells) < width:
            missing = width - len(cells)
            message = f"has {len(cells)} cells, the heading {width}: {missing} too few"
            return Problem(Code.SHIFTED_ROW, message, _shift_hint(cells, "fill it up with empty cells"))
        surplus = [index for index in range(width, len(cells)) if cells[index].strip()]
        if any(index != self.columns.error_index for index in surplus):
            letter = column_letter(surplus[-1])
            message = f"has {surplus[-1] + 1} cells, the heading {width}: there is text in column {letter}"
            return Problem(
                Code.SHIFTED_ROW, message, _shift_hint(cells, "give that column a heading, or empty it")
            )
        return None

    # --- what is wrong with single cells -----------------------------------------------------------

    def _faults(self, row: GridRow, cells: Sequence[str]) -> dict[str, Problem]:
        """Our column, or a further one's heading → what is wrong with the cell, said of the column."""
        faults: dict[str, Problem] = {}
        if row.kinds or suspicious(row.cells):
            for column in self.columns.named:
                text = row.cells[column.index]
                kind = row.kinds.get(column.index)
                problem = kind_trap(kind, text, bool(column.name)) if kind else None
                problem = problem or trap(text)
                if problem:
                    faults[column.name or column.heading] = problem
        for name, column in self.ours.items():
            if name not in faults:
                problem = column_trap(name, cells[column.index])
                if problem:
                    faults[name] = problem
        return faults

    def _understood(self, words: Mapping[str, str], faults: dict[str, Problem]) -> dict[str, str]:
        """The keys for what the row says in words, as far as they are known; else their faults."""
        keys: dict[str, str] = {}
        for name, (find, unknown) in _VOCABULARY.items():
            text = words.get(name, "")
            if not text or name in faults:
                continue
            key = find_office(text, keys.get("country", "")) if name == "office" else find(text)
            if key is None:
                faults[name] = self._unknown(unknown, text)
            else:
                keys[name] = key
        if self.needs_state and not words["country"] and "country" not in faults:
            hint = "write the state's name or ISO code; the register says whether it is a party"
            faults["country"] = Problem(Code.NO_COUNTRY, "is empty", hint)
        if "id" not in faults and words.get("id"):
            problem = _id_fault(words["id"])
            if problem:
                faults["id"] = problem
        return keys

    def _unknown(self, unknown: Callable[[str], Problem], text: str) -> Problem:
        """The problem of an unknown word; after many, without asking what it is like."""
        self._suggestions_left -= 1
        if self._suggestions_left >= 0 and len(text) <= LONGEST_WORD:
            return unknown(text)
        return replace(unknown(""), message=f'holds "{excerpt(text)}", which is not known')

    def _identify(
        self, words: Mapping[str, str], keys: Mapping[str, str], faults: dict[str, Problem], row: GridRow
    ) -> tuple[str, bool]:
        """The row's id, and whether it is its own, not a stand-in for one that cannot be known yet."""
        given = words.get("id", "")
        if given:
            return given, "id" not in faults
        made = _made_id(keys)
        if faults.keys() & {"id", "country", "office"}:
            return f"row-{row.number}", False
        if not made and self.can_have_id:
            faults["id"] = _no_id("id" in self.ours)
        return made or f"row-{row.number}", bool(made)

    # --- what comes of it --------------------------------------------------------------------------

    def _recipient(
        self,
        row: GridRow,
        cells: Sequence[str],
        words: Mapping[str, str],
        keys: Mapping[str, str],
        row_id: str,
    ) -> Recipient:
        def text(name: str) -> str:
            return _printable(words.get(name, ""))

        address = cells[self.ours["address"].index] if "address" in self.ours else ""
        return Recipient(
            id=_printable(row_id),
            row=row.number,
            state=keys.get("country", ""),
            office=keys.get("office", ""),
            title=text("title"),
            honorific=text("honorific"),
            name=text("name"),
            gender=keys.get("gender", ""),
            organisation=text("organisation"),
            address=_lines(_printable(address)),
            postal_code=text("postal_code"),
            city=text("city"),
            address_country=keys.get("address_country", ""),
            language=keys.get("language", ""),
            email=text("email"),
            salutation=text("salutation"),
            extra={column.key: _printable(cells[column.index]) for column in self.further},
            source=self.columns.kept(row.cells),
        )

    def _placed(self, faults: Mapping[str, Problem], row: GridRow, who: str) -> tuple[Problem, ...]:
        if not faults:
            return ()
        order = {column.name or column.heading: column for column in self.columns.named}
        placed = []
        for name in sorted(faults, key=lambda name: order[name].index if name in order else -1):
            fault = faults[name].at(file=self.shown, row=row.number, who=who)
            if name in order:
                heading = order[name].heading
                fault = replace(fault, message=f'column "{excerpt(heading)}" {fault.message}').at(
                    column=heading
                )
            placed.append(fault)
        return tuple(placed)


def _shift_hint(cells: Sequence[str], other: str) -> str:
    if any("\n" in cell or "\r" in cell for cell in cells):
        return (
            "a quotation mark may have been left open: see the cell of this row that runs over several lines"
        )
    return f"put text that holds the delimiter in quotation marks, or {other}"


def _unknown_state(text: str) -> Problem:
    near = similar_states(text)
    hint = "did you mean " + ", or ".join(f'"{name}"' for name in near) + "?" if near else ""
    hint = (
        hint or "write the state's name in English or another language of the United Nations, or its ISO code"
    )
    return Problem(Code.UNKNOWN_COUNTRY, f'holds "{excerpt(text)}", which is no state', hint)


def _unknown_office(text: str) -> Problem:
    near = likely_offices(text)
    meant = "did you mean " + ", or ".join(f'"{office}"' for office in near) + "?" if near else ""
    hint = meant or f"there are: {', '.join(OFFICES)}"
    return Problem(Code.UNKNOWN_OFFICE, f'holds "{excerpt(text)}", which is no office', hint)


def _unknown_gender(text: str) -> Problem:
    hint = "write f, m or x, or leave it empty where it is not known"
    return Problem(
        Code.UNKNOWN_GENDER, f'holds "{excerpt(text)}", which is no gender that letterforge knows', hint
    )


def _unknown_language(text: str) -> Problem:
    hint = did_you_mean(text, (name.title() for name in language_names()))
    return Problem(
        Code.UNKNOWN_LANGUAGE,
        f'holds "{excerpt(text)}", which is no language',
        hint or "write a code such as en, fr, ar",
    )


_VOCABULARY: Mapping[str, tuple[Callable[[str], str | None], Callable[[str], Problem]]] = {
    "country": (state_of, _unknown_state),
    "office": (find_office, _unknown_office),
    "gender": (find_gender, _unknown_gender),
    "address_country": (state_of, _unknown_state),
    "language": (find_language, _unknown_language),
}
"""Columns whose words have a key: how it is found, and the problem where there is none."""


def _id_fault(text: str) -> Problem | None:
    if len(text) > LONGEST_ID:
        message = f"holds {len(text)} characters, and {LONGEST_ID} is the most"
        return Problem(Code.BAD_FILE_NAME, message, "give a short id: it is part of file names")
    if not text.isprintable():
        message = f"holds a character that nobody sees: {text!a}"
        return Problem(Code.CONTROL_CHARACTER, message, "type the id anew")
    return None


def _no_id(has_column: bool) -> Problem:
    message = "is empty, and without a country no id can be made from state and office"
    hint = "fill it with a name for the row that stays the same"
    if not has_column:
        message = "there is no column id, and without a country no id can be made from state and office"
        hint = "add a column id, with a name for each row that stays the same"
    return Problem(Code.NO_ID, message, hint)


def _made_id(keys: Mapping[str, str]) -> str:
    """`FRA-ambassador`, or `FRA` where there is no office; empty: no state is known."""
    state = keys.get("country", "")
    parts = (alpha3(state), keys.get("office", "")) if state else ()
    return "-".join(part for part in parts if part)


def _known_as(state: StateCode, row_id: str) -> str:
    """Whom a message names: the state, else the row's id."""
    return state_names(state, "en").name if state else _printable(row_id)


def _printable(text: str) -> str:
    """Text without what `trap` refuses, so that an unsound row can still be looked at further."""
    return text if text.isprintable() else CONTROL.sub("", text)


def _lines(address: str) -> tuple[str, ...]:
    lines: Iterator[str] = (line.strip() for part in address.split("|") for line in part.split("\n"))
    return tuple(line for line in lines if line)
