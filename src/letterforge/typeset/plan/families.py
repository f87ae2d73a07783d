"""Which typefaces a letter is set in, and in which order they are tried for a character."""

from __future__ import annotations

from dataclasses import dataclass

from letterforge import machine
from letterforge.campaign import Stationery
from letterforge.model import Letter
from letterforge.typeset.faces import list_script_faces


@dataclass(frozen=True, slots=True)
class Families:
    """Typefaces in order: a character is set in the first that has it."""

    text: tuple[str, ...]
    headings: tuple[str, ...]
    foreign: tuple[str, ...]
    """Of text in another script than the letter's."""


def choose_families(stationery: Stationery, letter: Letter) -> Families:
    """The typefaces of a letter: that of its script first, because it decides where the lines are."""
    face, heading_face = stationery.face, stationery.heading_face or stationery.face
    others = list_script_faces()
    text = (face, *others)
    if not letter.rtl or machine.covers(face, letter.language):
        return Families(text, (heading_face, *others), text)
    return Families((*others, face), (*others, heading_face), text)
