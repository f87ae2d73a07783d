"""`[stationery]`: how letters look, in both formats."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic.dataclasses import dataclass

from letterforge.campaign.kinds import (
    POINTS,
    STRICT,
    STYLES_FOLDER,
    CampaignPath,
    Colour,
    Points,
    UnfitValueError,
    letterhead_choice,
    like,
    style_folder,
    within,
)
from letterforge.model import Language, Localised

MM = POINTS["mm"]

LEAST_WIDTH = 60 * MM
"""Of the text: below it no line of a letter can be set well."""

TypeSize: TypeAlias = Annotated[Points, AfterValidator(within("6pt", "36pt"))]
Margin: TypeAlias = Annotated[Points, AfterValidator(within("5mm", "100mm"))]
Height: TypeAlias = Annotated[Points, AfterValidator(within("3mm", "100mm"))]
FaceName: TypeAlias = Annotated[
    str,
    AfterValidator(like(r"[\w .-]*", "this is not the name of one typeface", 'write for example "Caladea"')),
]

Letterhead: TypeAlias = tuple[Path, ...] | bool
AddressPosition: TypeAlias = Literal[
    "flow", "din-5008-a", "din-5008-b", "swiss-right", "us-10", "us-10-fold-4in", "french-right"
]
Mark: TypeAlias = Literal["fold", "punch"]


@dataclass(frozen=True, slots=True, config=STRICT)
class Stationery:
    """How letters look. Lengths are in points (1/72 inch). The defaults are those of the style `classic`."""

    style: Annotated[Path, BeforeValidator(style_folder)] = STYLES_FOLDER / "classic"
    """Folder of a ready stationery.

    `stationery.toml` (these settings) and `style.css` (rules that no setting has).
    """
    page: Literal["A4", "Letter"] = "A4"
    margin_top: Margin = 20 * MM
    margin_right: Margin = 25 * MM
    margin_bottom: Margin = 22 * MM
    margin_left: Margin = 25 * MM
    first_margin_top: Margin | None = None
    """Where the text of the first page begins, for paper with a letterhead; None: as on the others.

    With a window, the window decides.
    """
    face: FaceName = "Caladea"
    """Typeface of the text."""
    heading_face: FaceName = ""
    """Typeface of letterhead, subject and headings; empty: the text's."""
    size: TypeSize = 11.0
    leading: Annotated[float, Field(ge=1, le=3)] = 1.25
    """Line height as a multiple of the size."""
    spacing: Annotated[Points, AfterValidator(within("0pt", "36pt"))] = 6.0
    """Space between two paragraphs."""
    align: Literal["left", "justify"] = "left"
    figures: Literal["lining", "old-style"] = "lining"
    colour: Colour = "#1f3a5f"
    """Letterhead and headings."""
    letterhead: Annotated[Letterhead | Mapping[Language, Letterhead], BeforeValidator(letterhead_choice)] = (
        True
    )
    """Pictures, side by side; true: the sender set in type; false: none, for printed paper.

    Or one of these for each language.
    """
    letterhead_height: Height = 14 * MM
    """Height of the letterhead's pictures."""
    letterhead_line: Literal["line", "double", "bar", "none"] = "double"
    """Under the letterhead, in its colour: across the text, two of them, a short bar, or none."""
    letterhead_align: Literal["start", "centre"] = "start"
    """Position of the letterhead."""
    tracking: Annotated[float, Field(ge=0, le=0.3)] = 0.02
    """Space between the letters of the organisation's name in the letterhead, as a part of their size."""
    small_colour: Colour | Literal[""] = ""
    """Colour of the sender's lines and of text in the margins.

    Empty: that of the letterhead, and black.
    """
    tables: Literal["grid", "rows"] = "grid"
    """Lines of tables: around every cell, or under every row."""
    underline: bool = False
    """Whether subject and links are underlined."""
    letterhead_docx: CampaignPath | None = None
    """A Word file whose header, footer and styles the letters in Word keep."""
    letterhead_pdf: CampaignPath | None = None
    """A PDF under the letter: its first page under the first, its second page, if any, under all others."""
    footer: tuple[Localised, ...] = ()
    """Lines at the foot of the first page: registration, bank, telephone."""
    page_numbers: Literal["footer", "header", "none"] = "footer"
    """On pages after the first: at the foot, or with recipient and date in a header."""
    address: AddressPosition = "flow"
    """Position of the inside address: in the flow of the text, or in the window of an envelope."""
    return_address: Localised = ""
    """The sender's address in one small line above the inside address, in the window of an envelope."""
    marks: tuple[Mark, ...] = ()
    """Marks at the page's edge for folding and punching."""
    signature_height: Height = 16 * MM
    """Height of an inked signature, and of the room to sign by hand."""
    fit: Literal["none", "letter", "language"] = "none"
    """Which letters are tightened to save a last page with few lines.

    None; each that needs it; or all letters of a language alike.
    """
    css: CampaignPath | None = None
    """The campaign's own style sheet, for the PDF by WeasyPrint alone."""

    @property
    def letterheads(self) -> Mapping[Language, Letterhead]:
        """The letterhead of each language; the empty one: of all languages."""
        return self.letterhead if isinstance(self.letterhead, Mapping) else {"": self.letterhead}

    @property
    def letterhead_pictures(self) -> Mapping[str, Path]:
        """Every picture of a letterhead by its key in `[stationery]`: `letterhead.1`, `letterhead.fr.1`."""
        return {
            ".".join(("letterhead", *([language] if language else []), str(number))): path
            for language, choice in self.letterheads.items()
            for number, path in enumerate(choice if isinstance(choice, tuple) else (), start=1)
        }

    @property
    def page_size(self) -> tuple[float, float]:
        """Width and height of the page, in points (ISO 216; ANSI A)."""
        a4 = (210 * MM, 297 * MM)
        return a4 if self.page == "A4" else (8.5 * POINTS["in"], 11 * POINTS["in"])

    @property
    def text_width(self) -> float:
        """Width between the margins, in points."""
        return self.page_size[0] - self.margin_left - self.margin_right

    @property
    def faces(self) -> tuple[str, ...]:
        """Every typeface that letters are set in, the text's first."""
        return tuple(dict.fromkeys(face for face in (self.face, self.heading_face) if face))

    @model_validator(mode="after")
    def _leaves_room_for_text(self) -> Stationery:
        if self.text_width < LEAST_WIDTH:
            raise UnfitValueError(
                "margin_left and margin_right leave less than 60mm for the text", "make them smaller"
            )
        if self.return_address and self.address == "flow":
            raise UnfitValueError(
                '"return_address" is shown in the window of an envelope, and "address" names none',
                'set address, such as "din-5008-b", or remove return_address',
            )
        if not self.face:
            raise UnfitValueError('"face" is empty', 'name a typeface, such as "Caladea"')
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class FittedStationery(Stationery):
    """The stationery of letters that are tightened. No campaign names it: letters take it to save a page."""

    step: int = 0
    """How far: the number of a step in `typeset/plan/tightening.py`."""
