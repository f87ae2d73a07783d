"""Draws the sample's letterhead and specimen signature: python scripts/draw_assets.py

The type is drawn as outlines, so that the pictures look the same everywhere. Run this again after a change.
"""

from __future__ import annotations

import math
from pathlib import Path

import font_caladea
import resvg_py
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from letterforge.typeset.palette import pack_png

ASSETS = Path(__file__).parents[1] / "assets"
INK = "#1f3a5f"


def outlines(text: str, size: float, x: float, y: float, spacing: float = 0.0) -> tuple[str, float]:
    """The paths of a line of type whose baseline begins at x, y, and where it ends.

    A path for each letter: where a letter comes again, its path is the same, which packs well.
    """
    font = TTFont(font_caladea.font_files["Caladea"])
    glyphs, characters, scale = font.getGlyphSet(), font.getBestCmap(), size / font["head"].unitsPerEm
    parts = []
    for character in text:
        name = characters[ord(character)]
        pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
        glyphs[name].draw(TransformPen(pen, (scale, 0, 0, -scale, 0, 0)))
        if drawn := pen.getCommands():
            parts.append(f'<path transform="translate({x:.2f} {y:.2f})" d="{drawn}"/>')
        x += glyphs[name].width * scale + spacing
    return "".join(parts), x - spacing


def letterhead() -> str:
    """Two lines of spaced capitals, the second larger, and a short line between them."""
    above, _ = outlines("COALITION FOR THE", 15, 0, 15, spacing=3.2)
    below, end = outlines("INTERNATIONAL CRIMINAL COURT", 22, 0, 50, spacing=3.2)
    width = math.ceil(end)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="56" viewBox="0 0 {width} 56" '
        f'fill="{INK}">'
        f'{above}<rect x="0" y="23" width="48" height="1.6"/>{below}</svg>\n'
    )


def signature() -> str:
    """A line as from a pen, which is no name, and the word SPECIMEN under it."""
    points = []
    for step in range(161):
        t = step / 160
        x = 14 + 270 * t + 13 * math.sin(t * 38)
        y = 46 + 26 * (1 - t) ** 0.8 * math.cos(t * 38) - 6 * math.sin(t * 9)
        points.append(f"{x:.1f} {y:.1f}")
    stroke = "M" + "L".join(points)
    word, end = outlines("SPECIMEN", 11, 0, 0, spacing=5)
    left = (300 - end) / 2
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100" viewBox="0 0 300 100">'
        f'<path d="{stroke}" fill="none" stroke="#1b2a63" stroke-width="2.1" stroke-linecap="round" '
        'stroke-linejoin="round"/>'
        '<path d="M60 74Q170 60 268 70" fill="none" stroke="#1b2a63" stroke-width="1.4" '
        'stroke-linecap="round"/>'
        f'<g transform="translate({left:.1f} 94)" fill="#a02020">{word}</g></svg>\n'
    )


def main() -> None:
    (ASSETS / "letterhead.svg").write_text(letterhead(), encoding="utf-8")
    drawing = signature()
    (ASSETS / "signature.svg").write_text(drawing, encoding="utf-8")
    # 16 mm high at 400 dpi.
    picture = bytes(resvg_py.svg_to_bytes(svg_string=drawing, height=252))
    (ASSETS / "signature.png").write_bytes(pack_png(picture))


if __name__ == "__main__":
    main()
