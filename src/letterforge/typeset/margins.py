"""What stands in the margins of a PDF: its type, and the room that it takes."""

from __future__ import annotations

from letterforge.campaign import Stationery
from letterforge.campaign.stationery import MM

SMALL = 0.8
"""Size of what stands in the margins, as a part of the text's."""
FOOTER_LEADING = 1.3
FOOT = 9 * MM
"""Free paper below the first page's footer, in points."""


def first_bottom(stationery: Stationery, lines: int) -> float:
    """The bottom margin of a first page with so many lines in its footer, in points."""
    height = lines * stationery.size * SMALL * FOOTER_LEADING + 2 * FOOT
    return max(stationery.margin_bottom, height) if lines else stationery.margin_bottom
