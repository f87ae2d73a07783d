"""What stands above and below a letter's body, in the order of its language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from letterforge.campaign import Stationery
from letterforge.model import OPENING, CosignerList, Letter, Run, Signature
from letterforge.typeset.docx.body import Writer
from letterforge.typeset.docx.sections import in_columns, last_paragraph
from letterforge.typeset.docx.signing import Inked, signature_block
from letterforge.typeset.docx.wml import framed, is_table, keep_with_next
from letterforge.typeset.plan.flow import MANY_COLUMNS
from letterforge.typeset.plan.measures import Measures
from letterforge.typeset.plan.parts import IN_WINDOW, LetterPart, Role, parts
from letterforge.typeset.plan.windows import Window, window
from letterforge.word.markup import Element

STYLES: Mapping[Role, str] = MappingProxyType(
    {
        "dateline": "Date",
        "reference": "ReferenceLine",
        "delivery": "Delivery",
        "confidentiality": "Confidentiality",
        "inside_address": "InsideAddress",
        "subject": "SubjectLine",
        "salutation": "Salutation",
        "closing": "Closing",
        "contact": "Contact",
        "enclosures": "Enclosure",
        "copies": "Copies",
        "annex": "AnnexLabel",
    }
)
"""The style of each part's lines, or of its label."""
ABOVE = frozenset(OPENING)
END = frozenset({"closing", "signatures"})
"""Parts that hang from the end of the body."""
BELOW = frozenset({"contact", "enclosures", "copies", "annex"})
NOTES = frozenset({"delivery", "confidentiality"})


@dataclass(frozen=True, slots=True)
class DocumentBody:
    """What it takes to set a letter's blocks in order."""

    stationery: Stationery
    measures: Measures
    writer: Writer
    width: float
    """Of the text, in points."""
    first_space: float
    """Above the first line that stands in no window, in points."""
    draw: Callable[[Signature, float], Inked]
    """What stands for an inked signature, no wider than so many points."""

    def blocks(self, letter: Letter, section: Element) -> list[Element]:
        """All of the document's body; the last element is its last section."""
        found = parts(letter)
        opening = self._opening([part for part in found if part.role in ABOVE])
        main = [element for part in found if part.role == "body" for element in self._set(part, letter)]
        end = [element for part in found if part.role in END for element in self._set(part, letter)]
        if main and end:
            keep_with_next(main[-1])
        above = [*opening, *main, *end]
        listed = letter.cosigners
        if listed is None or not any(part.role == "cosigners" for part in found):
            return _finished([*above, *self._below(found, letter)], section)
        if listed.heading:
            above.append(self.writer.paragraph("CosignerHeading", (Run(listed.heading),)))
        names = list(self._cosigners(listed))
        below = self._below(found, letter)
        if below and is_table(below[-1]):
            below.append(last_paragraph())
        return in_columns(above, names, below, section, self.measures, listed.columns)

    def _set(self, part: LetterPart, letter: Letter) -> list[Element]:
        """A part's paragraphs and tables."""
        match part.role:
            case "body":
                return self.writer.blocks(part.blocks)
            case "signatures":
                return self._signatures(letter)
            case "annex":
                label = self.writer.paragraph(STYLES["annex"], part.line)
                return [label, *self.writer.blocks(part.blocks)]
        return [self.writer.paragraph(STYLES[part.role], part.line)]

    def _opening(self, above: Sequence[LetterPart]) -> list[Element]:
        """The parts above the body, those in the window of an envelope each with its place on the page."""
        shown = window(self.stationery)
        count = sum(part.role in NOTES for part in above)
        written: list[Element] = []
        space = self.first_space
        for part in above:
            place = None
            if shown and part.role in IN_WINDOW:
                place = _place(self.measures, shown, count if part.role in NOTES else 0)
            before = 0.0 if place is not None else space
            space -= before
            written.append(self.writer.paragraph(STYLES[part.role], part.line, before, place))
        return written

    def _signatures(self, letter: Letter) -> list[Element]:
        m, write = self.measures, self.writer.paragraph
        return signature_block(letter.signatures, self.width, m, write, self.draw, rtl=letter.rtl)

    def _cosigners(self, cosigners: CosignerList) -> Iterator[Element]:
        style = "Cosigner" if cosigners.columns < MANY_COLUMNS else "CosignerSmall"
        for group in cosigners.groups:
            if group.heading:
                yield self.writer.paragraph("CosignerCountry", (Run(group.heading),))
            for name in group.names:
                yield self.writer.paragraph(style, (Run(name),))

    def _below(self, found: Sequence[LetterPart], letter: Letter) -> list[Element]:
        """Contact, enclosures, copies and annexes."""
        return [element for part in found if part.role in BELOW for element in self._set(part, letter)]


def _place(m: Measures, shown: Window, notes: int) -> Element:
    """The place on the page of the inside address in a window, or of so many notes above it.

    Written into the paragraphs: LibreOffice passes over a place that their style has.
    """
    if notes and shown.notes:
        height = notes * m.size_small * m.leading_window
        return framed(shown.left, shown.top + shown.notes - height, shown.width, height)
    return framed(shown.left, shown.top + shown.notes, shown.width, shown.height - shown.notes)


def _finished(blocks: list[Element], section: Element) -> list[Element]:
    if blocks and is_table(blocks[-1]):
        blocks.append(last_paragraph())
    return [*blocks, section]
