"""Front matter that is nearly one: a word processor made a dash of its hyphens, or its lines are missing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from letterforge.errors import Code, Place, Problem

FENCE = "---"
UNSEEN = "\ufeff\u200b\u200e\u200f\u2060"
"""Signs that nobody sees, a byte order mark among them."""
NEARLY = re.compile(
    r"[-‐‑–—―−]{1,2}|[-‐‑–—―−]{3,}|(?:[-–—] ){2,}[-–—]|\*{3,}|_{3,}|={3,}|\+{3,}|~{3,}|`{3,}(?:ya?ml)?|\.{3}|…"
)
"""What stands where the line --- belongs."""
ANY_CASE = ("subject", "salutation", "closing")
QUOTED_PART = re.compile(r"\w+:[ \t]+[\"'“”‘’]")
"""A line of YAML, whatever its part."""
LOOKED_AT = 5
"""Lines with words that are looked at for a part of the front matter."""


def near_miss(lines: Sequence[str], parts: Sequence[str], shown: str, *, is_letter: bool) -> Problem | None:
    """What keeps the first lines of a file without front matter from being one; None: there is none.

    `is_letter`: it is a template, and not a file that is taken in or follows as an annex: these may begin with
    `Subject:` and mean it.
    """
    key = _key(parts, any_case=is_letter)
    said = [(number, line) for number, line in enumerate(lines, 1) if _seen(line)][: LOOKED_AT + 1]
    if not said:
        return None
    number, first = said[0]
    follows = any(_key(parts, any_case=True).match(line) or QUOTED_PART.match(line) for _, line in said[1:])
    if follows and _seen(first) == FENCE:
        what = "in line 1" if number > 1 else "at the start of line 1"
        message = f"the front matter must begin {what}: something is before its first line"
        return _problem(
            message, "take away the empty lines, spaces and unseen signs before ---", shown, number, first
        )
    if follows and NEARLY.fullmatch(_seen(first)):
        return _fence(shown, number, first)
    return _stray(
        said[:LOOKED_AT], key, shown, "put a line --- above the first such line, and one below the last"
    )


def near_end(lines: Sequence[str], end: int | None, shown: str) -> Problem | None:
    """A line before the end of the front matter (None: it has none) that was meant to be it."""
    for number, line in enumerate(lines[1:end], 2):
        if NEARLY.fullmatch(_seen(line)) or (_seen(line) == FENCE and line.rstrip() != FENCE):
            return _fence(shown, number, line)
    return None


def below(lines: Sequence[str], end: int, parts: Sequence[str], shown: str) -> Problem | None:
    """A part of the front matter in the first lines below it."""
    said = [(number, line) for number, line in enumerate(lines[end + 1 :], end + 2) if _seen(line)]
    return _stray(
        said[:LOOKED_AT], _key(parts, any_case=False), shown, "move it up, above the second line ---"
    )


def _stray(said: Sequence[tuple[int, str]], key: re.Pattern[str], shown: str, hint: str) -> Problem | None:
    for number, line in said:
        if found := key.match(line):
            message = f'"{found[1]}:" is in the text and would be printed; it belongs in the front matter'
            return _problem(message, hint, shown, number, line)
    return None


def _fence(shown: str, number: int, line: str) -> Problem:
    message = "a line of the front matter is not three hyphens"
    return _problem(message, "write --- (three hyphens, and nothing else in the line)", shown, number, line)


def _key(parts: Sequence[str], *, any_case: bool) -> re.Pattern[str]:
    """A part as it begins a line; with capitals only those that no text begins with."""
    loud = f"|(?i:{'|'.join(ANY_CASE)})" if any_case else ""
    return re.compile(rf"[\s{UNSEEN}]*({'|'.join(parts)}{loud})[ \t]*:")


def _seen(line: str) -> str:
    return line.strip().strip(UNSEEN).strip()


def _problem(message: str, hint: str, shown: str, number: int, line: str) -> Problem:
    start = len(line) - len(line.lstrip())
    place = Place(shown, line=number, excerpt=line, span=(start, max(start + 1, len(line.rstrip()))))
    return Problem(Code.FRONT_MATTER, message, hint, place)


QUOTED = re.compile(r"[“”„‟‘’‚].*[“”„‟‘’]", re.DOTALL)


def in_curly_quotes(value: str) -> bool:
    """Whether a text that has no quotation marks for YAML is in curly ones: they would be printed."""
    return QUOTED.fullmatch(value.strip()) is not None
