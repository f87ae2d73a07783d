"""The parts above and below a letter's body, in the order of its language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from letterforge.campaign import Campaign
from letterforge.model import OPENING, CosignerList, Letter, Run, Signature
from letterforge.typeset.docx.body import WordWriter
from letterforge.typeset.docx.sections import make_last_paragraph, set_in_columns
from letterforge.typeset.docx.signing import Inked, make_signature_block
from letterforge.typeset.docx.wml import is_table, keep_with_next, make_frame, set_size
from letterforge.typeset.plan.flow import MANY_COLUMNS
from letterforge.typeset.plan.in_window import place_in_window
from letterforge.typeset.plan.measures import Measures, measure_stationery, round_size
from letterforge.typeset.plan.parts import IN_WINDOW, LetterPart, Role, list_parts
from letterforge.word.markup import Element

STYLES: Mapping[Role, str] = MappingProxyType(
    {
        "dateline": "Date",
        "reference": "ReferenceLine",
        "delivery": "Delivery",
        "confidentiality": "Confidentiality",
        "return_address": "ReturnAddress",
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
ABOVE = frozenset((*OPENING, "return_address"))
END = frozenset({"closing", "signatures"})
"""Parts that are kept with the end of the body."""
BELOW = frozenset({"contact", "enclosures", "copies", "annex"})


@dataclass(frozen=True, slots=True)
class DocumentBody:
    """Sets all parts of a letter in order."""

    campaign: Campaign
    measures: Measures
    writer: WordWriter
    width: float
    """Of the text, in points."""
    first_space: float
    """Above the first line that is not in a window, in points."""
    draw: Callable[[Signature, float], Inked]
    """Makes what is shown for an inked signature, no wider than so many points."""

    def blocks(self, letter: Letter, section: Element) -> list[Element]:
        """All of the document's body; the last element is its last section."""
        found = list_parts(letter, self.campaign)
        opening = self._opening([part for part in found if part.role in ABOVE], rtl=letter.rtl)
        main = [element for part in found if part.role == "body" for element in self._set(part, letter)]
        end = [element for part in found if part.role in END for element in self._set(part, letter)]
        if main and end:
            keep_with_next(main[-1])
        above = [*opening, *main, *end]
        listed = letter.cosigners
        if listed is None or not any(part.role == "cosigners" for part in found):
            return _finish([*above, *self._below(found, letter)], section)
        if listed.heading:
            above.append(self.writer.paragraph("CosignerHeading", (Run(listed.heading),)))
        names = list(self._cosigners(listed))
        below = self._below(found, letter)
        if below and is_table(below[-1]):
            below.append(make_last_paragraph())
        return set_in_columns(above, names, below, section, self.measures, listed.columns)

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

    def _opening(self, above: Sequence[LetterPart], *, rtl: bool) -> list[Element]:
        """The parts above the body, those in the window of an envelope each with its place on the page."""
        has_window = self.campaign.stationery.address != "flow"
        framed = [part for part in above if has_window and part.role in IN_WINDOW]
        in_frame = iter(self._in_window(framed, rtl=rtl))
        written: list[Element] = []
        space = self.first_space
        for part in above:
            if part in framed:
                written.append(next(in_frame))
            else:
                written.append(self.writer.paragraph(STYLES[part.role], part.line, space))
                space = 0.0
        return written

    def _in_window(self, parts: Sequence[LetterPart], *, rtl: bool) -> Iterator[Element]:
        """Parts in the window of an envelope, which have one place on the page together.

        It is written into the paragraphs: LibreOffice ignores a place in their style.
        """
        if not parts:
            return
        placed = place_in_window(parts, self.campaign.stationery, rtl=rtl)
        latin = measure_stationery(self.campaign.stationery, rtl=rtl).latin
        for part in parts:
            frame = make_frame(placed.left, placed.top, placed.width, placed.bottom - placed.top)
            paragraph = self.writer.paragraph(STYLES[part.role], part.line, 0.0, frame)
            size = placed.size_of(part)
            # Arabic has the size of Latin letters in Word (`Measures.latin`), on lines of the same height.
            line, below = size * placed.leading, placed.space_below(part)
            set_size(paragraph, round_size(size * latin), line, below)
            yield paragraph

    def _signatures(self, letter: Letter) -> list[Element]:
        m, write = self.measures, self.writer.paragraph
        return make_signature_block(letter.signatures, self.width, m, write, self.draw, rtl=letter.rtl)

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


def _finish(blocks: list[Element], section: Element) -> list[Element]:
    if blocks and is_table(blocks[-1]):
        blocks.append(make_last_paragraph())
    return [*blocks, section]
