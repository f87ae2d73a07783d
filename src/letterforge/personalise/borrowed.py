"""Jinja's filters and tests that make sense in a letter, with limits, printing as `{{ … }}` does."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from functools import update_wrapper
from typing import Any

from jinja2 import Environment, pass_environment
from jinja2 import filters as jinja
from jinja2 import tests as jinja_tests
from jinja2.exceptions import UndefinedError
from jinja2.runtime import Undefined

from letterforge.personalise import texts
from letterforge.personalise.blanks import FILLING
from letterforge.personalise.conditions import no_truth
from letterforge.personalise.printing import (
    CAPTURED,
    UnprintableError,
    as_printed,
    changeable_text,
    count_text,
    describe_value,
)

ON_VALUES = frozenset(
    """abs batch count d default dictsort first float groupby int items last length list map max min
    reject rejectattr select selectattr slice sort unique""".split()  # noqa: SIM905 - words are easier to read
)
"""Jinja's filters that change no text. Left out: those that mark text as markup (`safe`), write for the web
(`urlize`, `tojson`, `xmlattr`, …), or give a different result each time (`random`)."""
TESTS = frozenset(
    """boolean defined divisibleby eq equalto even false float ge greaterthan gt in integer iterable le
    lessthan lower lt mapping ne none number odd sequence string true undefined upper
    == != > >= < <=""".split()  # noqa: SIM905 - the same
)
"""Left out: those that compare places in memory (`sameas`) or examine the program."""
KEEPING = frozenset({"count", "d", "default", "length"})
"""Filters that do not split a text."""
NUMERIC_TESTS = frozenset({"divisibleby", "even", "odd"})
MOST_PLACES = 15
"""Decimal places that a number can be rounded to: a float has no more."""


def metered(call: Callable[..., Any]) -> Callable[..., Any]:
    """A filter or test that takes steps for its arguments and its result. A generator becomes a list."""

    def counted(*args: Any, **kwargs: Any) -> Any:
        budget = FILLING.get().budget
        budget.step()
        for value in (*args, *kwargs.values()):
            budget.weigh(value)
        result = call(*args, **kwargs)
        if isinstance(result, Iterator):
            result = list(itertools.islice(result, budget.steps + 1))
        budget.weigh(result)
        return count_text(result) if isinstance(result, str) else result

    return update_wrapper(counted, call)


def named_as(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that Python's own errors call by the name that templates use."""
    call.__qualname__ = name
    return call


def refuse_captures(call: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that splits a text: it refuses what a macro or block wrote."""

    def guarded(*args: Any, **kwargs: Any) -> Any:
        for value in args:
            if isinstance(value, str):
                changeable_text(value)
        return call(*args, **kwargs)

    return update_wrapper(guarded, call)


# --- texts ----------------------------------------------------------------------------------------


def _by_letter(name: str) -> Callable[[object], str]:
    """`upper`, `lower`, …: in the text of a macro or block, words and values are changed separately."""
    change = jinja.FILTERS[name]

    def call(value: object) -> str:
        text = as_printed(value)
        FILLING.get().budget.weigh(text)
        pieces = CAPTURED.split(text)
        if len(pieces) == 1:
            return count_text(change(text))
        return count_text(
            "".join(
                _changed_capture(int(piece), change) if index % 2 else change(piece)
                for index, piece in enumerate(pieces)
            )
        )

    return call


def _changed_capture(index: int, change: Callable[[str], str]) -> str:
    filling = FILLING.get()
    return filling.capture(count_text(filling.changed(filling.captures[index], change)))


def trim_text(value: object, chars: str | None = None) -> str:
    """A text without spaces around it. Accepts what a macro or block wrote."""
    text = as_printed(value)
    capture = CAPTURED.fullmatch(text)
    if capture and chars is None:
        filling = FILLING.get()
        return filling.capture(filling.captures[int(capture[1])].strip())
    return str(texts.METHODS["strip"](text, chars))


def print_text(value: object) -> str:
    """A value as it is printed."""
    return as_printed(value)


@pass_environment
def truncate_text(environment: Environment, value: object, *args: Any, **kwargs: Any) -> str:
    """Jinja's filter, for a text."""
    return count_text(jinja.do_truncate(environment, changeable_text(value), *args, **kwargs))


def count_words(value: object) -> int:
    """How many words a text has."""
    FILLING.get().budget.weigh(value)
    return jinja.do_wordcount(changeable_text(value))


@pass_environment
def join_entries(
    environment: Environment, value: Any, d: object = "", attribute: str | int | None = None
) -> str:
    """The values as they are printed, with something between them."""
    values = _entries(value)
    if attribute is not None:
        find = jinja.make_attrgetter(environment, attribute)
        values = [find(entry) for entry in values]
    return texts.join(d, values)


def format_text(value: object, *args: object, **kwargs: object) -> str:
    """`"%s of %s" | format(a, b)`."""
    if args and kwargs:
        raise UnprintableError("format() takes values with names or values without names, not both")
    return texts.format_by_percent(value, kwargs or args)


# --- numbers --------------------------------------------------------------------------------------


def number_of(value: object) -> int | float:
    """A number. Raises UnprintableError for anything else, because `%` would format a text."""
    if isinstance(value, Undefined):
        raise UndefinedError("an empty cell is not a number")
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise UnprintableError(f"this needs a number, not {describe_value(value)}")
    return value


def round_number(value: Any, precision: int = 0, method: str = "common") -> float:
    """Jinja's filter, with at most `MOST_PLACES` decimal places."""
    if not isinstance(precision, int) or abs(precision) > MOST_PLACES:
        raise UnprintableError(f"round() takes at most {MOST_PLACES} decimal places")
    return jinja.do_round(number_of(value), precision, method)  # type: ignore[arg-type]


@pass_environment
def sum_entries(
    environment: Environment, value: Any, attribute: str | int | None = None, start: object = 0
) -> object:
    """The sum of the entries. Each addition is counted."""
    find = jinja.make_attrgetter(environment, attribute) if attribute is not None else lambda entry: entry
    total = start
    for entry in _entries(value):
        total = environment.call_binop(None, "+", total, find(entry))  # type: ignore[attr-defined]
    return total


def make_batches(value: Any, linecount: int, fill_with: object = None) -> Iterator[list[object]]:
    """Jinja's filter, with `fill_with` counted."""
    FILLING.get().budget.step(max(0, linecount))
    return jinja.do_batch(_entries(value), linecount, fill_with)


def make_slices(value: Any, slices: int, fill_with: object = None) -> Iterator[list[object]]:
    """Jinja's filter, with its lists counted."""
    FILLING.get().budget.step(max(0, slices))
    return jinja.sync_do_slice(_entries(value), slices, fill_with)


def _entries(value: Any) -> list[Any]:
    """The entries of a list, counted. Raises TypeError for anything else."""
    FILLING.get().budget.weigh(value)
    return list(value)


def require_numbers(test: Callable[..., bool]) -> Callable[..., bool]:
    """A test that accepts only numbers."""
    return lambda *values: test(*map(number_of, values))


def _truth(name: str) -> Callable[[object], bool]:
    """`is true`. Raises UnprintableError for a text, which is neither."""
    theirs: dict[str, Any] = dict(jinja_tests.TESTS)

    def ask(value: object) -> bool:
        if isinstance(value, str):
            raise no_truth(value)
        return bool(theirs[name](value))

    return ask


def _cased(name: str) -> Callable[[object], bool]:
    return lambda value: bool(texts.METHODS[name](as_printed(value)))


OWN: Mapping[str, Callable[..., Any]] = {
    **{name: _by_letter(name) for name in ("capitalize", "lower", "title", "upper")},
    "trim": named_as("trim", trim_text),
    "string": named_as("string", print_text),
    "replace": named_as("replace", texts.replace),
    "truncate": named_as("truncate", truncate_text),
    "wordcount": named_as("wordcount", count_words),
    "join": named_as("join", join_entries),
    "format": named_as("format", format_text),
    "round": named_as("round", round_number),
    "sum": named_as("sum", sum_entries),
}


def letter_filters() -> dict[str, Callable[..., Any]]:
    """Jinja's filters for letters, by name."""
    taken = {name: metered(jinja.FILTERS[name]) for name in ON_VALUES}
    taken |= {
        "batch": metered(named_as("batch", make_batches)),
        "slice": metered(named_as("slice", make_slices)),
    }
    taken |= {name: refuse_captures(call) for name, call in taken.items() if name not in KEEPING}
    return taken | dict(OWN)


def letter_tests() -> dict[str, Any]:
    """Jinja's tests for letters, by name."""
    theirs: dict[str, Any] = dict(jinja_tests.TESTS)
    taken = {name: metered(theirs[name]) for name in TESTS}
    taken |= {name: require_numbers(theirs[name]) for name in NUMERIC_TESTS}
    taken |= {name: _truth(name) for name in ("true", "false")}
    return taken | {"lower": _cased("islower"), "upper": _cased("isupper")}
