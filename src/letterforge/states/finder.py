"""What people write for a country → its code, or nothing; never the nearest guess."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from letterforge.errors import nearest
from letterforge.model import StateCode
from letterforge.states.names import all_states, alpha3, state_names
from letterforge.states.tables import table

NAME_COLUMNS = re.compile(r"(?:en|fr|es|pt|ar|ru|zh)_(?:short(?:_br|_eu)?|running|formal)|cldr_..")
ARTICLES = re.compile(r"^(?:the|la|le|les|el|los|las|l) ")


def find_state(text: str) -> StateCode | None:
    """The state that a code or a name in any known language stands for, or None.

    Case, accents, punctuation and a leading article do not matter; every word does.
    """
    bare = text.strip()
    if len(bare) in {2, 3} and bare.isascii() and bare.upper() in _by_code():
        return _by_code()[bare.upper()]
    key = name_key(bare)
    forms = (key, ARTICLES.sub("", key), key.replace(" ", ""))
    return next((code for form in forms if (code := _by_name().get(form))), None)


def similar_states(text: str) -> tuple[str, ...]:
    """English names that an unknown text may have meant, best first; at most three."""
    key = ARTICLES.sub("", name_key(text))
    by_name = _by_name()
    codes = [by_name[name] for name in nearest(key, by_name, count=6)]
    # A part of a name, such as "Korea" or "Congo", is nearer to whoever wrote it than its letters are.
    within = [code for name, code in by_name.items() if key and key in name.split()]
    codes = [*dict.fromkeys(within), *codes] if len(set(within)) <= 3 else codes
    return tuple(state_names(code, "en").name for code in dict.fromkeys(codes))[:3]


def name_key(text: str) -> str:
    """What is left of a name when case, accents and punctuation are set aside."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    words = re.sub(r"[^\w]+", " ", letters.replace("&", " and ").replace("ı", "i")).split()
    return " ".join("saint" if word == "st" else word for word in words)


@cache
def _by_code() -> dict[str, StateCode]:
    return {name: code for code in all_states() for name in (code, alpha3(code))}


@cache
def _by_name() -> dict[str, StateCode]:
    found: dict[str, StateCode] = {}
    for row in table("names.csv"):
        for column, name in row.items():
            if name and NAME_COLUMNS.fullmatch(column):
                _enter(found, name, row["alpha2"])
    for row in table("aliases.csv"):
        _enter(found, row["name"], row["country"])
    return found


def _enter(found: dict[str, StateCode], name: str, code: StateCode) -> None:
    key = name_key(name)
    for form in {key, ARTICLES.sub("", key), key.replace(" ", "")}:
        if found.setdefault(form, code) != code:
            raise ValueError(f"two states are called {name!r}: {found[form]} and {code}")
