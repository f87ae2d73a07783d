"""Letter → DOCX, as a careful typist would have made it in Word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from letterforge.campaign import FILE_NAME, Campaign
from letterforge.errors import BrokenCampaign, Code, LetterFailed, Place, Problem
from letterforge.model import Format, Labels, Language, Letter, Line, Run, Sheet, Signature
from letterforge.typeset.docx import furniture
from letterforge.typeset.docx.body import Writer
from letterforge.typeset.docx.drawing import Placed
from letterforge.typeset.docx.numbering import numbering_part
from letterforge.typeset.docx.package import Relationship, completed, package, relationships_part
from letterforge.typeset.docx.signing import signature_block
from letterforge.typeset.docx.styles import font_table_part, styles_part
from letterforge.typeset.docx.wml import (
    R_ID,
    Element,
    is_table,
    keep_with_next,
    part,
    root,
    stacked,
    twips,
    w,
)
from letterforge.typeset.pictures import WAY_OUT, BadPictureError, read_picture

FOOTER = Relationship("rId5", "footer", "footer1.xml")
FIRST_FOOTER = Relationship("rId6", "footer", "footer2.xml")
COMMON = (
    Relationship("rId1", "styles", "styles.xml"),
    Relationship("rId2", "numbering", "numbering.xml"),
    Relationship("rId3", "settings", "settings.xml"),
    Relationship("rId4", "fontTable", "fontTable.xml"),
    FOOTER,
    FIRST_FOOTER,
)
HEADER = Relationship("rId7", "header", "header1.xml")
NOTES = Relationship("rId8", "footnotes", "footnotes.xml")
FIRST_PICTURE = 9
"""Number of the relationship of the first picture; each has two, one for an SVG."""


@dataclass(frozen=True, slots=True)
class Kin:
    """What letters have in common whose packages differ in the text alone."""

    language: Language
    rtl: bool
    author: str
    labels: Labels
    has_notes: bool
    images: frozenset[Path]
    """The inked signatures that the letter shows."""


class DocxTypesetter:
    """Sets letters as Word files. What does not depend on the letter's text is made once, and compressed once."""

    def __init__(self, campaign: Campaign) -> None:
        """Raises BrokenCampaign with every picture that cannot be used."""
        self._campaign = campaign
        self._stationery = campaign.stationery
        self._problems: list[Problem] = []
        choice = self._stationery.letterhead
        height = self._stationery.letterhead_height
        logos = choice if isinstance(choice, tuple) else ()
        placed_logos = [
            self._placed(logo, "stationery.letterhead", height, index) for index, logo in enumerate(logos)
        ]
        self._logos = [placed for placed in placed_logos if placed]
        self._inked: dict[Path, Placed] = {}
        for number, signatory in enumerate(campaign.signatories, start=1):
            if signatory.image and signatory.image not in self._inked:
                key, height = f"signatories.{number}.image", self._stationery.signature_height
                placed = self._placed(signatory.image, key, height, len(logos) + len(self._inked))
                self._inked |= {signatory.image: placed} if placed else {}
        if self._problems:
            raise BrokenCampaign(self._problems)
        self._prepared: dict[Kin, bytes] = {}

    def set(self, letter: Letter) -> Sheet:
        """The letter as a Word file. Raises LetterFailed for a character or a picture that it cannot hold."""
        writer = Writer(self._stationery, letter.notes, rtl=letter.rtl)
        document = root("document", self._body(letter, writer))
        notes = writer.footnotes()
        parts = {
            "word/document.xml": part(document),
            "word/numbering.xml": numbering_part(writer.lists),
            **({} if notes is None else {"word/footnotes.xml": part(notes)}),
            "docProps/core.xml": furniture.core_part(letter),
        }
        images = frozenset(each.image for each in letter.signatures if each.image)
        kin = Kin(letter.language, letter.rtl, letter.author, letter.labels, notes is not None, images)
        if kin not in self._prepared:
            self._prepared[kin] = package(self._shared(kin), later=parts)
        return Sheet(letter.id, Format.DOCX, completed(self._prepared[kin], parts))

    # --- what letters share ----------------------------------------------------------------------

    def _shared(self, kin: Kin) -> dict[str, bytes]:
        """The parts that letters of one kin share."""
        s = self._stationery
        settings = furniture.settings_part(s, kin.language, rtl=kin.rtl, has_notes=kin.has_notes)
        parts = {
            "docProps/app.xml": furniture.app_part(),
            "word/_rels/document.xml.rels": relationships_part(self._relationships(kin)),
            "word/styles.xml": styles_part(s, kin.language, rtl=kin.rtl),
            "word/settings.xml": settings,
            "word/fontTable.xml": font_table_part(s),
            "word/footer1.xml": furniture.footer_part(kin.labels, rtl=kin.rtl),
            "word/footer2.xml": furniture.empty_footer_part(),
        }
        if s.letterhead is not False:
            parts["word/header1.xml"] = self._header(kin)
        if self._logos:
            relationships = [each for logo in self._logos for each in logo.relationships]
            parts["word/_rels/header1.xml.rels"] = relationships_part(relationships)
            for logo in self._logos:
                parts |= logo.media
        for placed in self._shown(kin):
            parts |= placed.media
        return parts

    def _shown(self, kin: Kin) -> list[Placed]:
        return [placed for image, placed in self._inked.items() if image in kin.images]

    def _relationships(self, kin: Kin) -> list[Relationship]:
        pictures = [each for placed in self._shown(kin) for each in placed.relationships]
        header = [] if self._stationery.letterhead is False else [HEADER]
        return [*COMMON, *header, *([NOTES] if kin.has_notes else []), *pictures]

    def _header(self, kin: Kin) -> bytes:
        lines = [self._campaign.text(line, kin.language) for line in self._campaign.sender.lines]
        s = self._stationery
        width = s.text_width / max(len(self._logos), 1)
        pictures = [
            logo.run(s.letterhead_height, width, kin.author, number)
            for number, logo in enumerate(self._logos, start=1)
        ]
        return furniture.header_part(kin.author, [each for each in lines if each], pictures, rtl=kin.rtl)

    def _placed(self, path: Path, key: str, height: float, number: int) -> Placed | None:
        """The picture that a setting names; None, and a problem more, where it cannot be used."""
        try:
            picture = read_picture(path, height)
        except BadPictureError as error:
            message = f'"{key}": {self._campaign.shown(path)} {error}'
            self._problems.append(Problem(Code.BAD_PICTURE, message, WAY_OUT, Place(FILE_NAME, column=key)))
            return None
        name = f"media/picture{number}"
        first = FIRST_PICTURE + 2 * number
        raster = Relationship(f"rId{first}", "image", f"{name}.{picture.kind}")
        drawing = Relationship(f"rId{first + 1}", "image", f"{name}.svg")
        return Placed(picture, raster, drawing if picture.svg else None)

    # --- the letter ------------------------------------------------------------------------------

    def _body(self, letter: Letter, writer: Writer) -> Element:
        opening = self._opening(letter, writer)
        main = writer.blocks(letter.body)
        end = self._end(letter, writer)
        if main and end:
            keep_with_next(main[-1])
        lists = (
            ("Enclosure", letter.enclosures_label, letter.enclosures),
            ("Copies", letter.labels.copies, letter.copies),
        )
        below = [
            writer.paragraph(style, stacked(((Run(label),), *entries)))
            for style, label, entries in lists
            if entries
        ]
        blocks = [*opening, *main, *end, *below]
        if blocks and is_table(blocks[-1]):
            blocks.append(_last_paragraph())
        return w("body", *blocks, self._section(letter))

    def _opening(self, letter: Letter, writer: Writer) -> list[Element]:
        labels = letter.labels
        parts: list[tuple[str, Line]] = [
            ("Date", (Run(letter.dateline),) if letter.dateline else ()),
            ("InsideAddress", stacked(letter.inside_address)),
            ("ReferenceLine", (Run(labels.reference), *letter.reference) if letter.reference else ()),
            ("SubjectLine", (Run(labels.subject), *letter.subject) if letter.subject else ()),
            ("Salutation", letter.salutation),
        ]
        return [writer.paragraph(style, content) for style, content in parts if content]

    def _end(self, letter: Letter, writer: Writer) -> list[Element]:
        """The closing and the signature block."""
        closing = [writer.paragraph("Closing", letter.closing)] if letter.closing else []
        if not letter.signatures:
            return closing
        draw = partial(self._drawn, count(len(self._logos) + 1))
        width, height = self._stationery.text_width, self._stationery.signature_height
        block = signature_block(letter.signatures, width, height, writer.paragraph, draw, rtl=letter.rtl)
        return [*closing, *block]

    def _drawn(self, numbers: Iterator[int], signature: Signature, within: float) -> Element:
        placed = self._inked.get(signature.image) if signature.image else None
        if placed is None:
            shown = self._campaign.shown(signature.image) if signature.image else ""
            message = f"{shown} is no picture of the campaign's signatories"
            hint = f"name it under [[signatories]] in {FILE_NAME}"
            raise LetterFailed([Problem(Code.BAD_PICTURE, message, hint)])
        return placed.run(self._stationery.signature_height, within, signature.description, next(numbers))

    def _section(self, letter: Letter) -> Element:
        """Page size and margins, header and footer (17.6.17)."""
        s = self._stationery
        width, height = s.page_size
        # The header begins where the text would: Word moves the text of the first page down below it.
        lengths = {
            "top": s.margin_top,
            "right": s.margin_right,
            "bottom": s.margin_bottom,
            "left": s.margin_left,
            "header": s.margin_top,
            "footer": max(0.0, s.margin_bottom / 2 - s.size * 0.5),
            "gutter": 0.0,
        }
        return w(
            "sectPr",
            *([] if s.letterhead is False else [_reference("header", "first", HEADER)]),
            _reference("footer", "default", FOOTER),
            _reference("footer", "first", FIRST_FOOTER),
            w("pgSz", w=twips(width), h=twips(height)),
            w("pgMar", **{name: twips(value) for name, value in lengths.items()}),
            w("titlePg"),
            *([w("bidi")] if letter.rtl else []),
        )


def _reference(kind: str, pages: str, relationship: Relationship) -> Element:
    reference = w(f"{kind}Reference", type=pages)
    reference.set(R_ID, relationship.id)
    return reference


def _last_paragraph() -> Element:
    """Word ends a document with a paragraph, never a table: one that takes no room."""
    spacing = w("spacing", before="0", after="0", line="20", lineRule="exact")
    return w("p", w("pPr", w("pStyle", val="Signature"), spacing))
