"""The formats of letters, what sets them, and what rooms that know no typesetter must know of each.

A new output format needs three things:

1. here: a member of `Format`, and an entry in `TRAITS` for what sets it (a new PDF engine: a member of
`PdfEngine`
   and an entry in `TRAITS`);
2. an entry in `TABLE` (`typeset/typesetters.py`), with a new module that sets letters;
3. entries in `READERS` (`inspection/reading.py`), `SEALERS` (`sealing.py`) and `SEAL_READERS`
   (`verify/self_check.py`), for formats alone: how a sheet is read back, sealed, and its seal read.

A test holds these tables against `Format` and `TRAITS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Format(StrEnum):
    """A format that a letter can be set in; its value is the file's suffix."""

    label: str
    """For messages."""
    has_pages: bool
    """Whether its pages are fixed, with all that is on them.

    Else each program that opens the file lays them out.
    """

    def __new__(cls, value: str, label: str = "", has_pages: bool = False) -> Format:
        """Make a member; what a format is made of is given below, once for each."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.has_pages = has_pages
        return member

    DOCX = "docx", "Word file", False
    PDF = "pdf", "PDF", True

    def typesetter(self, engine: PdfEngine) -> str:
        """What sets it, where `engine` sets PDF: a key of `TRAITS`."""
        return engine if self is Format.PDF else self


class PdfEngine(StrEnum):
    """What sets PDF; its value is what campaigns and people write."""

    WEASYPRINT = "weasyprint"
    TYPST = "typst"
    AUTO = "auto"
    """WeasyPrint where this machine can run it, Typst elsewhere."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of a typesetter without loading it."""

    format: Format
    libraries: tuple[str, ...]
    """Python packages that can change its bytes with a new version."""
    ignored: frozenset[str]
    """Settings of the stationery that it does not obey.

    `style` is only the name of a folder with other settings.
    """
    embeds_faces: bool = True
    """Whether its sheets depend on the typefaces of this machine."""
    has_css: bool = False
    """Whether it obeys style sheets."""
    needs_pango: bool = False
    """Whether libraries of the system lay out its lines."""


TRAITS: Mapping[str, Traits] = MappingProxyType(
    {
        Format.DOCX: Traits(
            Format.DOCX,
            libraries=("lxml",),
            ignored=frozenset(
                {
                    *("style", "css", "letterhead_pdf", "letterhead_line", "letterhead_align"),
                    *("tracking", "small_colour", "tables", "underline"),
                }
            ),
            embeds_faces=False,
        ),
        PdfEngine.WEASYPRINT: Traits(
            Format.PDF,
            libraries=("weasyprint", "pydyf", "tinycss2", "cssselect2", "pyphen", "fonttools", "pikepdf"),
            ignored=frozenset({"style", "letterhead_docx"}),
            has_css=True,
            needs_pango=True,
        ),
        PdfEngine.TYPST: Traits(
            Format.PDF,
            libraries=("typst", "pyphen", "pikepdf"),
            ignored=frozenset({"style", "css", "letterhead_docx"}),
        ),
    }
)
"""By name of the typesetter (`Format.typesetter`). Ledgers keep the place of a name: a new one comes last."""
