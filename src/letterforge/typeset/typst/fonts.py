"""Which fonts Typst is given, and which characters they have.

Typst does not look for fonts by itself. It gets the stationery's typefaces and the packaged ones for other
scripts. For characters that those lack, it gets the face built into Typst, or one of the system, chosen only
by the character. So a letter needs the same faces whatever was set before it, and is the same on two machines
with the same typefaces.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont, TTLibError

from letterforge import machine
from letterforge.campaign import Stationery
from letterforge.model import Language
from letterforge.typeset.faces import list_script_faces
from letterforge.typeset.plan.scripts import LETTERS

logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns about the age of a font

WEIGHTS = frozenset({400, 700})
"""Regular and bold (OpenType, OS/2 usWeightClass): no others are used."""

BUILT_IN = "Libertinus Serif"
"""The serif within Typst: Latin with every accent, Greek, Cyrillic and Hebrew, the same on every machine."""
TRIAL = b"""
#set document(title: "Trial")
#set text(font: sys.inputs.font, fallback: false)
#for weight in ("regular", "bold") {
  for style in ("normal", "italic") { text(weight: weight, style: style, sys.inputs.character) }
}
"""
USE_TYPO_METRICS = 1 << 7
"""Bit of fsSelection (OpenType, OS/2)."""
SCRIPTS: dict[Language, tuple[str, ...]] = {
    "hy": ("Noto Serif Armenian", "Noto Sans Armenian"),
    "he": ("Noto Serif Hebrew", "Noto Sans Hebrew", "Arial Hebrew"),
    "ar": ("Noto Naskh Arabic", "Noto Sans Arabic"),
    "hi": ("Noto Serif Devanagari", "Noto Sans Devanagari", "Nirmala UI", "Kohinoor Devanagari"),
    "bn": ("Noto Serif Bengali", "Noto Sans Bengali", "Nirmala UI", "Kohinoor Bangla"),
    "si": ("Noto Serif Sinhala", "Noto Sans Sinhala", "Nirmala UI", "Sinhala Sangam MN"),
    "th": ("Noto Serif Thai", "Noto Sans Thai", "Leelawadee UI", "Thonburi"),
    "lo": ("Noto Serif Lao", "Noto Sans Lao", "Leelawadee UI", "Lao Sangam MN"),
    "ka": ("Noto Serif Georgian", "Noto Sans Georgian", "Sylfaen"),
    "ko": ("Noto Serif CJK KR", "Noto Sans CJK KR", "Batang", "Malgun Gothic", "Apple SD Gothic Neo"),
    "am": ("Noto Serif Ethiopic", "Noto Sans Ethiopic", "Ebrima", "Kefa"),
    "km": ("Noto Serif Khmer", "Noto Sans Khmer", "Leelawadee UI", "Khmer Sangam MN"),
    "ja": ("Noto Serif CJK JP", "Noto Sans CJK JP", "Yu Mincho", "MS Mincho", "Hiragino Mincho ProN"),
    "zh": ("Noto Serif CJK SC", "Noto Sans CJK SC", "SimSun", "Songti SC", "WenQuanYi Zen Hei"),
}
"""Language → faces of its script, those first that go best with a letter's: of Linux, Windows and macOS."""
OTHERS = (
    "Noto Serif",
    "DejaVu Serif",
    "Liberation Serif",
    "Times New Roman",
    "Noto Sans",
    "DejaVu Sans",
    "Arial Unicode MS",
    "Segoe UI",
    "Noto Sans Symbols",
    "Noto Sans Symbols 2",
    "Segoe UI Symbol",
    "Apple Symbols",
)
"""Faces for all else, before any other in the order of the alphabet."""


@dataclass(frozen=True, slots=True)
class FaceExtent:
    """How far a typeface reaches above and below its base line, as parts of its size."""

    ascent: float
    descent: float


class FontStock:
    """The fonts of a campaign's letters, and more from the system as letters need them."""

    def __init__(self, stationery: Stationery) -> None:
        """Whether the stationery's faces are on this machine has been checked before."""
        self._folders: dict[Path, None] = {}
        for face in (*stationery.faces, *list_script_faces()):
            self._take(find_face_files(face))
        self.fonts = self._gather()

    def find_fallbacks(
        self, characters: Iterable[str], families: Sequence[str]
    ) -> tuple[list[str], list[str]]:
        """Families for what none of the given ones has, and the characters that no family has."""
        lacking = {character for character in characters if not _is_unseen(character)}
        for own in families:
            lacking = {character for character in lacking if ord(character) not in find_coverage(own)}
        found: set[str] = set()
        missing: list[str] = []
        for character in sorted(lacking):
            family = _find_fallback(character)
            if family is None:
                missing.append(character)
            else:
                found.add(family)
        return sorted(found), missing

    def add(self, families: Iterable[str]) -> bool:
        """Take in families of the system; whether there were any new ones among them."""
        before = len(self._folders)
        for family in families:
            self._take(find_face_files(family) if family != BUILT_IN else ())
        if len(self._folders) == before:
            return False
        self.fonts = self._gather()
        return True

    def _take(self, files: Iterable[Path]) -> None:
        self._folders |= {file.parent: None for file in files}

    def _gather(self) -> typst.Fonts:
        # Of fonts of one name Typst takes the first: packaged faces come before the system's.
        return typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=True, font_paths=list(self._folders)
        )


def find_face_files(face: str) -> tuple[Path, ...]:
    """The font files of a family, from a Python package or else the system's; none where neither has it.

    Typst itself is asked what the system has: it knows the folders of every system, with or without
    fontconfig.
    """
    return machine.packaged_face(face) or tuple(path for path, _ in _system().get(face.casefold(), ()))


@cache
def measure_face(face: str) -> FaceExtent:
    """How far a face reaches up and down, as in WeasyPrint's layout (HarfBuzz, hb-ot-metrics.cc)."""
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


def _characters(file: Path, number: int) -> frozenset[int]:
    try:
        with TTFont(file, lazy=True, fontNumber=number) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError):
        return frozenset()


@cache
def _find_fallback(character: str) -> str | None:
    """The family for a character that a letter's own faces lack; None: no family has it."""
    if _is_built_in(character):
        return BUILT_IN
    system = _system()
    language = next(
        (language for language, letters in LETTERS.items() if re.match(f"[{letters}]", character)), ""
    )
    first = [family.casefold() for family in (*SCRIPTS.get(language, ()), *OTHERS)]
    families = (family for family in dict.fromkeys((*first, *sorted(system))) if family in system)
    return next((family for family in families if ord(character) in find_coverage(family)), None)


def _is_built_in(character: str) -> bool:
    """Whether Typst's built-in face has a glyph in all four styles. Only Typst can read it; it refuses PDF/UA
    where a glyph is missing.

    False for code points without a character: HarfBuzz silently leaves some of those out.
    """
    if unicodedata.category(character) in {"Cn", "Co"}:
        return False
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[])
    inputs = {"font": BUILT_IN, "character": character}
    try:
        typst.compile(TRIAL, font_paths=fonts, sys_inputs=inputs, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError:
        return False
    return True


def _files_of(family: str) -> tuple[tuple[Path, int], ...]:
    """Files of a family in regular and bold, and the place of each face in its file; the regular one
    first.
    """
    packaged = machine.packaged_face(family)
    if packaged:
        fonts = typst.Fonts(False, False, sorted({path.parent for path in packaged}))
        return _sort_fonts(info for info in fonts.fonts() if info.path and Path(info.path) in packaged)
    return _system().get(family.casefold(), ())


@cache
def _system() -> dict[str, tuple[tuple[Path, int], ...]]:
    """By family in small letters: the fonts of this machine."""
    families: dict[str, list[typst.FontInfo]] = defaultdict(list)
    for info in typst.Fonts(True, False, []).fonts():
        if info.path:
            families[info.family.casefold()].append(info)
    return {family: _sort_fonts(found) for family, found in families.items()}


def _sort_fonts(found: Iterable[typst.FontInfo]) -> tuple[tuple[Path, int], ...]:
    plain = sorted(found, key=lambda info: (info.style != "normal", abs(info.weight - 400), info.path or ""))
    usual = [info for info in plain if info.weight in WEIGHTS and info.stretch == 1] or plain[:1]
    return tuple((Path(info.path or ""), info.index) for info in usual)


def _is_unseen(character: str) -> bool:
    """Whether a character needs no glyph: HarfBuzz leaves it out, or takes the space for it."""
    return unicodedata.category(character) in {"Cc", "Cf", "Zs"} or "\ufe00" <= character <= "\ufe0f"
