"""What a template can do with a text: each way with its result counted before it is made."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from string import Formatter
from typing import Any

from letterforge.personalise.blanks import FILLING
from letterforge.personalise.printing import UnprintableError, as_text, made, text_of

MAX_WIDTH = 1000
"""Most characters that padding, a number's places or an argument of a text's method can have."""
SPEC = re.compile(r"(?:.?[<>=^])?[-+ ]?z?#?0?([0-9]*)[,_]?(?:\.([0-9]+))?[bdeEfFgGosxX%]?")
"""How `"{:08.2f}".format(…)` says what a value is to look like."""
PERCENT = re.compile(r"%(?:\(([^()]*)\))?[-+ #0]*([0-9]*)(?:\.([0-9]+))?([diouxXeEfFgGs%])")
"""How `"%08.2f" % …` says it."""
DIRECTIVE = re.compile(r"%(?:-?[dmjHMSI]|[aAbBdmyYGVuwUWpf%])")
"""What `strftime` can say without a look at the machine, its clock or its habits."""


def _short(*arguments: object) -> None:
    """Raises UnprintableError for an argument that makes the work on a text grow with its square."""
    for argument in arguments:
        if isinstance(argument, str) and len(argument) > MAX_WIDTH:
            raise UnprintableError(f"an argument has more than {MAX_WIDTH:,} characters")


def _wide(width: object) -> None:
    if not isinstance(width, int) or width > MAX_WIDTH:
        raise UnprintableError(f"a width is a whole number, {MAX_WIDTH:,} at most")


def _plain(name: str) -> Callable[..., Any]:
    """A method of texts whose result is no longer than the text, but for what capitals add."""
    method = getattr(str, name)

    def call(text: str, *args: object, **kwargs: object) -> object:
        text_of(text)
        _short(*args, *kwargs.values())
        FILLING.get().budget.weigh((text, args, tuple(kwargs.values())))
        result = method(text, *args, **kwargs)
        if isinstance(result, str):
            return made(result)
        FILLING.get().budget.weigh(result)
        return result

    return call


def _padded(name: str) -> Callable[..., str]:
    method = getattr(str, name)

    def call(text: str, width: int, *fill: str) -> str:
        text_of(text)
        _wide(width)
        return made(method(text, width, *fill))

    return call


def replace(text: object, old: object, new: object, count: int | None = None) -> str:
    """A text with other words for some. Raises TooMuch before it grows beyond bounds."""
    whole, before, after = text_of(text), text_of(old), text_of(new)
    _short(before)
    budget = FILLING.get().budget
    budget.weigh(whole)
    times = whole.count(before) if count is None or count < 0 else min(count, whole.count(before))
    budget.text(len(whole) + times * max(0, len(after) - len(before)))
    return whole.replace(before, after, -1 if count is None else count)


def join(separator: object, values: Iterable[object]) -> str:
    """The values as they are printed, with something between them. Raises TooMuch before the text is made."""
    between, entries = as_text(separator), list(values)
    FILLING.get().budget.weigh(entries)
    pieces = [as_text(value) for value in entries]
    FILLING.get().budget.text(sum(map(len, pieces)) + len(between) * len(pieces))
    return between.join(pieces)


class _Bounded(Formatter):
    """`str.format`, its fields looked up as in a template and printed by the one rule."""

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
        """Only `!s` is known: the others print what programs call a value."""
        if conversion not in {None, "s"}:
            raise UnprintableError(f'"!{conversion}" is nothing that a letter can print')
        return as_text(value) if conversion else value

    def format_field(self, value: Any, format_spec: str) -> str:
        """One value."""
        if not format_spec:
            return made(as_text(value))
        if isinstance(value, datetime.date):
            return strftime(value, format_spec)
        return made(format(_checked(value, SPEC.fullmatch(format_spec), 1), format_spec))


def _checked(value: object, spec: re.Match[str] | None, width: int) -> object:
    """A number, or the text of anything else. Raises UnprintableError for a width without bounds."""
    if spec is None or any(len(found or "") > 3 for found in spec.group(width, width + 1)):
        raise UnprintableError("this way to print a value is not known here, or is too wide")
    text = as_text(value)
    return value if isinstance(value, int | float) else text_of(text)


def formatted(find: Callable[[Any, str | int], Any]) -> Callable[..., str]:
    """`"{}".format(…)`; `find` looks up a name or index of a value."""

    def call(text: str, *args: object, **kwargs: object) -> str:
        template = text_of(text)
        FILLING.get().budget.weigh(template)
        return made(_Bounded(find).vformat(template, args, kwargs))

    return call


def percent(text: object, values: object) -> str:
    """What `text % values` is, and the filter `format`. Raises UnprintableError, ValueError, TypeError."""
    template = text_of(text)
    FILLING.get().budget.weigh(template)
    given = list(values) if isinstance(values, tuple) else [values]
    out: list[str] = []
    at = 0
    while (start := template.find("%", at)) >= 0:
        spec = PERCENT.match(template, start)
        out.append(template[at:start])
        if spec is None:
            raise UnprintableError("this way to print a value is not known here")
        out.append("%" if spec[4] == "%" else _one_percent(spec, given, values))
        at = spec.end()
    if given and not isinstance(values, Mapping):
        raise TypeError("there are more values than places for them")
    return made("".join(out) + template[at:])


def _one_percent(spec: re.Match[str], given: list[object], values: object) -> str:
    if spec[1] is not None:
        if not isinstance(values, Mapping):
            raise TypeError("a name in brackets needs values with names")
        value = values[spec[1]]
    elif not given:
        raise TypeError("there are fewer values than places for them")
    else:
        value = given.pop(0)
    shape = spec[0].replace(f"({spec[1]})", "", 1)
    if spec[4] == "s" and shape == "%s":
        return made(as_text(value))
    checked = _checked(value, spec, 2)
    return made(shape % ((as_text(value) if spec[4] == "s" else checked),))


def strftime(day: datetime.date, pattern: object) -> str:
    """A date by a pattern of C, of the signs that mean the same on every machine. The filter `date` knows languages."""
    text = text_of(pattern)
    _short(text)
    if "%" in DIRECTIVE.sub("", text):
        raise UnprintableError('strftime() does not know this pattern here: use | date("d MMMM y")')
    return made(day.strftime(text))


METHODS: dict[str, Callable[..., Any]] = {
    name: _plain(name)
    for name in (
        "capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha", "isdecimal", "isdigit",
        "islower", "isnumeric", "isspace", "istitle", "isupper", "lower", "lstrip", "partition", "removeprefix",
        "removesuffix", "rfind", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip",
        "swapcase", "title", "upper",
    )
}  # fmt: skip
METHODS |= {name: _padded(name) for name in ("center", "ljust", "rjust", "zfill")}
METHODS |= {"join": join, "replace": replace}
"""The methods of a text, by name; `format` is in `reach`, which knows how to look up a field."""
