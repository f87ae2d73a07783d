"""Limits for elements of filters, patterns and masks (Filter Effects 1; SVG 2, section 14)."""

from __future__ import annotations

import math
import re
from xml.etree.ElementTree import Element

from letterforge.typeset.drawings.fault import BadDrawingError
from letterforge.typeset.drawings.parts import PRIMITIVES

MOST_OCTAVES = 8
"""Of noise: more are finer than any dot."""
WIDEST_KERNEL = 9
"""Of a convolution, to each side."""
LARGEST_REGION = 10.0
"""Of a filter, mask or pattern, as a multiple of what it applies to."""
UNITS = {"pattern": "patternUnits", "filter": "filterUnits", "mask": "maskUnits"}
DASHES = "stroke-dasharray"
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")


def require_modest(element: Element, name: str) -> bool:
    """Whether an element is slow to draw. Raises BadDrawingError for one beyond the limits."""
    if name == "feTurbulence" and _greatest(element, "numOctaves") > MOST_OCTAVES:
        raise BadDrawingError(f"has noise (feTurbulence) with more than {MOST_OCTAVES} octaves")
    if name == "feConvolveMatrix" and _greatest(element, "order") > WIDEST_KERNEL:
        raise BadDrawingError(f"has a filter (feConvolveMatrix) wider than {WIDEST_KERNEL}")
    if name in UNITS:
        _require_region(element, name)
    style = "".join(element.itertext()) if name == "style" else element.get("style", "")
    is_dashed = DASHES in style or element.get(DASHES, "none") != "none"
    return name in PRIMITIVES | {"mask", "pattern", "filter", "marker"} or is_dashed


def _require_region(element: Element, name: str) -> None:
    """Raise BadDrawingError for a region many times as large as what is drawn.

    Where it is in units of the drawing, its size is not known here; slow drawings are tried anyway.
    """
    is_relative = element.get(UNITS[name], "objectBoundingBox") != "userSpaceOnUse"
    for side in ("x", "y", "width", "height"):
        value = element.get(side, "").strip()
        number = _number(value)
        if value.endswith("%"):
            number /= 100
        elif not is_relative:
            continue
        if not abs(number) <= LARGEST_REGION:
            raise BadDrawingError(f"has a {name} that is much larger than the shape that it belongs to")


def _greatest(element: Element, attribute: str) -> float:
    value = element.get(attribute, "")
    return max((_number(number) for number in re.split(r"[\s,]+", value) if number), default=0.0)


def _number(value: str) -> float:
    found = NUMBER.match(value)
    number = float(found[0]) if found else 0.0
    return number if math.isfinite(number) else math.inf
