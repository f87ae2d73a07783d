"""The filters that letterforge adds to Jinja's: dates, numbers, series and states in the letter's language."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from letterforge.personalise.blanks import FILLING, Blank, Unknown
from letterforge.personalise.borrowed import metered
from letterforge.personalise.printing import UnprintableError, as_text, kind_of
from letterforge.personalise.scope import Fields
from letterforge.protocol import address, dates, numbers

MOST_PLACES = 15
"""That a number can be printed with."""
LONGEST_PATTERN = 100
NAMED_PATTERNS = frozenset({"full", "long", "medium", "short"})
NOT_IN_PATTERNS = re.compile(r"[^GyYuQqMLwWdDFEec\W\d_]")
"""Letters of a CLDR pattern that ask for a time of day or for this machine's time zone."""


def date(value: object, pattern: str | None = None) -> str:
    """A date in the letter's language: `7 December 2020`, or by a CLDR pattern such as `d MMMM`."""
    if isinstance(value, Blank | Unknown):
        return str(value)
    if isinstance(value, str):
        try:
            value = datetime.date.fromisoformat(value)
        except ValueError:
            raise UnprintableError(f'"{value}" is no date: write it as 2020-12-07') from None
    if not isinstance(value, datetime.date):
        raise UnprintableError(f"{kind_of(value)} is no date")
    if pattern is not None:
        _check_pattern(pattern)
    return dates.long_date(value, FILLING.get().language, pattern)


def _check_pattern(pattern: object) -> None:
    """Raises UnprintableError."""
    if not isinstance(pattern, str) or len(pattern) > LONGEST_PATTERN:
        raise UnprintableError("a pattern of a date is a short text: d MMMM y")
    if pattern in NAMED_PATTERNS:
        return
    unquoted = re.sub("'[^']*'", "", pattern)
    if strange := NOT_IN_PATTERNS.search(unquoted):
        raise UnprintableError(f'"{strange[0]}" is no part of a date: its pattern is like d MMMM y')


def ordinal(value: object, gender: str = "m") -> str:
    """A number as an ordinal in the letter's language: `19th`, `19e`."""
    if isinstance(value, Blank | Unknown):
        return str(value)
    try:
        number = int(as_text(value) if isinstance(value, str | int) else "")
    except ValueError:
        raise UnprintableError(f"{_quoted(value)} is no whole number") from None
    return dates.ordinal(number, FILLING.get().language, gender)


def number(value: object, places: int | None = None) -> str:
    """A number with the signs of the letter's language: `1,234.5`, `1 234,5`."""
    if isinstance(value, Blank | Unknown):
        return str(value)
    if places is not None and not (isinstance(places, int) and 0 <= places <= MOST_PLACES):
        raise UnprintableError(f"number() takes {MOST_PLACES} places at most")
    return numbers.decimal(_as_number(value), FILLING.get().language, places)


def percent(value: object) -> str:
    """A share as per cent: 0.125 is `12.5%`, `12,5 %`."""
    if isinstance(value, Blank | Unknown):
        return str(value)
    return numbers.percent(_as_number(value), FILLING.get().language)


def _as_number(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return value
    try:
        found = float(value) if isinstance(value, str) else math.nan
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise UnprintableError(f"{_quoted(value)} is no number: write it as 1234.5")
    return int(found) if found.is_integer() else found


def _quoted(value: object) -> str:
    return f'"{value[:LONGEST_PATTERN]}"' if isinstance(value, str) else kind_of(value)


def series(value: object) -> str:
    """Words as a series in the letter's language: `A, B and C`."""
    if isinstance(value, Blank | Unknown):
        return str(value)
    if not isinstance(value, list | tuple):
        raise UnprintableError(f"series() is for a list, and this is {_quoted(value)}")
    return numbers.series([as_text(each) for each in value], FILLING.get().language)


def choose(value: object, **forms: str) -> str:
    """The form for a gender: `recipient.gender | choose(f="Madam", m="Sir", unknown="Excellency")`."""
    strange = forms.keys() - {"f", "m", "x", "unknown"}
    if strange:
        raise UnprintableError(f"choose() knows f, m, x and unknown, not {', '.join(sorted(strange))}")
    gender = "" if isinstance(value, Blank) else as_text(value)
    form = forms.get(gender or "unknown", forms.get("unknown"))
    if form is None:
        raise UnprintableError(
            f'choose() has no form for gender "{gender or "unknown"}", and none for unknown'
        )
    return form


def upper_country(value: object) -> str:
    """The name of a country in capitals, as international post wants it."""
    return address.upper_country(as_text(value), FILLING.get().language)


def of(value: object, kind: str = "") -> str:
    """What belongs to a state: `du Sénégal`; with "formal": `de la République du Sénégal`."""
    if kind not in {"", "formal"}:
        raise UnprintableError(f'of() knows "formal", not "{kind}"')
    return _of_state(value, "formal_of" if kind else "of")


def inside(value: object) -> str:
    """What is in a state: `au Sénégal`, `in the Gambia`."""
    return _of_state(value, "inside")


def _of_state(value: object, field: str) -> str:
    if isinstance(value, Blank | Unknown):
        return str(value)
    if not isinstance(value, Fields) or field not in value.values:
        raise UnprintableError("this filter is for a state: {{ state | of }}, {{ state | in }}")
    return as_text(value.values[field])


FILTERS: Mapping[str, Callable[..., Any]] = {
    "date": date,
    "ordinal": ordinal,
    "number": number,
    "percent": percent,
    "series": metered(series),
    "choose": choose,
    "upper_country": upper_country,
    "of": of,
    "in": inside,
}
