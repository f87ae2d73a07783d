"""Markers: drawings at the corners of a line (SVG 2, section 13.7), each drawn once for each corner."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from letterforge.typeset.drawings.parts import SHAPES

KEYS = ("marker", "marker-start", "marker-mid", "marker-end")
USED = re.compile(r"marker(-\w+)?\s*:[^;}]*#")
POINT = re.compile(r"\d+")


class Markers:
    """The markers of a drawing, and how many of them each line has at most."""

    def __init__(self, root: Element) -> None:
        self.all = [element for element in root.iter() if element.tag.endswith("}marker")]
        self._marked: set[Element] = set()
        if not self.all:
            return
        by_rule = any(
            USED.search("".join(each.itertext())) for each in root.iter() if each.tag.endswith("}style")
        )
        for element in root.iter():
            if by_rule or _is_marked(element):
                self._marked.update(element.iter())
        for marker in self.all:  # a marker's own lines have none
            self._marked.difference_update(marker.iter())

    def on(self, element: Element) -> int:
        """How many markers an element has."""
        if element not in self._marked or element.tag.rpartition("}")[2] not in SHAPES:
            return 0
        return 2 + sum(len(POINT.findall(element.get(key, ""))) for key in ("d", "points"))


def _is_marked(element: Element) -> bool:
    return any("#" in element.get(key, "") for key in KEYS) or bool(USED.search(element.get("style", "")))
