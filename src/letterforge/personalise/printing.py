"""How a value becomes text: one rule for `{{ … }}`, for `~` and for all filters."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Generator, Iterable
from enum import StrEnum

from jinja2.runtime import Macro, Undefined

from letterforge.personalise.blanks import FILLING, Blank, Doubtful, Unknown
from letterforge.personalise.budget import TooMuch
from letterforge.personalise.scope import Fields, Function
from letterforge.protocol import dates, numbers

CAPTURE_START, CAPTURE_END = "\ue002", "\ue003"
"""The marks around the number of a capture: what a macro or block wrote (`Filling.captures`). That is
Markdown, all else is a value. It is kept separately, as values are, so that no filter can put a value into
the middle of it."""
CAPTURED = re.compile(f"{CAPTURE_START}([0-9]+){CAPTURE_END}")
MARKS = re.compile("[\ue002\ue003]")
PRIVATE = re.compile("[\ue000-\uf8ff]")
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What neither Word nor PDF can contain: control characters, halves of characters (XML 1.0, Char)."""

KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), "nothing (none)"),
    (Undefined, "an empty cell"),
    (bool, "true or false"),
    ((list, tuple, range), "a list"),
    (dict, "a table of values"),
    (float, "not a number"),
    (int, "a number"),
    (str, "a text"),
    (datetime.date, "a date"),
    (datetime.timedelta, "a length of time (.days is a number)"),
    (datetime.time, "a time of day"),
    (Macro, "a macro, not its text (add brackets)"),
    (Function, "a function, not its result (add brackets)"),
)


class UnprintableError(TypeError):
    """A template prints something that is not a text."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class ValueKind(StrEnum):
    """A kind of value that a filter needs."""

    DATE = "date"
    WHOLE_NUMBER = "whole number"
    NUMBER = "number"


class WrongKindError(UnprintableError):
    """A filter got a value of another kind than it needs."""

    def __init__(self, shown: str, kind: ValueKind, example: str = "") -> None:
        """`shown`: the value as messages show it. `example`: how to write such a value."""
        self.shown = shown
        self.kind = kind
        super().__init__(f"{shown} is not a {kind}", f"write it as {example}" if example else "")


def as_printed(value: object) -> str:
    """A value as it is printed: dates and numbers in the letter's language, in file names as programs write
    them.

    Raises UnprintableError for values that would show that the merge failed.
    """
    if isinstance(value, str):
        if NO_TEXT.search(value):
            raise UnprintableError("this prints a control character or half a character, which is not text")
        if type(value) is Doubtful:
            value.note()
            return str(value)
        return value
    if isinstance(value, Blank | Unknown):
        return str(value)
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()  # noqa: SLF001 - as Jinja's own code does
    filling = FILLING.get()
    if isinstance(value, datetime.date):
        return (
            value.isoformat()
            if filling.is_plain
            else dates.long_date(value, filling.language, None, filling.languages, filling.state)
        )
    if isinstance(value, int) and not isinstance(value, bool):
        filling.budget.number(value.bit_length())
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        value += 0.0  # -0.0 is equal to 0.0, and must be printed the same
        return (
            str(value)
            if filling.is_plain
            else numbers.decimal(value, filling.language, None, filling.languages)
        )
    raise UnprintableError(f"this prints {describe_value(value)}, which is not text")


def describe_value(value: object) -> str:
    """What a value is, in words that are the same in every run: without an address in memory."""
    if isinstance(value, Fields):
        return f"all of {value.root} (name one of its fields)"
    return next((words for kind, words in KINDS if isinstance(value, kind)), "something")


def changeable_text(value: object) -> str:
    """The same for a text that will be changed or split.

    Also raises UnprintableError for what a macro or block wrote: its values are kept separately.
    """
    text = as_printed(value)
    if MARKS.search(text):
        raise UnprintableError(
            "text from a macro or block cannot be changed as a whole: change the values in it"
        )
    return text


def print_value(lacks: int, value: object, line: int, personal: bool) -> str:
    """What `{{ value }}` puts into the Markdown: a slot for the value, never its text.

    `lacks`: how many were known before the value was evaluated.
    """
    filling = FILLING.get()
    text = as_printed(value)
    filling.budget.write(text)
    filling.place_lacks(lacks, line)
    if CAPTURE_START not in text:
        return filling.print(PRIVATE.sub("", text), personal=personal)
    pieces = CAPTURED.split(text)
    # split() gives values and the numbers of captures in turn.
    return "".join(
        _capture(int(piece))
        if index % 2
        else filling.print(_whole(piece), personal=personal)
        if piece
        else ""
        for index, piece in enumerate(pieces)
    )


def print_plainly(lacks: int, value: object, line: int, personal: bool) -> str:  # noqa: ARG001 - as `printed`
    """What `{{ value }}` puts into a text that is not Markdown: the value itself."""
    filling = FILLING.get()
    text = as_printed(value)
    filling.budget.write(text)
    filling.place_lacks(lacks, line)
    return text


def count_lacks() -> int:
    """How many lacks are known: called before an expression is evaluated."""
    return len(FILLING.get().lacks)


def join_printed(values: Iterable[object]) -> str:
    """The result of `~`: the values as they are printed."""
    return count_text("".join([as_printed(value) for value in values]))


def count_text(text: str) -> str:
    """Count a text that was just made. Raises TooMuch."""
    FILLING.get().budget.text(len(text))
    return text


def write_pieces(pieces: Iterable[str]) -> str:
    """The pieces that a template writes, as one text. Raises TooMuch before it is made."""
    budget = FILLING.get().budget
    kept: list[str] = []
    for piece in pieces:
        try:
            budget.write(piece)
        except TooMuch as error:
            if isinstance(pieces, Generator):
                pieces.throw(error)  # there, the traceback knows the line
            raise
        kept.append(piece)
    text = "".join(kept)
    return CAPTURED.sub(lambda mark: _capture(int(mark[1])), text) if CAPTURE_START in text else text


def capture_pieces(pieces: Iterable[str]) -> str:
    """Keep what a macro or block wrote, and return its mark."""
    text = write_pieces(pieces)
    return FILLING.get().capture(text) if text else ""


def _capture(index: int) -> str:
    captures = FILLING.get().captures
    return count_text(captures[index]) if index < len(captures) else _whole(CAPTURE_START)


def _whole(text: str) -> str:
    """A value next to what a macro or block wrote.

    Raises UnprintableError if a filter has split the latter.
    """
    if MARKS.search(text):
        raise UnprintableError(
            "a filter has split the text from a macro or block: change the values in it instead"
        )
    return PRIVATE.sub("", text)
