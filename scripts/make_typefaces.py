"""Makes the typefaces of `src/letterforge/machine/typefaces` from Noto Serif and Noto Sans.

    python -m pip install fontpkg-noto-serif fontpkg-noto-sans
    python scripts/make_typefaces.py

They are static, because WeasyPrint embeds a variable face with wrong widths (PDF/UA 7.21.5). They are as
large and as heavy as Caladea and Carlito, beside which they are set: smaller by their units to the em, a
little bolder by their axis of weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HOME = Path(__file__).parents[1] / "src/letterforge/machine/typefaces"
BLOCKS = (
    *((0x0020, 0x007E), (0x00A0, 0x03FF), (0x0400, 0x052F), (0x1C80, 0x1C8F)),
    *((0x1D00, 0x1FFF), (0x2000, 0x20CF), (0x2100, 0x218F), (0x2212, 0x2212)),
    *((0x2C60, 0x2C7F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F), (0xA720, 0xA7FF)),
    *((0xAB30, 0xAB6F), (0xFB00, 0xFB06), (0xFE20, 0xFE2F), (0xFFFD, 0xFFFD)),
)
"""Latin, Greek and Cyrillic with all their marks, punctuation and signs of currencies."""
FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl", "liga", "onum", "lnum", "pnum", "tnum")
NAMES = {1: "{family}", 2: "{style}", 3: "letterforge: {family} {style}", 4: "{family} {style}", 6: "{file}"}
"""What is in a face's table of names (OpenType, name IDs); copyright and licence stay."""


@dataclass(frozen=True)
class Companion:
    """A family to make."""

    family: str
    package: str
    source: str
    unit: int
    """Units to the em: the source has 1000, and small letters and capitals are to be as high as those of the
    face beside it, in the mean."""
    weights: tuple[int, int]
    """Regular and bold, on the axis."""


COMPANIONS = (
    Companion("Companion Serif", "fontpkg_noto_serif", "NotoSerif", 1124, (430, 715)),
    Companion("Companion Sans", "fontpkg_noto_sans", "NotoSans", 1117, (440, 665)),
)
"""Beside Caladea (and Liberation Serif: 1128), beside Carlito. Weights by the stem of `l`, to its height."""


def make_family(family: Companion) -> None:
    """Write the four faces of a family."""
    folder = Path(str(import_module(family.package).__file__)).parent / "files"
    for slope, source in (
        ("", f"{family.source}[wdth,wght].ttf"),
        ("Italic", f"{family.source}-Italic[wdth,wght].ttf"),
    ):
        for name, weight in zip(("", "Bold"), family.weights, strict=True):
            style = f"{name}{slope}" or "Regular"
            font = make_face(folder / source, weight, family.unit)
            set_names(
                font,
                family.family,
                f"{name} {slope}".strip() or "Regular",
                bold=bool(name),
                italic=bool(slope),
            )
            font.save(HOME / f"{family.family.replace(' ', '')}-{style}.ttf")


def make_face(source: Path, weight: int, unit: int) -> TTFont:
    """One instance of a variable face, without what letters do not need."""
    font = instancer.instantiateVariableFont(
        TTFont(source, recalcTimestamp=False), {"wght": weight, "wdth": 100}
    )
    options = subset.Options(layout_features=list(FEATURES), hinting=False, glyph_names=False)
    options.drop_tables += ["STAT", "gasp"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in BLOCKS for code in range(first, last + 1)])
    cutter.subset(font)
    font["head"].unitsPerEm = unit
    return font


def set_names(font: TTFont, family: str, style: str, *, bold: bool, italic: bool) -> None:
    """Name a face for what it is: no longer Noto."""
    texts = {"family": family, "style": style, "file": f"{family}-{style}".replace(" ", "")}
    for number, text in NAMES.items():
        font["name"].setName(text.format(**texts), number, 3, 1, 0x409)
    os2, head = font["OS/2"], font["head"]
    os2.usWeightClass = 700 if bold else 400
    os2.fsSelection = os2.fsSelection & ~0b1100001 | italic << 0 | bold << 5 | (not (bold or italic)) << 6
    head.macStyle = bold << 0 | italic << 1


if __name__ == "__main__":
    HOME.mkdir(exist_ok=True)
    for companion in COMPANIONS:
        make_family(companion)
