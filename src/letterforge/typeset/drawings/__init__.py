"""SVG drawings: what one may hold, what drawing it costs, and the raster that is made of it.

All outputs go through one door, `require_fit`: Word, WeasyPrint and Typst draw the same files.
"""

from __future__ import annotations

from letterforge.typeset.drawings.fitness import BadDrawingError, SvgDrawing, require_fit
from letterforge.typeset.drawings.raster import draw_png, try_drawing
from letterforge.typeset.drawings.references import MOST_PIXELS

__all__ = ["MOST_PIXELS", "BadDrawingError", "SvgDrawing", "draw_png", "require_fit", "try_drawing"]
