"""How far a drawing goes outside its own page: far outside, the library that draws it crashes.

Found by trying: with coordinates a thousand pages away one drawing in a hundred ended the process, with those
a hundred pages away none of three thousand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from letterforge.typeset.drawings.parts import GEOMETRY

FAR = 20.0
"""Pages."""
FAR_IN_ALL = 2_000.0
"""Pages that the outline of one shape goes through, where each of its steps begins at the end of the last."""
STYLED = re.compile(r"(?<![#\w.])\d+(?:\.\d+)?(?:e\+?\d+)?", re.I)
NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.I)
SIGNED = re.compile(rf"[-+]?{NUMBER.pattern}", re.I)
PATHS = frozenset({"d", "points"})


def is_far(root: Element) -> bool:
    """Whether anything in a drawing may be far from its page, by its numbers and transformations."""
    page = max(_numbers(root.get("viewBox") or f"{root.get('width')} {root.get('height')}"), default=0.0)
    if any(element.tag.endswith(("}svg", "}symbol")) and element is not root for element in root.iter()):
        return True  # with pages of their own
    enlarged = 1.0
    for element in root.iter():
        for key in ("transform", "gradientTransform", "patternTransform"):
            enlarged *= _measure_enlargement(element.get(key, ""))
        if enlarged > FAR:
            return True
    return any(_is_far(element, page / enlarged) for element in root.iter())


def _is_far(element: Element, page: float) -> bool:
    styles = element.get("style", ""), (element.text or "") if element.tag.endswith("}style") else ""
    if any(float(number) > FAR * page for style in styles for number in STYLED.findall(style)):
        return True
    for key, value in element.attrib.items():
        if key in GEOMETRY and key != "viewBox":
            numbers = list(_numbers(value))
            if max(numbers, default=0.0) > FAR * page:
                return True
            if key in PATHS and sum(numbers) > FAR_IN_ALL * page:
                return True
    return False


def _numbers(value: str) -> Iterator[float]:
    return map(float, NUMBER.findall(value))


def _measure_enlargement(transform: str) -> float:
    """By how much a transformation enlarges at most; how far it moves counts with the other numbers."""
    enlarged = 1.0
    for name, arguments in re.findall(r"(\w+)\s*\(([^)]*)", transform):
        numbers = [float(number) for number in SIGNED.findall(arguments)]
        if name == "matrix":
            enlarged *= max(1.0, _largest(numbers))
        elif name == "scale":
            enlarged *= max(1.0, *map(abs, numbers))
        elif name.startswith("skew"):
            enlarged *= FAR * 2
    return enlarged


def _largest(matrix: Sequence[float]) -> float:
    """The larger singular value of a matrix: by how much it enlarges at most."""
    if len(matrix) < 4:
        return FAR * 2
    a, b, c, d = matrix[:4]
    squares, area = a * a + b * b + c * c + d * d, a * d - b * c
    return math.sqrt((squares + math.sqrt(max(0.0, squares * squares - 4 * area * area))) / 2)
