"""A valid drawing → a PNG of it; what could take long, or too much memory, in a process of its own."""

from __future__ import annotations

import math
import signal
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

from letterforge.processes.children import bare_environment
from letterforge.typeset.drawings.fault import BadDrawingError
from letterforge.typeset.drawings.fitness import SvgDrawing

SCREEN = 96
"""Dots per inch: an SVG with a size in mm is then as large as in CSS (css-values-4, 6.2)."""
MOST_DOTS = 25_000_000
"""Of a raster: a line across a page, sharp in print. A larger one is made smaller."""
PATIENCE = 20
"""Seconds of processor time for one drawing."""
BUSY = 6
"""Times as long as `PATIENCE` that may pass on a busy machine, or on one without limits of processor time."""
TRIAL = 300
"""Dots: as high as most logos are printed."""
NO_DRAWING = 11
OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0) or None
"""Return code of a process that has used up its processor time; None: the system has no such limit."""
ALONE = Path(__file__).with_name("alone.py")


def draw_png(drawing: SvgDrawing, height: int) -> bytes:
    """A drawing as PNG, so many dots high. Raises BadDrawingError."""
    height = max(1, min(height, math.isqrt(int(MOST_DOTS / drawing.ratio))))
    return _draw_alone(drawing.content, height) if drawing.is_heavy else _draw(drawing.content, height)


def try_drawing(drawing: SvgDrawing) -> None:
    """Raise BadDrawingError for a drawing that takes too long or too much memory to be drawn."""
    if drawing.is_heavy:
        draw_png(drawing, TRIAL)


def _draw(content: bytes, height: int) -> bytes:
    import resvg_py

    try:
        text = content.decode("utf-8-sig")
        return bytes(resvg_py.svg_to_bytes(svg_string=text, height=height, dpi=SCREEN))
    except (ValueError, RuntimeError):
        raise BadDrawingError("is not a valid SVG") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the library, and not an Exception
            raise
        raise BadDrawingError("cannot be drawn") from None


@lru_cache(16)
def _draw_alone(content: bytes, height: int) -> bytes:
    command = [sys.executable, "-P", str(ALONE), str(height), str(PATIENCE)]
    late = BadDrawingError(f"takes longer than {PATIENCE} seconds to draw; simplify it")
    try:
        done = subprocess.run(  # noqa: S603 - our own script, and no shell
            command,
            input=content,
            capture_output=True,
            timeout=PATIENCE * BUSY,
            env=bare_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise late from None
    if done.returncode == OUT_OF_TIME:
        raise late
    if done.returncode == NO_DRAWING:
        raise BadDrawingError("is not a valid SVG")
    if done.returncode or not done.stdout:
        raise BadDrawingError("cannot be drawn: it needs too much memory, or is damaged")
    return done.stdout
