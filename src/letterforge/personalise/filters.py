"""The filters of a template, and how a value is printed."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from letterforge.personalise.blanks import FILLING, Blank, Unknown
from letterforge.protocol import address, dates, numbers

BUILT_IN = frozenset(
    [
        "abs",
        "batch",
        "capitalize",
        "count",
        "d",
        "default",
        "dictsort",
        "first",
        "float",
        "format",
        "groupby",
        "int",
        "items",
        "join",
        "last",
        "length",
        "list",
        "lower",
        "map",
        "max",
        "min",
        "reject",
        "rejectattr",
        "replace",
        "round",
        "select",
        "selectattr",
        "slice",
        "sort",
        "string",
        "sum",
        "title",
        "trim",
        "truncate",
        "unique",
        "upper",
        "wordcount",
    ]
)
"""Jinja's filters that make sense in a letter. Left out: those that declare text to be markup (`safe`), write for
the web (`urlize`, `tojson`, `xmlattr`, …), or give another result each time (`random`)."""

CAPTURE_START, CAPTURE_END = "\ue002", "\ue003"
"""What a macro or a block wrote is Markdown between these marks (see `sandbox.Slots`); all else is a value."""
CAPTURED = re.compile(f"{CAPTURE_START}(.*?){CAPTURE_END}", re.DOTALL)
PRIVATE = re.compile("[\ue000-\uf8ff]")


class UnprintableError(TypeError):
    """A template prints something that is no text."""


def printed(expression: tuple[int, object], line: int, personal: bool) -> str:
    """What `{{ value }}` puts into the Markdown: a slot for the value, never its text.

    `expression` is how many lacks were known before the value was worked out, and the value.
    """
    lacks, value = expression
    filling = FILLING.get()
    text = as_text(value)
    filling.place_lacks(lacks, line)
    if CAPTURE_START not in text:
        return filling.print(PRIVATE.sub("", text), personal=personal)
    pieces = CAPTURED.split(text)
    # split() gives values and captured Markdown in turn.
    return "".join(
        piece if index % 2 else filling.print(PRIVATE.sub("", piece), personal=personal) if piece else ""
        for index, piece in enumerate(pieces)
    )


def lacks_so_far() -> int:
    """How many lacks are known: called before an expression is worked out."""
    return len(FILLING.get().lacks)


def as_text(value: object) -> str:
    """A value as it is printed. Raises UnprintableError for what would leave a trace of a merge gone wrong."""
    if isinstance(value, str | Blank | Unknown):
        return str(value)
    if isinstance(value, datetime.date):
        return dates.long_date(value, FILLING.get().language)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return numbers.decimal(value, FILLING.get().language)
    kinds = {type(None): "nothing (none)", bool: "true or false", list: "a list", float: "no number"}
    raise UnprintableError(f"this prints {kinds.get(type(value), f'{value!r}')}, which is no text")


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
        raise UnprintableError(f"{value!r} is no date")
    return dates.long_date(value, FILLING.get().language, pattern)


def ordinal(value: object, gender: str = "m") -> str:
    """A number as an ordinal in the letter's language: `19th`, `19e`."""
    if isinstance(value, Blank | Unknown):
        return str(value)
    try:
        number = int(str(value))
    except ValueError:
        raise UnprintableError(f'"{value}" is no whole number') from None
    return dates.ordinal(number, FILLING.get().language, gender)


def number(value: object, places: int | None = None) -> str:
    """A number with the signs of the letter's language: `1,234.5`, `1 234,5`."""
    if isinstance(value, Blank | Unknown):
        return str(value)
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
        found = float(str(value))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise UnprintableError(f'"{value}" is no number: write it as 1234.5')
    return int(found) if found.is_integer() else found


def series(value: object) -> str:
    """Words as a series in the letter's language: `A, B and C`."""
    if isinstance(value, Blank | Unknown):
        return str(value)
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise UnprintableError(f"series() is for a list, and this is {value!r}")
    return numbers.series([as_text(each) for each in value], FILLING.get().language)


def choose(value: object, **forms: str) -> str:
    """The form for a gender: `recipient.gender | choose(f="Madam", m="Sir", unknown="Excellency")`."""
    strange = forms.keys() - {"f", "m", "x", "unknown"}
    if strange:
        raise UnprintableError(f"choose() knows f, m, x and unknown, not {', '.join(sorted(strange))}")
    gender = "" if isinstance(value, Blank) else str(value)
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
    if not hasattr(value, field):
        raise UnprintableError("this filter is for a state: {{ state | of }}, {{ state | in }}")
    return as_text(getattr(value, field))


FILTERS: Mapping[str, Callable[..., Any]] = {
    "date": date,
    "ordinal": ordinal,
    "number": number,
    "percent": percent,
    "series": series,
    "choose": choose,
    "upper_country": upper_country,
    "of": of,
    "in": inside,
}
