"""What letters ask of the list: columns that it lacks, told of the table, and columns that none of them uses."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from letterforge.errors import Code, Problem
from letterforge.model import COLUMNS, Language, Recipient
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
    return replace(problem, message=message, hint=f"{asked} {hint}".strip())


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
