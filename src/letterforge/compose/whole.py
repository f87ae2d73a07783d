"""What a letter cannot be without: whom it is to, a country where it arrives, a salutation, a text, a close."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letterforge.errors import Code, Problem
from letterforge.model import Block, Heading, Letter, ListBlock, Paragraph, Quote, Recipient, Table
from letterforge.protocol.posting import address_problems, title_problems

ON_PURPOSE = {
    "salutation": 'write salutation: "…" in the front matter, or salutation: none where there is to be none',
    "closing": 'write closing: "…" in the front matter, or closing: none where there is to be none',
}


def missing_parts(letter: Letter, recipient: Recipient, lacks: frozenset[str], shown: str) -> list[Problem]:
    """The parts that a letter lacks, which can be read nevertheless.

    `lacks`: those that its template, `shown`, leaves out on purpose.
    """
    missing = [Problem(Code.PART_MISSING, message, hint) for message, hint in _addressee(recipient, lacks)]
    for name, hint in ON_PURPOSE.items():
        if not getattr(letter, name) and name not in lacks:
            message = f"this letter has no {name}: {shown} gives none, nor does the form of address"
            missing.append(Problem(Code.PART_MISSING, message, hint).at(column=name))
    if not _says_anything(letter.body):
        hint = f"look at {shown}: do its conditions leave anything for this row?"
        missing.append(Problem(Code.PART_MISSING, "this letter has no text", hint))
    nowhere = [*address_problems(recipient), *title_problems(recipient, letter.language)]
    if not (missing or nowhere):
        return []
    place = recipient.place
    return [problem.at(row=place.row, who=place.who) for problem in (*nowhere, *missing)]


def _addressee(recipient: Recipient, lacks: frozenset[str]) -> Iterator[tuple[str, str]]:
    if recipient.name or recipient.title or recipient.office:
        return
    if "addressee" not in lacks:
        hint = 'fill "name", "title" or "office"; or write addressee: organisation in the front matter'
        yield "this letter is to nobody: the row has no name, no title and no office", hint
    elif not recipient.organisation:
        yield "this letter is to nobody: the row has no organisation either", 'fill the cell "organisation"'


def _says_anything(blocks: Sequence[Block]) -> bool:
    """Whether blocks have any text."""
    for block in blocks:
        match block:
            case Paragraph(content) | Heading(_, content):
                said = any(run.text.strip() for run in content)
            case ListBlock(entries):
                said = any(map(_says_anything, entries))
            case Quote(inner):
                said = _says_anything(inner)
            case Table():
                said = True
            case _:
                said = False
        if said:
            return True
    return False
