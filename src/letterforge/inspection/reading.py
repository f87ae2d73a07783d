"""Sheet → its text, by pages, and the pictures in it, read by other libraries than those that made it."""

from __future__ import annotations

import ctypes
import io
import re
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pypdfium2
from lxml import etree
from pypdfium2 import raw

from letterforge.inspection.drawn import find_untrue_texts
from letterforge.inspection.geometry import PrintArea, find_misplaced
from letterforge.inspection.logical import has_turned_lines, read_logical_text
from letterforge.inspection.words import LOOSE
from letterforge.model import Format, Sheet
from letterforge.typeset.plan.scripts import is_clustered, is_turned

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TEXT = W + "t"
SPACES = {W + "br": "\n", W + "cr": "\n", W + "tab": "\t", W + "p": "\n", W + "noBreakHyphen": "-"}
"""Elements that stand for a character."""
READ = (TEXT, *SPACES, BLIP)
COLOURS = re.compile(rb"\[/ICCBased \d+ \d+ R\]")
"""How Typst names a colour profile. pdfium prepares the profile again for each document, which takes as long
as all the rest. As nothing is painted here, it gets plain colours, in as many bytes."""
BEFORE_SIGN = re.compile("(?<=\\w) (?=[\u0300-\u036f])")
BEFORE_POINT = re.compile(r"((?:\S+ )?\S+) (?=[,.)\]])")
"""Where PDFium reads a space that is not there, next to letters of several glyphs."""
ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
SETTINGS, EVEN = "word/settings.xml", b"evenAndOddHeaders"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


Element = etree._Element  # noqa: SLF001 - lxml has no public name for the type


class UnreadableError(Exception):
    """A sheet that cannot be opened; the text says why."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The text and the pictures of a sheet."""

    format: Format
    pages: tuple[str, ...]
    """The text of each page; of a Word file its body, as one."""
    pictures: tuple[int, ...]
    """Pictures on each page that belong to the text."""
    notes: str = ""
    """Of a Word file its footnotes; in PDF they are in the pages."""
    around: str = ""
    """Of a Word file its headers and footers."""
    above: Mapping[str, str] = field(default_factory=dict)
    """What is above the text on each page (`page 1`), or on each kind of page of a Word file (`first page`).

    Empty where it was not requested.
    """
    misplaced: str = ""
    """Of a PDF: what is wrong with where it prints, on the first page where something is; empty: nothing."""
    untrue: tuple[str, ...] = ()
    """Of a PDF: texts under which the glyphs of other texts are drawn."""

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join((*self.pages, self.notes, self.around)).replace(LOOSE, "")

    @property
    def is_turned(self) -> bool:
        """Whether it has lines that PDFium turned, in a letter that runs from left to right."""
        return any(LOOSE in page for page in self.pages)


def read_sheet(
    sheet: Sheet, margin: float = 0.0, *, rtl: bool = False, area: PrintArea | None = None
) -> Reading:
    """Read a sheet back. `margin`: height of the band above the text, in points; 0: it is not read
    separately. `rtl`: the letter runs from right to left. `area`: where a PDF may print; None: anywhere.

    Raises UnreadableError.
    """
    return READERS[sheet.format](sheet.content, margin, rtl=rtl, area=area)


# --- PDF -----------------------------------------------------------------------------------------


_one_at_a_time = threading.Lock()
"""pdfium is not safe for several threads, even with different documents."""


def _pdf(content: bytes, margin: float, *, rtl: bool, area: PrintArea | None) -> Reading:
    with _one_at_a_time:
        return _pages(content, margin, rtl=rtl, area=area)


def _pages(content: bytes, margin: float, *, rtl: bool, area: PrintArea | None) -> Reading:
    try:
        document = pypdfium2.PdfDocument(COLOURS.sub(_plain, content))
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(str(error)) from None
    try:
        pages, pictures, above, untrue = [], [], {}, []
        misplaced = ""
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            pages.append(_read_text(text, rtl=rtl))
            drawn: list[object] = []
            pictures.append(_count_figures(page.raw, drawn))
            if area is not None and not misplaced:
                misplaced = find_misplaced(page, text, drawn, number, area)
            if margin:
                above[f"page {number + 1}"] = text.get_text_bounded(bottom=page.get_height() - margin)
            if is_clustered(pages[-1]) or is_turned(pages[-1]):
                untrue += find_untrue_texts(page.raw)
        return Reading(
            Format.PDF,
            tuple(pages),
            tuple(pictures),
            above=above,
            misplaced=misplaced,
            untrue=tuple(untrue),
        )
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(str(error)) from None
    finally:
        document.close()


def _read_text(page: pypdfium2.PdfTextPage, *, rtl: bool) -> str:
    text: str = page.get_text_range()
    if not text.isascii() and is_clustered(text):
        text = BEFORE_POINT.sub(_close_up, BEFORE_SIGN.sub("", text))
    # In a letter from right to left every line is turned, and its words are compared without their order.
    return text if rtl or not has_turned_lines(text) else read_logical_text(page.raw)


def _close_up(found: re.Match[str]) -> str:
    """A word and the space before a point, without that space if the word has letters of several glyphs."""
    return found[1] if is_clustered(found[0]) else found[0]


def _plain(found: re.Match[bytes]) -> bytes:
    return b"/DeviceRGB".ljust(len(found[0]))


def _count_figures(page: object, found_drawn: list[object]) -> int:
    """Figures of a page in which something is drawn: each is tagged with a number of its own.

    WeasyPrint calls the content of one so; Typst calls all content alike, and gives a figure's its
    alternative text. `found_drawn` gets all that is drawn, and is no text.
    """
    found = set()
    for index in range(raw.FPDFPage_CountObjects(page)):
        drawn = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_TEXT:
            continue
        found_drawn.append(drawn)
        for place in range(raw.FPDFPageObj_CountMarks(drawn)):
            mark = raw.FPDFPageObj_GetMark(drawn, place)
            if _name(mark) == "Figure" or raw.FPDFPageObjMark_GetParamValueType(mark, b"Alt"):
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


def _docx(content: bytes, margin: float, **_: object) -> Reading:  # a file has text in order, and no places
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
            targets = _find_targets(package, names)
            document = etree.fromstring(package.read("word/document.xml"), PARSER)
            body, pictures = _text(document, targets)
            notes = (
                _text(_part(package, "word/footnotes.xml"), {})[0] if "word/footnotes.xml" in names else ""
            )
            above = _read_headers(package, document, targets) if margin else {}
            around = "\n".join(_read_around(package))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise UnreadableError(str(error)) from None
    return Reading(Format.DOCX, (body,), (pictures,), notes, around, above)


def _part(package: zipfile.ZipFile, name: str) -> Element:
    return etree.fromstring(package.read(name), PARSER)


def _find_targets(package: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """By relationship of the body: the name of its target, if that is in the package."""
    rels = "word/_rels/document.xml.rels"
    if rels not in names:
        return {}
    links = (
        (link.get("Id", ""), f"word/{link.get('Target')}") for link in _part(package, rels).iter(RELATIONSHIP)
    )
    return {id_: target for id_, target in links if target in names}


def _read_headers(package: zipfile.ZipFile, document: Element, targets: dict[str, str]) -> dict[str, str]:
    """The header of each kind of page; empty where it has none (17.10.5)."""
    section = document.find(f".//{W}sectPr")
    if section is None:
        return {"page": ""}
    ids = {
        reference.get(f"{W}type"): reference.get(ID, "")
        for reference in section.findall(f"{W}headerReference")
    }
    kinds = {"default": "following page"}
    if section.find(f"{W}titlePg") is not None:
        kinds["first"] = "first page"
    if SETTINGS in targets.values() and EVEN in package.read(SETTINGS):
        kinds["even"] = "even page"
    named = {words: targets.get(ids.get(kind, ""), "") for kind, words in kinds.items()}
    return {
        words: _read_once(package, package.getinfo(name)) if name else "" for words, name in named.items()
    }


def _read_around(package: zipfile.ZipFile) -> Iterator[str]:
    for info in package.infolist():
        if info.filename.startswith(("word/header", "word/footer")):
            yield _read_once(package, info)


def _read_once(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    key = info.filename, info.CRC, info.file_size
    if key not in _around:
        if len(_around) >= MOST_KEPT:
            _around.clear()
        _around[key] = _text(_part(package, info.filename), {})[0]
    return _around[key]


def _text(tree: Element, targets: dict[str, str]) -> tuple[str, int]:
    """The text of a part, and the number of pictures in it whose file is in the package."""
    pieces: list[str] = []
    pictures = 0
    for element in tree.iter(*READ):
        tag = element.tag
        if tag == TEXT:
            pieces.append(element.text or "")
        elif tag == BLIP:
            pictures += (element.get(EMBED) or "") in targets
        else:
            pieces.append(SPACES[tag])
    return "".join(pieces), pictures


READERS: Mapping[Format, Callable[..., Reading]] = MappingProxyType({Format.DOCX: _docx, Format.PDF: _pdf})
"""What reads a sheet of a format back: its bytes, and the rest as for `read_sheet`."""
