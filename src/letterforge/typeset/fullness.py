"""A PDF → how full its last page is."""

from __future__ import annotations

import ctypes
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from letterforge.campaign import Stationery

CONTENTS = re.compile(rb"/Type/Page/[^>]*?/Contents (\d+) 0 R")
"""A page in a PDF by Typst, and the number of what is drawn on it."""
LINE = re.compile(rb"q 1 0 0 -1 [\d.]+ ([\d.]+) cm[^\n]*\nBT")
"""A text in it, and the height of its base line on the page."""
EDGE = 2.0
"""By how much text may reach out of the text area and still be in it, in points."""
FULL = 0.5
"""A page whose text reaches lower than this part of it has more than a few lines: no need to count them."""


@dataclass(frozen=True, slots=True)
class Fullness:
    """How full a page is, as parts of the height of its text area."""

    lines: float
    """What lines of text fill, without the space between paragraphs and the room to sign."""
    reach: float
    """From its top to its lowest line."""


def measure_last_page(pdf: bytes, stationery: Stationery) -> Fullness:
    """How full the last page of a PDF is."""
    if _is_surely_full(pdf, stationery):
        return Fullness(1.0, 1.0)
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[len(document) - 1]
        high = page.get_height()
        top, bottom = high - stationery.margin_top, stationery.margin_bottom
        line = stationery.size * stationery.leading
        lines: list[tuple[float, float]] = []
        for low, up in _list_texts(page):
            if up > top + EDGE or low < bottom - EDGE:
                continue  # in a margin
            if top - low > FULL * (top - bottom):
                return Fullness(1.0, 1.0)
            lines.append(_as_line(low, up, line))
        lowest = min((low for low, _ in lines), default=top)
        return Fullness(_cover(lines) / (top - bottom), (top - lowest) / (top - bottom))
    finally:
        document.close()


def _is_surely_full(pdf: bytes, stationery: Stationery) -> bool:
    """Whether the last page of a PDF by Typst has text in its lower half, read from its bytes.

    PDFium needs as long to open the page as Typst to set it. False where the file is written in another way.
    """
    pages = CONTENTS.findall(pdf)
    start = pdf.find(b"\n%b 0 obj" % pages[-1]) if pages else -1
    begin = pdf.find(b"stream\n", start) + len(b"stream\n")
    if start < 0:
        return False
    try:
        drawn = zlib.decompressobj().decompress(pdf[begin:])
    except zlib.error:
        return False
    low = stationery.margin_bottom
    half = low + (stationery.page_size[1] - low - stationery.margin_top) * (1 - FULL)
    return any(low < float(height) < half for height in LINE.findall(drawn))


def _list_texts(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float]]:
    """From where to where each text of a page reaches, the last one first: it is the lowest, most often."""
    box = [ctypes.c_float() for _ in range(4)]
    for at in reversed(range(pdfium.FPDFPage_CountObjects(page))):
        found = pdfium.FPDFPage_GetObject(page, at)
        if pdfium.FPDFPageObj_GetType(found) == pdfium.FPDF_PAGEOBJ_TEXT:
            pdfium.FPDFPageObj_GetBounds(found, *map(ctypes.byref, box))
            yield box[1].value, box[3].value


def _as_line(low: float, high: float, line: float) -> tuple[float, float]:
    """From where to where the line of a text reaches; the ink of it may be lower than a line."""
    beside = max(0.0, line - (high - low)) / 2
    return low - beside, high + beside


def _cover(intervals: Iterable[tuple[float, float]]) -> float:
    """The length that intervals cover together."""
    covered, reached = 0.0, float("-inf")
    for low, high in sorted(intervals):
        covered += max(0.0, high - max(low, reached))
        reached = max(reached, high)
    return covered
