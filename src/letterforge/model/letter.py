"""A letter before it has a format, and the words around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from letterforge.model.blocks import Annex, Block, CosignerList, Footnote, Line, Signature
from letterforge.model.row import Language

OPENING = ("dateline", "reference", "delivery", "confidentiality", "inside_address", "subject", "salutation")
"""The parts of a letter above its body, by their names in `Letter`. Their order is the language's:
`Labels.order`."""


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
    draft: str
    """The word that marks a letter which must not be sent yet."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One recipient's letter as blocks, in the order in which they are read, without a format."""

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
    dateline: Line
    """`The Hague, 7 December 2020`; empty: none."""
    inside_address: tuple[Line, ...]
    reference: Line
    """Empty: none. The same for `subject`, `salutation` and `closing`."""
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
    """The contact for questions."""
    enclosures_label: str = ""
    enclosures: tuple[Line, ...] = ()
    copies: tuple[Line, ...] = ()
    annexes: tuple[Annex, ...] = ()
    notes: tuple[Footnote, ...] = ()
    """Numbers go on from the body to the annexes."""
    running: tuple[str, ...] = ()
    """The header of the following pages before the page number: recipient and date."""
    draft: str = ""
    """The word on every page of a letter which must not be sent yet; empty: it is final."""
