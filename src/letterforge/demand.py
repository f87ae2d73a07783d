"""What letters ask of the list: columns that it lacks, told of the table, and columns that none of them uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from letterforge.errors import Code, Problem
from letterforge.model import COLUMNS, Language, Recipient
from letterforge.personalise import Personaliser
from letterforge.recipients import RecipientList, clue

EXAMPLES = {"office": "ambassador", "language": "en", "country": "Kenya"}
"""What a campaign may say of all rows, for hints."""


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


def lost_columns(table: RecipientList) -> set[tuple[None, str]]:
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
    if problem.code is not Code.EMPTY_CELL or column not in COLUMNS:
        return problem
    if column in table.columns:
        asked = clue(recipient) if column == "country" else ""
        return replace(problem, hint=f"{asked} {problem.hint}") if asked else problem
    message = problem.message.replace(f'column "{column}" is empty', f'there is no column "{column}"')
    example = EXAMPLES.get(column, "…")
    paste = f'[recipients.defaults]\n{column} = "{example}"'
    hint = f"add it; if all rows have the same, write in letterforge.toml:\n{paste}"
    asked = clue(recipient) if column == "country" else ""
    together = f'there is no column "{column}", and {{count}} letters need it: {{names}}'
    return replace(problem, message=message, hint=f"{asked} {hint}".strip(), together=together)
