"""Typefaces: where the files of a stationery's typeface are, and which typeface Word uses in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from letterforge import machine
from letterforge.campaign import Stationery
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
"""Free faces → the faces of Word with equal widths. A Word file names these, and its lines end where those of
the PDF do."""

STYLES = {
    "regular": (False, False),
    "bold": (True, False),
    "italic": (False, True),
    "bolditalic": (True, True),
}
"""End of a font file's name → whether it is bold, whether it is italic."""


Files: TypeAlias = Callable[[str], Sequence[Path]]
"""A typeface → its font files on this machine, none where it has none."""


@dataclass(frozen=True, slots=True)
class FaceFile:
    """One font file of a family."""

    path: Path
    bold: bool
    italic: bool


def find_packaged_files(face: str) -> tuple[FaceFile, ...]:
    """The regular, bold, italic and bold italic of a face from a Python package.

    Empty where there is none.
    """
    by_style = {path.stem.rpartition("-")[2].casefold(): path for path in machine.packaged_face(face)}
    if "regular" not in by_style:
        return ()
    return tuple(FaceFile(by_style[style], *STYLES[style]) for style in STYLES if style in by_style)


def name_css_family(face: str) -> str:
    """The family that a style sheet names.

    A packaged face has a name of its own, because fontconfig may otherwise take the system's version of the
    same family, and the PDF would depend on the machine (it cannot hide a system font: WeasyPrint,
    text/fonts.py).
    """
    return name_lent_family(face) if find_packaged_files(face) else face


def name_lent_family(face: str) -> str:
    """The family under which letters may use files of a face."""
    return f"{face} Text"


def list_script_faces() -> tuple[str, ...]:
    """The packaged faces for other scripts. For what they lack, fontconfig looks among the system's."""
    return tuple(machine.packaged_scripts().values())


def name_word_face(face: str) -> str:
    """The face that a Word file names."""
    return TWINS.get(face, face)


def check_faces(stationery: Stationery, files: Files = machine.face_files) -> list[Problem]:
    """A problem for each typeface of a stationery that is not on this machine, at its setting."""
    keys = {stationery.heading_face: "stationery.heading_face", stationery.face: "stationery.face"}
    found = [find_missing_face(face, keys[face], files) for face in stationery.faces]
    if stationery.figures == "old-style":
        found.append(find_missing_figures(stationery.face, files))
    return [problem for problem in found if problem]


def find_missing_face(
    face: str, key: str = "stationery.face", files: Files = machine.face_files
) -> Problem | None:
    """The problem that neither a Python package nor the system has a face; None where one of them has.

    Takes milliseconds, sets nothing, and never accepts the nearest match.
    """
    if files(face):
        return None
    message = f'the typeface "{face}" is not on this machine'
    return Problem(Code.MISSING_FACE, message, _hint(face), Place(column=key))


def find_missing_figures(face: str, files: Files = machine.face_files) -> Problem | None:
    """The problem that a face lacks old-style figures (OpenType feature `onum`), which a stationery needs."""
    if any(_has_feature(file, "onum") for file in files(face)):
        return None
    message = f'the typeface "{face}" has no old-style figures'
    hint = 'choose another typeface, such as "Carlito", or write figures = "lining"'
    return Problem(Code.MISSING_FACE, message, hint, Place(column="stationery.figures"))


def _has_feature(file: Path, feature: str) -> bool:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(file, lazy=True, fontNumber=0) as font:
            table = font.get("GSUB")
            return bool(table) and feature in {
                record.FeatureTag for record in table.table.FeatureList.FeatureRecord
            }
    except (OSError, TTLibError):
        return False


def _hint(face: str) -> str:
    # Word's own faces are on no Linux machine, but their twins are free.
    free = next((free for free, words in TWINS.items() if words.casefold() == face.casefold()), "")
    if free:
        return f'write face = "{free}": this free typeface becomes "{TWINS[free]}" in the Word file'
    manager = machine.package_manager()
    packages = manager.packages.get(face) if manager else None
    if manager and packages:
        return f"install it: {' '.join((manager.program, *manager.install, *packages))}"
    return (
        did_you_mean(face, [*machine.system_families(), *TWINS])
        or "install it, or name another typeface under [stationery]"
    )
