"""A letter → its passages of plain text, each with the name of its part, for messages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from letterforge.campaign import Campaign
from letterforge.errors import Code, Problem
from letterforge.model import Letter
from letterforge.typeset.plan.parts import (
    LetterPart,
    Role,
    join_runs,
    list_footer_lines,
    list_parts,
    make_letterhead,
    walk_lines,
)

NAMES: Mapping[Role, str] = MappingProxyType(
    {
        "letterhead": "the letterhead",
        "dateline": "the dateline",
        "reference": "the reference",
        "delivery": "the delivery note",
        "confidentiality": "the confidentiality label",
        "return_address": "the return address",
        "inside_address": "the inside address",
        "subject": "the subject",
        "salutation": "the salutation",
        "body": "the body",
        "closing": "the closing",
        "signatures": "the signature block",
        "cosigners": "the list of co-signers",
        "contact": "the contact line",
        "enclosures": "the enclosures",
        "copies": "the copies",
        "note": "a footnote",
    }
)
"""The name of a part in messages; an annex has its label."""
NAMES_OF_LABELS: Mapping[Role, str] = MappingProxyType(
    {"letterhead": "the letterhead", "cosigners": "the heading of the co-signers"}
)
"""The same for labels that are the campaign's own words, not the language's."""
Passage: TypeAlias = tuple[str, str]
"""Name of the part, and its text."""

UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 without tab and line feed
    "\u2028\u2029"  # separators that end a line where no line ends
    "\u202a-\u202e\u2066-\u2069"  # invisible: change the direction of what follows
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"  # no characters
    "\ue000-\uf8ff\U000f0000-\U0010ffff]"  # private use: no face has them
)
"""Characters that a page cannot show. A table has been searched for them; a template or a setting has not."""


def split_into_passages(letter: Letter, campaign: Campaign) -> Iterator[Passage]:
    """All text of a letter as it is printed, from the letterhead to the footer."""
    if head := make_letterhead(letter, campaign):
        yield from _list_passages(head)
    for part in list_parts(letter, campaign):
        yield from _list_passages(part)
    yield "the labels", letter.labels.page
    yield from (("the header of the following pages", text) for text in letter.running)
    yield from (("the footer", text) for text in list_footer_lines(campaign, letter.language))


def _list_passages(part: LetterPart) -> Iterator[Passage]:
    where = NAMES.get(part.role, part.label)
    if part.label and part.role != "note":
        yield NAMES_OF_LABELS.get(part.role, "the labels"), part.label
    yield from ((where, join_runs(line)) for line in part.lines)
    yield from ((where, join_runs(line)) for line in walk_lines(part.blocks))


def find_unprintable(letter: Letter, campaign: Campaign) -> list[Problem]:
    """A problem for each passage with a character that a page cannot show."""
    return [
        _unprintable_problem(found[0], where)
        for where, text in split_into_passages(letter, campaign)
        if not text.isascii() or not text.isprintable()
        if (found := UNPRINTABLE.search(text))
    ]


def _unprintable_problem(character: str, where: str) -> Problem:
    name = unicodedata.name(character, "no printable character").lower()
    message = f"U+{ord(character):04X} ({name}) in {where} cannot be printed"
    return Problem(Code.CONTROL_CHARACTER, message, "delete it, or type the text again")
