"""What stands above and below a letter's body, in the order of its language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from letterforge.campaign import Stationery
from letterforge.model import Annex, CosignerList, Letter, Line, Run, Signature
from letterforge.typeset.docx.body import Writer
from letterforge.typeset.docx.sections import in_columns, last_paragraph
from letterforge.typeset.docx.signing import Inked, signature_block
from letterforge.typeset.docx.styles import SMALL, WINDOW_LEADING
from letterforge.typeset.docx.wml import Element, framed, is_table, keep_with_next, stacked
from letterforge.typeset.windows import Window, window

STYLES = {
    "dateline": "Date",
    "reference": "ReferenceLine",
    "delivery": "Delivery",
    "confidentiality": "Confidentiality",
    "inside_address": "InsideAddress",
    "subject": "SubjectLine",
    "salutation": "Salutation",
}
"""The style of each part above the body."""
NOTES = ("delivery", "confidentiality")
MANY_COLUMNS = 4
"""So many columns of names that they are set in small type."""


@dataclass(frozen=True, slots=True)
class Sheetful:
    """What it takes to set a letter's blocks in order."""

    stationery: Stationery
    writer: Writer
    width: float
    """Of the text, in points."""
    first_space: float
    """Above the first line that stands in no window, in points."""
    draw: Callable[[Signature, float], Inked]
    """What stands for an inked signature, no wider than so many points."""

    def blocks(self, letter: Letter, section: Element) -> list[Element]:
        """All of the document's body; the last element is its last section."""
        write = self.writer
        opening = self._opening(letter)
        main = write.blocks(letter.body)
        end = self._end(letter)
        if main and end:
            keep_with_next(main[-1])
        blocks = [*opening, *main, *end]
        if letter.cosigners is None or not any(group.names for group in letter.cosigners.groups):
            return _finished([*blocks, *self._below(letter)], section)
        if letter.cosigners.heading:
            blocks.append(write.paragraph("CosignerHeading", (Run(letter.cosigners.heading),)))
        names = list(self._cosigners(letter.cosigners))
        below = [*self._below(letter)]
        if below and is_table(below[-1]):
            below.append(last_paragraph())
        return in_columns(blocks, names, below, section, letter.cosigners.columns)

    # --- above the body --------------------------------------------------------------------------

    def _opening(self, letter: Letter) -> list[Element]:
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
        shown = window(self.stationery)
        count = sum(bool(contents[each]) for each in NOTES)
        written: list[Element] = []
        space = self.first_space
        for part in labels.order:
            if not contents[part]:
                continue
            place = None
            if shown and part in {*NOTES, "inside_address"}:
                place = _place(self.stationery, shown, count if part in NOTES else 0)
            before = 0.0 if shown and place is not None else space
            space -= before
            written.append(self.writer.paragraph(STYLES[part], contents[part], before, place))
        return written

    # --- below it --------------------------------------------------------------------------------

    def _end(self, letter: Letter) -> list[Element]:
        """The closing and the signature block."""
        closing = [self.writer.paragraph("Closing", letter.closing)] if letter.closing else []
        if not letter.signatures:
            return closing
        height, write = self.stationery.signature_height, self.writer.paragraph
        block = signature_block(letter.signatures, self.width, height, write, self.draw, rtl=letter.rtl)
        return [*closing, *block]

    def _cosigners(self, cosigners: CosignerList) -> Iterator[Element]:
        style = "Cosigner" if cosigners.columns < MANY_COLUMNS else "CosignerSmall"
        for group in cosigners.groups:
            if group.heading:
                yield self.writer.paragraph("CosignerCountry", (Run(group.heading),))
            for name in group.names:
                yield self.writer.paragraph(style, (Run(name),))

    def _below(self, letter: Letter) -> list[Element]:
        """Contact, enclosures, copies and annexes."""
        write = self.writer.paragraph
        contact = [write("Contact", letter.contact)] if letter.contact else []
        lists = (
            ("Enclosure", letter.enclosures_label, letter.enclosures),
            ("Copies", letter.labels.copies, letter.copies),
        )
        written = [
            write(style, stacked(((Run(label),), *entries))) for style, label, entries in lists if entries
        ]
        annexes = [element for annex in letter.annexes for element in self._annex(annex)]
        return [*contact, *written, *annexes]

    def _annex(self, annex: Annex) -> list[Element]:
        return [self.writer.paragraph("AnnexLabel", (Run(annex.label),)), *self.writer.blocks(annex.blocks)]


def _place(s: Stationery, shown: Window, notes: int) -> Element:
    """The place on the page of the inside address in a window, or of so many notes above it.

    Written into the paragraphs: LibreOffice passes over a place that their style has.
    """
    if notes and shown.notes:
        height = notes * s.size * SMALL * WINDOW_LEADING
        return framed(shown.left, shown.top + shown.notes - height, shown.width, height)
    return framed(shown.left, shown.top + shown.notes, shown.width, shown.height - shown.notes)


def _finished(blocks: list[Element], section: Element) -> list[Element]:
    if blocks and is_table(blocks[-1]):
        blocks.append(last_paragraph())
    return [*blocks, section]
