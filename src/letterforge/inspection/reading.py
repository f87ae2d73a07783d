"""Sheet → its text, by pages, and the pictures in it. By libraries that had no part in making it."""

from __future__ import annotations

import ctypes
import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from lxml import etree
from pypdfium2 import raw

from letterforge.model import Format, Sheet

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TEXT, SPACES = W + "t", {W + "br": "\n", W + "cr": "\n", W + "tab": "\t", W + "p": "\n"}
READ = (TEXT, *SPACES, BLIP)
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


class UnreadableError(Exception):
    """A sheet that cannot be opened; the text says why."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sheet says."""

    format: Format
    pages: tuple[str, ...]
    """The text of each page; of a Word file its body, as one."""
    pictures: tuple[int, ...]
    """Pictures on each page that belong to the text."""
    notes: str = ""
    """Of a Word file its footnotes; in PDF they are in the pages."""
    around: str = ""
    """Of a Word file its headers and footers."""

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join((*self.pages, self.notes, self.around))


def read(sheet: Sheet) -> Reading:
    """What a sheet says. Raises UnreadableError."""
    return _pdf(sheet.content) if sheet.format is Format.PDF else _docx(sheet.content)


# --- PDF -----------------------------------------------------------------------------------------


_one_at_a_time = threading.Lock()
"""pdfium is not made for several threads, whatever documents they read."""


def _pdf(content: bytes) -> Reading:
    with _one_at_a_time:
        return _pages(content)


def _pages(content: bytes) -> Reading:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(str(error)) from None
    try:
        pages, pictures = [], []
        for number in range(len(document)):
            page = document[number]
            pages.append(page.get_textpage().get_text_range())
            pictures.append(_figures(page.raw))
        return Reading(Format.PDF, tuple(pages), tuple(pictures))
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(str(error)) from None
    finally:
        document.close()


def _figures(page: object) -> int:
    """Figures of a page in which something is drawn: each is tagged with a number of its own."""
    found = set()
    for index in range(raw.FPDFPage_CountObjects(page)):
        drawn = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_TEXT:
            continue
        for place in range(raw.FPDFPageObj_CountMarks(drawn)):
            mark = raw.FPDFPageObj_GetMark(drawn, place)
            if _name(mark) == "Figure":
                found.add(raw.FPDFPageObj_GetMarkedContentID(drawn))
    return len(found)


def _name(mark: object) -> str:
    size, buffer = ctypes.c_ulong(), (ctypes.c_ushort * 32)()
    raw.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), size)
    return bytes(buffer)[: max(0, size.value - 2)].decode("utf-16-le", "replace")


# --- Word ----------------------------------------------------------------------------------------

_around: dict[tuple[str, int, int], str] = {}
"""Headers and footers that were read before, by name, checksum and size: letters share most of theirs."""
MOST_KEPT = 64


def _docx(content: bytes) -> Reading:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
            targets = _targets(package, names)
            body, pictures = _text(package.read("word/document.xml"), targets)
            notes = _text(package.read("word/footnotes.xml"), {})[0] if "word/footnotes.xml" in names else ""
            around = "\n".join(_beside(package))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise UnreadableError(str(error)) from None
    return Reading(Format.DOCX, (body,), (pictures,), notes, around)


def _targets(package: zipfile.ZipFile, names: set[str]) -> dict[str, bool]:
    """By relationship of the body: whether its target is in the package."""
    rels = "word/_rels/document.xml.rels"
    if rels not in names:
        return {}
    tree = etree.fromstring(package.read(rels), PARSER)
    return {each.get("Id", ""): f"word/{each.get('Target')}" in names for each in tree.iter(RELATIONSHIP)}


def _beside(package: zipfile.ZipFile) -> Iterator[str]:
    for info in package.infolist():
        if info.filename.startswith(("word/header", "word/footer")):
            key = info.filename, info.CRC, info.file_size
            if key not in _around:
                if len(_around) >= MOST_KEPT:
                    _around.clear()
                _around[key] = _text(package.read(info), {})[0]
            yield _around[key]


def _text(xml: bytes, targets: dict[str, bool]) -> tuple[str, int]:
    """The text of a part, and the number of pictures in it whose file is in the package."""
    pieces: list[str] = []
    pictures = 0
    for element in etree.fromstring(xml, PARSER).iter(*READ):
        tag = element.tag
        if tag == TEXT:
            pieces.append(element.text or "")
        elif tag == BLIP:
            pictures += targets.get(element.get(EMBED) or "", False)
        else:
            pieces.append(SPACES[tag])
    return "".join(pieces), pictures
