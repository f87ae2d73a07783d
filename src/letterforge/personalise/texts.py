"""What a template can do with a text. The result is counted before it is made."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from string import Formatter
from typing import Any

from letterforge.personalise.blanks import FILLING
from letterforge.personalise.printing import UnprintableError, as_printed, changeable_text, count_text

MAX_WIDTH = 1000
"""Largest width of padding, number of decimal places, or length of an argument of a text's method."""
SPEC = re.compile(r"(?:.?[<>=^])?[-+ ]?z?#?0?([0-9]*)[,_]?(?:\.([0-9]+))?[bdeEfFgGosxX%]?")
"""The format of a value in `"{:08.2f}".format(…)`."""
PERCENT = re.compile(r"%(?:\(([^()]*)\))?[-+ #0]*([0-9]*)(?:\.([0-9]+))?([diouxXeEfFgGs%])")
"""The same in `"%08.2f" % …`."""
DIRECTIVE = re.compile(r"%(?:-?[dmjHMSI]|[aAbBdmyYGVuwUWpf%])")
"""The directives of `strftime` that do not depend on the machine, its clock or its settings."""


def _short(*arguments: object) -> None:
    """Raises UnprintableError for a long argument: the time would grow with the square of its length."""
    for argument in arguments:
        if isinstance(argument, str) and len(argument) > MAX_WIDTH:
            raise UnprintableError(f"an argument has more than {MAX_WIDTH:,} characters")


def _wide(width: object) -> None:
    if not isinstance(width, int) or width > MAX_WIDTH:
        raise UnprintableError(f"a width must be a whole number, {MAX_WIDTH:,} at most")


def _plain(name: str) -> Callable[..., Any]:
    """A method of texts whose result is not longer than the text (capitals may add a little)."""
    method = getattr(str, name)

    def call(text: str, *args: object, **kwargs: object) -> object:
        changeable_text(text)
        _short(*args, *kwargs.values())
        FILLING.get().budget.weigh((text, args, tuple(kwargs.values())))
        result = method(text, *args, **kwargs)
        if isinstance(result, str):
            return count_text(result)
        FILLING.get().budget.weigh(result)
        return result

    return call


def _padded(name: str) -> Callable[..., str]:
    method = getattr(str, name)

    def call(text: str, width: int, *fill: str) -> str:
        changeable_text(text)
        _wide(width)
        return count_text(method(text, width, *fill))

    return call


def replace(text: object, old: object, new: object, count: int | None = None) -> str:
    """A text with some words replaced. Raises TooMuch before it grows beyond the limit."""
    whole, before, after = changeable_text(text), changeable_text(old), changeable_text(new)
    _short(before)
    budget = FILLING.get().budget
    budget.weigh(whole)
    times = whole.count(before) if count is None or count < 0 else min(count, whole.count(before))
    budget.text(len(whole) + times * max(0, len(after) - len(before)))
    return whole.replace(before, after, -1 if count is None else count)


def join(separator: object, values: Iterable[object]) -> str:
    """The values as they are printed, with something between them. Raises TooMuch before the text is made."""
    between, entries = as_printed(separator), list(values)
    FILLING.get().budget.weigh(entries)
    pieces = [as_printed(value) for value in entries]
    FILLING.get().budget.text(sum(map(len, pieces)) + len(between) * len(pieces))
    return between.join(pieces)


class _Bounded(Formatter):
    """`str.format`, with fields found and printed as in a template."""

    def __init__(self, find: Callable[[Any, str | int], Any]) -> None:
        self._find = find

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, Any]:
        """The value of `{0.title[…]}`."""
        first, *rest = re.findall(r"\.?([^.\[\]]+)", field_name) or [""]
        value = self.get_value(int(first) if first.isdigit() else first, args, kwargs)
        for part in rest:
            value = self._find(value, int(part) if part.isdigit() else part)
        return value, first

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        """Only `!s` is allowed: the others print values as programs do."""
        if conversion not in {None, "s"}:
            raise UnprintableError(f'a letter cannot print a value with "!{conversion}"')
        return as_printed(value) if conversion else value

    def format_field(self, value: Any, format_spec: str) -> str:
        """One value."""
        if not format_spec:
            return count_text(as_printed(value))
        if isinstance(value, datetime.date):
            return strftime(value, format_spec)
        return count_text(format(_checked(value, SPEC.fullmatch(format_spec), 1), format_spec))


def _checked(value: object, spec: re.Match[str] | None, width: int) -> object:
    """A number, or the text of anything else. Raises UnprintableError for a width beyond the limit."""
    if spec is None or any(len(found or "") > 3 for found in spec.group(width, width + 1)):
        raise UnprintableError("this format is unknown here, or too wide")
    text = as_printed(value)
    return value if isinstance(value, int | float) else changeable_text(text)


def formatted(find: Callable[[Any, str | int], Any]) -> Callable[..., str]:
    """`"{}".format(…)`; `find` looks up a name or index of a value."""

    def call(text: str, *args: object, **kwargs: object) -> str:
        template = changeable_text(text)
        FILLING.get().budget.weigh(template)
        return count_text(_Bounded(find).vformat(template, args, kwargs))

    return call


def format_by_percent(text: object, values: object) -> str:
    """The result of `text % values` and of the filter `format`.

    Raises UnprintableError, ValueError, TypeError.
    """
    template = changeable_text(text)
    FILLING.get().budget.weigh(template)
    given = list(values) if isinstance(values, tuple) else [values]
    out: list[str] = []
    at = 0
    while (start := template.find("%", at)) >= 0:
        spec = PERCENT.match(template, start)
        out.append(template[at:start])
        if spec is None:
            raise UnprintableError("this format is unknown here")
        out.append("%" if spec[4] == "%" else _one_percent(spec, given, values))
        at = spec.end()
    if given and not isinstance(values, Mapping):
        raise TypeError("there are more values than placeholders in the text")
    return count_text("".join(out) + template[at:])


def _one_percent(spec: re.Match[str], given: list[object], values: object) -> str:
    if spec[1] is not None:
        if not isinstance(values, Mapping):
            raise TypeError("a name in brackets needs a value with that name")
        value = values[spec[1]]
    elif not given:
        raise TypeError("there are fewer values than placeholders in the text")
    else:
        value = given.pop(0)
    shape = spec[0].replace(f"({spec[1]})", "", 1)
    if spec[4] == "s" and shape == "%s":
        return count_text(as_printed(value))
    checked = _checked(value, spec, 2)
    return count_text(shape % ((as_printed(value) if spec[4] == "s" else checked),))


def strftime(day: datetime.date, pattern: object) -> str:
    """A date in a pattern of C, with signs that mean the same on every machine.

    The filter `date` knows languages.
    """
    text = changeable_text(pattern)
    _short(text)
    if "%" in DIRECTIVE.sub("", text):
        raise UnprintableError('strftime() does not accept this pattern here: use | date("d MMMM y")')
    return count_text(day.strftime(text))


METHODS: dict[str, Callable[..., Any]] = {
    name: _plain(name)
    for name in (
        "capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha", "isdecimal",
    "isdigit",
        "islower", "isnumeric", "isspace", "istitle", "isupper", "lower", "lstrip", "partition",
    "removeprefix",
        "removesuffix", "rfind", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith",
    "strip",
        "swapcase", "title", "upper",
    )
}  # fmt: skip
METHODS |= {name: _padded(name) for name in ("center", "ljust", "rjust", "zfill")}
METHODS |= {"join": join, "replace": replace}
"""The methods of a text, by name. `format` is in `reach`, which can find fields."""
