"""Letter → DOCX, as a careful typist would have made it in Word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from letterforge.campaign import FILE_NAME, Campaign
from letterforge.errors import BrokenCampaign, Code, LetterFailed, Place, Problem
from letterforge.model import Format, Labels, Language, Letter, Line, Run, Sheet, Signature
from letterforge.protocol.direction import kept_in_order
from letterforge.typeset.docx import furniture
from letterforge.typeset.docx.body import Writer
from letterforge.typeset.docx.drawing import Placed
from letterforge.typeset.docx.numbering import numbering_part
from letterforge.typeset.docx.package import Relationship, completed, package, relationships_part
from letterforge.typeset.docx.signing import cosigner_heading, cosigner_list, signature_block
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
from letterforge.typeset.windows import Window, window

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
RUNNING = Relationship("rId9", "header", "header2.xml")
FIRST_PICTURE = 10
"""Number of the relationship of the first picture; each has two, one for an SVG."""


IN_WINDOW = frozenset({"delivery", "confidentiality", "inside_address"})
"""Parts that stand in the window of an envelope, where the inside address does."""
STYLES = {
    "dateline": "Date",
    "reference": "ReferenceLine",
    "delivery": "DeliveryNote",
    "confidentiality": "Confidentiality",
    "inside_address": "InsideAddress",
    "subject": "SubjectLine",
    "salutation": "Salutation",
}
"""Part of the opening → its style."""
COLUMN_GAP = 12.0
"""Between two columns of co-signers, in points."""


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
            **self._running(letter),
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
            "word/footer1.xml": (
                furniture.footer_part(kin.labels, rtl=kin.rtl)
                if s.page_numbers == "footer"
                else furniture.first_footer_part((), rtl=kin.rtl)
            ),
            "word/footer2.xml": furniture.first_footer_part(
                [kept_in_order(self._campaign.text(line, kin.language), rtl=kin.rtl) for line in s.footer],
                rtl=kin.rtl,
            ),
        }
        if self._has_header:
            parts["word/header1.xml"] = self._header(kin)
        if self._logos:
            relationships = [each for logo in self._logos for each in logo.relationships]
            parts["word/_rels/header1.xml.rels"] = relationships_part(relationships)
            for logo in self._logos:
                parts |= logo.media
        for placed in self._shown(kin):
            parts |= placed.media
        return parts

    @property
    def _has_header(self) -> bool:
        """Whether the first page has a letterhead, or anything else that stands in its header."""
        s = self._stationery
        return s.letterhead is not False or window(s) is not None or bool(s.marks)

    def _running(self, letter: Letter) -> dict[str, bytes]:
        """The header of the pages that follow: it names the recipient, so it is the letter's own."""
        if self._stationery.page_numbers != "header":
            return {}
        content = furniture.running_header_part(letter.running, letter.labels, rtl=letter.rtl)
        return {"word/header2.xml": content}

    def _shown(self, kin: Kin) -> list[Placed]:
        return [placed for image, placed in self._inked.items() if image in kin.images]

    def _relationships(self, kin: Kin) -> list[Relationship]:
        pictures = [each for placed in self._shown(kin) for each in placed.relationships]
        header = [HEADER] if self._has_header else []
        running = [RUNNING] if self._stationery.page_numbers == "header" else []
        return [*COMMON, *header, *running, *([NOTES] if kin.has_notes else []), *pictures]

    def _header(self, kin: Kin) -> bytes:
        s = self._stationery
        if s.letterhead is False:
            return furniture.header_part((), s, rtl=kin.rtl)
        lines = [
            kept_in_order(self._campaign.text(line, kin.language), rtl=kin.rtl)
            for line in self._campaign.sender.lines
        ]
        width = s.text_width / max(len(self._logos), 1)
        pictures = [
            logo.run(s.letterhead_height, width, kin.author, number)
            for number, logo in enumerate(self._logos, start=1)
        ]
        sent = [line for line in lines if line]
        head = furniture.letterhead(kin.author, sent, pictures, s.text_width, rtl=kin.rtl)
        return furniture.header_part(head, s, rtl=kin.rtl)

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
        blocks = [*opening, *main, *end]
        columns = 1
        if letter.cosigners:
            blocks += _with_section(cosigner_heading(letter.cosigners, writer), self._section(letter))
            blocks += cosigner_list(letter.cosigners, writer)
            columns = letter.cosigners.columns
        below = self._below(letter, writer)
        if below and columns > 1:
            blocks[-1][0].append(self._section(letter, columns, first=False))
            columns = 1
        blocks += below
        if blocks and is_table(blocks[-1]):
            blocks.append(furniture.line_of_no_height("Signature"))
        return w("body", *blocks, self._section(letter, columns, first=letter.cosigners is None))

    def _opening(self, letter: Letter, writer: Writer) -> list[Element]:
        """The parts above the body in the language's order; what stands in a window comes first."""
        labels = letter.labels
        contents: dict[str, Line] = {
            "dateline": (Run(letter.dateline),) if letter.dateline else (),
            "reference": (Run(labels.reference), *letter.reference) if letter.reference else (),
            "delivery": letter.delivery,
            "confidentiality": letter.confidentiality,
            "inside_address": stacked(letter.inside_address),
            "subject": (Run(labels.subject), *letter.subject) if letter.subject else (),
            "salutation": letter.salutation,
        }
        shown = window(self._stationery)
        order = sorted(labels.order, key=lambda name: name not in IN_WINDOW) if shown else labels.order
        written: list[Element] = []
        for name in order:
            if contents[name]:
                written.append(writer.paragraph(STYLES[name], contents[name]))
                if shown and name in IN_WINDOW:
                    _put_in_window(written[-1], shown, is_note=name != "inside_address")
        return written

    def _below(self, letter: Letter, writer: Writer) -> list[Element]:
        """What stands below the signatures: contact, enclosures, copies, annexes."""
        parts: list[tuple[str, Line]] = [
            ("Contact", letter.contact),
            ("Enclosure", _list_of(letter.enclosures_label, letter.enclosures)),
            ("Copies", _list_of(letter.labels.copies, letter.copies)),
        ]
        written = [writer.paragraph(style, content) for style, content in parts if content]
        for annex in letter.annexes:
            written.append(writer.paragraph("AnnexLabel", (Run(annex.label),)))
            written += writer.blocks(annex.blocks)
        return written

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

    def _section(self, letter: Letter, columns: int = 1, *, first: bool = True) -> Element:
        """Page size and margins, header and footer (17.6.17); sections after the first go on the same page."""
        s = self._stationery
        width, height = s.page_size
        lengths = {
            "top": s.margin_top,
            "right": s.margin_right,
            "bottom": s.margin_bottom,
            "left": s.margin_left,
            "header": furniture.header_top(s),
            "footer": max(0.0, s.margin_bottom / 2 - s.size * 0.5),
            "gutter": 0.0,
        }
        return w(
            "sectPr",
            *(self._references() if first else []),
            *([] if first else [w("type", val="continuous")]),
            w("pgSz", w=twips(width), h=twips(height)),
            w("pgMar", **{name: twips(value) for name, value in lengths.items()}),
            w("cols", space=twips(COLUMN_GAP), **({"num": str(columns)} if columns > 1 else {})),
            *([w("titlePg")] if first else []),
            *([w("bidi")] if letter.rtl else []),
        )

    def _references(self) -> list[Element]:
        return [
            *(
                [_reference("header", "default", RUNNING)]
                if self._stationery.page_numbers == "header"
                else []
            ),
            *([_reference("header", "first", HEADER)] if self._has_header else []),
            _reference("footer", "default", FOOTER),
            _reference("footer", "first", FIRST_FOOTER),
        ]


def _reference(kind: str, pages: str, relationship: Relationship) -> Element:
    reference = w(f"{kind}Reference", type=pages)
    reference.set(R_ID, relationship.id)
    return reference


def _list_of(label: str, entries: Sequence[Line]) -> Line:
    return stacked(((Run(label),), *entries)) if entries else ()


def _put_in_window(paragraph: Element, shown: Window, *, is_note: bool) -> None:
    """Give a paragraph its place on the page. Neighbours with one place share a frame (17.3.1.11).

    Notes on delivery stand in the part of the window that is kept for them, where it has one.
    """
    top, height = shown.top + shown.notes, shown.height - shown.notes
    if is_note and shown.notes:
        top, height = shown.top, shown.notes
    frame = w(
        "framePr",
        w=twips(shown.width),
        h=twips(height),
        hRule="exact",
        wrap="around",
        vAnchor="page",
        hAnchor="page",
        x=twips(shown.left),
        y=twips(top),
    )
    paragraph[0][0].addnext(frame)


def _with_section(heading: Element | None, section: Element) -> list[Element]:
    """The last paragraph of a section: the heading of what comes, or one that takes no room."""
    last = furniture.line_of_no_height("Signature") if heading is None else heading
    last[0].append(section)
    return [last]
