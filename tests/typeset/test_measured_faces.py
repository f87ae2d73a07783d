"""The tables of the plan against the typefaces that they were measured from."""

from __future__ import annotations

import math

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from letterforge.machine.faces import face_files
from letterforge.typeset.plan.marks import DOTS
from letterforge.typeset.plan.widths import ADVANCES, BOLD, SIGNS, UNIT

PACKAGED = ("Amiri", "Caladea")
"""These are everywhere; others only where they are installed."""
LONG = (
    *("Preparatoria", "Interparlamentar", "distributions", "interdiction", "Unterschrift", "intellectuelle"),
    *("Plurinational", "Justizministerin", "vulnerability", "Generaldirektorin"),
)


def opened(face, style):
    files = [path for path in face_files(face) if path.stem.casefold().endswith(f"-{style}")]
    if not files and face not in PACKAGED:
        pytest.skip(f"{face} is not on this machine")
    return TTFont(files[0])


def measure(font):
    """Each character → its width, as a part of the size."""
    widths, unit = font["hmtx"], font["head"].unitsPerEm
    return {chr(code): widths[glyph][0] / unit for code, glyph in font.getBestCmap().items()}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("face", ADVANCES)
def test_the_widths_of_the_plan_are_those_of_the_typeface(face):
    plain, bold = (measure(opened(face, style)) for style in ("regular", "bold"))

    assert bytes(math.ceil(round(plain[sign] * UNIT, 6)) for sign in SIGNS) == ADVANCES[face]
    for word in LONG:
        assert sum(map(bold.get, word)) <= BOLD * sum(map(plain.get, word)), word


@pytest.mark.parametrize("face", DOTS)
def test_the_dots_of_the_plan_are_those_of_the_typeface(face):
    font = opened(face, "regular")
    unit, glyphs = font["head"].unitsPerEm, font.getGlyphSet()
    pen = BoundsPen(glyphs)

    glyphs[font.getBestCmap()[ord("•")]].draw(pen)

    left, low, right, high = pen.bounds
    diameter, centre = ((right - left) + (high - low)) / 2 / unit, (low + high) / 2 / unit
    assert DOTS[face] == pytest.approx((diameter, centre), abs=0.001)
