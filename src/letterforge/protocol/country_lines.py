"""The country of destination, last in an address: in capitals, and so that the posting country can read it.

The post of the country where a letter is posted reads its last line, that of its destination all others.
Letter Post Regulations of the Universal Postal Union: the country in a language of the country of origin or
in one that is known internationally, the address in Latin letters, where need be beside others. The Union's
own languages are French and English.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from letterforge.errors import Code, Place, Problem, Severity
from letterforge.languages import OURS, Languages
from letterforge.model import Language, StateCode
from letterforge.protocol.capitals import put_in_capitals
from letterforge.states import find_seat, find_state, has_names, name_in_address, similar_states

KNOWN_EVERYWHERE: tuple[Language, ...] = ("en", "fr")
"""The languages of the Universal Postal Union."""
LONGEST_LINE = 40
"""Characters of a line that is not broken in the window of an envelope."""


def posting_country(named: str, places: Iterable[str]) -> StateCode:
    """The country where letters are posted: as it is named, else that of a place that is a known town.

    Empty: not known.
    """
    if named:
        return find_state(named) or ""
    found = {seat.country for place in places if (seat := find_seat(place))}
    return found.pop() if len(found) == 1 else ""


def posting_problems(named: str, places: Sequence[str], file: str) -> list[Problem]:
    """That the country of `[letter] posted_in` is unknown, or a notice of what follows if there is none."""
    if posting_country(named, places):
        return []
    if not named:
        message = f'letter.place: letterforge does not know in which country "{next(iter(places), "")}" is'
        hint = 'name it: posted_in = "…"; without it, each address has its country, in the letter\'s language'
        return [Problem(Code.BAD_SETTING, message, hint, Place(file), Severity.NOTICE)]
    near = ", or ".join(f'"{name}"' for name in similar_states(named))
    hint = f"did you mean {near}?" if near else 'write its English name, or its ISO code: posted_in = "NL"'
    message = f'letter.posted_in: "{named}" is not a known country'
    return [Problem(Code.BAD_SETTING, message, hint, Place(file))]


@lru_cache(maxsize=2048)
def country_lines(
    country: StateCode, language: Language, posted_in: StateCode = "", languages: Languages = OURS
) -> tuple[str, ...]:
    """The last lines of an address; none for a letter that stays in its country.

    In the letter's language if that is English, French, or one of the posting country's; else in one of
    these. A name in other letters than Latin is printed too, before the one in Latin letters. If it is not
    known where the letter is posted (`posted_in` is empty), the letter's language is taken to be read there.
    """
    if not country or country == posted_in:
        return ()
    own = upper_name(country, language, languages)
    spoken = _spoken_in(posted_in) if posted_in else (language,)
    is_latin = _is_latin(own)
    if is_latin and language in (*KNOWN_EVERYWHERE, *spoken):
        return (own,)
    names = (upper_name(country, read, languages) for read in spoken if has_names(country, read, languages))
    read = next(filter(_is_latin, names), upper_name(country, KNOWN_EVERYWHERE[0], languages))
    if is_latin:
        return (read,)
    # A window of an envelope has room for few lines.
    together = f"{own} – {read}"
    return (together,) if len(together) <= LONGEST_LINE else (own, read)


def upper_name(country: StateCode, language: Language, languages: Languages = OURS) -> str:
    """A country's name in capitals, as post offices know it. Raises KeyError for an unknown code."""
    return put_in_capitals(name_in_address(country, language, languages), language, languages)


@lru_cache(maxsize=256)
def _spoken_in(country: StateCode) -> tuple[Language, ...]:
    """The official languages of a country, in law or in fact, the most spoken first (Unicode CLDR)."""
    from babel.languages import get_official_languages

    return get_official_languages(country, de_facto=True)


def _is_latin(name: str) -> bool:
    """Whether a name has no letters of another script than Latin."""
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in name if letter.isalpha())
