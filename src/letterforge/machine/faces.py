"""Typefaces: those that fontconfig lists on this machine, and those in Python packages."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType

from letterforge.machine.libraries import FONTCONFIG, open_library

ANY = ""
"""The fontconfig pattern that every typeface matches."""

FACE_PACKAGES = ("fonts_ttf", "fonts_otf")
"""Groups of entry points under which Python packages offer font files: a mapping of names to paths."""
SCRIPT_FACES: Mapping[str, str] = MappingProxyType({"ar": "Amiri"})
"""Language → the packaged face that letters take for its script where the stationery's own lacks it."""
OWN_SCRIPTS = ("el", "ru")
"""Languages whose scripts are in the typefaces that are part of letterforge."""
OWN_FOLDER = Path(__file__).with_name("typefaces")
"""The typefaces that are part of letterforge: see LICENSES.md and scripts/make_typefaces.py."""
FACE_MODULES = "fontpkg.family"
"""Group of entry points whose modules have font files in a folder `files` beside them."""


class FontSet(ctypes.Structure):
    """fontconfig's `struct FcFontSet`."""

    _fields_ = (
        ("count", ctypes.c_int),
        ("room", ctypes.c_int),
        ("fonts", ctypes.POINTER(ctypes.c_void_p)),
    )


def has_face(face: str) -> bool:
    """Whether letters can be set in a typeface, given by its family name: `Caladea`, `Noto Serif`."""
    return bool(packaged_face(face)) or has_match(family(face))


def packaged_face(face: str) -> tuple[Path, ...]:
    """The font files of a family in a Python package, sorted; none if no package has it.

    Such files are called `Family-Style.ttf`, with the family's name written without spaces.
    """
    wanted = face.replace(" ", "").casefold()
    paths = {Path(path) for path in _packaged_files() if Path(path).stem.split("-")[0].casefold() == wanted}
    return tuple(sorted(paths))


def packaged_faces(faces: Iterable[str]) -> tuple[Path, ...]:
    """The font files in Python packages for letters in these typefaces, other scripts included."""
    families = dict.fromkeys((*faces, *packaged_scripts().values()))
    return tuple(path for face in families for path in packaged_face(face))


def packaged_scripts() -> Mapping[str, str]:
    """Those of `SCRIPT_FACES` that a Python package contains."""
    return {language: face for language, face in SCRIPT_FACES.items() if packaged_face(face)}


def face_files(face: str) -> tuple[Path, ...]:
    """The font files of a family, from a Python package or else the system's; none if neither has it."""
    return packaged_face(face) or tuple(map(Path, sorted(_listed(family(face), b"file"))))


def system_families() -> frozenset[str]:
    """The families of the system's fonts, as fontconfig knows them; empty without fontconfig."""
    return frozenset(_listed(ANY, b"family"))


def _listed(text: str, what: bytes) -> set[str]:
    """One thing that fontconfig knows of each typeface that matches a pattern: its `file`, its `family`."""
    fontconfig = open_library(FONTCONFIG)
    if fontconfig is None:
        return set()
    _declare(fontconfig)
    configuration = fontconfig.FcInitLoadConfigAndFonts()
    try:
        return _values(fontconfig, configuration, text, what)
    finally:
        fontconfig.FcConfigDestroy(configuration)


def _values(fontconfig: ctypes.CDLL, configuration: int, text: str, what: bytes) -> set[str]:
    pattern, wanted = fontconfig.FcNameParse(text.encode()), fontconfig.FcObjectSetCreate()
    fontconfig.FcObjectSetAdd(wanted, what)
    found = fontconfig.FcFontList(configuration, pattern, wanted)
    listed = ctypes.cast(found, ctypes.POINTER(FontSet)).contents if found else FontSet()
    values: set[str] = set()
    name = ctypes.c_char_p()
    for index in range(listed.count):
        number = 0  # a typeface may have several: families in several languages
        while not fontconfig.FcPatternGetString(listed.fonts[index], what, number, ctypes.byref(name)):
            values.add((name.value or b"").decode(errors="surrogateescape"))
            number += 1
    fontconfig.FcFontSetDestroy(found)
    fontconfig.FcObjectSetDestroy(wanted)
    fontconfig.FcPatternDestroy(pattern)
    return values


def family(face: str) -> str:
    """The fontconfig pattern of a family."""
    return re.sub(r"([\\\-:,=])", r"\\\1", face)


def language(tag: str) -> str:
    """The fontconfig pattern of typefaces that have every character a language needs: `ar`, `zh-cn`."""
    return f":lang={tag}"


def has_match(pattern: str) -> bool:
    """Whether any typeface matches a pattern (see `matches`)."""
    return bool(matches([pattern]))


def matches(patterns: Iterable[str]) -> set[str]:
    """Those of these fontconfig patterns that a typeface on this machine matches.

    None without fontconfig.
    """
    fontconfig = open_library(FONTCONFIG)
    if fontconfig is None:
        return set()
    _declare(fontconfig)
    # A configuration of our own, read again: what has just been installed counts.
    configuration = fontconfig.FcInitLoadConfigAndFonts()
    try:
        return {pattern for pattern in patterns if _count(fontconfig, configuration, pattern)}
    finally:
        fontconfig.FcConfigDestroy(configuration)


def _count(fontconfig: ctypes.CDLL, configuration: int, text: str) -> int:
    """How many typefaces match a pattern."""
    pattern, wanted = fontconfig.FcNameParse(text.encode()), fontconfig.FcObjectSetCreate()
    fontconfig.FcObjectSetAdd(wanted, b"family")
    found = fontconfig.FcFontList(configuration, pattern, wanted)
    # struct FcFontSet begins with `int nfont`.
    count = ctypes.cast(found, ctypes.POINTER(ctypes.c_int))[0] if found else 0
    fontconfig.FcFontSetDestroy(found)
    fontconfig.FcObjectSetDestroy(wanted)
    fontconfig.FcPatternDestroy(pattern)
    return count


def _declare(fontconfig: ctypes.CDLL) -> None:
    """Declare fontconfig's pointers to ctypes, which would cut them to 32 bits."""
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    signatures = {
        "FcInitLoadConfigAndFonts": (pointer, []),
        "FcNameParse": (pointer, [text]),
        "FcObjectSetCreate": (pointer, []),
        "FcObjectSetAdd": (ctypes.c_int, [pointer, text]),
        "FcFontList": (pointer, [pointer, pointer, pointer]),
        "FcPatternGetString": (ctypes.c_int, [pointer, text, ctypes.c_int, pointer]),
        "FcFontSetDestroy": (None, [pointer]),
        "FcObjectSetDestroy": (None, [pointer]),
        "FcPatternDestroy": (None, [pointer]),
        "FcConfigDestroy": (None, [pointer]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(fontconfig, name)
        function.restype, function.argtypes = result, arguments


@cache
def _packaged_files() -> tuple[str, ...]:
    files = [str(path) for path in sorted(OWN_FOLDER.glob("*.ttf"))]
    for group in FACE_PACKAGES:
        for entry in entry_points(group=group):
            files += entry.load().values()
    for entry in entry_points(group=FACE_MODULES):
        folder = Path(str(entry.load().__file__)).parent / "files"
        files += map(str, folder.glob("*.ttf"))
    return tuple(files)
