"""Where a typeface's files are, which characters it has, and how large it looks, in every output.

Typst is asked what the system has, for every engine: it knows the folders of every system, with or without
fontconfig, and all engines must choose the same face.
"""

from __future__ import annotations

import logging
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from letterforge import machine
from letterforge.model import NO_BREAK_HYPHEN
from letterforge.typeset.faces import FaceFile, find_packaged_files

if TYPE_CHECKING:
    import typst

logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns about the age of a font

WEIGHTS = (400, 700)
"""Regular and bold (OpenType, OS/2 usWeightClass): no others are used."""
USE_TYPO_METRICS = 1 << 7
"""Bit of fsSelection (OpenType, OS/2)."""
SANS_SERIF = range(11, 16)
"""Kinds of serifs that are none (PANOSE, bSerifStyle)."""
SAME_SIZE = 0.04
"""Two faces that differ less in size look alike at one size."""
LEAST_SCALE, MOST_SCALE = 0.85, 1.15
"""By more, a face is made neither smaller nor larger: its strokes would be too thin or too thick."""


@dataclass(frozen=True, slots=True)
class FaceExtent:
    """How far a typeface reaches above and below its base line, as parts of its size."""

    ascent: float
    descent: float


@dataclass(frozen=True, slots=True)
class SystemFace:
    """A family of this machine."""

    family: str
    fonts: tuple[typst.FontInfo, ...]
    """In regular and bold, the regular one first."""

    @property
    def files(self) -> tuple[tuple[Path, int], ...]:
        """Their files, and the place of each in its file."""
        return tuple((Path(info.path or ""), info.index) for info in self.fonts)

    @property
    def styles(self) -> tuple[FaceFile, ...]:
        """Their files by style; none where a file has several."""
        if any(info.index for info in self.fonts):
            return ()
        return tuple(
            FaceFile(Path(info.path or ""), info.weight > WEIGHTS[0], info.style != "normal")
            for info in self.fonts
        )


def find_face_files(face: str) -> tuple[Path, ...]:
    """The font files of a family, from a Python package or else the system's; none where neither has it."""
    if packaged := machine.packaged_face(face):
        return packaged
    found = list_system_faces().get(face.casefold())
    return tuple(path for path, _ in found.files) if found else ()


def find_style_files(face: str) -> tuple[FaceFile, ...]:
    """The files of a family by style; none where they are not one file for each."""
    if packaged := find_packaged_files(face):
        return packaged
    found = list_system_faces().get(face.casefold())
    return found.styles if found else ()


@cache
def measure_face(face: str) -> FaceExtent:
    """How far a face reaches up and down, as in WeasyPrint's layout (HarfBuzz, hb-ot-metrics.cc)."""
    from fontTools.ttLib import TTFont

    file, number = _files_of(face)[0]
    with TTFont(file, lazy=True, fontNumber=number) as font:
        os2, hhea, unit = font["OS/2"], font["hhea"], font["head"].unitsPerEm
        if os2.fsSelection & USE_TYPO_METRICS or not (hhea.ascent or hhea.descent):
            return FaceExtent(os2.sTypoAscender / unit, -os2.sTypoDescender / unit)
        return FaceExtent(hhea.ascent / unit, -hhea.descent / unit)


@cache
def find_coverage(family: str) -> frozenset[int]:
    """The characters that a family has in all its styles that letters are set in."""
    maps = [_characters(file, number) for file, number in _files_of(family)]
    return frozenset.intersection(*maps) if maps else frozenset()


@cache
def is_sans(family: str) -> bool:
    """Whether a face has no serifs, by what it says of itself, or else by its name."""
    from fontTools.ttLib import TTFont, TTLibError

    for file, number in _files_of(family)[:1]:
        try:
            with TTFont(file, lazy=True, fontNumber=number) as font:
                kind = font["OS/2"].panose.bSerifStyle
        except (OSError, TTLibError, KeyError, AttributeError):
            break
        if kind > 1:
            return kind in SANS_SERIF
    return "sans" in family.casefold()


@cache
def compare_size(family: str, other: str) -> float:
    """The size at which another face's letters look as large as a face's at 1: the mean of small letters and
    capitals.

    1 where there is no great difference, or no measures.
    """
    own, theirs = _heights_of(family), _heights_of(other)
    if not own or not theirs:
        return 1.0
    scale = round(((own[0] / theirs[0]) * (own[1] / theirs[1])) ** 0.5, 2)
    return min(max(scale, LEAST_SCALE), MOST_SCALE) if abs(scale - 1) > SAME_SIZE else 1.0


@cache
def list_system_faces() -> dict[str, SystemFace]:
    """By family in small letters: the typefaces of this machine, as Typst lists them."""
    families: dict[str, list[typst.FontInfo]] = defaultdict(list)
    for info in _list_fonts(with_system=True):
        families[info.family].append(info)
    return {family.casefold(): SystemFace(family, _sort_fonts(found)) for family, found in families.items()}


def is_unseen(character: str) -> bool:
    """Whether a character needs no glyph: HarfBuzz leaves it out, takes the space for it, or every output
    sets another one.
    """
    is_variant = "\ufe00" <= character <= "\ufe0f"
    return unicodedata.category(character) in {"Cc", "Cf", "Zs"} or is_variant or character == NO_BREAK_HYPHEN


def _heights_of(family: str) -> tuple[float, float] | None:
    """The heights of small letters and capitals, as parts of the size; None: the face has none."""
    from fontTools.ttLib import TTFont, TTLibError

    for file, number in _files_of(family)[:1]:
        try:
            with TTFont(file, lazy=True, fontNumber=number) as font:
                os2, unit = font["OS/2"], font["head"].unitsPerEm
                heights = getattr(os2, "sxHeight", 0) / unit, getattr(os2, "sCapHeight", 0) / unit
        except (OSError, TTLibError, KeyError):
            return None
        return heights if all(heights) else None
    return None


def _characters(file: Path, number: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(file, lazy=True, fontNumber=number) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError):
        return frozenset()


def _files_of(family: str) -> tuple[tuple[Path, int], ...]:
    """Files of a family in regular and bold, and the place of each face in its file; the regular one
    first.
    """
    if packaged := find_packaged_files(family):
        return tuple((file.path, 0) for file in packaged)
    if named := machine.packaged_face(family):
        fonts = _list_fonts({path.parent for path in named})
        found = (info for info in fonts if Path(info.path or "") in named)
        return SystemFace(family, _sort_fonts(found)).files
    face = list_system_faces().get(family.casefold())
    return face.files if face else ()


def _list_fonts(folders: Iterable[Path] = (), *, with_system: bool = False) -> list[typst.FontInfo]:
    """Fonts in files; none where Typst is not installed: WeasyPrint sets letters without it."""
    try:
        import typst
    except ImportError:
        return []
    fonts = typst.Fonts(with_system, False, sorted(folders)).fonts()
    return [info for info in fonts if info.path]


def _sort_fonts(found: Iterable[typst.FontInfo]) -> tuple[typst.FontInfo, ...]:
    plain = sorted(found, key=lambda info: (info.style != "normal", abs(info.weight - 400), info.path or ""))
    usual = [info for info in plain if info.weight in WEIGHTS and info.stretch == 1] or plain[:1]
    return tuple(usual)
