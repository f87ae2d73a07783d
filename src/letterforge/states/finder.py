"""What people write for a country → its code, or nothing; never the nearest guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from letterforge.model import StateCode
from letterforge.states.likeness import SHORTEST, Spellings
from letterforge.states.names import all_others, all_states, alpha3, common_name, every_name, kind_of
from letterforge.states.tables import table

ARTICLES = frozenset({"la", "le", "les", "l", "el", "los", "las", "o", "a", "os", "as"})
"""What may be before a name in French, Spanish and Portuguese (`the` is left out everywhere)."""
INVERTED = re.compile(r"([^,(،（]+)[,(،（]([^)）]+)[)）]?")
"""`Tanzania, United Republic of` and `Gambie (la)`: how ISO and many tables turn a name round."""
LETTERS = str.maketrans(
    {"&": " and ", "ʼ": " ", "ʻ": " ", "ı": "i", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None}
    | {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)
"""What is typed for one another.

Apostrophes that count as letters, dotless i, Arabic and Persian yeh and kaf …
"""
SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
"""How German and Scandinavian letters are written where a keyboard lacks them: Oesterreich."""
ABBREVIATED = {"st": "saint", "ste": "sainte", "sta": "santa"}
LONGEST = 200
"""Characters of a text that hints are looked for."""
MOST = 3
"""Names in a hint."""


def find_state(text: str) -> StateCode | None:
    """The state that an ISO 3166-1 code or a name in any known language means, or None.

    So for entities, organisations and territories that are no states (`names.kind_of`).

    Case, accents, punctuation, `the`, a leading article and a turned-round name
    (`Congo, Democratic Republic of the`) do not matter. Every other word does.
    """
    bare = text.strip()
    if bare.isascii() and (code := _by_code().get(bare.upper())):
        return code
    turned = INVERTED.fullmatch(bare)
    forms = (bare, f"{turned[2]} {turned[1]}") if turned else (bare,)
    return next((code for form in forms for key in _keys(form) if (code := _by_name().get(key))), None)


@lru_cache(maxsize=512)
def similar_states(text: str) -> tuple[str, ...]:
    """English names that an unknown text may have meant, best first.

    At most three, each known to `find_state`.
    """
    if len(text) > LONGEST:
        return ()
    words = _words(text)
    wanted = " ".join(words[1:] if words and words[0] in ARTICLES else words)
    if wanted in _asked():
        return tuple(common_name(code) for code in _asked()[wanted])
    codes = _states_containing(wanted) or _states_spelt_like(wanted) if wanted else []
    return tuple(common_name(code) for code in codes[:MOST])


def name_key(name: str) -> str:
    """What is left of a name when case, accents, punctuation and `the` are set aside.

    Names sort by it too.
    """
    return " ".join(_words(name))


def _states_containing(wanted: str) -> list[StateCode]:
    """Of `Korea`, both Koreas: part of a name is nearer than its letters are, unless too many share it."""
    words = set(wanted.split())
    if len(wanted) < SHORTEST:
        return []
    codes = {code for name, code in _by_spelling().items() if words.issubset(name.split())}
    return sorted(codes, key=lambda code: name_key(common_name(code))) if len(codes) <= MOST else []


def _states_spelt_like(wanted: str) -> list[StateCode]:
    return _spellings().nearest(wanted)


def _words(text: str) -> list[str]:
    letters = text.casefold()
    if not letters.isascii():
        decomposed = unicodedata.normalize("NFKD", letters)
        letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    words = re.findall(r"\w+", letters.translate(LETTERS))
    return [ABBREVIATED.get(word, word) for word in words if word != "the"]


def _keys(name: str) -> Iterator[str]:
    """Under what a name is in the index: without spaces, and also without its article."""
    words = _words(name)
    yield "".join(words)
    if words and words[0] in ARTICLES:
        yield "".join(words[1:])


@cache
def _by_code() -> dict[str, StateCode]:
    return {name: code for code in (*all_states(), *all_others()) for name in (code, alpha3(code))}


@cache
def _by_name() -> dict[str, StateCode]:
    found: dict[str, StateCode] = {}
    for name, code in _names():
        spelt_out = name.casefold().translate(SPELT_OUT)
        for key in (*_keys(name), *(_keys(spelt_out) if spelt_out != name.casefold() else ())):
            if found.setdefault(key, code) != code:
                raise ValueError(f"two states are called {name!r}: {found[key]} and {code}")
    return found


@cache
def _spellings() -> Spellings:
    return Spellings(_by_spelling(), (row["word"] for row in table("generic.csv")))


@cache
def _asked() -> dict[str, tuple[StateCode, ...]]:
    """What is no state, or none any more → those that it may mean; none where spelling would mislead."""
    return {" ".join(_words(row["name"])): tuple(row["countries"].split()) for row in table("asked.csv")}


@cache
def _by_spelling() -> dict[str, StateCode]:
    """Names that a hint may look for: organisations are asked for by their names, not offered for a state."""
    return {" ".join(_words(name)): code for name, code in _names() if kind_of(code) != "organisation"}


def _names() -> Iterator[tuple[str, StateCode]]:
    """Every name of every state, once for each state."""
    yield from every_name()
    for file in ("aliases.csv", "native.csv"):
        for row in table(file):
            yield row["name"], row["country"]
