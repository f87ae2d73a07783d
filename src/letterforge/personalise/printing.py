"""How a value becomes text: the one rule for `{{ … }}`, for `~` and for every filter."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Generator, Iterable

from jinja2.runtime import Macro, Undefined

from letterforge.personalise.blanks import FILLING, Blank, Doubtful, Unknown
from letterforge.personalise.budget import TooMuch
from letterforge.personalise.scope import Fields, Function
from letterforge.protocol import dates, numbers

CAPTURE_START, CAPTURE_END = "\ue002", "\ue003"
"""Around the number of what a macro or block wrote (`Filling.captures`): that is Markdown, all else a value. It is
kept aside, as values are, so that no filter can put a value into the middle of it."""
CAPTURED = re.compile(f"{CAPTURE_START}([0-9]+){CAPTURE_END}")
MARKS = re.compile("[\ue002\ue003]")
PRIVATE = re.compile("[\ue000-\uf8ff]")
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What neither Word nor PDF can hold: control characters, halves of characters (XML 1.0, Char)."""

KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), "nothing (none)"),
    (Undefined, "an empty cell"),
    (bool, "true or false"),
    ((list, tuple, range), "a list"),
    (dict, "a table of values"),
    (float, "no number"),
    (int, "a number"),
    (str, "a text"),
    (datetime.date, "a date"),
    (datetime.timedelta, "a span of time (.days is a number)"),
    (datetime.time, "a time of day"),
    (Macro, "a macro, not what it writes (add brackets)"),
    (Function, "a function, not what it gives (add brackets)"),
)


class UnprintableError(TypeError):
    """A template prints something that is no text."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def as_text(value: object) -> str:
    """A value as it is printed, dates and numbers in the letter's language; in a file name as programs write them.

    Raises UnprintableError for what would leave a trace of a merge gone wrong.
    """
    if isinstance(value, str):
        if NO_TEXT.search(value):
            raise UnprintableError("this prints a control character or half a character, which is no text")
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
        return value.isoformat() if filling.is_plain else dates.long_date(value, filling.language)
    if isinstance(value, int) and not isinstance(value, bool):
        filling.budget.number(value.bit_length())
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        value += 0.0  # -0.0 is equal to 0.0, and must not print otherwise
        return str(value) if filling.is_plain else numbers.decimal(value, filling.language)
    raise UnprintableError(f"this prints {kind_of(value)}, which is no text")


def kind_of(value: object) -> str:
    """What a value is, in words that are the same in every run: no address in memory."""
    if isinstance(value, Fields):
        return f"all of {value.root} (name one of its fields)"
    return next((words for kind, words in KINDS if isinstance(value, kind)), "something")


def text_of(value: object) -> str:
    """The same, of a text that is to be changed or taken apart.

    Raises UnprintableError for what a macro or block wrote too: its values stand beside it, out of reach.
    """
    text = as_text(value)
    if MARKS.search(text):
        raise UnprintableError(
            "what a macro or block wrote cannot be changed as a whole: change the values within it"
        )
    return text


def printed(lacks: int, value: object, line: int, personal: bool) -> str:
    """What `{{ value }}` puts into the Markdown: a slot for the value, never its text.

    `lacks`: how many were known before the value was worked out.
    """
    filling = FILLING.get()
    text = as_text(value)
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


def printed_plainly(lacks: int, value: object, line: int, personal: bool) -> str:  # noqa: ARG001 - as `printed`
    """What `{{ value }}` puts into a text that is not Markdown: the value."""
    filling = FILLING.get()
    text = as_text(value)
    filling.budget.write(text)
    filling.place_lacks(lacks, line)
    return text


def lacks_so_far() -> int:
    """How many lacks are known: called before an expression is worked out."""
    return len(FILLING.get().lacks)


def joined(values: Iterable[object]) -> str:
    """What `~` makes of values: each as it is printed."""
    return made("".join([as_text(value) for value in values]))


def made(text: str) -> str:
    """A text that was just made, counted. Raises TooMuch."""
    FILLING.get().budget.text(len(text))
    return text


def written(pieces: Iterable[str]) -> str:
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


def captured(pieces: Iterable[str]) -> str:
    """What a macro or block has written, kept aside; the mark that stands for it."""
    text = written(pieces)
    return FILLING.get().capture(text) if text else ""


def _capture(index: int) -> str:
    captures = FILLING.get().captures
    return made(captures[index]) if index < len(captures) else _whole(CAPTURE_START)


def _whole(text: str) -> str:
    """A value beside what a macro or block wrote. Raises UnprintableError where a filter has cut one in two."""
    if MARKS.search(text):
        raise UnprintableError(
            "what a macro or block wrote was cut to pieces by a filter: change what is in it"
        )
    return PRIVATE.sub("", text)
