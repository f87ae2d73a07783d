"""letterforge's own filters: dates, numbers, series and states in the letter's language."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from letterforge.personalise.blanks import FILLING, Blank, Unknown
from letterforge.personalise.borrowed import metered, named_as
from letterforge.personalise.printing import (
    UnprintableError,
    ValueKind,
    WrongKindError,
    as_printed,
    describe_value,
)
from letterforge.personalise.scope import Fields
from letterforge.protocol import dates, numbers
from letterforge.protocol.capitals import put_in_capitals

MOST_PLACES = 15
"""Decimal places that a number can be printed with."""
LONGEST_PATTERN = 100
NAMED_PATTERNS = frozenset({"full", "long", "medium", "short"})
NOT_IN_PATTERNS = re.compile(r"[^GyYuQqMLwWdDFEec\W\d_]")
"""Letters of a CLDR pattern for a time of day or for this machine's time zone."""


def format_date(value: object, pattern: str | None = None) -> str:
    """A date in the letter's language: `7 December 2020`, or in a CLDR pattern such as `d MMMM`."""
    if isinstance(value, Blank | Unknown):
        return str(value)
    if isinstance(value, str):
        try:
            value = datetime.date.fromisoformat(value)
        except ValueError:
            raise WrongKindError(f'"{value}"', ValueKind.DATE, "2020-12-07") from None
    if not isinstance(value, datetime.date):
        raise WrongKindError(describe_value(value), ValueKind.DATE)
    if pattern is not None:
        _check_pattern(pattern)
    filling = FILLING.get()
    return dates.long_date(value, filling.language, pattern, filling.languages, filling.state)


def _check_pattern(pattern: object) -> None:
    """Raises UnprintableError."""
    if not isinstance(pattern, str) or len(pattern) > LONGEST_PATTERN:
        raise UnprintableError("the pattern of a date must be a short text, such as d MMMM y")
    if pattern in NAMED_PATTERNS:
        return
    unquoted = re.sub("'[^']*'", "", pattern)
    if strange := NOT_IN_PATTERNS.search(unquoted):
        raise UnprintableError(f'"{strange[0]}" is not part of a date: write a pattern such as d MMMM y')


def format_ordinal(value: object, gender: str = "m", case: str = "") -> str:
    """A number as an ordinal in the letter's language: `19th`, `19e`; in Arabic in words.

    `case`: `oblique` for the genitive and accusative, which Arabic has from the twentieth on.
    """
    if case not in {"", "oblique"}:
        raise UnprintableError(f'ordinal() takes a gender and "oblique" or nothing, not "{case}"')
    if isinstance(value, Blank | Unknown):
        return str(value)
    try:
        number = int(as_printed(value) if isinstance(value, str | int) else "")
    except ValueError:
        raise WrongKindError(_quoted(value), ValueKind.WHOLE_NUMBER, "19") from None
    filling, is_oblique = FILLING.get(), case == "oblique"
    return dates.ordinal(number, filling.language, gender, filling.languages, is_oblique=is_oblique)


def format_number(value: object, places: int | None = None) -> str:
    """A number as the letter's language writes it: `1,234.5`, `1 234,5`."""
    if isinstance(value, Blank | Unknown):
        return str(value)
    if places is not None and not (isinstance(places, int) and 0 <= places <= MOST_PLACES):
        raise UnprintableError(f"number() takes at most {MOST_PLACES} decimal places")
    return numbers.decimal(_as_number(value), FILLING.get().language, places, FILLING.get().languages)


def format_percent(value: object) -> str:
    """A share as a percentage: 0.125 is `12.5%`, `12,5 %`."""
    if isinstance(value, Blank | Unknown):
        return str(value)
    return numbers.percent(_as_number(value), FILLING.get().language, FILLING.get().languages)


def _as_number(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return value
    try:
        found = float(value) if isinstance(value, str) else math.nan
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise WrongKindError(_quoted(value), ValueKind.NUMBER, "1234.5")
    return int(found) if found.is_integer() else found


def _quoted(value: object) -> str:
    return f'"{value[:LONGEST_PATTERN]}"' if isinstance(value, str) else describe_value(value)


def join_series(value: object) -> str:
    """Words as a series in the letter's language: `A, B and C`."""
    if isinstance(value, Blank | Unknown):
        return str(value)
    if not isinstance(value, list | tuple):
        raise UnprintableError(f"series() needs a list, but this is {_quoted(value)}")
    return numbers.series(
        [as_printed(entry) for entry in value], FILLING.get().language, FILLING.get().languages
    )


def choose_form(value: object, **forms: str) -> str:
    """The form for a gender: `recipient.gender | choose(f="Madam", m="Sir", unknown="Excellency")`."""
    strange = forms.keys() - {"f", "m", "x", "unknown"}
    if strange:
        raise UnprintableError(f"choose() takes f, m, x and unknown, not {', '.join(sorted(strange))}")
    gender = "" if isinstance(value, Blank) else as_printed(value)
    form = forms.get(gender or "unknown", forms.get("unknown"))
    if form is None:
        raise UnprintableError(
            f'choose() has no form for the gender "{gender or "unknown"}", and none for unknown'
        )
    return form


def capitalise_country(value: object) -> str:
    """The name of a country in capitals, as international post needs it."""
    return put_in_capitals(as_printed(value), FILLING.get().language, FILLING.get().languages)


def of_state(value: object, kind: str = "") -> str:
    """A state's name after "of": `du Sénégal`; with "formal": `de la République du Sénégal`."""
    if kind not in {"", "formal"}:
        raise UnprintableError(f'of() takes "formal" or nothing, not "{kind}"')
    return _of_state(value, "formal_of" if kind else "of")


def in_state(value: object) -> str:
    """A state's name after "in": `au Sénégal`, `in the Gambia`."""
    return _of_state(value, "inside")


def _of_state(value: object, field: str) -> str:
    if isinstance(value, Blank | Unknown):
        return str(value)
    if not isinstance(value, Fields) or field not in value.values:
        raise UnprintableError("this filter needs a state: {{ state | of }}, {{ state | in }}")
    return as_printed(value.values[field])


FILTERS: Mapping[str, Callable[..., Any]] = {
    "date": named_as("date", format_date),
    "ordinal": named_as("ordinal", format_ordinal),
    "number": named_as("number", format_number),
    "percent": named_as("percent", format_percent),
    "series": metered(named_as("series", join_series)),
    "choose": named_as("choose", choose_form),
    "upper_country": named_as("upper_country", capitalise_country),
    "of": named_as("of", of_state),
    "in": named_as("in", in_state),
}
