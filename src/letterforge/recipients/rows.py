"""A row of the grid → a recipient, and everything that is wrong with the row."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from letterforge.campaign import Campaign
from letterforge.errors import Code, Problem
from letterforge.intake.bounds import MOST_SUGGESTIONS
from letterforge.model import Recipient, RowNumber
from letterforge.model.offices import OFFICES
from letterforge.recipients.cells import (
    CONTROL,
    clean_row,
    excerpt,
    kind_trap,
    one_line,
    suspicious,
    trap,
)
from letterforge.recipients.clues import clue, of_another_state
from letterforge.recipients.columns import Column, Columns, joined
from letterforge.recipients.corrected import kinds_of
from letterforge.recipients.doubts import doubt, holds_amounts
from letterforge.recipients.grid import CellKind, GridRow
from letterforge.recipients.headings import IDS_FROM
from letterforge.recipients.ids import id_fault, id_of_state, id_of_words, no_id
from letterforge.recipients.lone import LoneRows
from letterforge.recipients.persons import (
    is_turned,
    trap_of_ours,
    whole_name_problem,
    with_honorific,
)
from letterforge.recipients.places import Places, lines_of, without_line
from letterforge.recipients.postal import postal_problem
from letterforge.recipients.posts import Remark, complete_by_post
from letterforge.recipients.recognised import is_only_default
from letterforge.recipients.shifts import Shape, shifted
from letterforge.recipients.unknown import unknown_gender, unknown_language, unknown_office, unknown_state
from letterforge.recipients.vocabulary import (
    genders_of,
    key_of,
)
from letterforge.states import state_names

OFTEN_EMPTY = frozenset({"id", "address_country", "email", "salutation"})
"""Columns in which a few empty cells among filled ones are no slips."""
MOST_GAPS = 50
"""Rows up to which it is noted that a column is empty."""
LONGEST_WORD = 200
"""Characters up to which an unknown word is compared with known ones."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What has become of a row."""

    recipient: Recipient | None
    """None: its cells may be in the wrong columns."""
    problems: tuple[Problem, ...] = ()
    who: str = ""
    """The name in messages: the state, else the id that the row gives."""
    id_counts: bool = True
    """Whether the id is the row's own, not a stand-in for one that could not be made."""
    id_made: bool = False
    """Whether the id was made from state and office."""
    remarks: tuple[Remark, ...] = ()
    """What was understood in its cells, to be reported."""


class RowReader:
    """Reads the rows of one table."""

    def __init__(
        self,
        columns: Columns,
        campaign: Campaign,
        shown: str,
        sample: Sequence[GridRow] = (),
        shape: Shape | None = None,
    ) -> None:
        """`sample`: some rows, by which it is known which columns hold amounts.

        `shape`: that of a text table.
        """
        self._shape = shape
        self.campaign = campaign
        self._languages = campaign.languages
        self.columns = columns
        self.ours = columns.ours
        self.parts = columns.parts
        self.further = columns.further
        indices = {name: [column.index for column in some] for name, some in self.parts.items()}
        self._single = {
            name: some[0] for name, some in indices.items() if len(some) == 1 and name != "address"
        }
        self._several = {name: some for name, some in indices.items() if name not in self._single}
        self._places = Places(columns, campaign.languages)
        self._office_is_title = "office" in self.ours and self.ours["office"].also == "title"
        self.lone = LoneRows(columns)
        self._genders = genders_of(self.ours.get("gender"), sample)
        self._can_have_id = bool(self.ours.keys() & IDS_FROM)
        self.split_names: list[RowNumber] = []
        self.turned_names: list[RowNumber] = []
        """Rows whose name began with an honorific; is written as `SURNAME, Given`."""
        self._gaps: dict[int, list[RowNumber]] = {}
        self._watched = tuple(column.index for column in columns.named if column.name not in OFTEN_EMPTY)
        self._amounts = {
            column.index
            for column in self.further
            if holds_amounts(row.cells[column.index] for row in sample if column.index < len(row.cells))
        }
        self.makes_ids = False
        """Whether a row got an id from its words, because it has neither its own nor a state."""
        self._defaults = campaign.table.defaults
        self._empty_so_far = {column.index: column for column in columns.without_meaning}
        self._first_content: dict[int, str] = {}
        """Of columns that may be no more than a mail program's own."""
        self.needs_state = bool(campaign.register) and "country" in self.ours
        self.shown = shown
        self._suggestions_left = MOST_SUGGESTIONS

    def read(self, row: GridRow) -> ReadRow:
        """The recipient of a row, and its problems in the order of the table's columns."""
        if problem := shifted(row, self.columns, self._shape):
            return ReadRow(None, (problem.at(file=self.shown, row=row.number),))
        cells = clean_row(row.cells[: self.columns.width])
        if self._empty_so_far:
            self._note_filled(cells)
        words = self._words(cells)
        faults = self._faults(row, cells)
        if lone := self.lone.problem(row.number, cells):
            faults.setdefault(lone[0].name or lone[0].heading, lone[1])
        self._tidy_name(row, words, faults)
        keys = self._understood(words, faults)
        row_id, counts = self._identify(words, keys, faults, row)
        recipient = self._recipient(row, cells, words, keys, row_id)
        recipient, remarks = complete_by_post(recipient, words.get("office", ""), self._languages)
        if self._has_country_of_all(cells) and (problem := of_another_state(recipient)):
            faults["the country of all rows"] = problem
            remarks = tuple(remark for remark in remarks if remark.code is not Code.OTHER_STATE)
        where = recipient.address_country or recipient.state
        if "postal_code" not in faults and (problem := postal_problem(recipient.postal_code, where)):
            faults["postal_code"] = problem
        for index in self._watched:
            if not cells[index]:
                self._note_gap(index, row.number)
        if "country" in faults and faults["country"].code is Code.NO_COUNTRY and (asked := clue(recipient)):
            faults["country"] = replace(faults["country"], hint=f"{asked} {faults['country'].hint}")
        who = recipient.who or _printable(words.get("id", ""))
        return ReadRow(recipient, self._placed(faults, row, who), who, counts, not words.get("id"), remarks)

    def _words(self, cells: Sequence[str]) -> dict[str, str]:
        """Our column → the row's text in it, on one line but for an address; else the default of all rows."""
        words = {name: one_line(cells[index]) for name, index in self._single.items()}
        for name, indices in self._several.items():
            words[name] = joined(name, [cells[index] for index in indices])
        self._places.part(words, cells)
        if self._office_is_title and words["office"] not in OFFICES:
            words["title"] = words["office"]
        for name, text in self._defaults.items():
            words[name] = words.get(name) or text
        return words

    def _has_country_of_all(self, cells: Sequence[str]) -> bool:
        """Whether the state of a row is not its own, but the default of all rows."""
        own = self.parts.get("country", ())
        return "country" in self._defaults and not any(cells[column.index] for column in own)

    def _note_gap(self, index: int, number: RowNumber) -> None:
        rows = self._gaps.setdefault(index, [])
        rows.append(number)
        if len(rows) > MOST_GAPS:
            self._watched = tuple(watched for watched in self._watched if watched != index)
            del self._gaps[index]

    @property
    def gaps(self) -> dict[str, list[RowNumber]]:
        """Heading → the rows in which its column is empty, if these are few."""
        headings = {column.index: column.heading for column in self.columns.named}
        return {headings[index]: rows for index, rows in self._gaps.items()}

    def _note_filled(self, cells: Sequence[str]) -> None:
        for index in [index for index in self._empty_so_far if cells[index]]:
            first = self._first_content.setdefault(index, cells[index])
            if not is_only_default(self._empty_so_far[index].heading, cells[index], first):
                del self._empty_so_far[index]

    def filled_without_meaning(self) -> tuple[Column, ...]:
        """The columns that only a template can give a meaning to, and in which some row has had something."""
        empty = self._empty_so_far
        return tuple(column for column in self.columns.without_meaning if column.index not in empty)

    def sure_id(self, row: GridRow) -> str:
        """The id of a row that cannot be read, where it is certain.

        In the first column nothing can have shifted.
        """
        column = self.ours.get("id")
        if column is None or column.index or not row.cells:
            return ""
        id_ = one_line(clean_row(row.cells[:1])[0])
        return "" if id_fault(id_) or trap(row.cells[0]) else id_

    # --- what is wrong with single cells -----------------------------------------------------------

    def _faults(self, row: GridRow, cells: Sequence[str]) -> dict[str, Problem]:
        """Our column, or a further one's heading → what is wrong with the cell."""
        faults: dict[str, Problem] = {}
        if row.kinds or suspicious(row.cells):
            for column in self.columns.named:
                text = row.cells[column.index]
                kind = row.kinds.get(column.index)
                problem = kind_trap(kind, text, bool(column.name)) if kind else None
                problem = problem or trap(text)
                if problem:
                    faults[column.name or column.heading] = problem
        for name, columns in self.parts.items():
            for column in columns if name not in faults else ():
                text = cells[column.index]
                if text and (problem := trap_of_ours(name, text, self._languages)):
                    faults[name] = self._with_heading(problem, column)
        return faults

    def _with_heading(self, problem: Problem, column: Column) -> Problem:
        """The problem of a single honorific.

        Where there is no column for these, with lines to make it this one.
        """
        if problem.code is not Code.TAKEN_FOR or "honorific" in self.ours:
            return problem
        heading = json.dumps(column.heading, ensure_ascii=False)
        lines = f"[recipients.columns]\nhonorific = {heading}"
        hint = f"{problem.hint}; or, if the whole column is like this, write in letterforge.toml:\n{lines}"
        return replace(problem, hint=hint)

    def _tidy_name(self, row: GridRow, words: dict[str, str], faults: dict[str, Problem]) -> None:
        """Take honorifics off the name, and note names that are turned round, or that are none."""
        name = words.get("name", "")
        if not name or "name" in faults:
            return
        honorific = words.get("honorific", "")
        words["honorific"], words["name"] = with_honorific(honorific, name, self._languages)
        if words.get("address"):
            words["address"] = without_line(words["address"], (name, f"{honorific} {name}", words["name"]))
        if problem := whole_name_problem(words["name"], is_behind_honorific=bool(words["honorific"])):
            faults["name"] = problem
            if problem.is_error:
                return
        if words["name"] != name:
            self.split_names.append(row.number)
        if "," in name and is_turned(words["name"]):
            self.turned_names.append(row.number)

    def _further(self, row: GridRow, cells: Sequence[str]) -> tuple[dict[str, bool], dict[str, Problem]]:
        """Of the further columns: what is true or false, and what must not be printed as it is, and why."""
        truths: dict[str, bool] = {}
        doubts: dict[str, Problem] = {}
        for column in self.further:
            kind = row.kinds.get(column.index) if row.kinds else None
            text = cells[column.index]
            if kind is CellKind.BOOLEAN:
                truths[column.key] = text == "TRUE"
            elif text or kind:
                why = doubt(kind, text, has_numbers=column.index in self._amounts)
                if why:
                    doubts[column.key] = why.at(column=column.heading)
        return truths, doubts

    def _understood(self, words: Mapping[str, str], faults: dict[str, Problem]) -> dict[str, str]:
        """The keys of the row's words, as far as they are known; else their faults."""
        keys: dict[str, str] = {}
        for name, unknown in UNKNOWN.items():
            text = words.get(name, "")
            if not text or name in faults:
                continue
            key = key_of(name, text, keys.get("country", ""), self._languages)
            if name == "gender" and self._genders:
                key = self._genders.get(text.casefold().rstrip("."), key) or None
            if key is None:
                faults[name] = self._unknown(unknown, text)
                if text == self._defaults.get(name) and name not in self.ours:
                    where = f'"{name}" below [recipients.defaults] of letterforge.toml'
                    faults[name] = replace(faults[name], message=f"{where} {faults[name].message}")
            else:
                keys[name] = key
        if self.needs_state and not words.get("country") and "country" not in faults:
            hint = "write the state's name or ISO code: the register needs it"
            faults["country"] = Problem(Code.NO_COUNTRY, "is empty", hint)
        if "id" not in faults and words.get("id"):
            problem = id_fault(words["id"])
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
        made = id_of_state(keys, words)
        if faults.keys() & {"id", "country", "office"}:
            return f"row-{row.number}", False
        if not made:
            made = id_of_words(words)
            self.makes_ids = self.makes_ids or bool(made)
        if not made and self._can_have_id:
            faults["id"] = no_id("id" in self.ours)
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
        truths, doubts = self._further(row, cells)

        state, named = keys.get("country", ""), keys.get("language", "")
        language = self.campaign.language_of(named)

        def text(name: str) -> str:
            return _printable(words.get(name, ""))

        return Recipient(
            id=_printable(row_id),
            row=row.number,
            state=state,
            office=keys.get("office", ""),
            title=text("title"),
            honorific=text("honorific"),
            name=text("name"),
            gender=keys.get("gender", ""),
            organisation=text("organisation"),
            address=lines_of(_printable(words.get("address", ""))),
            postal_code=text("postal_code"),
            city=text("city"),
            address_country=keys.get("address_country", ""),
            language=language,
            email=text("email"),
            salutation=text("salutation"),
            extra={column.key: _printable(cells[column.index]) for column in self.further},
            truths=truths,
            doubts=doubts,
            source=self.columns.kept(row.cells),
            kinds=kinds_of(row, self.columns) if row.kinds else "",
            language_cell=None if named == language else named,
            who=state_names(state, "en").name if state else "",
        )

    def _placed(self, faults: Mapping[str, Problem], row: GridRow, who: str) -> tuple[Problem, ...]:
        if not faults:
            return ()
        order = {column.name or column.heading: column for column in self.columns.named}
        order = {column.also: column for column in self.columns.named if column.also} | order
        placed = []
        for name in sorted(faults, key=lambda name: order[name].index if name in order else -1):
            fault = faults[name].at(file=self.shown, row=row.number, who=who)
            if name in self._defaults and name not in order:
                fault = replace(fault, message=f"{name} in [recipients.defaults] {fault.message}").at(
                    column=name
                )
            if name in order:
                heading = order[name].heading
                fault = replace(fault, message=f'column "{excerpt(heading)}" {fault.message}').at(
                    column=heading
                )
            placed.append(fault)
        return tuple(placed)


UNKNOWN: Mapping[str, Callable[[str], Problem]] = {
    "country": unknown_state,
    "office": unknown_office,
    "gender": unknown_gender,
    "address_country": unknown_state,
    "language": unknown_language,
}
"""Columns whose words have a key (`vocabulary.key_of`), and the problem where there is none."""


def _printable(text: str) -> str:
    """Text without what `trap` refuses, so that a row with errors can be checked further."""
    return text if text.isprintable() else CONTROL.sub("", text)
