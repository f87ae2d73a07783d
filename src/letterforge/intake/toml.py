"""Text in TOML → its tables, or one fault with its line, even if the text is too much for Python's parser.

`tomllib` overflows its stack in deeply nested text, takes quadratic time for long dotted keys, and raises
several kinds of errors for long numbers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

DEEPEST = 32
"""Brackets within brackets, and names in a dotted key."""
SMALLEST, LARGEST = -(1 << 63), (1 << 63) - 1
"""Whole numbers that TOML guarantees (TOML 1.0, Integer)."""
QUOTED = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*+"|\'[^\'\n]*+\'|#[^\n]*+', re.DOTALL
)
"""Texts and comments, in which brackets and dots mean nothing."""
LONG_KEY = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{DEEPEST}}}")
LONG_NUMBER = re.compile(r"[0-9_]{4300,}+")
AT = re.compile(r" \(at line (\d+), column (\d+)\)$")
REPEATED = re.compile("Cannot (declare|overwrite|redefine|mutate)|Duplicate")
"""How `tomllib` begins to say that something is there twice: it has one class for all errors."""


class TomlFaultError(ValueError):
    """What is wrong with a text, in words; `line` and `column` count from 1, and are 0 if unknown."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class RepeatedKeyError(TomlFaultError):
    """A key or a table is there twice, or a value where a table is."""


def parsed(text: str) -> dict[str, Any]:
    """The tables of a text, which may begin with a byte order mark. Raises TomlFaultError."""
    text = text.removeprefix("\ufeff")
    _require_shallow(text)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _located(error, text) from None
    except RecursionError:
        raise TomlFaultError("is nested too deeply") from None
    except ValueError:  # an integer of more digits than Python takes
        found = LONG_NUMBER.search(text)
        raise _at(text, found.start() if found else 0, "a number is too long") from None
    for path in _too_large(document):
        raise TomlFaultError(f'the number of "{path}" is too large')
    return document


def _require_shallow(text: str) -> None:
    """Raise TomlFaultError where brackets or dotted keys go deeper than anybody writes by hand."""
    # Quoted text is replaced by a word of the same length, so that places stay the same.
    bare = QUOTED.sub(lambda found: ("" if found[0][0] == "#" else "q").ljust(len(found[0])), text)
    if found := LONG_KEY.search(bare):
        raise _at(text, found.start(), f"a key has more than {DEEPEST} parts")
    depth = 0
    for bracket in re.finditer(r"[][{}]", bare):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > DEEPEST:
            raise _at(text, bracket.start(), f"more than {DEEPEST} brackets are open")


def _located(error: Exception, text: str) -> TomlFaultError:
    found = AT.search(str(error))
    message = re.sub(r" \(at .*\)$", "", str(error))
    fault = TomlFaultError
    if REPEATED.match(message):
        fault, name = RepeatedKeyError, ".".join(re.findall(r"'([^']+)'", message))
        message = f'"{name}" is there twice' if name else "a key is there twice"
    if found:
        return fault(message, int(found[1]), int(found[2]))
    return fault(f"{message} at the end of the file", text.count("\n") + 1)


def _at(text: str, place: int, message: str) -> TomlFaultError:
    before = text[:place]
    return TomlFaultError(message, before.count("\n") + 1, place - before.rfind("\n"))


def _too_large(value: object, path: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _too_large(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _too_large(inner, path)
    elif isinstance(value, int) and not SMALLEST <= value <= LARGEST:
        yield path
