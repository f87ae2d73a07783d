"""The values that travel from room to room: Recipient → Prose → Letter → Sheet.

All are frozen, slotted and pickle, because letters are made in other processes. They know no file
format, no library and no terminal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from letterforge.errors import Problem

RowNumber: TypeAlias = int
"""Row of the table as a spreadsheet counts it: the heading is 1. 0 = not from a table."""
StateCode: TypeAlias = str
"""ISO 3166-1 alpha-2, in capitals; empty where a recipient belongs to no state."""
Language: TypeAlias = str
"""BCP 47 primary tag in small letters: `en`, `fr`, `ar`."""
Localised: TypeAlias = str | Mapping[Language, str]
"""One text for all languages, or one for each."""

COLUMNS = (
    "id",
    "country",
    "office",
    "title",
    "honorific",
    "name",
    "gender",
    "organisation",
    "address",
    "postal_code",
    "city",
    "address_country",
    "language",
    "email",
    "salutation",
)
"""The columns that letterforge gives a meaning to, in the order it writes them."""

GENDERS = ("f", "m", "x", "")
"""Female, male, another, unknown. Never guessed."""


class Format(StrEnum):
    """A format that a letter can be set in; its value is the file's suffix."""

    DOCX = "docx"
    PDF = "pdf"


# --- a row -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recipient:
    """One office, or the person in it, that gets one letter. All cells are cleaned text."""

    id: str
    row: RowNumber = 0
    state: StateCode = ""
    """The state whose office this is."""
    office: str = ""
    """A key of `protocol.offices`: `foreign_minister`, `ambassador`, …"""
    title: str = ""
    honorific: str = ""
    name: str = ""
    gender: str = ""
    """One of `GENDERS`."""
    organisation: str = ""
    address: tuple[str, ...] = ()
    """Street lines, top to bottom."""
    postal_code: str = ""
    city: str = ""
    address_country: StateCode = ""
    """Where the post goes, if not to `state`: an embassy stands in another country."""
    language: Language = ""
    """Empty: the campaign's."""
    email: str = ""
    salutation: str = ""
    """Overrides the template's and the protocol's."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Cells of every further column, by normalised heading."""
    source: tuple[str, ...] = ()
    """The row's cells as they came, for `failed.csv`."""


# --- a filled template -------------------------------------------------------------------------

SLOT = re.compile("\ue000([0-9]+)\ue001")
"""Where a value stands in `Filled.markdown`: its index between two private-use characters.

A value is never part of the Markdown, so nothing in a cell can become markup. The table reader refuses
private-use characters, so a cell cannot forge a slot either.
"""


def slot(index: int) -> str:
    """The mark that stands in Markdown for the value with that index."""
    return f"\ue000{index}\ue001"


@dataclass(frozen=True, slots=True)
class Value:
    """What a template printed at one place. A line feed is a line break."""

    text: str
    personal: bool
    """Whether it depends on the recipient, not on the campaign alone."""


@dataclass(frozen=True, slots=True)
class Filled:
    """Markdown in which each printed value is a slot, and the values in order."""

    markdown: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Cosigner:
    """An organisation that signs the letter too."""

    name: str
    state: StateCode = ""
    """Where it is at home; empty: not said."""


@dataclass(frozen=True, slots=True)
class Prose:
    """One recipient's filled template."""

    recipient: Recipient
    language: Language
    template: str
    """The template's path as the user knows it, for messages."""
    body: Filled
    subject: Filled | None = None
    reference: Filled | None = None
    salutation: Filled | None = None
    closing: Filled | None = None
    enclosures: tuple[Filled, ...] = ()
    copies: tuple[Filled, ...] = ()
    inside_address: tuple[str, ...] = ()
    """Whom the letter is to, and where: one text a line, top to bottom."""
    delivery: Filled | None = None
    confidentiality: Filled | None = None
    contact: Filled | None = None
    annexes: tuple[Filled, ...] = ()
    cosigners: tuple[Cosigner, ...] = ()


# --- a letter ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. `\\n` in `text` is a line break within the paragraph."""

    text: str
    strong: bool = False
    emphasis: bool = False
    struck: bool = False
    link: str = ""
    """Target of a hyperlink: an absolute http(s) or mailto address; empty: none."""
    note: int = 0
    """Number of the footnote that this run is the mark of; 0: plain text (then `text` is empty)."""
    personal: bool = False
    """Whether this text came from the recipient's row or depends on it."""


Line: TypeAlias = tuple[Run, ...]
"""Runs that stand together: the content of a paragraph, a cell, a line of an address."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body."""

    content: Line


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the highest of the body (the subject stands above all)."""

    level: int
    content: Line


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A bulleted or numbered list; each entry is a sequence of blocks, which may be lists."""

    entries: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quotation."""

    blocks: tuple[Block, ...]


class Align(StrEnum):
    """Alignment of a table's column."""

    START = "start"
    CENTRE = "centre"
    END = "end"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one heading row."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    align: tuple[Align, ...]
    """One for each column."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line across the text."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts a new page."""


Block: TypeAlias = Paragraph | Heading | ListBlock | Quote | Table | Rule | PageBreak


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note at the foot of the page on which its mark (`Run.note`) stands."""

    number: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """One signatory's place under the letter."""

    name: str
    title: str = ""
    organisation: str = ""
    image: Path | None = None
    """Absolute path of the inked signature (PNG, JPEG or SVG)."""
    description: str = ""
    """Alternative text of the image, in the letter's language."""


@dataclass(frozen=True, slots=True)
class CosignerGroup:
    """Co-signing organisations under one heading."""

    heading: str
    """The country; empty where the list is not by country."""
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CosignerList:
    """The organisations that sign the letter too, in columns below the signature block."""

    heading: str
    """Empty: none."""
    columns: int
    groups: tuple[CosignerGroup, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """What follows the letter on a page of its own."""

    label: str
    """`Annex`, or `Annex 2` where there are several."""
    blocks: tuple[Block, ...]


OPENING = ("dateline", "reference", "delivery", "confidentiality", "inside_address", "subject", "salutation")
"""The parts of a letter above its body, by their names in `Letter`. Their order is the language's: `Labels.order`."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The words around a letter, in its language, with their punctuation and spacing."""

    order: tuple[str, ...]
    """The parts `OPENING`, in the order in which the language puts them."""
    reference: str
    subject: str
    enclosure: str
    enclosures: str
    """With the place `{count}`: `Enclosures ({count}):`."""
    copies: str
    annex: str
    annexes: str
    """With the place `{number}`: `Annex {number}`."""
    page: str
    """Footer with the places `{page}` and `{pages}`: `Page {page} of {pages}`."""
    signature: str
    """Alternative text of a signature's picture, with the place `{name}`."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One recipient's letter as blocks, in the order in which they are read. Knows no format."""

    id: str
    """The recipient's id."""
    language: Language
    rtl: bool
    """Whether the language runs from right to left."""
    title: str
    """Plain-text title of the document, for its properties."""
    author: str
    """The sender's organisation, for the document's properties."""
    date: date
    labels: Labels
    dateline: str
    """`The Hague, 7 December 2020`."""
    inside_address: tuple[Line, ...]
    reference: Line
    """Empty: none. So for `subject`, `salutation` and `closing`."""
    subject: Line
    salutation: Line
    body: tuple[Block, ...]
    closing: Line
    signatures: tuple[Signature, ...]
    delivery: Line = ()
    """How it is sent: `By e-mail`."""
    confidentiality: Line = ()
    """`Confidential`."""
    cosigners: CosignerList | None = None
    contact: Line = ()
    """Whom to ask for more."""
    enclosures_label: str = ""
    enclosures: tuple[Line, ...] = ()
    copies: tuple[Line, ...] = ()
    annexes: tuple[Annex, ...] = ()
    notes: tuple[Footnote, ...] = ()
    """Numbered through body and annexes."""
    running: tuple[str, ...] = ()
    """What a header on the following pages says before the page number: recipient and date."""


# --- a sheet -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sheet:
    """One finished document."""

    letter_id: str
    format: Format
    content: bytes
    pages: int | None = None
    """None where the format does not know its pages before it is opened (DOCX)."""


# --- what became of a letter ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """A sheet on disk."""

    format: Format
    path: Path
    pages: int | None
    size: int
    """Bytes."""
    sha256: str
    """Hexadecimal."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recipient's letter: its files, or the problems that kept it from being made."""

    recipient: Recipient
    language: Language
    files: tuple[Written, ...] = ()
    problems: tuple[Problem, ...] = ()
    unchanged: bool = False  # it stands as it was made earlier
    reasons: tuple[str, ...] = ()
    """Why it was made: `new`, `cell title`, `template`, `stationery`, `version`, …"""
