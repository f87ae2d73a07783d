"""What a program gives to the API: accepted if its meaning is clear, else refused in plain words.

A program may be untyped. A text is accepted for a path, a list for a tuple, one id for several. For
everything else UsageError says what is wrong, before anything is done with it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from letterforge.errors import UsageError, did_you_mean
from letterforge.model import Format

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

MOST_DIGITS = 100
"""Of a number that a program gives."""
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def kind(value: object) -> str:
    """What a value is, as a message names it."""
    if value is None or isinstance(value, type):
        return "None" if value is None else f"the class {value.__name__}"
    return "an empty text" if value == "" else f"a value of type {type(value).__name__}"


def too_long(value: object) -> bool:
    """Whether a number has more digits than anybody needs. To write it out may need all memory, or fail."""
    if isinstance(value, int):
        return bool(abs(value) >= 10**MOST_DIGITS)
    return isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) >= MOST_DIGITS


def of_type(value: object, wanted: type[T], what: str, hint: str = "") -> T:
    """A value of a class of ours. Raises UsageError."""
    if isinstance(value, wanted):
        return value
    raise UsageError(f"{what} must be a {wanted.__name__}, not {kind(value)}", hint)


def path(value: object, what: str) -> Path:
    """A path, or the text of one. Raises UsageError."""
    if isinstance(value, str | os.PathLike) and value != "":
        with suppress(TypeError):
            if "\0" in str(found := Path(value)):
                raise UsageError(f"{what}: no file can have this name: it contains a NUL character")
            return found
    raise UsageError(f"{what} must be a path, not {kind(value)}")


def text(value: object, what: str) -> str:
    """A text. Raises UsageError."""
    if isinstance(value, str):
        return value
    raise UsageError(f"{what} must be text, not {kind(value)}")


def texts(value: object, what: str) -> tuple[str, ...]:
    """Several texts, or one. Raises UsageError."""
    return tuple(text(item, f"each of {what}") for item in several(value, what))


def several(value: object, what: str) -> tuple[object, ...]:
    """Several values, or one text. Raises UsageError."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return tuple(value)
    raise UsageError(f"{what} must be a list, not {kind(value)}")


def choice(value: object, choices: type[E], what: str) -> E:
    """One of a few names. Raises UsageError that lists them."""
    if isinstance(value, str):
        with suppress(ValueError):
            return choices(value)
    names = [str(name) for name in choices]
    wrong = f'"{value}"' if isinstance(value, str) else kind(value)
    hint = did_you_mean(str(value), names) or f"there are: {', '.join(names)}"
    raise UsageError(f"{what} cannot be {wrong}", hint)


def formats(value: object, what: str) -> tuple[Format, ...]:
    """Several formats, or one, by their values or as text. Raises UsageError."""
    return tuple(dict.fromkeys(choice(item, Format, what) for item in several(value, what)))


def day(value: object, what: str) -> date:
    """A date, or one as text: 2020-12-07. Raises UsageError."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str) and ISO_DATE.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    wrong = f'"{value}"' if isinstance(value, str) else kind(value)
    raise UsageError(f"{what} must be a date, not {wrong}", 'write date(2020, 12, 7) or "2020-12-07"')


def count(value: object, what: str) -> int:
    """A whole number from 0. Raises UsageError."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return int(value)
    wrong = value if isinstance(value, int | float) else kind(value)
    raise UsageError(f"{what} must be a whole number, 0 or more, not {wrong}")


def flag(value: object, what: str) -> bool:
    """True or False. Raises UsageError."""
    if isinstance(value, bool):
        return value
    raise UsageError(f"{what} must be True or False, not {kind(value)}")


def function(value: T, what: str) -> T:
    """Something that can be called. Raises UsageError."""
    if callable(value):
        return value
    raise UsageError(f"{what} must be a function, not {kind(value)}")
