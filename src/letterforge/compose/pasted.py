"""Lists pasted from a word processor, or typed without Markdown: their lines would run into one paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from letterforge.compose.offence import Offence
from letterforge.errors import Code

GAP = r"(?:\t|[ \u00a0\u2002\u2003]{2,}|\u00a0)"
"""What a word processor puts after its sign."""
PRIVATE = "\uf000-\uf0ff"
"""Where the fonts Symbol and Wingdings have their bullets."""
BULLET = re.compile(
    rf"[•●○■□▪▫◦‣⁃➢➤►✓✔❖{PRIVATE}](?=.)|[·‐‑](?={GAP})|[–—−](?=\t|[ \u00a0]{{2,}})"
    r"|[o§](?=\t|[ \u00a0]{3,})|[-*+](?=\u00a0)"
)
"""A bullet, wherever it begins a line."""
NUMBER = re.compile(r"\(?(?:[0-9]{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)](?=\t)")
"""A number or letter with a tab, wherever it begins a line."""
DASH = re.compile(r"[·–—−](?=[ \u00a0])|-(?=[^\W\d])|[*+-](?= )")
POINT = re.compile(
    r"(?:[0-9]{1,3}|[a-z]|[ivx]{1,5})[.)](?=[ \u00a0])|[0-9]{1,3}[.)](?=[^\W\d])"
    r"|\((?:[0-9]{1,3}|[a-z]|[ivx]{1,5})\)(?=[ \u00a0])"
)
"""These may begin a line of prose too. Two lines of a paragraph that do, or one below a colon, are a list's."""

BULLETS = 'write "- " before each point: a hyphen and a space, with an empty line above the first'
NUMBERS = 'write "1. ", "2. " before each point, with an empty line above the first; or put an empty line between them'


def pasted(tokens: Sequence[Token]) -> Iterator[Offence]:
    """The first line of each paragraph that shows a list which is none in Markdown."""
    for before, token in pairwise(tokens):
        if before.type == "paragraph_open" and token.map:
            lines = [line.lstrip(" \t") for line in token.content.split("\n")]
            found = _certain(lines) or _likely(lines)
            if found:
                number, sign, hint = found
                yield _offence(sign, hint, token.map[0] + number)


def _certain(lines: Sequence[str]) -> tuple[int, str, str] | None:
    """A line with a sign that no prose begins with: its place, the sign, and the way out."""
    for number, line in enumerate(lines):
        for signs, hint in ((BULLET, BULLETS), (NUMBER, NUMBERS)):
            if sign := signs.match(line):
                return number, sign[0], hint
    return None


def _likely(lines: Sequence[str]) -> tuple[int, str, str] | None:
    """The first of the lines that begin with a sign of lists, where one runs into the line before it."""
    for signs, hint in ((DASH, BULLETS), (POINT, NUMBERS)):
        begun = [number for number, line in enumerate(lines) if signs.match(line)]
        glued = [number for number in begun if number and not lines[number - 1].endswith(("\\", "  "))]
        if glued and (len(begun) > 1 or lines[glued[0] - 1].rstrip().endswith((":", ";"))):
            sign = signs.match(lines[begun[0]])
            return begun[0], sign[0] if sign else "", hint
    return None


def _offence(sign: str, hint: str, number: int) -> Offence:
    said = "a bullet" if re.fullmatch(f"[{PRIVATE}]", sign) else f'"{sign}"'
    message = f"a line begins with {said}, which makes no list: its points would run into one paragraph"
    return Offence(Code.PASTED_LIST, message, hint, sign, number)
