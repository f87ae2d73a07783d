"""A drawing → whether letters can use it: it needs no other file, and is drawn in limited time and memory."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from letterforge.typeset.drawings import filters
from letterforge.typeset.drawings.fault import BadDrawingError
from letterforge.typeset.drawings.parts import (
    FETCHING_ATTRIBUTES,
    FOREIGN_REFUSED,
    GEOMETRY,
    KNOWN,
    NEVER,
    REFERRING,
    UNREAD,
)
from letterforge.typeset.drawings.reach import is_far
from letterforge.typeset.drawings.reading import SVG, parse_svg, remove_doctype
from letterforge.typeset.drawings.references import (
    MOST_PIXELS,
    StyleReferences,
    add_rules,
    find_references,
    parse_fragment,
    require_embedded_raster,
)
from letterforge.typeset.drawings.size import measure_ratio
from letterforge.typeset.drawings.work import count_letters, measure_work

__all__ = ["BadDrawingError", "SvgDrawing", "require_fit"]

MOST_LETTERS = 10_000
XML = "http://www.w3.org/XML/1998/namespace"
WILD = re.compile(r"(?i)(?<![.\d])\d{9,}|e\+?0*\d{2,}|\bnan\b|\binf(inity)?\b|e\+?0*[89]")
"""A number of a hundred million or more, or none."""


@dataclass(frozen=True, slots=True)
class SvgDrawing:
    """A drawing that may be drawn."""

    content: bytes
    ratio: float
    """Width divided by height."""
    has_text: bool
    """Whether it has type, which each program sets in the typefaces that it finds."""
    is_heavy: bool
    """Whether it could take long, or crash the process that draws it: it is drawn in one of its own."""


def require_fit(content: bytes) -> SvgDrawing:
    """A drawing from its bytes. Raises BadDrawingError where it refers to anything outside itself, or costs
    too much.

    Of addresses only `#fragment` is allowed, and a PNG or JPEG that is written out (`data:`), by `image`
    alone.
    """
    root = parse_svg(content)
    looker = _ElementChecker()
    for element in root.iter():
        looker.look(element)
    work = measure_work(root, looker.references, looker.rules)
    is_heavy = work.is_heavy or looker.is_heavy or is_far(root)
    return SvgDrawing(remove_doctype(content), measure_ratio(root), looker.has_text, is_heavy)


class _ElementChecker:
    """Checks each element of a drawing, and keeps what it refers to."""

    def __init__(self) -> None:
        self.references: dict[Element, set[str]] = {}
        self.rules = StyleReferences()
        self.is_heavy = self.has_text = False
        self._pixels = self._letters = 0

    def look(self, element: Element) -> None:
        namespace, _, name = element.tag.rpartition("}")
        namespace = namespace.removeprefix("{")
        is_ours = namespace in {SVG, ""}
        if name in NEVER or namespace in FOREIGN_REFUSED or (is_ours and name not in KNOWN):
            raise BadDrawingError(f"has an element that letters cannot have: <{name[:40]}>")
        found: set[str] = set()
        for key, value in element.attrib.items():
            found |= self._attribute(name, key, value, is_ours=is_ours)
        if name == "style":
            add_rules("".join(element.itertext()), self.rules)
        self._letters += (letters := count_letters(element))
        self.has_text |= bool(letters) and bool("".join(element.itertext()).strip())
        if self._letters > MOST_LETTERS:
            raise BadDrawingError(f"has more than {MOST_LETTERS:,} characters of text")
        if is_ours:
            self.is_heavy |= filters.require_modest(element, name)
        if found:
            self.references[element] = found

    def _attribute(self, element: str, key: str, value: str, *, is_ours: bool) -> set[str]:
        namespace, _, name = key.rpartition("}")
        lower = name.casefold()
        if lower == "href":
            return self._href(element, value)
        if namespace == f"{{{XML}" and lower == "base":
            raise BadDrawingError("sets another address for its links (xml:base)")
        if namespace or not is_ours:
            return set()
        if lower.startswith("on") or lower in FETCHING_ATTRIBUTES:
            raise BadDrawingError(f"has an attribute that letters cannot have: {name[:40]}")
        if lower in REFERRING and "#" in value and "(" not in value:
            return {value.rpartition("#")[2].strip("\"' ")}
        if name in GEOMETRY and WILD.search(value):
            raise BadDrawingError(f"has a number that cannot be drawn, in {name}")
        is_read = name not in UNREAD and not lower.startswith(("data-", "aria-"))
        return find_references(value) if is_read else set()

    def _href(self, element: str, value: str) -> set[str]:
        if element == "image" and not value.strip().startswith("#"):
            self._pixels += require_embedded_raster(value)
            self.is_heavy = True
            if self._pixels > MOST_PIXELS:
                millions = MOST_PIXELS // 1_000_000
                raise BadDrawingError(f"contains pictures of more than {millions} million pixels")
            return set()
        found = parse_fragment(value)
        return set() if element == "a" else found  # a link is not drawn
