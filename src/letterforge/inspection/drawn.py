"""Whether what is drawn is what readers get: the glyphs under a text that replaces theirs (ActualText).

A page could say one thing and show another, and every reader of text would believe it. So the glyphs are read
once more without that text. Where glyphs are joined, their own texts are not exact: some are missing, and
some are those of neighbours. Therefore many letters must be the same, not all: another name is found, one
wrong glyph within a name is not.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from pypdfium2 import raw

KEY, BOM = b"ActualText", b"\xfe\xff"
ENOUGH, FEW = 0.4, 3
"""Part of the letters of a text that its glyphs must have (all scripts tried have 0.7 at least), and how many
letters are too few to say so."""


def find_untrue_texts(page: Any) -> list[str]:
    """The texts on a page of PDFium's (`FPDF_PAGE`) whose glyphs are those of another text.

    It takes these texts out of the page in memory: read it before.
    """
    spans = list(_take_texts(page))
    if not spans:
        return []
    reading = raw.FPDFText_LoadPage(page)
    try:
        letters: dict[int, list[str]] = defaultdict(list)
        for at in range(raw.FPDFText_CountChars(reading)):
            letters[_address(raw.FPDFText_GetTextObject(reading, at))].append(
                chr(raw.FPDFText_GetUnicode(reading, at))
            )
    finally:
        raw.FPDFText_ClosePage(reading)
    return [
        text for text, drawn in spans if not _is_true(text, "".join("".join(letters[at]) for at in drawn))
    ]


def _take_texts(page: Any) -> Iterator[tuple[str, list[int]]]:
    """Each such text with the objects that it replaces, which lose it."""
    things = [raw.FPDFPage_GetObject(page, index) for index in range(raw.FPDFPage_CountObjects(page))]
    marked = [(_read_text(thing), thing) for thing in things]
    for text, group in groupby(marked, key=itemgetter(0)):
        drawn = [thing for _, thing in group]
        if any(map(str.isalpha, text)):
            yield text, [_address(thing) for thing in drawn]
    # At the end, because objects share their marks.
    for text, thing in marked:
        for place in range(raw.FPDFPageObj_CountMarks(thing) if text else 0):
            raw.FPDFPageObjMark_RemoveParam(thing, raw.FPDFPageObj_GetMark(thing, place), KEY)


def _read_text(thing: Any) -> str:
    """The text that replaces an object's; empty: none."""
    if raw.FPDFPageObj_GetType(thing) != raw.FPDF_PAGEOBJ_TEXT:
        return ""
    found = ""
    for place in range(raw.FPDFPageObj_CountMarks(thing)):
        mark = raw.FPDFPageObj_GetMark(thing, place)
        size = ctypes.c_ulong()
        if not raw.FPDFPageObjMark_GetParamBlobValue(mark, KEY, None, 0, size):
            continue
        buffer = (ctypes.c_ubyte * size.value)()  # PDFium leaves one that is too small empty
        raw.FPDFPageObjMark_GetParamBlobValue(mark, KEY, buffer, size.value, size)
        text = bytes(buffer)
        found = text[2:].decode("utf-16-be", "replace") if text.startswith(BOM) else text.decode("latin-1")
    return found


def _address(thing: Any) -> int:
    return ctypes.cast(thing, ctypes.c_void_p).value or 0


def _is_true(text: str, drawn: str) -> bool:
    said, shown = (Counter(filter(_is_letter, unicodedata.normalize("NFKD", some))) for some in (text, drawn))
    return min(said.total(), shown.total()) < FEW or (said & shown).total() >= ENOUGH * said.total()


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"
