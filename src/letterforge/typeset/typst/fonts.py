"""Which fonts Typst is given.

Typst does not look for fonts by itself. It gets the stationery's typefaces, those that come with letterforge,
and those of the system in which a word of a letter is set, each of them by name. So a letter needs the same
faces whatever was set before it, and is the same on two machines with the same typefaces.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import typst

from letterforge.campaign import Stationery
from letterforge.typeset.coverage import find_face_files
from letterforge.typeset.faces import list_script_faces
from letterforge.typeset.plan.faces import COMPANIONS

BUILT_IN = "Libertinus Serif"
"""The serif within Typst: for Hebrew and a few signs on a machine that has no other face for them."""
TRIAL = b"""
#set document(title: "Trial")
#set text(font: sys.inputs.font, fallback: false)
#for weight in ("regular", "bold") {
  for style in ("normal", "italic") { text(weight: weight, style: style, sys.inputs.character) }
}
"""


class FontStock:
    """The fonts of a campaign's letters, and more from the system as letters need them."""

    def __init__(self, stationery: Stationery) -> None:
        """Whether the stationery's faces are on this machine has been checked before."""
        self._folders: dict[Path, None] = {}
        self._taken: set[str] = set()
        self._take((*stationery.faces, *COMPANIONS, *list_script_faces()))
        self.fonts = self._gather()

    def add(self, families: Iterable[str]) -> bool:
        """Take in families of the system; whether there were any new ones among them."""
        if self._taken.issuperset(families):
            return False
        before = len(self._folders)
        self._take(families)
        if len(self._folders) == before:
            return False
        self.fonts = self._gather()
        return True

    def _take(self, families: Iterable[str]) -> None:
        for family in families:
            if family not in self._taken:
                self._taken.add(family)
                self._folders |= {file.parent: None for file in find_face_files(family)}

    def _gather(self) -> typst.Fonts:
        # Of fonts of one name Typst takes the first: packaged faces come before the system's.
        return typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=True, font_paths=list(self._folders)
        )


@cache
def is_built_in(character: str) -> bool:
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
