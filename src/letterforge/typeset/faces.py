"""Typefaces: where each is, and what stands in for it in Word."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType

from letterforge.campaign import FILE_NAME
from letterforge.errors import Code, Place, Problem, did_you_mean

TWINS: Mapping[str, str] = MappingProxyType(
    {
        "Caladea": "Cambria",
        "Carlito": "Calibri",
        "Gelasio": "Georgia",
        "Liberation Sans": "Arial",
        "Liberation Serif": "Times New Roman",
    }
)
"""Free faces and those of equal widths that Word has: a Word file asks for these, and lines end where they do in
the PDF."""

PACKAGES: Mapping[str, str] = MappingProxyType(
    {
        "Caladea": "fonts-crosextra-caladea",
        "Carlito": "fonts-crosextra-carlito",
        "Liberation Sans": "fonts-liberation",
        "Liberation Serif": "fonts-liberation",
        "Noto Serif": "fonts-noto-core",
        "Noto Sans": "fonts-noto-core",
        "DejaVu Serif": "fonts-dejavu",
    }
)
"""Debian's package of a face."""

STYLES = {
    "": (400, "normal"),
    "Bold": (700, "normal"),
    "Italic": (400, "italic"),
    "BoldItalic": (700, "italic"),
}
"""End of a packaged face's name → its weight and style in CSS."""


@cache
def packaged_files() -> Mapping[str, Path]:
    """Font files that Python packages bring, by face and style: `CaladeaBold`.

    Such packages announce themselves in the entry-point group `fonts_ttf`.
    """
    files: dict[str, Path] = {}
    for entry in entry_points(group="fonts_ttf"):
        files |= {name: Path(path) for name, path in entry.load().items()}
    return files


def files_of(face: str) -> Mapping[tuple[int, str], Path]:
    """The files that a Python package brings for a face, by CSS weight and style; empty where none does."""
    stem = face.replace(" ", "")
    files = packaged_files()
    return {STYLES[style]: files[stem + style] for style in STYLES if stem + style in files}


def word_face(face: str) -> str:
    """The face that a Word file asks for."""
    return TWINS.get(face, face)


def missing_face(face: str) -> Problem | None:
    """The problem that no package and no system font has a face; None where one has."""
    if files_of(face):
        return None
    families = system_families()
    if face.casefold() in {family.casefold() for family in families}:
        return None
    package = PACKAGES.get(face)
    hint = f"install it: apt-get install {package}" if package else did_you_mean(face, families)
    message = f'the typeface "{face}" is not on this machine'
    place = Place(FILE_NAME, column="stationery.face")
    return Problem(
        Code.MISSING_FACE, message, hint or "install it, or name another under [stationery]", place
    )


@cache
def system_families() -> frozenset[str]:
    """The families of the system's fonts, as fontconfig knows them."""
    # WeasyPrint's own binding, so that this sees just the fonts that it will see.
    from weasyprint.text.ffi import ffi, fontconfig

    config = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    fonts = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
    families: set[str] = set()
    text = ffi.new("FcChar8 **")
    for index in range(fonts.nfont if fonts != ffi.NULL else 0):
        name = 0
        while (
            fontconfig.FcPatternGetString(fonts.fonts[index], b"family", name, text)
            == fontconfig.FcResultMatch
        ):
            families.add(ffi.string(ffi.cast("char *", text[0])).decode(errors="replace"))
            name += 1
    return frozenset(families)
