"""A name → the same in capitals, as its own language writes them."""

from __future__ import annotations

import re
import unicodedata

from letterforge.languages import OURS, Languages, PackPart
from letterforge.model import Language

DOTTED = str.maketrans({"i": "İ", "ı": "I"})
DOTTED_IN = frozenset({"tr", "az"})
"""Languages with two letters i."""
TURKISH_NAMES = re.compile(r"\b[Tt]ürkiye")
"""The one name of a state that is Turkish in all languages, since 2022."""
IRISH_PREFIX = re.compile(r"\b[hnt](?=[AEIOUÁÉÍÓÚ])")
"""A mutation before a capital stays small: `hÉireann`."""
GREEK_ACCENT = re.compile("(?<=[\u0370-\u03ff\u1f00-\u1fff])\u0308?[\u0300\u0301\u0342]+")
"""Greek capitals have no accents; a diaeresis stays."""
STRAIGHT = re.compile(r"(?<=\w)'(?=\w)")


def put_in_capitals(text: str, language: Language, languages: Languages = OURS) -> str:
    """A text in capitals, accents kept; as it is in a language without capitals.

    Türkiye keeps the dot of its i in every language, Greek loses its accents, an Irish mutation stays small,
    an apostrophe is a true one.
    """
    if not languages.document(language, PackPart.WRITING).get("capitals", True):
        return text
    if language in DOTTED_IN:
        text = text.translate(DOTTED)
    text = TURKISH_NAMES.sub("TÜRKİYE", STRAIGHT.sub("’", text))
    kept = [match.start() for match in IRISH_PREFIX.finditer(text)]
    letters = (letter if at in kept else letter.upper() for at, letter in enumerate(text))
    return _without_greek_accents("".join(letters))


def _without_greek_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    found = GREEK_ACCENT.sub(lambda mark: "\u0308" if "\u0308" in mark[0] else "", decomposed)
    return unicodedata.normalize("NFC", found) if found != decomposed else text
