"""Where a sheet shows in the window of an envelope, and where it is folded and punched.

Lengths are points from the top left corner of the page. Windows do not mirror: a letter that runs from right to left
goes into the same envelopes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from letterforge.campaign import Stationery

INCH = 72.0
MM = INCH / 25.4

LINES = 6
"""Lines of an inside address that a window is sure to show (DIN 5008: six)."""
MARK_LEFT = 5 * MM
"""From the page's edge to a mark: nearer to it many printers print nothing."""
FOLD_LENGTH, PUNCH_LENGTH = 4 * MM, 6 * MM
MARK_WIDTH = 0.25
"""Of the hairline."""


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the first page that shows in a window."""

    left: float
    """Where the lines of the address begin."""
    top: float
    """Where the first of them begins."""
    width: float
    height: float
    """Of the address, so that nothing of it is hidden however the sheet lies."""
    zone: float
    """Height of the zone above it, in the same window, for delivery and confidentiality; 0: they stand in the text."""
    flow: float
    """Where the rest of the letter begins."""
    folds: tuple[float, ...]
    """Where the sheet is folded for the envelope."""


def _din(field: float, first_fold: float) -> Window:
    # DIN 5008:2020: the field is 85 x 45 mm, 20 mm from the left, and its text 5 mm within; 17.7 mm for return address
    # and notes, 27.3 mm for the address; 8.46 mm (two lines) to the text below.
    return Window(
        left=25 * MM,
        top=(field + 17.7) * MM,
        width=80 * MM,
        height=27.3 * MM,
        zone=12.7 * MM,
        flow=(field + 45 + 8.46) * MM,
        folds=(first_fold * MM, (first_fold + 105) * MM),
    )


WINDOWS: Mapping[str, Window] = MappingProxyType(
    {
        "din-5008-a": _din(27, 87),
        "din-5008-b": _din(45, 105),
        # Envelope C5/6 (229 x 114 mm) with the Swiss window at the right, 100 x 45 mm, 12 mm from the right edge: the text
        # begins 118 mm from the left (the place that SN 010130 is known for), and stays within what shows wherever the
        # sheet, folded in three, slides.
        "swiss-right": Window(
            left=118 * MM,
            top=50 * MM,
            width=80 * MM,
            height=30 * MM,
            zone=0.0,
            flow=92 * MM,
            folds=(99 * MM, 198 * MM),
        ),
        # Envelope No. 10 (9 1/2 x 4 1/8 in), window 4 1/2 x 1 1/8 in, 7/8 in from the left and 1/2 in from the bottom;
        # 1/8 in must stay clear around the address (USPS, Domestic Mail Manual 202.5). A sheet folded in three lies on
        # the envelope's bottom, so that the window shows it from 2.04 to 3.17 in.
        "us-10": Window(
            left=1.0 * INCH,
            top=2.17 * INCH,
            width=3.375 * INCH,
            height=0.96 * INCH,
            zone=0.0,
            flow=3.85 * INCH,
            folds=(11 / 3 * INCH, 22 / 3 * INCH),
        ),
    }
)
"""By the names that `address` can have under [stationery]; `flow` is none of them."""


def window_of(stationery: Stationery) -> Window | None:
    """The window that the inside address stands in; None where it stands in the text."""
    return WINDOWS.get(stationery.address)


def address_line(stationery: Stationery, window: Window) -> float:
    """Height of a line of the address in a window: as in the text, or less where six would not fit."""
    return min(stationery.size * stationery.leading, window.height / LINES)


def fold_marks(stationery: Stationery) -> tuple[float, ...]:
    """Where the fold marks stand, from the top; none where none are asked for. Without a window, in three parts."""
    if "fold" not in stationery.marks:
        return ()
    window, height = window_of(stationery), stationery.page_size[1]
    return window.folds if window else (height / 3, height * 2 / 3)


def punch_mark(stationery: Stationery) -> float | None:
    """Where the mark for the punch stands: at half the page's height (DIN 5008); None where none is asked for."""
    return stationery.page_size[1] / 2 if "punch" in stationery.marks else None
