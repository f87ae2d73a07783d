"""A letter → its passages of plain text, each with the name of the part that it stands in, for messages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from letterforge.campaign import Campaign
from letterforge.errors import Code, Problem
from letterforge.model import (
    Block,
    Heading,
    Letter,
    Line,
    ListBlock,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Table,
)

Passage: TypeAlias = tuple[str, str]
"""Part of the letter in words, and its text."""

UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 without tab and line feed
    "\u2028\u2029"  # separators that end a line where no line ends
    "\u202a-\u202e\u2066-\u2069"  # turn the direction of what follows, unseen
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"  # no characters
    "\ue000-\uf8ff\U000f0000-\U0010ffff]"  # private use: no face has them
)
"""Characters that a page cannot show. A table has been searched for them; a template or a setting has not."""


def passages(letter: Letter, campaign: Campaign) -> Iterator[Passage]:
    """All text of a letter as it is printed, from the letterhead to the footer."""
    stationery = campaign.stationery
    if stationery.letterhead is not False and not stationery.letterhead_pdf:
        yield "the letterhead", letter.author
        for line in campaign.sender.lines:
            yield "the letterhead", campaign.text(line, letter.language)
    yield "the dateline", letter.dateline
    yield from _lines("the reference", [letter.reference])
    yield from _lines("the delivery note", [letter.delivery])
    yield from _lines("the confidentiality label", [letter.confidentiality])
    yield from _lines("the inside address", letter.inside_address)
    yield from _lines("the subject", [letter.subject])
    yield from _lines("the salutation", [letter.salutation])
    yield from (("the body", text) for text in _texts(letter.body))
    yield from (("a footnote", text) for note in letter.notes for text in _texts(note.blocks))
    yield from _closing(letter)
    labels = letter.labels
    for text in (labels.reference, labels.subject, letter.enclosures_label, labels.copies, labels.page):
        yield "the labels", text
    yield from (("the header of the following pages", text) for text in letter.running)
    yield from (("the footer", campaign.text(line, letter.language)) for line in stationery.footer)


def _closing(letter: Letter) -> Iterator[Passage]:
    """All text below the body."""
    yield from _lines("the closing", [letter.closing])
    for signature in letter.signatures:
        for text in (signature.name, signature.title, signature.organisation):
            yield "the signature block", text
    if letter.cosigners:
        yield "the heading of the co-signers", letter.cosigners.heading
        for group in letter.cosigners.groups:
            yield from (("the list of co-signers", text) for text in (group.heading, *group.names))
    yield from _lines("the contact line", [letter.contact])
    yield from _lines("the enclosures", letter.enclosures)
    yield from _lines("the copies", letter.copies)
    for annex in letter.annexes:
        yield "the labels", annex.label
        yield from ((annex.label, text) for text in _texts(annex.blocks))


def unprintable(letter: Letter, campaign: Campaign) -> list[Problem]:
    """A problem for each passage with a character that a page cannot show."""
    return [
        _unprintable(found[0], where)
        for where, text in passages(letter, campaign)
        if not text.isascii() or not text.isprintable()
        if (found := UNPRINTABLE.search(text))
    ]


def _unprintable(character: str, where: str) -> Problem:
    name = unicodedata.name(character, "no printable character").lower()
    message = f"U+{ord(character):04X} ({name}) cannot be printed; it stands in {where}"
    return Problem(Code.CONTROL_CHARACTER, message, "delete it, or type the text anew")


def _lines(where: str, lines: Iterable[Line]) -> Iterator[Passage]:
    return ((where, _text(line)) for line in lines if line)


def _text(line: Line) -> str:
    return "".join(run.text for run in line)


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(content) | Heading(_, content):
                yield _text(content)
            case ListBlock(entries):
                for entry in entries:
                    yield from _texts(entry)
            case Quote(inner):
                yield from _texts(inner)
            case Table(head, rows):
                yield from (_text(cell) for row in (head, *rows) for cell in row)
            case Rule() | PageBreak():
                pass
