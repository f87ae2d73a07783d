"""A filled template: Markdown with slots, and their values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from letterforge.model.row import Language, Recipient, StateCode

SLOT_START, SLOT_END = "\ue000", "\ue001"
"""What is around the index of a value."""
SLOT = re.compile(f"{SLOT_START}([0-9]+){SLOT_END}")
"""The place of a value in `Filled.markdown`: its index between two private-use characters.

A value is never part of the Markdown, so nothing in a cell can become markup. The table reader refuses
private-use characters, so a cell cannot forge a slot either.
"""


def slot(index: int) -> str:
    """The mark in Markdown for the value with that index."""
    return f"{SLOT_START}{index}{SLOT_END}"


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
    """An organisation that co-signs the letter."""

    name: str
    state: StateCode = ""
    """Its country; empty: not given."""


@dataclass(frozen=True, slots=True)
class Prose:
    """One recipient's filled template."""

    recipient: Recipient
    language: Language
    template: str
    """The template's path, as messages show it."""
    body: Filled
    subject: Filled | None = None
    reference: Filled | None = None
    salutation: Filled | None = None
    closing: Filled | None = None
    enclosures: tuple[Filled, ...] = ()
    copies: tuple[Filled, ...] = ()
    inside_address: tuple[str, ...] = ()
    """Recipient and address: one text for each line, top to bottom."""
    delivery: Filled | None = None
    confidentiality: Filled | None = None
    contact: Filled | None = None
    annexes: tuple[Filled, ...] = ()
    cosigners: tuple[Cosigner, ...] = ()
    typography: frozenset[str] | None = None
    """The only rules of typography that the template leaves on; None: it says nothing of them."""
