"""Stationery → the measures of its letters: every length, size and colour that more than one output uses.

Lengths are points, colours as in CSS. A measure with a number below is the same in all stationeries; change
it here, and Word, WeasyPrint and Typst follow. Sizes of type are whole half points, because Word has no
others (ECMA-376-1, 17.3.2.38): they are rounded once, here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from letterforge.campaign import Stationery
from letterforge.campaign.stationery import MM
from letterforge.typeset.coverage import find_coverage
from letterforge.typeset.plan.tightening import find_fit_step

INDENT = 18.0
"""Of one level of a list, and of a quotation from both sides."""
ARABIC = 1.2
"""Size of Arabic in PDF, as a part of that of Latin letters beside it. A Naskh is small at the same size. In
Word, Arabic has the size of Latin letters: Times New Roman, which every Word has for it, is larger."""
ARABIC_LETTER = ord("ع")
"""A typeface that has it is one for Arabic: its size is what the stationery says."""
ARABIC_LEADING = 1.25
"""Line height of Arabic, at least, as a multiple of its size: it reaches far above and below its line."""
FOOT = 9 * MM
"""Free paper below the first page's footer."""


@dataclass(frozen=True, slots=True)
class Measures:
    """How large, how far, in which colour."""

    page_width: float
    page_height: float
    margin_top: float
    margin_right: float
    margin_bottom: float
    margin_left: float
    text_width: float

    # --- type ---
    size: float
    """Of the text."""
    size_small: float
    """Of text in the margins, of the sender's lines, and of notes in a window."""
    size_note: float
    """Of footnotes, and of co-signers in many columns."""
    size_heading: float
    """Of the highest heading, and of an annex's label."""
    size_name: float
    """Of the organisation's name in the letterhead."""
    leading: float
    """Line height as a multiple of the size."""
    latin: float
    """Size of Latin letters, as a part of the text's: less than 1 in a letter in Arabic.

    In the letterhead, in a window and in margins, where there is no more room, they are of one size.
    """
    colour: str
    """Of letterhead and headings."""
    small_colour: str
    """Of the sender's lines and of text in the margins; empty: the colour of the text around."""
    leading_window: float = 1.2
    """Line height in the window of an envelope: six lines fit."""
    leading_footer: float = 1.3
    """Line height in header and footer."""
    mark_of_note: float = 0.7
    """Size of a footnote's mark, and of what is raised or lowered, as a part of the size of its text."""
    raised: float = 0.26
    """By how much letters of ordinals are raised, as a part of the size of their text: their x-height then
    ends as high as figures. Readers of PDF that use PDFium take what is higher for another line.
    """
    lowered: float = 0.14
    """By how much figures of formulas are lowered, likewise."""
    grey: str = "#808080"
    """Of lines of tables, lines across the text, and marks at the edge."""
    red: str = "#A01818"
    """Of the word over a draft."""

    first_space: float = 0.0
    """Above the first page's text, more than on the other pages."""

    # --- between the parts of a letter ---
    spacing: float = 6.0
    """Between two paragraphs, and below every part that has no space of its own."""
    below_date: float = 12.0
    below_note: float = 3.0
    """Of delivery or confidentiality."""
    below_address: float = 12.0
    below_subject: float = 12.0
    above_closing: float = 12.0
    below_closing: float = 6.0
    above_cosigners: float = 12.0
    below_cosigner: float = 2.0
    below_country: float = 6.0
    """Below the last co-signer of a country."""
    above_after: float = 12.0
    """Above contact, enclosures and copies."""
    below_annex_label: float = 12.0
    between_signatures: float = 12.0
    """Between two rows of them."""
    between_signatories: float = 18.0
    """Between two of them side by side."""

    # --- text ---
    indent: float = INDENT
    below_entry: float = 3.0
    """Below an entry of a list, and between what is in one."""
    hair: float = 0.5
    """A thin line."""
    below_head: float = 1.0
    """The line below a table's head."""
    cell_padding: float = 3.0
    column_gap: float = 18.0
    """Between two columns of co-signers."""
    hang: float = 9.0
    """By how much the first line of a co-signer begins before the others."""
    above_footnotes: float = 12.0
    """Above the line over a page's footnotes."""
    note_rule: float = 144.0
    """Length of that line, as Word draws it, in the colour of the text."""
    below_note_rule: float = 4.5
    """From that line to the first note: clear of Arabic ascenders and of raised numbers."""
    below_footnote: float = 2.0
    beside_note: float = 3.0
    """Between a footnote's number and its words."""
    underline: float = 0.5
    underline_offset: float = 2.0

    # --- letterhead ---
    letterhead_height: float = 0.0
    """Of a single picture."""
    logo_gap: float = 18.0
    """Between two pictures side by side."""
    signature_height: float = 0.0
    """Above every signatory's name: of the picture, or of the room to sign by hand."""
    letterhead_padding: float = 6.0
    """Above the line under the letterhead."""
    letterhead_rule: float = 0.75
    """Width of that line; a double one is three times as high."""
    below_letterhead: float = 18.0
    """From a single line to the letter."""
    tracking: float = 0.0
    """Added between the letters of the organisation's name."""
    bar: float = 2.0
    bar_width: float = 28 * MM

    # --- marks at the edge ---
    mark_left: float = 5 * MM
    """Many printers print nothing nearer to the edge."""
    mark_length: float = 5 * MM
    mark: float = 0.25
    """Width of the line."""

    @property
    def double_rule(self) -> float:
        """Height of a double line under the letterhead.

        The letter begins at the same place below any line.
        """
        return 3 * self.letterhead_rule

    @property
    def below_double(self) -> float:
        """From a double line to the letter."""
        return self.below_letterhead - 2 * self.letterhead_rule

    @property
    def above_bar(self) -> float:
        """Above a bar under the letterhead. The bar ends where a single line would."""
        return self.letterhead_padding + self.letterhead_rule - self.bar

    @property
    def size_mark(self) -> float:
        """Of a footnote's mark in the text."""
        return self.size * self.mark_of_note

    @property
    def beside_bar(self) -> float:
        """On either side of a bar in the middle."""
        return (self.text_width - self.bar_width) / 2

    @property
    def beside_note_rule(self) -> float:
        """What the line over footnotes leaves of the text's width."""
        return max(0.0, self.text_width - self.note_rule)

    @property
    def margin_line(self) -> float:
        """Height of a line in header or footer."""
        return self.size_small * self.leading_footer

    def in_latin(self, points: float) -> float:
        """The size of Latin letters within text of a size."""
        return round_size(points * self.latin)

    def first_bottom(self, lines: int) -> float:
        """The bottom margin of a first page with so many lines in its footer."""
        height = lines * self.margin_line + 2 * FOOT
        return max(self.margin_bottom, height) if lines else self.margin_bottom

    def line_in_margin(self, margin: float) -> float:
        """From the page's edge to a line in the middle of a margin."""
        return max(0.0, (margin - self.margin_line) / 2)

    def below_footer(self, lines: int) -> float:
        """From so many lines in the first page's footer to the page's edge; they are in the middle, too."""
        return (self.first_bottom(lines) - lines * self.margin_line) / 2

    def logos_height(self, ratios: Sequence[float]) -> float:
        """The height at which several pictures fit side by side within the margins.

        `ratios` are theirs, width by height.
        """
        if not ratios:
            return self.letterhead_height
        # A point less than there is, or rounding puts the last one on a line of its own.
        room = self.text_width - self.logo_gap * (len(ratios) - 1) - 1
        return min(self.letterhead_height, room / sum(ratios))


def round_size(points: float) -> float:
    """A size of type as Word can have it: whole half points, halves of them upwards."""
    return math.floor(points * 2 + 0.5) / 2


BETWEEN_PARTS = (
    *("below_date", "below_note", "below_address", "below_subject", "above_closing", "below_closing"),
    *("above_cosigners", "below_country", "above_after", "below_annex_label", "between_signatures"),
    "below_entry",
)
"""Spaces that become smaller where a letter is tightened, as that between paragraphs does."""


def measure_stationery(stationery: Stationery, *, rtl: bool = False) -> Measures:
    """The measures of a stationery, tightened where its letters are. `rtl`: of letters from right to left."""
    m = _measure(stationery, rtl=rtl)
    tight = find_fit_step(stationery).spacing
    return replace(m, **{name: getattr(m, name) * tight for name in BETWEEN_PARTS}) if tight < 1 else m


def _measure(stationery: Stationery, *, rtl: bool) -> Measures:
    width, height = stationery.page_size
    latin = round_size(stationery.size)
    is_larger = rtl and ARABIC_LETTER not in find_coverage(stationery.face)
    size = round_size(latin * ARABIC) if is_larger else latin
    size_name = round_size(latin * 1.35)
    return Measures(
        page_width=width,
        page_height=height,
        margin_top=stationery.margin_top,
        margin_right=stationery.margin_right,
        margin_bottom=stationery.margin_bottom,
        margin_left=stationery.margin_left,
        text_width=stationery.text_width,
        size=size,
        size_small=round_size(latin * 0.8),
        size_note=round_size(size * 0.85),
        size_heading=round_size(size * 1.15),
        size_name=size_name,
        leading=max(stationery.leading, ARABIC_LEADING) if is_larger else stationery.leading,
        latin=latin / size,
        colour=stationery.colour,
        small_colour=stationery.small_colour,
        spacing=stationery.spacing,
        letterhead_height=stationery.letterhead_height,
        signature_height=stationery.signature_height,
        first_space=_first_space(stationery),
        # The letters of Arabic are joined: space between them would tear them apart.
        tracking=0.0 if rtl else stationery.tracking * size_name,
    )


def _first_space(stationery: Stationery) -> float:
    first = stationery.first_margin_top
    # A window says itself where the text below it begins.
    return 0.0 if first is None or stationery.address != "flow" else max(0.0, first - stationery.margin_top)


def list_measures(measures: Measures) -> dict[str, float | str]:
    """All measures by their names, those that follow from others too."""
    own = {field.name: getattr(measures, field.name) for field in fields(measures)}
    derived = ("double_rule", "below_double", "above_bar", "size_mark", "beside_bar", "beside_note_rule")
    return own | {name: getattr(measures, name) for name in derived}
