"""Dates, ordinals and the line of place and date, as each language writes them (CLDR, through Babel)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

from letterforge.model import Language

LOCALES = {"en": "en_GB", "pt": "pt_PT"}
"""Where a language has several habits: international correspondence writes 7 December 2020."""

DATELINES = {"ar": "{place}، {date}", "fr": "{place}, le {date}"}
"""Place and date where they are not simply set side by side."""

FRENCH_FIRST = re.compile(r"(?<!\S)1(?= [^\W\d]|$)")
"""The day's number where it stands alone or before the month's name, not among other figures."""


@lru_cache(maxsize=512)
def long_date(day: datetime.date, language: Language, pattern: str | None = None) -> str:
    """A date in words, `7 December 2020`, or by a CLDR pattern such as `d MMMM`."""
    from babel.dates import format_date

    text = format_date(day, pattern or "long", locale=locale_of(language))
    # The first of the month is an ordinal in French (Imprimerie nationale); CLDR leaves it to the writer.
    return FRENCH_FIRST.sub("1er", text) if language == "fr" and day.day == 1 and pattern != "M" else text


def dateline(place: str, day: datetime.date, language: Language) -> str:
    """Place and date: `The Hague, 7 December 2020`, `La Haye, le 7 décembre 2020`."""
    date = long_date(day, language)
    return DATELINES.get(language, "{place}, {date}").format(place=place, date=date) if place else date


@cache
def is_rtl(language: Language) -> bool:
    """Whether a language is written from right to left."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language).text_direction == "rtl"
    except (UnknownLocaleError, ValueError):
        return False


def ordinal(number: int, language: Language, gender: str = "m") -> str:
    """A number as an ordinal: `19th`, `19e`, `19.º`. `gender` (`f` or `m`) is the counted word's."""
    rule = ORDINALS.get(language)
    return rule(number, gender) if rule else str(number)


def locale_of(language: Language) -> str:
    """The CLDR locale that stands for a language."""
    return LOCALES.get(language, language)


def _english(number: int, _gender: str) -> str:
    teen = 10 <= number % 100 < 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _french(number: int, gender: str) -> str:
    return f"{number}{('re' if gender == 'f' else 'er') if number == 1 else 'e'}"


def _iberian(number: int, gender: str) -> str:
    return f"{number}.{'ª' if gender == 'f' else 'º'}"


ORDINALS: Mapping[Language, Callable[[int, str], str]] = {
    "en": _english,
    "fr": _french,
    "es": _iberian,
    "pt": _iberian,
}
"""Babel has no ordinals (they are rules in the CLDR, RBNF, that it does not read)."""
