"""What letters ask of the list: columns that it lacks, columns that none of them uses; and what follows from what."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TypeAlias

from letterforge.errors import Code, Problem
from letterforge.model import COLUMNS, Language, Recipient, RowNumber
from letterforge.personalise import Personaliser
from letterforge.protocol.office_words import understand
from letterforge.recipients import RecipientList, clue

EXAMPLES = {"office": "ambassador", "language": "en", "country": "Kenya"}
"""What a campaign may say of all rows, for hints."""
OF_THE_OFFICE = {
    (Code.EMPTY_CELL, "office"),
    (Code.PART_MISSING, "salutation"),
    (Code.PART_MISSING, "closing"),
}
"""Problems that a known office would not have: code and column."""
TITLES = 100
"""Rows whose titles are looked at: whether they are offices."""

Cell: TypeAlias = tuple[RowNumber | None, str]
"""A row, and the name of a column."""
LOST_COUNTRY = frozenset({Code.UNKNOWN_COUNTRY, Code.NO_COUNTRY})


def unused(
    table: RecipientList, used: Iterable[str], personaliser: Personaliser, untried: Iterable[Language]
) -> list[Problem]:
    """The warning for columns that no letter uses, if there are any.

    `used`: the names that letters have read. `untried`: languages of which some letters were not made; what their
    templates, which are sound, name in any branch counts as used.
    """
    asked = (personaliser.asked(language).of_recipient for language in untried)
    problem = table.unused(set(used).union(*asked), personaliser.campaign.shown(table.path))
    return [problem] if problem else []


def lost_columns(table: RecipientList) -> set[Cell]:
    """The columns of ours whose heading is missing, as an error of the headings says: what letters lack follows."""
    if not table.columns:
        return {(None, name) for name in COLUMNS}
    missing = (each.place.column for each in table.broken if each.code is Code.MISSING_COLUMN)
    return {(None, name) for name in missing if name in COLUMNS and name not in table.columns}


def once_a_row(problems: Iterable[Problem], table: RecipientList) -> Iterator[Problem]:
    """The problems of a letter, of which several may be that the table lacks one column: that is said once."""
    told: set[str] = set()
    for problem in problems:
        column = problem.place.column
        if not (problem.code is Code.EMPTY_CELL and column in COLUMNS and column not in table.columns):
            yield problem
        elif column not in told:
            told.add(column)
            yield problem


def of_table(problem: Problem, table: RecipientList, recipient: Recipient) -> Problem:
    """A problem of an empty cell, said of the table where that has no such column, and with what the row suggests."""
    column = problem.place.column
    if (problem.code, column) in OF_THE_OFFICE:
        problem = _with_office_of_title(problem, table)
    if problem.code is not Code.EMPTY_CELL or column not in COLUMNS:
        return problem
    if column in table.columns:
        asked = clue(recipient) if column == "country" else ""
        return replace(problem, hint=f"{asked} {problem.hint}") if asked else problem
    message = problem.message.replace(f'column "{column}" is empty', f'there is no column "{column}"')
    if "[recipients.columns]" in problem.hint:
        return replace(problem, message=message)
    example = EXAMPLES.get(column, "…")
    paste = f'[recipients.defaults]\n{column} = "{example}"'
    hint = f"add it; if all rows have the same, write in letterforge.toml:\n{paste}"
    asked = clue(recipient) if column == "country" else ""
    together = f'there is no column "{column}", and {{count}} letters need it: {{names}}'
    return replace(problem, message=message, hint=f"{asked} {hint}".strip(), together=together)


def _with_office_of_title(problem: Problem, table: RecipientList) -> Problem:
    """The problem with a hint, where the list has no office, and its titles are such: `Job title`: Ambassador."""
    headings = table.columns.get("title", ())
    if "office" in table.columns or len(headings) != 1:
        return problem
    titles = {recipient.title for recipient in islice(table.recipients, TITLES) if recipient.title}
    if not titles or not all(map(understand, titles)):
        return problem
    heading = json.dumps(headings[0], ensure_ascii=False)
    paste = f"letterforge.toml:\n[recipients.columns]\noffice = {heading}"
    paste = f'the forms of address for the offices in "{headings[0]}" are known: write in {paste}'
    own = problem.hint if problem.code is Code.PART_MISSING else ""
    return replace(problem, hint=f"{own}; or: {paste}" if own else paste)


def lost_cell(problem: Problem) -> Cell:
    """The cell whose value a row lacks because of a problem: a letter on trial finds it empty."""
    return problem.place.row, "country" if problem.code in LOST_COUNTRY else problem.place.column


def follows(problem: Problem, known: Iterable[Problem], lost: Container[Cell]) -> bool:
    """Whether a row's problem is but the consequence of one that is named already."""
    row, column = problem.place.row, problem.place.column
    if (row, column) in lost or (problem.code is Code.EMPTY_CELL and (None, column) in lost):
        return True
    here = problem.place.file, problem.place.line
    said = problem.code, problem.message
    if problem.code is Code.MERGE_TRACE and any(_words_left(other) in problem.message for other in known):
        return True
    return any(
        problem == other
        or (other.is_error and here == (other.place.file, other.place.line))
        or (other.is_error and here[1] is None and said == (other.code, other.message))
        for other in known
    )


def _words_left(problem: Problem) -> str:
    """The place left unfilled that a problem tells of; for others a line feed, which is in no message."""
    place = problem.place
    return place.excerpt[slice(*place.span)] if problem.code is Code.UNFILLED_PLACE and place.span else "\n"
