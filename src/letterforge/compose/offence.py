"""A reason why a text cannot be in a letter, as a value: message, hint, and the words that cause it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from letterforge.errors import Code, Place, Problem

LONGEST = 120
"""Longest words, in characters, that are searched with marks of Markdown between them."""
FAR = 200
"""Lines below the first line of a block in which the words are searched."""


@dataclass(frozen=True, slots=True)
class Offence:
    """One thing that no letter can contain."""

    code: Code
    message: str
    hint: str
    words: str
    """The words of the source that cause it, to search for."""
    line: int = 0
    """Line of the Markdown, from 0, on which its block begins."""


def placed(offence: Offence, lines: Sequence[str], numbers: Sequence[int], shown: str) -> Problem:
    """The problem for an offence, with the line and place of its words.

    `lines`: of the file; `numbers`: the number in the file of each line of the Markdown, from 1.
    """
    first = offence.words.split("\n")[0]
    for number in numbers[offence.line : offence.line + FAR]:
        line_of = lines[number - 1] if number <= len(lines) else ""
        if found := words_in(offence.words, line_of) or (first and words_in(first, line_of)):
            return _problem(offence, Place(shown, line=number, excerpt=line_of, span=found))
    line = numbers[offence.line] if offence.line < len(numbers) else None
    return _problem(offence, Place(shown, line=line))


def words_in(words: str, line: str) -> tuple[int, int] | None:
    """The place of words in a line of a template; there may be marks of Markdown between them.

    None: not there.
    """
    at = line.find(words) if words else -1
    if at >= 0:
        return at, at + len(words)
    if not words or len(words) > LONGEST:
        return None
    found = _with_marks(words).search(line)
    return found.span() if found else None


@lru_cache(64)
def _with_marks(words: str) -> re.Pattern[str]:
    """Words with marks of style or a backslash between their characters."""
    return re.compile(
        r"[*_~\\]{0,3}".join(r"\s" if character.isspace() else re.escape(character) for character in words)
    )


def _problem(offence: Offence, place: Place) -> Problem:
    return Problem(offence.code, offence.message, offence.hint, place)
