"""Letter → DOCX, as a careful typist would have made it in Word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Code, LetterFailed, Problem
from letterforge.model import Format, Language, Letter, Line, Run, Sheet, Signature
from letterforge.typeset.docx import furniture
from letterforge.typeset.docx.body import Writer, footnotes, keep_with_next
from letterforge.typeset.docx.drawing import picture_run
from letterforge.typeset.docx.numbering import numbering_part
from letterforge.typeset.docx.package import Relationship, relationships_part, zipped
from letterforge.typeset.docx.signing import signature_block
from letterforge.typeset.docx.styles import font_table_part, styles_part
from letterforge.typeset.docx.wml import Element, R, part, twips, w
from letterforge.typeset.pictures import BadPictureError, Picture, read_picture

COMMON = (
    Relationship("rId1", "styles", "styles.xml"),
    Relationship("rId2", "numbering", "numbering.xml"),
    Relationship("rId3", "settings", "settings.xml"),
    Relationship("rId4", "fontTable", "fontTable.xml"),
    Relationship("rId5", "footer", "footer1.xml"),
)
HEADER = Relationship("rId6", "header", "header1.xml")
NOTES = Relationship("rId7", "footnotes", "footnotes.xml")


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture in the package."""

    picture: Picture
    raster: Relationship
    svg: Relationship | None

    @property
    def relationships(self) -> tuple[Relationship, ...]:
        """The relationships of the part that shows it."""
        return (self.raster, self.svg) if self.svg else (self.raster,)

    def run(self, height: float, description: str, number: int) -> Element:
        """A run that shows it, so many points high."""
        width = height * self.picture.ratio
        return picture_run(
            self.raster.id, self.svg.id if self.svg else "", width, height, description, number
        )


class DocxTypesetter:
    """Sets letters as Word files. What does not depend on the letter is made once: pictures, styles, header."""

    def __init__(self, campaign: Campaign) -> None:
        """Raises BrokenCampaign where a picture cannot be used."""
        self._campaign = campaign
        self._media: dict[str, bytes] = {}
        choice = campaign.stationery.letterhead
        self._letterhead = self._placed(choice, "letterhead", 1) if isinstance(choice, Path) else None
        images = dict.fromkeys(each.image for each in campaign.signatories if each.image)
        self._inked = {
            image: self._placed(image, f"signature{number}", 10 * number)
            for number, image in enumerate(images, start=1)
        }
        self._shared: dict[Language, Mapping[str, bytes]] = {}

    def set(self, letter: Letter) -> Sheet:
        """The letter as a Word file. Raises LetterFailed for a character that XML cannot hold."""
        try:
            return Sheet(letter.id, Format.DOCX, zipped(self._parts(letter)))
        except ValueError as error:
            hint = "type the text anew, without what another program has left in it"
            raise LetterFailed(
                [Problem(Code.CONTROL_CHARACTER, f"Word cannot hold this letter: {error}", hint)]
            ) from None

    # --- the package -----------------------------------------------------------------------------

    def _parts(self, letter: Letter) -> Mapping[str, bytes]:
        stationery = self._campaign.stationery
        writer = Writer(stationery.text_width, stationery.spacing)
        document = part(w("document", self._body(letter, writer)))
        notes = (
            {"word/footnotes.xml": part(footnotes(letter.notes, stationery.text_width))}
            if letter.notes
            else {}
        )
        pictures = [each for placed in self._inked.values() for each in placed.relationships]
        has_header = stationery.letterhead is not False
        relationships = [*COMMON, *([HEADER] if has_header else []), *([NOTES] if notes else []), *pictures]
        return {
            "docProps/app.xml": furniture.app_part(),
            "docProps/core.xml": furniture.core_part(letter),
            "word/document.xml": document,
            "word/_rels/document.xml.rels": relationships_part(relationships),
            **self._of_language(letter),
            "word/settings.xml": furniture.settings_part(stationery, letter.language, has_notes=bool(notes)),
            "word/numbering.xml": numbering_part(writer.lists),
            **notes,
            **self._media,
        }

    def _of_language(self, letter: Letter) -> Mapping[str, bytes]:
        """The parts that all letters of one language share."""
        if letter.language not in self._shared:
            stationery = self._campaign.stationery
            shared = {
                "word/styles.xml": styles_part(stationery, letter.language, rtl=letter.rtl),
                "word/fontTable.xml": font_table_part(stationery),
                "word/footer1.xml": furniture.footer_part(letter.labels),
            }
            if stationery.letterhead is not False:
                shared["word/header1.xml"] = self._header(letter)
            if self._letterhead:
                shared["word/_rels/header1.xml.rels"] = relationships_part(self._letterhead.relationships)
            self._shared[letter.language] = shared
        return self._shared[letter.language]

    def _header(self, letter: Letter) -> bytes:
        lines = [self._campaign.text(line, letter.language) for line in self._campaign.sender.lines]
        height = self._campaign.stationery.letterhead_height
        picture = self._letterhead.run(height, letter.author, 1) if self._letterhead else None
        return furniture.header_part(letter.author, lines, picture)

    def _placed(self, path: Path, name: str, number: int) -> Placed:
        try:
            picture = read_picture(path)
        except BadPictureError as error:
            shown = self._campaign.shown(path)
            raise BrokenCampaign(
                [Problem(Code.BAD_PICTURE, f"{shown} {error}", "save it as PNG, JPEG or SVG")]
            ) from None
        raster = Relationship(f"rId{100 + number}", "image", f"media/{name}.{picture.kind}")
        self._media[f"word/{raster.target}"] = picture.raster
        if not picture.svg:
            return Placed(picture, raster, None)
        drawing = Relationship(f"rId{101 + number}", "image", f"media/{name}.svg")
        self._media[f"word/{drawing.target}"] = picture.svg
        return Placed(picture, raster, drawing)

    # --- the letter ------------------------------------------------------------------------------

    def _body(self, letter: Letter, writer: Writer) -> Element:
        main = writer.blocks(letter.body)
        end = self._end(letter, writer)
        if main and end:
            keep_with_next(main[-1])
        below = [
            writer.paragraph("Enclosure", _stacked(label, entries))
            for label, entries in (
                (letter.labels.enclosures, letter.enclosures),
                (letter.labels.copies, letter.copies),
            )
            if entries
        ]
        if end and not below and end[-1].tag == w("tbl").tag:
            below = [
                writer.paragraph("Signature", ())
            ]  # Word ends a document with a paragraph, never a table
        return w("body", *self._opening(letter, writer), *main, *end, *below, self._section(letter))

    def _opening(self, letter: Letter, writer: Writer) -> list[Element]:
        labels = letter.labels
        parts: list[tuple[str, Line]] = [
            ("Date", (Run(letter.dateline),)),
            ("InsideAddress", _lines(letter.inside_address)),
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
        height = self._campaign.stationery.signature_height
        numbers = iter(range(2, 1000))

        def draw(signature: Signature) -> Element:
            assert signature.image is not None  # noqa: S101 - asked only where there is one
            return self._inked[signature.image].run(height, signature.description, next(numbers))

        return [*closing, *signature_block(letter.signatures, self._campaign.stationery, draw)]

    def _section(self, letter: Letter) -> Element:
        """Page size and margins, header and footer (17.6.17)."""
        s = self._campaign.stationery
        width, height = s.page_size
        section = w("sectPr")
        if s.letterhead is not False:
            section.append(w("headerReference", type="first"))
            section[-1].set(f"{{{R}}}id", HEADER.id)
        footer = w("footerReference", type="default")
        footer.set(f"{{{R}}}id", "rId5")
        section.extend((footer, w("pgSz", w=twips(width), h=twips(height))))
        margins = {
            "top": s.margin_top,
            "right": s.margin_right,
            "bottom": s.margin_bottom,
            "left": s.margin_left,
        }
        # The header begins where the text would: Word moves the text of the first page down below it.
        distances = {"header": s.margin_top, "footer": s.margin_bottom / 2 - s.size * 0.5, "gutter": 0.0}
        section.append(w("pgMar", **{name: twips(value) for name, value in (margins | distances).items()}))
        section.append(w("titlePg"))
        if letter.rtl:
            section.append(w("bidi"))
        return section


def _lines(lines: tuple[Line, ...]) -> Line:
    """Lines one under the other, in one paragraph."""
    stacked: list[Run] = []
    for line in lines:
        stacked += [Run("\n"), *line] if stacked else line
    return tuple(stacked)


def _stacked(label: str, entries: tuple[Line, ...]) -> Line:
    return _lines(((Run(label),), *entries))
