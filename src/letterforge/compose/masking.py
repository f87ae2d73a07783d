"""A template without its Jinja: the rest is Markdown, with known line numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

from letterforge.model import SLOT_END, SLOT_START

ENDS = {"{{": "}}", "{%": "%}", "{#": "#}"}


def _without(source: str, begins: tuple[str, ...], mask: Callable[[str], str]) -> str:
    """The source with each passage from a sign in `begins` to its end masked; passages without an end stay.

    A regular expression would search for the end of each `{{` to the end of the file: a thousand times, if
    none has one.
    """
    pieces: list[str] = []
    at, lost = 0, set[str]()
    for begin in re.finditer("|".join(map(re.escape, begins)), source):
        sign = begin[0]
        if begin.start() < at or sign in lost:
            continue
        end = source.find(ENDS[sign], begin.end())
        if end < 0:
            lost.add(sign)
            continue
        pieces += [source[at : begin.start()], mask(source[begin.start() : end + 2])]
        at = end + 2
    return "".join(pieces) + source[at:]


def masked(source: str) -> tuple[str, list[int]]:
    """The Markdown without Jinja, and the number of each of its lines in the template (from 1)."""

    def keep_lines(text: str, filler: str) -> str:
        return "\n".join(filler * len(part) for part in text.split("\n"))

    # A value is masked as a slot, so that a link to it is checked later, when the value is known.
    without_values = _without(
        source, ("{{",), lambda value: f"{SLOT_START}{keep_lines(value, '0')[2:]}{SLOT_END}"
    )
    # A tag keeps its line breaks, marked, so that lines with only tags differ from empty lines.
    marked = _without(without_values, ("{%", "{#"), lambda tag: keep_lines(tag, "\0"))
    kept = [
        (number, line.replace("\0", ""))
        for number, line in enumerate(marked.splitlines(), start=1)
        if not line.strip() or line.replace("\0", "").strip()
    ]
    return "\n".join(line for _, line in kept), [number for number, _ in kept]
