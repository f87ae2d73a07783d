"""Finished documents read back in reading order, by libraries that had no part in making them."""

from __future__ import annotations

import io
import re
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path

import docx
import page as page_validation
import pikepdf
import pypdfium2
from docx.document import Document
from docx.table import Table
from docx.text.paragraph import Paragraph


def words(text: str) -> str:
    """A text with its white space folded, so that lines and pages do not matter.

    Compatibility forms as typed.
    """
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def docx_text(content: bytes) -> str:
    """The words of a Word file's body, in order."""
    document = docx.Document(io.BytesIO(content))
    return words("\n".join(paragraph.text for paragraph in docx_paragraphs(document)))


def docx_paragraphs(document: Document) -> Iterator[Paragraph]:
    """All paragraphs of the body, those of tables in their place."""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from cell.paragraphs
        else:
            yield block


def pdf_pages(content: bytes) -> list[str]:
    """The text of each page of a PDF."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def pdf_streams(content: bytes) -> bytes:
    """All streams of a PDF, unpacked, and what stands around them."""

    def unpacked(match: re.Match[bytes]) -> bytes:
        try:
            return zlib.decompress(match[1])
        except zlib.error:
            return match[1]

    return re.sub(rb"stream\r?\n(.*?)\r?\nendstream", unpacked, content, flags=re.DOTALL)


def pdf_text(content: bytes) -> str:
    """The words of a PDF, in order, hyphenated line ends as they stand."""
    return words("\n".join(pdf_pages(content)))


def pdf_tags(content: bytes) -> list[tuple[str, str, list[str]]]:
    """The structure elements of a PDF, in reading order: tag, language (if it has its own), tags of its
    children.
    """
    with pikepdf.open(io.BytesIO(content)) as document:
        return list(_tags(document.Root.StructTreeRoot.K[0]))


def _tags(element: pikepdf.Dictionary) -> Iterator[tuple[str, str, list[str]]]:
    kids = [kid for kid in element.get("/K", []) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    yield str(element.S)[1:], str(element.get("/Lang", "")), [str(kid.S)[1:] for kid in kids]
    for kid in kids:
        yield from _tags(kid)


def pdf_bookmarks(content: bytes) -> list[tuple[int, str]]:
    """The bookmarks of a PDF: depth, from 0, and title."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [(bookmark.level, bookmark.get_title()) for bookmark in document.get_toc()]
    finally:
        document.close()


def pdf_place(content: bytes, text: str, page: int = 0) -> tuple[float, float]:
    """Left end and height above the page's foot of the first words like this on a page, in points."""
    document = pypdfium2.PdfDocument(content)
    try:
        words_of_page = document[page].get_textpage()
        found = words_of_page.search(text).get_next()
        assert found, f"no {text!r} on page {page + 1}"
        left, bottom, _, _ = words_of_page.get_charbox(found[0])
        return left, bottom
    finally:
        document.close()


def pdf_faults(content: bytes, profile: str, folder: Path) -> str:
    """What a checker says of a PDF under `ua1`, `2u` or `3a`; empty: no fault."""
    path = folder / "checked.pdf"
    path.write_bytes(content)
    said = str(page_validation.validate_pdf(str(path), profile=profile))
    return "" if "Result: no failures" in said else said


def pdf_faults_by_rule(content: bytes, profile: str, folder: Path) -> list[str]:
    """The same, each with its rule.

    The checker takes a carriage return that is the last byte of packed data for the line's end.
    """
    said = pdf_faults(content, profile, folder).splitlines()
    return [fault for fault in said if fault.startswith("[") and "STREAM-LENGTH" not in fault]
