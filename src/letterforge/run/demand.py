"""What letters need of the list: columns that it lacks or that no letter uses, and what follows from what."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeAlias

from letterforge.errors import Code, Problem, Severity, counted
from letterforge.model import COLUMNS, Language, Recipient, RowNumber
from letterforge.personalise import Personaliser
from letterforge.personalise.blanks import CELL_IS_EMPTY
from letterforge.personalise.fields import place
from letterforge.personalise.needs import comparisons_in
from letterforge.protocol.office_words import understand
from letterforge.recipients import RecipientList, clue, likely_state
from letterforge.recipients.cells import excerpt
from letterforge.states import common_name

NOT_YET = "…"
"""In lines to paste, where a person must write: it is an error as long as it is there."""
SUGGESTED = 30
"""Rows whose state is suggested in a hint."""
OF_THE_OFFICE = {
    (Code.EMPTY_CELL, "office"),
    (Code.PART_MISSING, "salutation"),
    (Code.PART_MISSING, "closing"),
}
"""Problems that a known office would not have: code and column."""
TITLES = 100
"""Rows whose titles are looked at: whether they are offices."""
MOST_ARE, NAMED = 3, 5
"""One title of so many may be no office; so many are quoted."""

Cell: TypeAlias = tuple[RowNumber | None, str]
"""A row, and the name of a column."""
LOST = {
    Code.UNKNOWN_COUNTRY: "country",
    Code.NO_COUNTRY: "country",
    Code.UNKNOWN_OFFICE: "office",
}
"""Problems of cells whose heading may be another word, and the column of ours that is lost."""


def find_unused_columns(
    table: RecipientList, used: Iterable[str], personaliser: Personaliser, untried: Iterable[Language]
) -> list[Problem]:
    """The warning for columns that no letter uses, if there are any.

    `used`: the names that letters have read. `untried`: languages of which some letters were not made; what
    their templates, which are valid, name in any branch counts as used.
    """
    needs = (personaliser.needs(language).of_recipient for language in untried)
    problem = table.unused(set(used).union(*needs), personaliser.campaign.shown(table.path))
    return [problem] if problem else []


def find_other_spellings(
    table: RecipientList, personaliser: Personaliser, languages: Iterable[Language]
) -> Iterator[Problem]:
    """A warning for each text that templates, which are valid, compare with cells that spell it
    differently.
    """
    for language in languages:
        held = [
            (text.piece, *comparison)
            for text in personaliser.texts(language)
            for comparison in comparisons_in(text.piece.source)
        ]
        fields = {
            field.removeprefix("recipient.") for _, field, _, _ in held if field.startswith("recipient.")
        }
        cells = _spellings(table, language, fields) if fields else {}
        known = {(field, words) for _, field, words, _ in held}
        for piece, field, words, line in dict.fromkeys(held):
            near = cells.get((field, _squeezed(words)), Counter[str]())
            other = [spelling for spelling in near if (field, spelling) not in known]
            if other:
                quoted = ", ".join(
                    f'"{excerpt(spelling)}" ({counted(near[spelling], "row")})' for spelling in other[:NAMED]
                )
                message = f'this compares {field} with "{words}", but cells have another spelling: {quoted}'
                small = f'({field} | lower | trim) == "{words.lower().strip()}"'
                hint = f"use one spelling in both; or compare small letters: {small}"
                where = place(piece.shown, piece.lines, line, field)
                yield Problem(Code.TEMPLATE_FAILED, message, hint, where, Severity.WARNING)


def _spellings(
    table: RecipientList, language: Language, fields: Iterable[str]
) -> dict[tuple[str, str], Counter[str]]:
    """Field and text without regard to case and spaces → how the cells of a language's rows spell it, and
    how often.
    """
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for recipient in table.recipients:
        if recipient.language == language:
            for field in fields:
                name = "named_language" if field == "language" else field
                cell = recipient.extra.get(field) or getattr(recipient, name, "")
                if cell and isinstance(cell, str):
                    found[f"recipient.{field}", _squeezed(cell)][cell] += 1
    return found


def _squeezed(text: str) -> str:
    return "".join(text.casefold().split())


def find_lost_columns(table: RecipientList) -> set[Cell]:
    """The columns of ours whose heading is missing, where that is an error already.

    What letters lack because of it is no error of its own.
    """
    if not table.columns:
        return {(None, name) for name in COLUMNS}
    missing = (problem.place.column for problem in table.broken if problem.code is Code.MISSING_COLUMN)
    return {(None, name) for name in missing if name in COLUMNS and name not in table.columns}


def name_lost_columns_once(problems: Iterable[Problem], table: RecipientList) -> Iterator[Problem]:
    """The problems of a letter. If several are that the table lacks a column, the first of them is enough."""
    reported: set[str] = set()
    for problem in problems:
        column = problem.place.column
        if not (problem.code is Code.EMPTY_CELL and column in COLUMNS and column not in table.columns):
            yield problem
        elif column not in reported:
            reported.add(column)
            yield problem


def relate_to_table(problem: Problem, table: RecipientList, recipient: Recipient) -> Problem:
    """A problem of an empty cell: of the table where that has no such column; with what the row suggests."""
    column = problem.place.column
    if (problem.code, column) in OF_THE_OFFICE:
        problem = _with_office_of_title(problem, table)
    if problem.code is not Code.EMPTY_CELL or column not in COLUMNS:
        return problem
    if column in table.columns:
        asked = clue(recipient) if column == "country" else ""
        return replace(problem, hint=f"{asked} {problem.hint}") if asked else problem
    message = problem.message.replace(CELL_IS_EMPTY.format(column=column), f'there is no column "{column}"')
    if "[recipients.columns]" in problem.hint:
        return replace(problem, message=message)
    together = f'there is no column "{column}", and {{count}} letters need it: {{names}}'
    return replace(problem, message=message, hint=_to_add(column, table), together=together)


def _to_add(column: str, table: RecipientList) -> str:
    """How to give rows what a table has no column for: what the rows suggest, and lines for all of them."""
    suggested = _suggested_states(table) if column == "country" else ""
    if suggested:
        return f"add a column country, with the state of each row; the rows suggest: {suggested}"
    meant = " (letterforge forms shows the offices)" if column == "office" else ""
    paste = f'[recipients.defaults]\n{column} = "{NOT_YET}"'
    way = f"if all rows have the same{meant}, write it in place of {NOT_YET} in letterforge.toml"
    return f"add it; {way}:\n{paste}"


def _suggested_states(table: RecipientList) -> str:
    """`row 2 Senegal, row 3 Czechia`: what the first rows may be of; empty: they do not say."""
    rows = islice(table.recipients, SUGGESTED)
    found = [f"row {row.row} {common_name(state)}" for row in rows if (state := likely_state(row))]
    more = " …" if len(table.recipients) > SUGGESTED else ""
    return ", ".join(found) + more if found else ""


def _with_office_of_title(problem: Problem, table: RecipientList) -> Problem:
    """The problem, with a hint if the list has no column of offices, but has them as titles.

    For example "Ambassador" under the heading "Job title".
    """
    headings = table.columns.get("title", ())
    if "office" in table.columns or len(headings) != 1:
        return problem
    titled = [row for row in islice(table.recipients, TITLES) if row.title]
    odd = [row for row in titled if not understand(row.title, row.state)]
    if not titled or len(odd) * MOST_ARE > len(titled):
        return problem
    heading = json.dumps(headings[0], ensure_ascii=False)
    paste = f"letterforge.toml:\n[recipients.columns]\noffice = {heading}"
    rest = f"; then correct the cells that are not an office: {_quoted(odd)}" if odd else ""
    known = f'the forms of address for the offices in "{headings[0]}" are known'
    paste = f"{known}{rest}; write in {paste}" if odd else f"{known}: write in {paste}"
    own = problem.hint if problem.code is Code.PART_MISSING else ""
    return replace(problem, hint=f"{own}; or: {paste}" if own else paste)


def _quoted(rows: Sequence[Recipient]) -> str:
    """`row 7 "Director"`: the titles of rows, of many the first."""
    words = [f'row {row.row} "{excerpt(row.title)}"' for row in rows[:NAMED]]
    return ", ".join(words) + (f" and {len(rows) - NAMED} more" if len(rows) > NAMED else "")


def find_lost_cell(problem: Problem) -> Cell:
    """The cell whose value a row lacks because of a problem: a letter on trial finds it empty."""
    return problem.place.row, LOST.get(problem.code, problem.place.column)


def follows(problem: Problem, known: Iterable[Problem], lost: Container[Cell]) -> bool:
    """Whether a row's problem is only the consequence of one that is named already."""
    row, column = problem.place.row, problem.place.column
    if (row, column) in lost or (problem.code is Code.EMPTY_CELL and (None, column) in lost):
        return True
    here = problem.place.file, problem.place.line
    text = problem.code, problem.message
    if problem.code is Code.MERGE_TRACE and any(_words_left(other) in problem.message for other in known):
        return True
    return any(
        problem == other
        or (other.is_error and here == (other.place.file, other.place.line))
        or (other.is_error and here[1] is None and text == (other.code, other.message))
        for other in known
    )


def _words_left(problem: Problem) -> str:
    """The place left unfilled that a problem is about; for others a line feed, which is in no message."""
    place = problem.place
    return place.excerpt[slice(*place.span)] if problem.code is Code.UNFILLED_PLACE and place.span else "\n"
