"""Where the windows of envelopes are on a page, what always shows in them, and where a page is folded.

A folded sheet has play in its envelope. So there are two areas of the page: one is visible wherever the sheet
is, and has the address; the other is visible at some place of the sheet, and nothing else may be in it. Both
follow from the measures of envelope, window and folded sheet. Lengths are points from the page's upper left
corner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from letterforge.campaign import Stationery
from letterforge.campaign.stationery import MM

INCH = 72.0


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From its left to its right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From its top to its bottom."""
        return self.bottom - self.top

    def without(self, start: float, end: float, y: float) -> Area:
        """The same without a strip at its left, at its right, and at top and bottom."""
        return Area(self.left + start, self.top + y, self.right - end, self.bottom - y)


@dataclass(frozen=True, slots=True)
class Window:
    """The window of an envelope, as it is on the page in it."""

    always: Area
    """Visible wherever the sheet is."""
    ever: Area
    """Visible at some place of the sheet: nothing but the address may be here."""
    beside: tuple[float, float]
    """Free space in `always` at the left and at the right of the address."""
    clear: float
    """Free space above and below it."""
    least: float
    """The same where it is too high for that."""
    address: float | None
    """Where the address begins, as long as it fits below; None: at the top of the window."""
    text: float
    """Where the rest of the letter begins."""
    folds: tuple[float, ...]
    more: str = ""
    """Another choice under `[stationery]` that has room for more lines."""

    @property
    def left(self) -> float:
        """Where lines in the window begin."""
        return self.room(self.clear).left

    @property
    def width(self) -> float:
        """Of its lines."""
        return self.room(self.clear).width

    def room(self, clear: float) -> Area:
        """Where the address may be with so much free space above and below it."""
        return self.always.without(*self.beside, clear)


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope, its window, and the folded sheet in it. In one unit of length."""

    size: tuple[float, float]
    window: Area
    """From the envelope's upper left corner."""
    folded: tuple[float, float]
    """Width and height of the folded sheet."""
    head: float = 0.0
    """From the upper edge of the folded sheet down to that of its page, which may be folded lower."""

    def areas(self, unit: float) -> tuple[Area, Area]:
        """What shows wherever the sheet is, and what shows at some place, in points; `unit` in points."""
        x, y = (outer - inner for outer, inner in zip(self.size, self.folded, strict=True))
        shown, up = self.window, self.head
        always = Area(shown.left, shown.top - up, shown.right - x, shown.bottom - y - up)
        ever = Area(shown.left - x, shown.top - y - up, shown.right, shown.bottom - up)
        return _scale(always, unit), _scale(ever, unit)


def _scale(area: Area, unit: float) -> Area:
    return Area(area.left * unit, area.top * unit, area.right * unit, area.bottom * unit)


# DIN 680: DL, 110 × 220 mm; window 45 × 90 mm, 20 mm from the left and 15 mm from the lower edge. DIN 5008
# folds to 105 mm; in form A, the page begins 18 mm below the upper edge of the folded sheet.
DIN = Area(20, 50, 110, 95)
# SN 010130: C5, 162 × 229 mm; window 45 × 100 mm, 12 mm from the right and 65 mm from the lower edge.
SWISS = Area(117, 52, 217, 97)
# Makers' standard for DL in France: window 35 × 100 mm, 20 mm from the right and from the lower edge.
FRENCH = Area(100, 55, 200, 90)
# Makers' standard for No. 10: window 4½ × 1⅛ in, ⅞ in from the left and ½ in from the lower edge. The Postal
# Service requires ⅛ in between the address and all edges (Domestic Mail Manual 601, 6.3b).
US = Area(0.875, 2.5, 5.375, 3.625)
THIRD = 11 / 3


def _in_mm(
    envelope: Envelope,
    clear: tuple[float, float, float],
    text: float,
    folds: tuple[float, ...],
    address: float | None = None,
) -> Window:
    always, ever = envelope.areas(MM)
    begins = None if address is None else address * MM
    (start, end, above), marks = (space * MM for space in clear), tuple(fold * MM for fold in folds)
    return Window(always, ever, (start, end), above, above, begins, text * MM, marks)


def _in_inches(folded: float, folds: tuple[float, ...], more: str = "") -> Window:
    always, ever = Envelope((9.5, 4.125), US, (8.5, folded)).areas(INCH)
    clear, least, marks = 0.125 * INCH, 0.02 * INCH, tuple(fold * INCH for fold in folds)
    return Window(always, ever, (clear, clear), clear, least, None, 3.75 * INCH, marks, more)


WINDOWS: Mapping[str, Window] = MappingProxyType(
    {
        "din-5008-a": _in_mm(
            Envelope((220, 110), DIN, (210, 105), head=18), (5, 2, 1), 80.5, (87, 192), address=44.7
        ),
        "din-5008-b": _in_mm(
            Envelope((220, 110), DIN, (210, 105)), (5, 2, 1), 98.5, (105, 210), address=62.7
        ),
        "swiss-right": _in_mm(Envelope((229, 162), SWISS, (210, 148.5)), (2, 2, 1.5), 98, (148.5,)),
        "us-10": _in_inches(THIRD, (THIRD, 2 * THIRD), more="us-10-fold-4in"),
        "us-10-fold-4in": _in_inches(4, (4, 7.5)),
        "french-right": _in_mm(Envelope((220, 110), FRENCH, (210, 99)), (2, 2, 1), 94, (99, 198)),
    }
)
"""By the choice under `[stationery]`."""

THIRDS = {"A4": WINDOWS["din-5008-b"].folds, "Letter": WINDOWS["us-10"].folds}
"""Folds of a page whose address is in the text."""


def find_window(stationery: Stationery) -> Window | None:
    """The window that shows the inside address; None: the address is in the text."""
    return WINDOWS.get(stationery.address)


def find_edge_marks(stationery: Stationery) -> tuple[float, ...]:
    """The heights of all marks at the page's edge that the stationery has, from the top."""
    shown = find_window(stationery)
    folds = shown.folds if shown else THIRDS[stationery.page]
    middle = (stationery.page_size[1] / 2,)
    wanted = {"fold": folds, "punch": middle}
    return tuple(sorted({height for mark in stationery.marks for height in wanted[mark]}))
