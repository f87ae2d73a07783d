"""Dates, ordinals and the line of place and date, as each language writes them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from letterforge.languages import OURS, Languages, PackPart
from letterforge.model import Language

FIRST = re.compile(r"(?<!\S)1(?= [^\W\d]|$)")
"""The day's number where it is alone or before the month's name, not among other figures."""


@lru_cache(maxsize=512)
def long_date(
    day: datetime.date, language: Language, pattern: str | None = None, languages: Languages = OURS
) -> str:
    """A date in words, `7 December 2020`, or by a CLDR pattern such as `d MMMM`."""
    from babel.dates import format_date

    text = format_date(day, pattern or "long", locale=locale_of(language, languages))
    # The first of the month is an ordinal in French (Imprimerie nationale); CLDR leaves it to the writer.
    first = _date(language, languages).get("first_of_month", "")
    return FIRST.sub(first, text) if first and day.day == 1 and pattern != "M" else text


def dateline(place: str, day: datetime.date, language: Language, languages: Languages = OURS) -> str:
    """Place and date: `The Hague, 7 December 2020`, `La Haye, le 7 décembre 2020`."""
    date = long_date(day, language, None, languages)
    line: str = _date(language, languages).get("line", "{place}, {date}")
    return line.format(place=place, date=date) if place else date


def _date(language: Language, languages: Languages) -> Mapping[str, Any]:
    found: Mapping[str, Any] = languages.document(language, PackPart.WRITING).get("date", {})
    return found


@lru_cache(maxsize=64)
def is_rtl(language: Language, languages: Languages = OURS) -> bool:
    """Whether a language is written from right to left."""
    if direction := languages.document(language, PackPart.WRITING).get("direction"):
        return bool(direction == "rtl")
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language).text_direction == "rtl"
    except (UnknownLocaleError, ValueError):
        return False


def ordinal(number: int, language: Language, gender: str = "m", languages: Languages = OURS) -> str:
    """A number as an ordinal: `19th`, `19e`, `19.º`. `gender` (`f` or `m`) is the counted word's.

    Babel has no ordinals (they are rules in the CLDR, RBNF, that it does not read).
    """
    rules = languages.document(language, PackPart.WRITING).get("ordinals", {})
    key, figures = ("f" if gender == "f" else "m"), str(number)
    endings = sorted(rules.get("ending", {}), key=len, reverse=True)
    pattern = rules.get("exactly", {}).get(figures, {}).get(key) or next(
        (rules["ending"][ending] for ending in endings if figures.endswith(ending)),
        rules.get(key, "{number}"),
    )
    return str(pattern).format(number=number)


def locale_of(language: Language, languages: Languages = OURS) -> str:
    """The CLDR locale by which a language writes dates and numbers.

    International English has `7 December 2020`.
    """
    return str(languages.document(language, PackPart.WRITING).get("dates", language))
