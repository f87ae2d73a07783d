"""What the text of a letter is made of: runs in lines, lines in blocks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

NO_BREAK_HYPHEN = "\u2011"
"""A hyphen at which no line may end. Most typefaces lack it: every output sets a common hyphen."""


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
    """Number of the footnote whose mark this run is (then `text` is empty); 0: plain text."""
    personal: bool = False
    """Whether this text comes from the recipient's row or depends on it."""
    rise: int = 0
    """1: raised and smaller, as in 19e; -1: lowered, as in H2O; 0: on the line."""

    def saying(self, text: str) -> Run:
        """The same run with another text."""
        # dataclasses.replace() takes three times as long, and a letter has hundreds of runs.
        return Run(
            text, self.strong, self.emphasis, self.struck, self.link, self.note, self.personal, self.rise
        )

    def filled(self, text: str, link: str, *, personal: bool) -> Run:
        """The same style with a text, a link and an origin of its own: a value in place of its slot."""
        return Run(text, self.strong, self.emphasis, self.struck, link, self.note, personal, self.rise)

    def raised(self) -> Run:
        """The same run, raised; one that is lowered stays so."""
        return replace(self, rise=self.rise or 1)


Line: TypeAlias = tuple[Run, ...]
"""Runs that belong together: the content of a paragraph, a cell, a line of an address."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body."""

    content: Line


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the highest in the body (the subject is above it)."""

    level: int
    content: Line


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A bulleted or numbered list; each entry is a sequence of blocks, which may be lists."""

    entries: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1
    """Number of the first entry."""
    numbers: tuple[int, ...] = ()
    """The number of each entry, if they do not go up by one from `start`; empty: they do."""
    sign: str = "."
    """The sign after each number: a full stop, or `)`."""

    @property
    def counted(self) -> tuple[int, ...]:
        """The number of each entry."""
        return self.numbers or tuple(range(self.start, self.start + len(self.entries)))


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
    """The text after it starts on a new page."""


Block: TypeAlias = Paragraph | Heading | ListBlock | Quote | Table | Rule | PageBreak


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note at the foot of the page that has its mark (`Run.note`)."""

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
    """The country; empty if the list is not by country."""
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CosignerList:
    """The organisations that co-sign the letter, in columns below the signature block."""

    heading: str
    """Empty: none."""
    columns: int
    groups: tuple[CosignerGroup, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """A text that follows the letter and starts on a new page."""

    label: str
    """`Annex`, or `Annex 2` if there are several."""
    blocks: tuple[Block, ...]
