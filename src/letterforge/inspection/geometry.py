"""Where a PDF prints: nothing over the edge of its text area, and no text over another.

PDFium is asked for stretches of text, one for each piece of a line in one style, not for every letter: some
sixty on a page, in a tenth of a millisecond.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import pypdfium2
from pypdfium2 import raw

from letterforge.campaign import STYLE_SHEET, Campaign
from letterforge.typeset.plan.measures import measure_stationery
from letterforge.typeset.plan.scripts import is_turned
from letterforge.typeset.plan.windows import find_window

Box: TypeAlias = tuple[float, float, float, float]
"""Top, bottom, left, right of what is printed, in points from the page's lower left corner."""

OVERHANG = 0.5
"""How far a line may reach over the edge, in sizes of type: a space at its end has no ink."""
OVERLAP, DEEP = 2.0, 0.3
"""Text is over another from so many points of width on, and from such a part of the lower one's height."""
REACH, DEEP_REACH = 24.0, 0.6
"""The same in scripts that run from right to left: their letters reach far over and under each other."""
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SHOWN = 40
"""Characters of a text that a message quotes."""
DRAWN = frozenset({raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING})


@dataclass(frozen=True, slots=True)
class PrintArea:
    """Where a letter may print, in points from a page's left edge."""

    left: float
    right: float
    first_left: float
    """The same on the first page, which may have a window."""
    first_right: float
    slack: float
    marks: float
    """Where the marks at the page's edge end."""
    is_free: bool
    """Whether a style sheet of the campaign may put anything anywhere on the page."""
    own: tuple[frozenset[Box], frozenset[Box]] = field(default=(frozenset(), frozenset()))
    """Texts of a letterhead in PDF, on the first page and on the others, which are where they are meant."""

    def limits(self, number: int) -> tuple[float, float]:
        """Between which nothing is over the edge, on a page by its number from 0."""
        left, right = (self.left, self.right) if number else (self.first_left, self.first_right)
        return left - self.slack, right + self.slack


def measure_area(campaign: Campaign) -> PrintArea:
    """Where the letters of a campaign may print."""
    s = campaign.stationery
    m = measure_stationery(s)
    left, right = m.margin_left, m.page_width - m.margin_right
    shown = find_window(s)
    is_free = s.css is not None or _has_rules(s.style / STYLE_SHEET)
    if is_free:
        left, right = 0.0, m.page_width
    first = (min(left, shown.always.left), max(right, shown.always.right)) if shown else (left, right)
    own = _read_letterhead(campaign)
    return PrintArea(left, right, *first, m.size * OVERHANG, m.mark_left + m.mark_length + 1, is_free, own)


def _has_rules(sheet: Path) -> bool:
    """Whether a style sheet has more than comments."""
    return sheet.is_file() and bool(
        COMMENT.sub("", sheet.read_text(encoding="utf-8", errors="replace")).strip()
    )


def _read_letterhead(campaign: Campaign) -> tuple[frozenset[Box], frozenset[Box]]:
    path = campaign.stationery.letterhead_pdf
    if path is None:
        return frozenset(), frozenset()
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        # Each is held by its name: PDFium closes a text page with the object that has it.
        read = [document[number].get_textpage() for number in range(min(2, len(document)))]
        pages = [frozenset(_list_texts(text.raw)) for text in read]
    finally:
        document.close()
    return (pages[0], pages[1] if len(pages) > 1 else frozenset())


def find_misplaced(
    page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, drawn: Iterable[Any], number: int, area: PrintArea
) -> str:
    """What is wrong with where a page prints, as the end of a sentence; empty: nothing.

    `drawn`: its objects that are no text. `number` of the page, from 0.
    """
    own = area.own[min(number, 1)]
    texts = _list_texts(text.raw)
    if own:
        texts = [box for box in texts if not any(_is_same(box, other) for other in own)]
    low, high = area.limits(number)
    where, height = f"(page {number + 1})", page.get_height()
    for box in texts:
        top, bottom, left, right = box
        if left < low or right > high or bottom < 0 or top > height:
            return f'prints "{_read(text, box)}" over the edge of its text area {where}'
    if not area.is_free:
        for box, other in _find_overlaps(texts):
            if _is_reach(text, box, other):
                continue
            over, under = _read(text, box), _read(text, other)
            # PDFium has words with signs above or below in pieces, of which one is over another.
            if not any(unicodedata.category(sign) == "Mn" for sign in over + under):
                return f'prints "{over}" over "{under}" {where}'
        if not own and any(_is_outside(sides, low, high, area.marks) for sides in _list_sides(drawn)):
            return f"has a line or a picture over the edge of its text area {where}"
    return ""


def _list_texts(text: Any) -> list[Box]:
    """Where the stretches of text of a page are."""
    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    places = [ctypes.byref(place) for place in (left, top, right, bottom)]
    found = []
    for index in range(raw.FPDFText_CountRects(text, 0, -1)):
        raw.FPDFText_GetRect(text, index, *places)
        found.append((top.value, bottom.value, left.value, right.value))
    return found


def _list_sides(drawn: Iterable[Any]) -> Iterator[tuple[float, float]]:
    """Left and right of each line, area and raster."""
    sides = [ctypes.c_float() for _ in range(4)]
    left, _, right, _ = sides
    places = [ctypes.byref(side) for side in sides]
    for item in drawn:
        if raw.FPDFPageObj_GetType(item) in DRAWN and raw.FPDFPageObj_GetBounds(item, *places):
            yield left.value, right.value


def _is_outside(sides: tuple[float, float], low: float, high: float, marks: float) -> bool:
    left, right = sides
    return right > high or (left < low and right > marks)


def _find_overlaps(texts: Sequence[Box]) -> Iterator[tuple[Box, Box]]:
    """Pairs of texts of which one is over the other, from the top of the page."""
    ordered = sorted(texts, reverse=True)
    for index, box in enumerate(ordered):
        top, bottom, left, right = box
        for other in ordered[index + 1 :]:
            if other[0] <= bottom:
                break
            wide = min(right, other[3]) - max(left, other[2])
            if wide > OVERLAP:
                low = max(bottom, other[1])
                deep = min(top, other[0]) - low
                if deep > DEEP * min(top - bottom, other[0] - other[1]):
                    yield box, other


def _is_reach(text: pypdfium2.PdfTextPage, box: Box, other: Box) -> bool:
    """Whether it is only the letters of a Naskh that reach over their neighbours, or over the next line."""
    wide = min(box[3], other[3]) - max(box[2], other[2])
    deep = min(box[0], other[0]) - max(box[1], other[1])
    is_small = wide < REACH or deep < DEEP_REACH * min(box[0] - box[1], other[0] - other[1])
    return is_small and (is_turned(_read(text, box)) or is_turned(_read(text, other)))


def _is_same(box: Box, other: Box) -> bool:
    return all(abs(one - two) < OVERLAP for one, two in zip(box, other, strict=True))


def _read(text: pypdfium2.PdfTextPage, box: Box) -> str:
    top, bottom, left, right = box
    words = " ".join(text.get_text_bounded(left, bottom, right, top).split())
    return words if len(words) <= SHOWN else f"{words[:SHOWN].rstrip()}…"
