"""Word files read back: their parts as XML, and their paragraphs by python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.text.paragraph import Paragraph
from lxml import etree

from reading_back import docx_paragraphs

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = {
    "w": W,
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
}


def opened(content: bytes) -> Document:
    """The document as python-docx sees it."""
    return docx.Document(io.BytesIO(content))


def paragraphs(content: bytes) -> list[Paragraph]:
    """All paragraphs of the body, those of tables in their place."""
    return list(docx_paragraphs(opened(content)))


def styled(content: bytes) -> list[tuple[str, str]]:
    """Style and text of each paragraph."""
    return [(each.style.name, each.text) for each in paragraphs(content)]


def with_text(content: bytes, text: str) -> Paragraph:
    """The first paragraph of that text."""
    return next(each for each in paragraphs(content) if each.text == text)


def parts(content: bytes) -> dict[str, bytes]:
    """All parts of the package by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def tree(content: bytes, name: str = "word/document.xml") -> etree._Element:
    """A part as a tree."""
    return etree.fromstring(parts(content)[name])


def found(element: etree._Element, path: str) -> list:
    """What an XPath finds, with the usual prefixes."""
    return etree.XPath(path, namespaces=NAMESPACES)(element)


def indentation(paragraph: Paragraph) -> dict[str, int]:
    """Direct indentation of a paragraph in twips: left, right, hanging."""
    element = paragraph._p.pPr.find(f"{{{W}}}ind")
    return (
        {} if element is None else {etree.QName(name).localname: int(text) for name, text in element.items()}
    )


def markers(content: bytes) -> Iterator[tuple[str, str]]:
    """The bullet or number of each entry of a list as Word would print it, with the entry's text."""
    numbering = tree(content, "word/numbering.xml")
    counters: dict[str, int] = {}
    for paragraph in paragraphs(content):
        properties = paragraph._p.pPr.numPr
        if properties is None:
            continue
        number, level = str(properties.numId.val), str(properties.ilvl.val)
        definition = _level(numbering, number, level)
        start = found(numbering, f"w:num[@w:numId={number}]//w:startOverride/@w:val")
        counters[number] = counters.get(number, int(start[0]) - 1 if start else 0) + 1
        text = found(definition, "string(w:lvlText/@w:val)")
        kind = found(definition, "string(w:numFmt/@w:val)")
        shown = text if kind == "bullet" else f"{_counted(counters[number], kind)}{text[-1]}"
        yield shown, paragraph.text


def _level(numbering: etree._Element, number: str, level: str) -> etree._Element:
    own = found(numbering, f"w:num[@w:numId={number}]/w:lvlOverride[@w:ilvl={level}]/w:lvl")
    definition = found(numbering, f"string(w:num[@w:numId={number}]/w:abstractNumId/@w:val)")
    path = f"w:abstractNum[@w:abstractNumId={definition}]/w:lvl[@w:ilvl={level}]"
    return (own or found(numbering, path))[0]


def _counted(number: int, kind: str) -> str:
    match kind:
        case "lowerLetter":
            return "abcdefghijkl"[number - 1]
        case "lowerRoman":
            return ("i", "ii", "iii", "iv", "v")[number - 1]
        case _:
            return str(number)
