"""Front matter with a mistake: a word processor made a dash of its hyphens, or its lines --- are missing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from letterforge.errors import Code, Place, Problem

FENCE = "---"
UNSEEN = "\ufeff\u200b\u200e\u200f\u2060"
"""Invisible characters, including the byte order mark."""
NEARLY = re.compile(
    r"[-‐‑–—―−]{1,2}|[-‐‑–—―−]{3,}|(?:[-–—] ){2,}[-–—]"
    r"|\*{3,}|_{3,}|={3,}|\+{3,}|~{3,}|`{3,}(?:ya?ml)?|\.{3}|…"
)
"""What people and word processors write instead of the line ---."""
ANY_CASE = ("subject", "salutation", "closing")
QUOTED_PART = re.compile(r"\w+:[ \t]+[\"'“”‘’]")
"""A line of YAML with a quoted text, for any part."""
LOOKED_AT = 5
"""Lines with text in which a part of the front matter is searched."""


def near_miss(lines: Sequence[str], parts: Sequence[str], shown: str, *, is_letter: bool) -> Problem | None:
    """What is wrong with the first lines of a file, if they were meant as front matter; None: they were not.

    `is_letter`: it is a template, and not an included file or an annex: the text of these may begin with
    `Subject:`.
    """
    key = _key(parts, any_case=is_letter)
    seen = [(number, line) for number, line in enumerate(lines, 1) if _seen(line)][: LOOKED_AT + 1]
    if not seen:
        return None
    number, first = seen[0]
    follows = any(_key(parts, any_case=True).match(line) or QUOTED_PART.match(line) for _, line in seen[1:])
    if follows and _seen(first) == FENCE:
        what = "in line 1" if number > 1 else "at the start of line 1"
        message = f"the front matter must begin {what}, but something comes before it"
        return _problem(
            message,
            "remove the empty lines, spaces and invisible characters before ---",
            shown,
            number,
            first,
        )
    if follows and NEARLY.fullmatch(_seen(first)):
        return _fence(shown, number, first)
    return _stray(
        seen[:LOOKED_AT], key, shown, "put a line --- above the first such line, and another below the last"
    )


def near_end(lines: Sequence[str], end: int | None, shown: str) -> Problem | None:
    """A line that was meant as the end of the front matter. `end`: the real one; None: there is none."""
    for number, line in enumerate(lines[1:end], 2):
        if NEARLY.fullmatch(_seen(line)) or (_seen(line) == FENCE and line.rstrip() != FENCE):
            return _fence(shown, number, line)
    return None


def below(lines: Sequence[str], end: int, parts: Sequence[str], shown: str) -> Problem | None:
    """A part of the front matter in the first lines below it."""
    seen = [(number, line) for number, line in enumerate(lines[end + 1 :], end + 2) if _seen(line)]
    return _stray(seen[:LOOKED_AT], _key(parts, any_case=False), shown, "move it above the second line ---")


def _stray(seen: Sequence[tuple[int, str]], key: re.Pattern[str], shown: str, hint: str) -> Problem | None:
    for number, line in seen:
        if found := key.match(line):
            message = f'"{found[1]}:" is in the text and would be printed: it belongs in the front matter'
            return _problem(message, hint, shown, number, line)
    return None


def _fence(shown: str, number: int, line: str) -> Problem:
    message = "a line of the front matter is not three hyphens"
    return _problem(message, "write --- (three hyphens and nothing else on the line)", shown, number, line)


def _key(parts: Sequence[str], *, any_case: bool) -> re.Pattern[str]:
    """A part at the start of a line; `any_case`: also with capitals, if no text begins with it."""
    capitals = f"|(?i:{'|'.join(ANY_CASE)})" if any_case else ""
    return re.compile(rf"[\s{UNSEEN}]*({'|'.join(parts)}{capitals})[ \t]*:")


def _seen(line: str) -> str:
    return line.strip().strip(UNSEEN).strip()


def _problem(message: str, hint: str, shown: str, number: int, line: str) -> Problem:
    start = len(line) - len(line.lstrip())
    place = Place(shown, line=number, excerpt=line, span=(start, max(start + 1, len(line.rstrip()))))
    return Problem(Code.FRONT_MATTER, message, hint, place)


QUOTED = re.compile(r"[“”„‟‘’‚].*[“”„‟‘’]", re.DOTALL)


def in_curly_quotes(value: str) -> bool:
    """Whether a text is in curly quotation marks, which YAML does not know: they would be printed."""
    return QUOTED.fullmatch(value.strip()) is not None
