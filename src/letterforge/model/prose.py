"""A filled template: Markdown with slots, and the values that stand in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from letterforge.model.row import Language, Recipient, StateCode

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
