"""Dates, ordinals and the line of place and date, as each language writes them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from letterforge.languages import OURS, Languages, PackPart
from letterforge.model import Language, Recipient, StateCode

FIRST = re.compile(r"(?<!\S)1(?= [^\W\d]|$)")
"""The day's number where it is alone or before the month's name, not among other figures."""


@lru_cache(maxsize=512)
def long_date(
    day: datetime.date,
    language: Language,
    pattern: str | None = None,
    languages: Languages = OURS,
    state: StateCode = "",
) -> str:
    """A date in words, `7 December 2020`, or by a CLDR pattern such as `d MMMM`.

    `state`: the recipient's, for languages that have other names of months in some states.
    """
    from babel.dates import format_date

    text = format_date(day, pattern or "long", locale=locale_of(language, languages, state))
    # The first of the month is an ordinal in French (Imprimerie nationale); CLDR leaves it to the writer.
    first = _date(language, languages).get("first_of_month", "")
    return FIRST.sub(first, text) if first and day.day == 1 and pattern != "M" else text


@lru_cache(maxsize=64)
def month_names(language: Language, languages: Languages = OURS) -> tuple[str, ...]:
    """The names of the months as dates have them, in any state; none for a language that the CLDR does not
    know.
    """
    from babel import Locale, UnknownLocaleError

    of_states = languages.document(language, PackPart.WRITING).get("dates_of", {}).values()
    try:
        locales = [Locale.parse(name) for name in {locale_of(language, languages), *of_states}]
    except (UnknownLocaleError, ValueError):
        return ()
    forms = (locale.months[form]["wide"] for locale in locales for form in ("format", "stand-alone"))
    return tuple(sorted({name for form in forms for name in form.values() if not name.isdigit()}))


def dateline(
    place: str, day: datetime.date, language: Language, languages: Languages = OURS, state: StateCode = ""
) -> str:
    """Place and date: `The Hague, 7 December 2020`, `La Haye, le 7 décembre 2020`.

    `state`: see `long_date`.
    """
    date = long_date(day, language, None, languages, state)
    line: str = _date(language, languages).get("line", "{place}, {date}")
    return line.format(place=place, date=date) if place else date


def state_of_dates(recipient: Recipient) -> StateCode:
    """The state whose names of months a recipient's letter has: its own, or the one that the post goes to."""
    return recipient.state or recipient.address_country


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


def ordinal(
    number: int,
    language: Language,
    gender: str = "m",
    languages: Languages = OURS,
    *,
    is_oblique: bool = False,
) -> str:
    """A number as an ordinal: `19th`, `19e`, `19.º`, `التاسع عشر`. `gender` (`f` or `m`) is the counted
    word's.

    `is_oblique`: in the genitive or accusative, for languages that write it in words. Babel has no ordinals
    (they are rules in the CLDR, RBNF, that it does not read).
    """
    rules = languages.document(language, PackPart.WRITING).get("ordinals", {})
    key, figures = ("f" if gender == "f" else "m"), str(number)
    if words := _ordinal_words(number, key, rules.get("words", {}), is_oblique=is_oblique):
        return words
    endings = sorted(rules.get("ending", {}), key=len, reverse=True)
    pattern = rules.get("exactly", {}).get(figures, {}).get(key) or next(
        (rules["ending"][ending] for ending in endings if figures.endswith(ending)),
        rules.get(key, "{number}"),
    )
    return str(pattern).format(number=number)


def _ordinal_words(number: int, key: str, words: Mapping[str, Any], *, is_oblique: bool) -> str:
    """An ordinal in words; empty: the language has none for this number."""
    ones: list[str] = words.get(key, [])
    tens: list[str] = words.get("tens_oblique" if is_oblique else "tens", [])
    hundreds, rest = divmod(number, 100)
    if not ones or number < 1 or hundreds > (1 if "after_hundred" in words else 0):
        return ""
    if number == 100:
        return str(words["hundred"])
    if rest <= len(ones):
        text = ones[rest - 1]
    else:
        ten, one = divmod(rest, 10)
        first = words.get(f"{key}_first", ones[0]) if one == 1 else ones[one - 1]
        text = str(words["joined"]).format(one=first, ten=tens[ten - 2]) if one else tens[ten - 2]
    return str(words["after_hundred"]).format(ordinal=text) if hundreds else text


def locale_of(language: Language, languages: Languages = OURS, state: StateCode = "") -> str:
    """The CLDR locale by which a language writes dates and numbers, in a state (empty: in most).

    International English has `7 December 2020`.
    """
    rules = languages.document(language, PackPart.WRITING)
    return str(rules.get("dates_of", {}).get(state) or rules.get("dates", language))
