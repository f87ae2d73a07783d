"""Whether a document was made by letterforge: its mark in a PDF, a Word file or a picture of pages."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

from PIL import Image
from PIL.PngImagePlugin import PngInfo

NAME = "letterforge"
SOFTWARE = "Software"
"""The keyword under which a PNG names what made it (PNG 1.2, 4.2.3.1)."""
PROPERTIES = "docProps/app.xml"
MOST_BYTES = 100_000
"""Of the properties of a Word file, unpacked: ours have 200."""
COMMENT = b"%letterforge\n"
"""Before the last `startxref` of a PDF by Typst, where no other program can be named as its maker."""
NEAR_END = 2048
"""Bytes at the end of a PDF that the comment is in."""


def is_ours(content: bytes, suffix: str) -> bool:
    """Whether letterforge made a document of this kind: `.pdf`, `.docx` or `.png`."""
    made = {".pdf": _is_our_pdf, ".docx": _is_our_word_file, ".png": _is_our_picture}[suffix]
    return made(content)


def mark_pdf(content: bytes) -> bytes:
    """A PDF with letterforge's mark: a comment, which changes neither pages nor offsets."""
    if content.count(b"%PDF-", 0, 1024) == 0 or _is_our_pdf(content):
        return content
    before, _, after = content.rpartition(b"startxref")
    return before + COMMENT + b"startxref" + after if before else content


def make_picture_mark() -> PngInfo:
    """The mark of a picture of pages."""
    mark = PngInfo()
    mark.add_text(SOFTWARE, NAME)
    return mark


def _is_our_pdf(content: bytes) -> bool:
    if not content.startswith(b"%PDF-"):
        return False
    if COMMENT in content[-NEAR_END:]:
        return True
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return False
    try:
        return str(document.get_metadata_value("Creator")) == NAME
    finally:
        document.close()


def _is_our_word_file(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(PROPERTIES) as file:
            properties = file.read(MOST_BYTES)
        if re.search(rb"<!", properties):  # no document type: no entities
            return False
        root = ElementTree.fromstring(properties)  # noqa: S314 - without entities, and small
    except Exception:
        return False
    return any(element.tag.endswith("}Application") and element.text == NAME for element in root)


def _is_our_picture(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
            return picture.info.get(SOFTWARE) == NAME
    except Exception:
        return False
