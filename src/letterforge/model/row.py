"""A row of the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from letterforge.errors import Place, Problem

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


@dataclass(frozen=True, slots=True)
class Recipient:
    """One office, or the person in it, that gets one letter. All cells are cleaned text."""

    id: str
    row: RowNumber = 0
    state: StateCode = ""
    """The state whose office this is."""
    office: str = ""
    """A key of `model.offices`: `foreign_minister`, `ambassador`, …"""
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
    """The letter's: what the row names, else the campaign's, after fallbacks. Every row that is read has
    one."""
    email: str = ""
    salutation: str = ""
    """Overrides the template's and the protocol's."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Cells of every further column, by normalised heading."""
    truths: Mapping[str, bool] = field(default_factory=dict)
    """Further columns whose cell a workbook holds as true or false, in a condition."""
    doubts: Mapping[str, Problem] = field(default_factory=dict)
    """Further columns whose cell must not be printed as it is → what is wrong with it, said of the column."""
    source: tuple[str, ...] = ()
    """The row's cells as they came, for `failed.csv`."""
    kinds: str = ""
    """Which of these are neither text nor number, and what they are; empty for most rows."""
    language_cell: Language | None = None
    """What the row names as its language, where the letter is in another; empty: none. None: the letter's."""
    who: str = ""
    """What messages call it: its state's English name; empty where it has no state: they use the id."""

    @property
    def named_language(self) -> Language:
        """The language that the row itself names, as a template sees it; empty: none."""
        return self.language if self.language_cell is None else self.language_cell

    @property
    def place(self) -> Place:
        """Where problems of its letter are: the row, where it has one, and who it is."""
        return Place(row=self.row or None, who=self.who or self.id)
