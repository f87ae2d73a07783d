"""Jinja's own filters and tests that make sense in a letter, bounded, and printing by the one rule."""

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
from letterforge.personalise.printing import CAPTURED, UnprintableError, as_text, kind_of, made, text_of

ON_VALUES = frozenset(
    """abs batch count d default dictsort first float groupby int items last length list map max min reject
    rejectattr select selectattr slice sort unique""".split()  # noqa: SIM905 - words are easier to read
)
"""Jinja's filters that change no text. Left out: those that declare text to be markup (`safe`), write for the web
(`urlize`, `tojson`, `xmlattr`, …), or give another result each time (`random`)."""
TESTS = frozenset(
    """boolean defined divisibleby eq equalto even false float ge greaterthan gt in integer iterable le lessthan
    lower lt mapping ne none number odd sequence string true undefined upper == != > >= < <=""".split()  # noqa: SIM905 - likewise
)
"""Left out: those that compare places in memory (`sameas`) and that ask about the program."""
KEEPING = frozenset({"count", "d", "default", "length"})
"""Filters that take nothing apart."""
NUMERIC_TESTS = frozenset({"divisibleby", "even", "odd"})
MOST_PLACES = 15
"""That a number can be rounded to: a float has no more."""


def metered(call: Callable[..., Any]) -> Callable[..., Any]:
    """A filter or test that takes steps for all that it is given and gives: of a generator, a list."""

    def counted(*args: Any, **kwargs: Any) -> Any:
        budget = FILLING.get().budget
        budget.step()
        for value in (*args, *kwargs.values()):
            budget.weigh(value)
        result = call(*args, **kwargs)
        if isinstance(result, Iterator):
            result = list(itertools.islice(result, budget.steps + 1))
        budget.weigh(result)
        return made(result) if isinstance(result, str) else result

    return update_wrapper(counted, call)


def whole(call: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that takes a text apart, which what a macro or block wrote does not allow."""

    def guarded(*args: Any, **kwargs: Any) -> Any:
        for value in args:
            if isinstance(value, str):
                text_of(value)
        return call(*args, **kwargs)

    return update_wrapper(guarded, call)


# --- texts ----------------------------------------------------------------------------------------


def _by_letter(name: str) -> Callable[[object], str]:
    """`upper`, `lower`, …: of what a macro or block wrote, its own words and the values in it, each by itself."""
    change = jinja.FILTERS[name]

    def call(value: object) -> str:
        text = as_text(value)
        FILLING.get().budget.weigh(text)
        pieces = CAPTURED.split(text)
        if len(pieces) == 1:
            return made(change(text))
        return made(
            "".join(
                _changed_capture(int(piece), change) if index % 2 else change(piece)
                for index, piece in enumerate(pieces)
            )
        )

    return call


def _changed_capture(index: int, change: Callable[[str], str]) -> str:
    filling = FILLING.get()
    return filling.capture(made(filling.changed(filling.captures[index], change)))


def trim(value: object, chars: str | None = None) -> str:
    """A text without spaces around it; of what a macro or block wrote too."""
    text = as_text(value)
    capture = CAPTURED.fullmatch(text)
    if capture and chars is None:
        filling = FILLING.get()
        return filling.capture(filling.captures[int(capture[1])].strip())
    return str(texts.METHODS["strip"](text, chars))


def string(value: object) -> str:
    """A value as it is printed."""
    return as_text(value)


@pass_environment
def truncate(environment: Environment, value: object, *args: Any, **kwargs: Any) -> str:
    """Jinja's, of a text."""
    return made(jinja.do_truncate(environment, text_of(value), *args, **kwargs))


def wordcount(value: object) -> int:
    """How many words a text has."""
    FILLING.get().budget.weigh(value)
    return jinja.do_wordcount(text_of(value))


@pass_environment
def join(environment: Environment, value: Any, d: object = "", attribute: str | int | None = None) -> str:
    """The values as they are printed, with something between them."""
    values = _entries(value)
    if attribute is not None:
        find = jinja.make_attrgetter(environment, attribute)
        values = [find(each) for each in values]
    return texts.join(d, values)


def format_(value: object, *args: object, **kwargs: object) -> str:
    """`"%s of %s" | format(a, b)`."""
    if args and kwargs:
        raise UnprintableError("format() takes values with names or without, not both")
    return texts.percent(value, kwargs or args)


# --- numbers --------------------------------------------------------------------------------------


def number_of(value: object) -> int | float:
    """A number. Raises UnprintableError for anything else: `%` would format a text."""
    if isinstance(value, Undefined):
        raise UndefinedError("an empty cell is no number")
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise UnprintableError(f"this needs a number, not {kind_of(value)}")
    return value


def round_(value: Any, precision: int = 0, method: str = "common") -> float:
    """Jinja's, to a number of places that a number can have."""
    if not isinstance(precision, int) or abs(precision) > MOST_PLACES:
        raise UnprintableError(f"round() takes {MOST_PLACES} places at most")
    return jinja.do_round(number_of(value), precision, method)  # type: ignore[arg-type]


@pass_environment
def sum_(
    environment: Environment, value: Any, attribute: str | int | None = None, start: object = 0
) -> object:
    """The entries added up, each step counted."""
    find = jinja.make_attrgetter(environment, attribute) if attribute is not None else lambda each: each
    total = start
    for each in _entries(value):
        total = environment.call_binop(None, "+", total, find(each))  # type: ignore[attr-defined]
    return total


def batch(value: Any, linecount: int, fill_with: object = None) -> Iterator[list[object]]:
    """Jinja's, its filling counted."""
    FILLING.get().budget.step(max(0, linecount))
    return jinja.do_batch(_entries(value), linecount, fill_with)


def slice_(value: Any, slices: int, fill_with: object = None) -> Iterator[list[object]]:
    """Jinja's, its lists counted."""
    FILLING.get().budget.step(max(0, slices))
    return jinja.sync_do_slice(_entries(value), slices, fill_with)


def _entries(value: Any) -> list[Any]:
    """The entries of a list, counted. Raises TypeError for what is none."""
    FILLING.get().budget.weigh(value)
    return list(value)


def numeric(test: Callable[..., bool]) -> Callable[..., bool]:
    """A test of numbers alone."""
    return lambda *values: test(*map(number_of, values))


def _truth(name: str) -> Callable[[object], bool]:
    """`is true`. Raises UnprintableError for a text, which is neither."""
    tests: dict[str, Any] = dict(jinja_tests.TESTS)

    def ask(value: object) -> bool:
        if isinstance(value, str):
            raise no_truth(value)
        return bool(tests[name](value))

    return ask


def _cased(name: str) -> Callable[[object], bool]:
    return lambda value: bool(texts.METHODS[name](as_text(value)))


OWN: Mapping[str, Callable[..., Any]] = {
    **{name: _by_letter(name) for name in ("capitalize", "lower", "title", "upper")},
    "trim": trim,
    "string": string,
    "replace": texts.replace,
    "truncate": truncate,
    "wordcount": wordcount,
    "join": join,
    "format": format_,
    "round": round_,
    "sum": sum_,
}


def filters() -> dict[str, Callable[..., Any]]:
    """Jinja's filters for letters, by name."""
    taken = {name: metered(jinja.FILTERS[name]) for name in ON_VALUES}
    taken |= {"batch": metered(batch), "slice": metered(slice_)}
    taken |= {name: whole(call) for name, call in taken.items() if name not in KEEPING}
    return taken | dict(OWN)


def tests() -> dict[str, Any]:
    """Jinja's tests for letters, by name."""
    theirs: dict[str, Any] = dict(jinja_tests.TESTS)
    taken = {name: metered(theirs[name]) for name in TESTS}
    taken |= {name: numeric(theirs[name]) for name in NUMERIC_TESTS}
    taken |= {name: _truth(name) for name in ("true", "false")}
    return taken | {"lower": _cased("islower"), "upper": _cased("isupper")}
