"""Typefaces: where the one that a stationery asks for is, and what stands in for it in Word."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from letterforge import machine
from letterforge.campaign import FILE_NAME, Stationery
from letterforge.errors import Code, Place, Problem, UnfitMachine, did_you_mean

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

STYLES = {
    "regular": (False, False),
    "bold": (True, False),
    "italic": (False, True),
    "bolditalic": (True, True),
}
"""End of a font file's name → whether it is bold, whether it is italic."""


@dataclass(frozen=True, slots=True)
class FaceFile:
    """One font file of a family."""

    path: Path
    bold: bool
    italic: bool


def packaged_files(face: str) -> tuple[FaceFile, ...]:
    """The regular, bold, italic and bold italic that a Python package brings for a face; none where none does."""
    by_style = {path.stem.rpartition("-")[2].casefold(): path for path in machine.packaged_face(face)}
    if "regular" not in by_style:
        return ()
    return tuple(FaceFile(by_style[style], *STYLES[style]) for style in STYLES if style in by_style)


def css_family(face: str) -> str:
    """The family that a style sheet asks for.

    A packaged face has a name of its own, because fontconfig may otherwise take the system's version of the same
    family, and the PDF would depend on the machine (it cannot hide a system font: WeasyPrint, text/fonts.py).
    """
    return f"{face} Text" if packaged_files(face) else face


def script_faces() -> tuple[str, ...]:
    """The packaged faces for other scripts. What they lack too, fontconfig looks for among the system's."""
    return tuple(machine.packaged_scripts().values())


def word_face(face: str) -> str:
    """The face that a Word file asks for."""
    return TWINS.get(face, face)


def face_problems(stationery: Stationery) -> list[Problem]:
    """A problem for each typeface of a stationery that is not on this machine."""
    faces = {stationery.heading_face: "stationery.heading_face", stationery.face: "stationery.face"}
    found = (missing_face(face, faces[face]) for face in stationery.faces)
    figures = missing_figures(stationery.face) if stationery.figures == "old-style" else None
    return [problem for problem in (*found, figures) if problem]


def missing_face(face: str, key: str = "stationery.face") -> Problem | None:
    """The problem that neither a Python package nor the system has a face; None where one of them has.

    Costs milliseconds and sets nothing: fontconfig alone is asked, and never for the nearest match.
    """
    if packaged_files(face) or machine.has_face(face):
        return None
    message = f'the typeface "{face}" is not on this machine'
    place = Place(FILE_NAME, column=key)
    return Problem(Code.MISSING_FACE, message, _way_out(face), place)


def missing_figures(face: str) -> Problem | None:
    """The problem that a face has no old-style figures (the OpenType feature `onum`), which a stationery asks for."""
    if any(_has_feature(file, "onum") for file in machine.face_files(face)):
        return None
    message = f'the typeface "{face}" has no old-style figures'
    hint = 'choose another, such as "Carlito", or figures = "lining"'
    return Problem(Code.MISSING_FACE, message, hint, Place(FILE_NAME, column="stationery.figures"))


def _has_feature(file: Path, feature: str) -> bool:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(file, lazy=True, fontNumber=0) as font:
            table = font.get("GSUB")
            return bool(table) and feature in {
                each.FeatureTag for each in table.table.FeatureList.FeatureRecord
            }
    except (OSError, TTLibError):
        return False


def _way_out(face: str) -> str:
    # Word's own faces are on no Linux machine, but their twins are free.
    free = next((free for free, words in TWINS.items() if words.casefold() == face.casefold()), "")
    if free:
        return f'in PDF, "{free}" stands for it, and is "{TWINS[free]}" in the Word file: face = "{free}"'
    manager = machine.package_manager()
    packages = manager.packages.get(face) if manager else None
    if manager and packages:
        return f"install it: {' '.join((manager.program, *manager.install, *packages))}"
    return (
        did_you_mean(face, [*system_families(), *TWINS]) or "install it, or name another under [stationery]"
    )


def system_families() -> frozenset[str]:
    """The families of the system's fonts, as fontconfig knows them; empty where there is no fontconfig."""
    try:
        machine.require_pango()
    except UnfitMachine:
        return frozenset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from weasyprint.text.ffi import ffi, fontconfig
    config = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    fonts = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
    families: set[str] = set()
    text = ffi.new("FcChar8 **")
    for index in range(fonts.nfont if fonts != ffi.NULL else 0):
        name = 0
        while not fontconfig.FcPatternGetString(fonts.fonts[index], b"family", name, text):
            families.add(ffi.string(ffi.cast("char *", text[0])).decode(errors="replace"))
            name += 1
    return frozenset(families)
