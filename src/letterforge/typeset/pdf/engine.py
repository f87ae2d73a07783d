"""WeasyPrint, loaded where this machine can run it, without its warnings on loading.

Raises UnfitMachine on import where Pango or every typeface is missing.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any, TypeAlias

from PIL import ImageFile

from letterforge import machine

machine.require_pango()

with warnings.catch_warnings():
    # It warns about a missing HarfBuzz-subset or missing fonts: `letterforge doctor` reports both better.
    warnings.simplefilter("ignore")
    from weasyprint import CSS, HTML
    from weasyprint.css.counters import CounterStyle
    from weasyprint.formatting_structure.boxes import BlockBox, TextBox
    from weasyprint.images import RasterImage, SVGImage
    from weasyprint.logger import LOGGER
    from weasyprint.text.ffi import ffi, pango
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

# WeasyPrint makes Pillow fill up pictures that are cut off, in the whole process. Half a signature is an
# error.
ImageFile.LOAD_TRUNCATED_IMAGES = False

__all__ = [
    "CSS",
    "HTML",
    "LOGGER",
    "BlockBox",
    "CounterStyle",
    "FontConfiguration",
    "RasterImage",
    "SVGImage",
    "TextBox",
    "URLFetcher",
    "URLFetcherResponse",
    "list_glyph_items",
]

GlyphItem: TypeAlias = tuple[Any, bytes, list[tuple[int, int]], bool]
"""Font of Pango, text, glyphs from left to right, each with the place in the text where its cluster begins;
whether the text runs from right to left."""


def list_glyph_items(box: Any) -> Iterator[GlyphItem]:
    """What Pango shows for a box of text, piece by piece, from left to right."""
    layout = box.pango_layout
    layout.reactivate(box.style)
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    text = layout.text.encode()
    line, _ = layout.get_first_line()
    run = line.runs[0]
    while run != ffi.NULL:
        item, shown = run.data.item, run.data.glyphs
        glyphs = [
            (shown.glyphs[at].glyph, shown.log_clusters[at])
            for at in range(shown.num_glyphs)
            if shown.glyphs[at].glyph != pango.PANGO_GLYPH_EMPTY
        ]
        yield (
            item.analysis.font,
            text[item.offset : item.offset + item.length],
            glyphs,
            item.analysis.level % 2 == 1,
        )
        run = run.next
    layout.deactivate()
