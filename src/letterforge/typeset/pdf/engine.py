"""WeasyPrint, loaded where this machine can run it, without its warnings on loading.

Raises UnfitMachine on import where Pango or every typeface is missing.
"""

from __future__ import annotations

import warnings

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
]
