"""Where the windows of envelopes are on a page, and where it is folded and punched.

Lengths are points from the page's upper left corner. DIN 5008 (forms A and B) and ISO 838 (holes) are
standards; the Swiss and the American place are those where the text stays visible however the sheet slides in
its envelope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from letterforge.campaign import Stationery
from letterforge.campaign.stationery import MM
from letterforge.errors import Code, Problem

INCH = 72.0


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a page that an envelope shows."""

    left: float
    top: float
    width: float
    height: float
    notes: float
    """Height of the part at its top that is kept for delivery notes; 0: they are part of the address."""
    text: float
    """Where the rest of the letter begins."""
    folds: tuple[float, ...]


def _in_mm(*lengths: float, folds: tuple[float, ...]) -> Window:
    left, top, width, height, notes, text = (length * MM for length in lengths)
    return Window(left, top, width, height, notes, text, tuple(fold * MM for fold in folds))


WINDOWS: Mapping[str, Window] = MappingProxyType(
    {
        "din-5008-a": _in_mm(25, 27, 75, 45, 17.7, 80.5, folds=(87, 192)),
        "din-5008-b": _in_mm(25, 45, 75, 45, 17.7, 98.5, folds=(105, 210)),
        "swiss-right": _in_mm(118, 50, 80, 38, 0, 98, folds=(148.5,)),
        "us-10": Window(
            0.95 * INCH, 2.05 * INCH, 4.2 * INCH, 1.1 * INCH, 0, 3.5 * INCH, (11 / 3 * INCH, 22 / 3 * INCH)
        ),
    }
)
"""By the choice under `[stationery]`."""

SLACK = 0.5
"""By how much a text may be larger than its room in a window, in points: lengths are rounded."""
THIRDS = {"A4": WINDOWS["din-5008-b"].folds, "Letter": WINDOWS["us-10"].folds}
"""Folds of a page whose address is in the text."""


def too_large(kind: str, way: str, points: float, room: float) -> Problem:
    """The problem that `address` or `notes` is too `high` or `wide` for its room in a window, in points."""
    what = "the text above the inside address" if kind == "notes" else "the inside address"
    message = f"{what} is {_mm(points)} {way}, but the window of the envelope has room for {_mm(room)}"
    return Problem(Code.OUT_OF_WINDOW, message, "shorten it, or set a smaller size under [stationery]")


def letterhead_too_high() -> Problem:
    """The problem that a letterhead does not end above the window."""
    message = "the letterhead reaches into the window of the envelope"
    return Problem(
        Code.OUT_OF_WINDOW, message, "set a smaller letterhead_height or margin_top under [stationery]"
    )


def _mm(points: float) -> str:
    return f"{points / MM:.0f} mm"


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
