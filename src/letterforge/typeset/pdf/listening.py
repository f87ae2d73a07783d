"""What WeasyPrint only logs → problems: a missing glyph or picture must not be silence."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from letterforge.errors import Code, Problem

LOGGER = logging.getLogger("weasyprint")
GLYPH = re.compile(r"\.notdef glyph .*\(U\+([0-9A-F]+)\)$", re.DOTALL)
PICTURE = re.compile(r"Failed to (?:load image|render SVG image)")


class Listener(logging.Handler):
    """Keeps what is logged while one letter is set."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.problems: dict[Problem, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record as a problem, once."""
        self.problems[problem_of(record.getMessage())] = None


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener to all that WeasyPrint logs in this block."""
    listener = Listener()
    before = LOGGER.propagate
    LOGGER.addHandler(listener)
    LOGGER.propagate = False
    try:
        yield listener
    finally:
        LOGGER.removeHandler(listener)
        LOGGER.propagate = before


def problem_of(message: str) -> Problem:
    """A message of WeasyPrint as a problem."""
    glyph = GLYPH.search(message)
    if glyph:
        return missing_glyph(chr(int(glyph[1], 16)))
    if PICTURE.search(message):
        hint = "is the file a sound PNG, JPEG or SVG? Save it anew"
        return Problem(Code.BAD_PICTURE, message[:1].lower() + message[1:], hint)
    return Problem(Code.TYPESETTER_WARNED, f"the typesetter says: {message}")


def missing_glyph(character: str) -> Problem:
    """The problem that no typeface on this machine has a character."""
    name = unicodedata.name(character, "no name")
    message = f'no typeface on this machine has the character "{character}" (U+{ord(character):04X}, {name})'
    hint = "letterforge doctor names the typefaces for other scripts; or correct the text"
    return Problem(Code.MISSING_GLYPH, message, hint)
