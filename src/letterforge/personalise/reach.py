"""What a template can use of a value: only the names in these tables. None of them is the clock or memory."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.filters import _GroupTuple
from jinja2.runtime import (
    BlockReference,
    LoopContext,
    Macro,
    TemplateReference,
    Undefined,
)
from jinja2.utils import Namespace

from letterforge.personalise import texts
from letterforge.personalise.blanks import FILLING
from letterforge.personalise.printing import describe_value
from letterforge.personalise.scope import Fields, Function

_DATE = ("year", "month", "day")
_CLOCK = ("hour", "minute", "second", "microsecond")

ATTRIBUTES: tuple[tuple[type, frozenset[str]], ...] = (
    (datetime.datetime, frozenset({*_DATE, *_CLOCK})),
    (datetime.date, frozenset(_DATE)),
    (datetime.time, frozenset(_CLOCK)),
    (datetime.timedelta, frozenset({"days", "seconds"})),
    (_GroupTuple, frozenset({"grouper", "list"})),
    (
        LoopContext,
        frozenset(
            {"index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0"}
            | {"previtem", "nextitem"}
        ),
    ),
    (BlockReference, frozenset({"super"})),
)
"""The attributes of a value, by its type, except functions. The first type that fits counts."""

_DATE_METHODS = ("weekday", "isoweekday", "isocalendar", "isoformat", "replace")

METHODS: tuple[tuple[type, frozenset[str]], ...] = (
    (datetime.datetime, frozenset({*_DATE_METHODS, "date", "time"})),
    (datetime.date, frozenset(_DATE_METHODS)),
    (datetime.time, frozenset({"isoformat", "replace"})),
    (datetime.timedelta, frozenset({"total_seconds"})),
    (float, frozenset({"is_integer"})),
    (list, frozenset({"count", "index"})),
    (tuple, frozenset({"count", "index"})),
    (dict, frozenset({"get", "items", "keys", "values"})),
    (LoopContext, frozenset({"cycle", "changed"})),
)
"""The functions of a value, by its type. Those of texts are in `texts.METHODS`."""

CALLABLE = (Function, Macro, LoopContext, BlockReference)
LISTED = frozenset({"items", "keys", "values"})
"""Methods of a dictionary whose result is a list here: Python's own result can become a set, which has no
order."""


def attribute(value: Any, name: str) -> Any:
    """What a template finds under a name of a value; MISSING if the name is allowed and has no value.

    Raises SecurityError for every name that is not in the tables, and UndefinedError if there is no value.
    """
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()  # noqa: SLF001 - as Jinja's own code does
    if isinstance(value, str):
        return _method_of_text(value, name)
    if name in _first(ATTRIBUTES, value):
        return getattr(value, name)
    if name in _first(METHODS, value):
        return _method(value, name)
    if name == "strftime" and isinstance(value, datetime.date):
        return Function(name, lambda pattern: texts.strftime(value, pattern))
    return _named(value, name)


MISSING = object()


def _first(table: tuple[tuple[type, frozenset[str]], ...], value: object) -> frozenset[str]:
    return next((names for kind, names in table if isinstance(value, kind)), frozenset())


def _named(value: Any, name: str) -> Any:
    """What a value has under a name that a template itself chose."""
    if isinstance(value, Mapping):
        return value.get(name, MISSING)
    if isinstance(value, Fields):
        return value.values.get(name, MISSING)
    if isinstance(value, Namespace):
        return vars_of(value).get(name, MISSING)
    if isinstance(value, TemplateReference):
        try:
            return value[name]
        except KeyError:
            return MISSING
    if isinstance(value, TemplateModule):
        return MISSING if name.startswith("_") else vars(value).get(name, MISSING)
    raise SecurityError(f'a template cannot use "{name}" of {describe_value(value)}')


def vars_of(namespace: Namespace) -> Mapping[str, Any]:
    """The names that `{% set namespace.name = … %}` has set."""
    found: Mapping[str, Any] = object.__getattribute__(namespace, "_Namespace__attrs")
    return found


def _method_of_text(value: str, name: str) -> Function:
    bounded = texts.formatted(_looked_up) if name == "format" else texts.METHODS.get(name)
    if bounded is None:
        raise SecurityError(f'a template cannot use "{name}" of a text')
    return Function(name, lambda *args, **kwargs: bounded(value, *args, **kwargs))


def _looked_up(value: Any, part: str | int) -> Any:
    """What `"{0.title}".format(…)` finds for one part of a field's name."""
    holds: Any = value
    found = holds[part] if isinstance(value, list | tuple | dict) else attribute(value, str(part))
    if found is MISSING:
        raise SecurityError(f'there is no "{part}"')
    return found


def _method(value: Any, name: str) -> Function:
    call: Callable[..., Any] = getattr(value, name)

    def counted(*args: object, **kwargs: object) -> object:
        budget = FILLING.get().budget
        budget.weigh((value, args))
        result = list(call(*args, **kwargs)) if name in LISTED else call(*args, **kwargs)
        budget.weigh(result)
        return result

    return Function(name, counted)
