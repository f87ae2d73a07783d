"""The words that people write in a cell → the keys that letterforge knows them by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from letterforge.languages import OURS, Languages
from letterforge.model import Language, StateCode
from letterforge.protocol.office_words import understand
from letterforge.recipients.columns import Column, match_key
from letterforge.recipients.grid import GridRow
from letterforge.recipients.recognised import cell_words
from letterforge.states import find_state

BY_LETTER = {"h": "m", "w": "f", "d": "x"}
"""Homme or hombre; weiblich; divers."""
HOMBRE_O_MUJER = frozenset({"sexo", "género", "genero"})
"""Headings, as `match_key` makes them, below which M may be mujer."""

OWN_NAMES_OF = ("ar", "de", "en", "es", "fr", "it", "nl", "pt", "ru", "zh")
"""Languages whose names are understood in each of them: Français, Französisch, Francés."""

state_of = lru_cache(maxsize=4096)(find_state)
"""`find_state`, remembered: a list names the same two hundred countries again and again."""

TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")
"""A BCP 47 tag, with the underscores of operating systems."""


def key_of(column: str, text: str, state: StateCode, languages: Languages = OURS) -> str | None:
    """What the words of a cell mean, by its column; None: they are not known. `state`: the row's."""
    match column:
        case "office":
            return find_office(text, state, languages)
        case "gender":
            return find_gender(text, languages)
        case "language":
            return find_language(text)
        case _:
            return state_of(text)


def find_office(text: str, state: StateCode = "", languages: Languages = OURS) -> str | None:
    """The key of an office for `Foreign Minister`, `Botschafterin` or its description; None: unknown.

    `state`: whose office it is; some words mean another one in some states.
    """
    if not text:
        return ""
    understood = understand(text, state, languages)
    return understood.office if understood else None


def find_gender(text: str, languages: Languages = OURS) -> str | None:
    """`f`, `m`, `x` or empty for a gender that is written out; None: unknown word."""
    return _gender_words(languages).get(text.casefold().rstrip("."))


@lru_cache(maxsize=16)
def _gender_words(languages: Languages) -> Mapping[str, str]:
    """Only what cannot be mistaken; gender is never guessed."""
    tables = list(cell_words("gender", languages))
    words = {word: gender for table in tables for gender, said in table.items() for word in said}
    return {"": "", **{word: "" if gender == "unknown" else gender for word, gender in words.items()}}


def genders_of(column: Column | None, sample: Sequence[GridRow]) -> Mapping[str, str]:
    """What single letters of a column mean together: W is weiblich; M is mujer beside H, and not beside F.

    `sample`: some rows. An empty gender: nobody can know.
    """
    if column is None:
        return {}
    cells = (row.cells[column.index] for row in sample if column.index < len(row.cells))
    letters = {cell.strip().casefold().rstrip(".") for cell in cells}
    known = {letter: BY_LETTER[letter] for letter in letters & BY_LETTER.keys()}
    if "m" not in letters or "f" in letters:
        return known
    if "h" in letters:
        return {**known, "m": "f"}
    return {**known, "m": ""} if match_key(column.heading) in HOMBRE_O_MUJER else known


@lru_cache(maxsize=1024)
def find_language(text: str) -> Language | None:
    """The primary tag for a tag (`en-GB`), or for a name in a few languages (`French`, `Französisch`).

    None: unknown.
    """
    if not text:
        return ""
    tag = TAG.fullmatch(text)
    primary = tag[1].lower() if tag else ""
    primary = str(get_global("language_aliases").get(primary, primary))
    if primary in Locale("en").languages:
        return primary
    return language_names().get(text.casefold())


@cache
def language_names() -> Mapping[str, Language]:
    """Names of languages in small letters → tag: all in English, a few in each other."""
    names = {name.casefold(): tag for tag, name in Locale("en").languages.items() if len(tag) <= 3}
    others = {
        Locale(reader).languages[tag].casefold(): tag for reader in OWN_NAMES_OF for tag in OWN_NAMES_OF
    }
    return {**others, **names}
