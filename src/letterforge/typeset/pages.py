"""PDF → a picture of its pages, for a look before anything is sent."""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image

from letterforge.typeset.maker import make_picture_mark

GAP = 12
"""Pixels of grey between two pages."""


def draw_pages(pdf: bytes, dots_per_inch: int = 110) -> bytes:
    """All pages of a PDF side by side, as one PNG."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.render(scale=dots_per_inch / 72).to_pil() for page in document]
    finally:
        document.close()
    width = sum(page.width for page in pages) + GAP * (len(pages) - 1)
    sheet = Image.new("RGB", (width, max(page.height for page in pages)), "#9a9a9a")
    left = 0
    for page in pages:
        sheet.paste(page, (left, 0))
        left += page.width + GAP
    content = io.BytesIO()
    sheet.save(content, "PNG", optimize=True, pnginfo=make_picture_mark())
    return content.getvalue()
