"""Which typefaces a letter is set in, and in which order they are tried for a character."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from letterforge.campaign import Stationery
from letterforge.model import Letter
from letterforge.typeset.coverage import find_coverage
from letterforge.typeset.faces import list_script_faces
from letterforge.typeset.plan.faces import WordFaces, list_companions


@dataclass(frozen=True, slots=True)
class Families:
    """Typefaces in order: a character is set in the first that has it."""

    text: tuple[str, ...]
    headings: tuple[str, ...]
    foreign: tuple[str, ...]
    """Of text in another script than the letter's."""


@dataclass(frozen=True, slots=True)
class LetterFaces:
    """What finds the words of a letter that need another face."""

    text: WordFaces
    foreign: WordFaces
    """In text in another script than the letter's."""


def choose_families(stationery: Stationery, letter: Letter) -> Families:
    """The typefaces of a letter: that of its script first, because it decides where the lines are."""
    face, heading_face = stationery.face, stationery.heading_face or stationery.face
    first = _find_language_face(face, heading_face, letter.labels.page)
    if first:
        text = (first, face)
        return Families(text, (first, heading_face), (face, first) if letter.rtl else text)
    return Families((face,), (heading_face,), (face,))


def choose_faces(stationery: Stationery, letter: Letter) -> LetterFaces:
    """What finds the faces of a letter's words."""
    return _make_faces(choose_families(stationery, letter))


@cache
def _make_faces(families: Families) -> LetterFaces:
    text = WordFaces((families.text[0], families.headings[0]))
    if families.foreign[0] == families.text[0]:
        return LetterFaces(text, text)
    return LetterFaces(text, WordFaces((families.foreign[0], families.headings[-1])))


@cache
def _find_language_face(face: str, heading_face: str, label: str) -> str:
    """The packaged face for a language, of which one label is given; empty: the stationery's own has it."""
    if label.isascii():
        return ""
    own = WordFaces((face, heading_face), with_system=False)
    letters = frozenset(ord(character) for character in label if character.isalpha())
    if not own.find(label):
        return ""
    packaged = (*list_companions(sans=own.is_sans), *list_script_faces())
    return next((family for family in packaged if letters <= find_coverage(family)), "")
