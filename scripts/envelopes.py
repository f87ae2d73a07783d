"""Envelopes with windows, by their makers' and posts' measures, and what shows through them of a page."""

from __future__ import annotations

from itertools import product

import pypdfium2
from PIL import Image

MM, INCH = 72 / 25.4, 72.0
DPI = 144

# Size of the envelope; window from its left, top, to its right, bottom; size of the folded sheet; how far the
# page begins below the upper edge of the folded sheet; free space that there must be.
ENVELOPES = {
    "din-5008-a": (MM, (220, 110), (20, 50, 110, 95), (210, 105), 18, 0.5),
    "din-5008-b": (MM, (220, 110), (20, 50, 110, 95), (210, 105), 0, 0.5),
    "swiss-right": (MM, (229, 162), (117, 52, 217, 97), (210, 148.5), 0, 1),
    "us-10": (INCH, (9.5, 4.125), (0.875, 2.5, 5.375, 3.625), (8.5, 11 / 3), 0, 0.125),
    "us-10-fold-4in": (INCH, (9.5, 4.125), (0.875, 2.5, 5.375, 3.625), (8.5, 4), 0, 0.125),
    "french-right": (MM, (220, 110), (100, 55, 200, 90), (210, 99), 0, 0.5),
}


def list_views(name: str) -> list[tuple[float, float, float, float]]:
    """What of the page shows, in points, where the sheet is at each end of its travel."""
    unit, size, window, folded, head, _ = ENVELOPES[name]
    travel = [(0.0, outer - inner) for outer, inner in zip(size, folded, strict=True)]
    left, top, right, bottom = window
    return [
        tuple(unit * length for length in (left - x, top - head - y, right - x, bottom - head - y))
        for x, y in product(*travel)
    ]


def find_view_faults(name: str, content: bytes, *, is_near_edge: bool = False) -> list[str]:
    """What is wrong with a page behind a window: other ink than the address's shows, or not all of it does.

    `is_near_edge`: the free space may be less than the post requires.
    """
    unit, *_, clear = ENVELOPES[name]
    page = _draw(content)
    seen = [_ink(page, view) for view in list_views(name)]
    faults = [] if all(seen) else ["nothing shows"]
    if len(set(seen)) > 1:
        faults.append(f"not the same shows at each end: {seen}")
    space = 0.5 if is_near_edge else clear * unit - 1.0
    for ink, (left, top, right, bottom) in zip(seen, list_views(name), strict=True):
        if ink and not (left + space <= ink[0] and top + space <= ink[1]):
            faults.append(f"too near to the upper or left edge: {ink} in {(left, top, right, bottom)}")
        if ink and not (ink[2] <= right - space and ink[3] <= bottom - space):
            faults.append(f"too near to the lower or right edge: {ink} in {(left, top, right, bottom)}")
    return faults


def read_window(name: str, content: bytes) -> str:
    """The text that shows wherever the sheet is."""
    views = list_views(name)
    left, top = (max(view[at] for view in views) for at in (0, 1))
    right, bottom = (min(view[at] for view in views) for at in (2, 3))
    document = pypdfium2.PdfDocument(content)
    try:
        page = document[0]
        high = page.get_height()
        return page.get_textpage().get_text_bounded(left, high - bottom, right, high - top)
    finally:
        document.close()


def _draw(content: bytes) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    try:
        return document[0].render(scale=DPI / 72).to_pil().convert("L").point(lambda grey: grey < 200 and 255)
    finally:
        document.close()


def _ink(page: Image.Image, view: tuple[float, float, float, float]) -> tuple[float, ...] | None:
    """The box of all ink that shows, in points on the page, rounded to a pixel."""
    corner = [round(length * DPI / 72) for length in view]
    corner[0], corner[2] = max(0, corner[0]), min(page.width, corner[2])
    found = page.crop(corner).getbbox()
    if found is None:
        return None
    return tuple((corner[at % 2] + found[at]) * 72 / DPI for at in range(4))
