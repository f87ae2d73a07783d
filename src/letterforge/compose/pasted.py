"""Lists pasted from a word processor, or typed without Markdown: their lines would become one paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from letterforge.compose.offence import Offence
from letterforge.errors import Code

GAP = r"(?:\t|[ \u00a0\u2002\u2003]{2,}|\u00a0)"
"""What a word processor puts after a bullet or number."""
PRIVATE = "\uf000-\uf0ff"
"""The bullets of the fonts Symbol and Wingdings."""
BULLET = re.compile(
    rf"[•●○■□▪▫◦‣⁃➢➤►▶▸▹➔➜✓✔✗✘☐☑◆◇❖★{PRIVATE}](?=.)|[·‐‑](?={GAP})|[–—−](?=\t|[ \u00a0]{{2,}})"
    r"|[o§](?=\t|[ \u00a0]{3,})|[-*+](?=\u00a0)"
)
"""A bullet at the start of any line."""
NUMBER = re.compile(r"\(?(?:[0-9]{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)](?=\t)")
"""A number or letter with a tab, at the start of any line."""
DASH = re.compile(r"[·–—−→⇒](?=[ \u00a0])|-(?=[^\W\d])|[*+-](?= )")
POINT = re.compile(
    r"(?:[0-9]{1,3}|[a-z]|[ivx]{1,5})[.)](?=[ \u00a0])|[0-9]{1,3}[.)](?=[^\W\d])"
    r"|\((?:[0-9]{1,3}|[a-z]|[ivx]{1,5})\)(?=[ \u00a0])"
)
LETTER = re.compile(r"(?:\((?=[A-Z]\)))?([A-Z])[.)](?=[ \u00a0])")
"""A. and B.: a list if they follow each other, starting with A. Names have them too."""
GLUED = re.compile(r"\*(?=[^\W\d][^*]*$)|(?:[+·−–—→]|-(?!-))(?=[ \u00a0]?[^\W\d])")
"""A point that begins with another sign than the point above it, or without a space."""
NUMBERED = re.compile(r"\(?(?:([0-9]{1,3})|([a-z]))[.)](?=[ \u00a0]?[^\W\d])")
"""These may also begin a line of prose. They are a list in two lines of a paragraph, or in one below a
colon."""

BULLETS = 'write "- " before each point: a hyphen and a space, with an empty line above the first'
NUMBERS = (
    'write "1. ", "2. " before the points, with an empty line above the first; '
    "or put an empty line between them"
)


MARGIN = re.compile(r"[> \t]*")


def pasted(tokens: Sequence[Token], markdown: str) -> Iterator[Offence]:
    """The first line of each paragraph that looks like a list but is not one in Markdown.

    `markdown`: their source.
    """
    written = markdown.split("\n")
    entry: Token | None = None
    for before, token in pairwise(tokens):
        if before.type == "list_item_open":
            entry = before
        elif before.type == "list_item_close":
            entry = None
        if before.type == "paragraph_open" and token.map:
            lines = [line.lstrip(" \t") for line in token.content.split("\n")]
            found = (
                _certain(lines)
                or _likely(lines)
                or _lettered(lines)
                or _below(entry, lines, written[token.map[0] :])
            )
            if found:
                number, sign, hint = found
                yield _offence(sign, hint, token.map[0] + number)


def _certain(lines: Sequence[str]) -> tuple[int, str, str] | None:
    """A line with a sign that no prose begins with: its place, the sign, and the hint."""
    for number, line in enumerate(lines):
        for signs, hint in ((BULLET, BULLETS), (NUMBER, NUMBERS)):
            if sign := signs.match(line):
                return number, sign[0], hint
    return None


def _likely(lines: Sequence[str]) -> tuple[int, str, str] | None:
    """The first line that begins with a sign of lists, if one of these lines continues the line before it."""
    for signs, hint in ((DASH, BULLETS), (POINT, NUMBERS)):
        begun = [number for number, line in enumerate(lines) if signs.match(line)]
        glued = [number for number in begun if number and not lines[number - 1].endswith(("\\", "  "))]
        if glued and (len(begun) > 1 or lines[glued[0] - 1].rstrip().endswith((":", ";"))):
            sign = signs.match(lines[begun[0]])
            return begun[0], sign[0] if sign else "", hint
    return None


def _lettered(lines: Sequence[str]) -> tuple[int, str, str] | None:
    """The line with A., if a line with B. follows."""
    begun = [(number, found) for number, line in enumerate(lines) if (found := LETTER.match(line))]
    if [found[1] for _, found in begun[:2]] == ["A", "B"]:
        return begun[0][0], begun[0][1][0], NUMBERS
    return None


def _below(entry: Token | None, lines: Sequence[str], written: Sequence[str]) -> tuple[int, str, str] | None:
    """A line that was meant as the next point of a list: `*two` below `* one`, `2.two` below `1. one`."""
    for number, line in enumerate(lines[1:] if entry else (), start=1):
        sign = GLUED.match(line) if entry and not entry.info else None
        if sign and not (sign[0] in "·–—−→" and _is_prose(sign[0], lines, written, number)):
            return number, sign[0], BULLETS
        counted = NUMBERED.match(line) if entry and entry.info.isdigit() else None
        if entry and counted and (counted[1] or str(ord(counted[2]) - 96)) == str(int(entry.info) + 1):
            return number, counted[0], NUMBERS
    return None


def _is_prose(sign: str, lines: Sequence[str], written: Sequence[str], number: int) -> bool:
    """Whether a dash at the start of a line is in a sentence: indented as the sentence, or one of two."""
    first, here = (MARGIN.match(written[index]) for index in (0, number))
    is_indented = bool(first and here and here.end() > first.end())
    return is_indented or sign in lines[number][1:] or sign in "".join(lines[:number])


def _offence(sign: str, hint: str, number: int) -> Offence:
    shown = "a bullet" if re.fullmatch(f"[{PRIVATE}]", sign) else f'"{sign}"'
    message = f"a line begins with {shown}, which does not make a list: the points would become one paragraph"
    return Offence(Code.PASTED_LIST, message, hint, sign, number)
