"""The size that a drawing gives itself (SVG 2, section 8.2) → its proportions."""

from __future__ import annotations

import math
import re
from xml.etree.ElementTree import Element

from letterforge.typeset.drawings.fault import BadDrawingError

LENGTH = re.compile(
    r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(px|pt|pc|mm|cm|in|q|em|ex|rem|%)?\s*", re.I
)
UNITS = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
    "q": 96 / 101.6,
}
UNITS |= {"em": 16.0, "rem": 16.0, "ex": 8.0}
"""In pixels of CSS (css-values-4, 6.2); of relative ones about as much."""
LARGEST = 1e6
SMALLEST = 1e-3
"""A side, in pixels of CSS."""
LONGEST = 200.0
"""The longer side by the shorter: a line across a page, a point high."""


def measure_ratio(root: Element) -> float:
    """Width divided by height. Raises BadDrawingError where it has no size, or one outside the limits."""
    box = _box(root)
    width, height = (_length(root.get(side)) for side in ("width", "height"))
    if box is None and (width is None or height is None):
        raise BadDrawingError("does not have a size: add a viewBox")
    sides = [width, height]
    if box is not None:
        ratio = box[0] / box[1]
        if width is None and height is None:
            sides = [box[0], box[1]]
        sides = [sides[0] or (sides[1] or 0.0) * ratio, sides[1] or (sides[0] or 0.0) / ratio]
    for side in (*sides, *(box or ())):
        if side is None or not SMALLEST <= side <= LARGEST:
            raise BadDrawingError("is not a valid SVG: its size cannot be drawn")
    ratio = (sides[0] or 0.0) / (sides[1] or 1.0)
    longest = [ratio, 1 / ratio]
    if box is not None:
        longest += [box[0] / box[1], box[1] / box[0]]
    if max(longest) > LONGEST:
        raise BadDrawingError(f"is more than {LONGEST:.0f} times as long on one side as on the other")
    return ratio


def _box(root: Element) -> tuple[float, float] | None:
    value = root.get("viewBox")
    if value is None:
        return None
    numbers = [_length(number) for number in re.split(r"[\s,]+", value.strip())]
    if len(numbers) != 4 or None in numbers:
        raise BadDrawingError("is not a valid SVG: its viewBox cannot be read")
    width, height = numbers[2] or 0.0, numbers[3] or 0.0
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise BadDrawingError("is not a valid SVG: its size cannot be drawn")
    return width, height


def _length(value: str | None) -> float | None:
    """A length in pixels of CSS; None where the size is left open."""
    if value is None or value.strip() in {"", "auto"}:
        return None
    found = LENGTH.fullmatch(value)
    if found is None:
        raise BadDrawingError("is not a valid SVG: its size cannot be read")
    if found[2] == "%":
        return None
    number = float(found[1]) * UNITS[(found[2] or "").lower()]
    return number if math.isfinite(number) else math.inf
