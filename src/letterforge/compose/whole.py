"""What every letter needs: a recipient, a country of destination, a salutation, a text, a close."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letterforge.errors import Code, Problem
from letterforge.languages import OURS, Languages
from letterforge.model import Block, Heading, Letter, ListBlock, Paragraph, Quote, Recipient, Table
from letterforge.protocol.posting import address_problems, title_problems

ON_PURPOSE = {
    "salutation": 'write salutation: "…" in the front matter, or salutation: none if it must not have one',
    "closing": 'write closing: "…" in the front matter, or closing: none if it must not have one',
}


def missing_parts(
    letter: Letter, recipient: Recipient, lacks: frozenset[str], shown: str, languages: Languages = OURS
) -> list[Problem]:
    """The parts that are missing in a letter which is otherwise valid.

    `lacks`: those that its template, `shown`, leaves out on purpose.
    """
    missing = [Problem(Code.PART_MISSING, message, hint) for message, hint in _addressee(recipient, lacks)]
    for name, hint in ON_PURPOSE.items():
        if not getattr(letter, name) and name not in lacks:
            message = f"this letter has no {name}: there is none in {shown}, and none in the form of address"
            missing.append(Problem(Code.PART_MISSING, message, hint).at(column=name))
    if not _has_text(letter.body):
        hint = f"check the conditions in {shown}: do they leave any text for this row?"
        missing.append(Problem(Code.PART_MISSING, "this letter has no text", hint))
    nowhere = [*address_problems(recipient), *title_problems(recipient, letter.language, languages)]
    if not (missing or nowhere):
        return []
    place = recipient.place
    return [problem.at(row=place.row, who=place.who) for problem in (*nowhere, *missing)]


def _addressee(recipient: Recipient, lacks: frozenset[str]) -> Iterator[tuple[str, str]]:
    if recipient.name or recipient.title or recipient.office:
        return
    if "addressee" not in lacks:
        hint = 'fill "name", "title" or "office"; or write addressee: organisation in the front matter'
        yield "this letter has no recipient: the row has no name, no title and no office", hint
    elif not recipient.organisation:
        yield (
            "this letter has no recipient: the row has no organisation",
            'fill the cell "organisation"',
        )


def _has_text(blocks: Sequence[Block]) -> bool:
    """Whether blocks have any text."""
    for block in blocks:
        match block:
            case Paragraph(content) | Heading(_, content):
                has_text = any(run.text.strip() for run in content)
            case ListBlock(entries):
                has_text = any(map(_has_text, entries))
            case Quote(inner):
                has_text = _has_text(inner)
            case Table():
                has_text = True
            case _:
                has_text = False
        if has_text:
            return True
    return False
