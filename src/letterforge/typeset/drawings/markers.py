"""Markers: drawings at the corners of a line (SVG 2, section 13.7), each drawn once for each corner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from letterforge.typeset.drawings.parts import SHAPES

KEYS = ("marker", "marker-start", "marker-mid", "marker-end")
AT_EVERY_CORNER = frozenset({"marker", "marker-mid"})
USED = re.compile(r"(marker(?:-start|-mid|-end)?)\s*:[^;}]*#")
POINT = re.compile(r"\d+")


class Markers:
    """The markers of a drawing, and how many of them each line has at most."""

    def __init__(self, root: Element) -> None:
        self.all = [element for element in root.iter() if element.tag.endswith("}marker")]
        self._at_ends: set[Element] = set()
        self._at_corners: set[Element] = set()
        if not self.all:
            return
        styles = ("".join(element.itertext()) for element in root.iter() if element.tag.endswith("}style"))
        self._mark(root, {found for style in styles for found in USED.findall(style)})
        for element in root.iter():
            self._mark(element, set(_find_used(element)))
        for marker in self.all:  # a marker's own lines have none
            self._at_ends.difference_update(marker.iter())
            self._at_corners.difference_update(marker.iter())

    def _mark(self, element: Element, keys: set[str]) -> None:
        """Lines inherit their markers."""
        if keys & AT_EVERY_CORNER:
            self._at_corners.update(element.iter())
        elif keys:
            self._at_ends.update(element.iter())

    def on(self, element: Element) -> int:
        """How many markers an element has."""
        if element.tag.rpartition("}")[2] not in SHAPES:
            return 0
        if element in self._at_corners:
            return 2 + sum(len(POINT.findall(element.get(key, ""))) for key in ("d", "points"))
        return 2 if element in self._at_ends else 0


def _find_used(element: Element) -> Iterator[str]:
    yield from (key for key in KEYS if "#" in element.get(key, ""))
    yield from USED.findall(element.get("style", ""))
