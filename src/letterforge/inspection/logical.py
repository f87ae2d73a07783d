"""A page's lines with text from right to left → that text in the order in which it is read.

PDFium gives the letters of such a line in an order of its own: it counts in which direction more of the line
runs, turns words round but not phrases, and reads spaces next to vowel signs. But it knows where each letter
is. So here the letters are taken from left to right and put in reading order, as the Unicode Bidirectional
Algorithm (UAX 9) does it the other way round. Numbers and signs between both directions have more than one
possible place; whoever compares such a line must not count on theirs.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from statistics import mode
from typing import Any

from pypdfium2 import raw

from letterforge.inspection.words import HYPHEN, LOOSE
from letterforge.protocol.direction import RTL_SCRIPTS
from letterforge.typeset.plan.scripts import TURNED

RUNS_LEFT = re.compile(f"[{RTL_SCRIPTS}]")
LINE_END = frozenset((*b"\r\n", ord(HYPHEN), 0xFFFE))
"""Characters between lines; one may end with a hyphen."""
LOW = 0.7
"""How far two lines are apart at least, in sizes of type: signs are nearer to their letters."""
SPACE, GAP = 0.1, 0.6
"""Room between two letters, in sizes of type, that is a space, and that is the edge of a column."""
AGAINST = re.compile("M*R(?:[^L]*R)?M*")
"""Kinds of the pieces that run to the left, with what is between them."""
NUMBER = re.compile("D+(?:ND+)*")
MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")


@dataclass(frozen=True, slots=True)
class PlacedText:
    """Characters that PDFium has in one place: of a glyph, or of a text that replaces glyphs."""

    text: str
    """In reading order."""
    origin: tuple[float, float]
    """Where it begins on its line of letters, and the height of that, in points."""
    left: float
    right: float
    """Where its room on the line begins and ends."""

    @property
    def kind(self) -> str:
        """`R` and `L`: it runs to the left or to the right; `D`: figures; `M`: a sign over or under a letter;
        `N`: all else.
        """
        first = next(filter(str.isalpha, self.text), self.text[0])
        if RUNS_LEFT.match(first) and first.isalpha():
            # Elsewhere a text that replaces glyphs has its order already.
            return "R" if len(self.text) == 1 or TURNED.match(first) else "L"
        if unicodedata.category(first) in {"Mn", "Me"}:
            return "M"
        return "L" if first.isalpha() else "D" if first.isdigit() else "N"


def has_turned_lines(text: str) -> bool:
    """Whether PDFium's text of a page has a line from right to left."""
    return not text.isascii() and RUNS_LEFT.search(text) is not None


def read_logical_text(page: Any) -> str:
    """The text of a page (PDFium's `FPDF_TEXTPAGE`) with each line in reading order.

    Each word of a line that was put in order here begins with `LOOSE`.
    """
    characters = [raw.FPDFText_GetUnicode(page, at) for at in range(raw.FPDFText_CountChars(page))]
    return "".join(
        _read_line(page, characters, places) if is_line else _join(characters[at] for at in places)
        for is_line, places in _split_lines(page, characters)
    )


def _split_lines(page: Any, characters: Sequence[int]) -> Iterator[tuple[bool, list[int]]]:
    """The places of characters, line by line; False: of those between lines.

    PDFium ends a line at a sign that is high above it or deep below: there it goes on.
    """
    line: list[int] = []
    end: list[int] = []
    for is_end, group in groupby(range(len(characters)), key=lambda at: characters[at] in LINE_END):
        places = list(group)
        if is_end:
            end = places
            continue
        if line and _is_same_line(page, characters, line, places):
            line = [*line, *places]
            continue
        yield True, line
        yield False, end
        line = places
    yield True, line
    yield False, end


def _is_same_line(page: Any, characters: Sequence[int], line: Sequence[int], more: Sequence[int]) -> bool:
    if not RUNS_LEFT.search(_join(characters[at] for at in (*line, *more))):
        return False
    heights = [mode(_find_origin(page, at)[1] for at in places) for places in (line, more)]
    return abs(heights[0] - heights[1]) < LOW * _find_size(page, line[0])


def _read_line(page: Any, characters: Sequence[int], places: Sequence[int]) -> str:
    line = _join(characters[start] for start in places)
    if not RUNS_LEFT.search(line):
        return line
    pieces = sorted(_list_pieces(page, characters, places), key=attrgetter("origin"))
    words = _put_in_order(pieces, _find_size(page, places[0])).split()
    return " ".join(f"{LOOSE}{word}" for word in words)


def _join(units: Iterable[int]) -> str:
    """Characters beyond the basic plane are two units each (UTF-16)."""
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le", "replace")


def _list_pieces(page: Any, characters: Sequence[int], places: Sequence[int]) -> Iterator[PlacedText]:
    """The pieces of a line, without the spaces that PDFium makes up."""
    for origin, group in groupby(places, key=lambda at: _find_origin(page, at)):
        inner = list(group)
        text = _join(characters[at] for at in inner)
        left, right = _measure(page, inner[0])
        if text != " ":
            yield PlacedText(_put_signs_last(text), origin, left, right)


def _put_signs_last(text: str) -> str:
    """The characters of a place in reading order: PDFium turns them round, if all run from right to left."""
    if len(text) == 1 or not (TURNED.search(text) or RUNS_LEFT.match(text.lstrip())):
        return text
    turned = text[::-1]
    return (
        "".join(sorted(turned, key=lambda sign: unicodedata.category(sign) == "Mn"))
        if TURNED.search(text)
        else turned
    )


def _put_in_order(pieces: Sequence[PlacedText], size: float) -> str:
    columns: list[list[PlacedText]] = [[]]
    end = pieces[0].left if pieces else 0.0
    for piece in pieces:
        room = 0.0 if piece.kind == "M" else piece.left - end
        if room > GAP * size:
            columns.append([])
        elif room > SPACE * size and columns[-1]:
            columns[-1].append(PlacedText(" ", piece.origin, end, piece.left))
        columns[-1].append(piece)
        end = max(end, piece.right)
    return " ".join(map(_turn, columns))


def _turn(pieces: Sequence[PlacedText]) -> str:
    """The text of pieces, of which the first is at the left, in a line that begins at the left."""
    kinds = "".join(piece.kind for piece in pieces)
    texts, end = [], 0
    for found in AGAINST.finditer(kinds):
        texts += [piece.text for piece in pieces[end : found.start()]]
        end = found.end()
        texts += _turn_piece_by_piece(pieces[found.start() : end], found[0])
    return "".join((*texts, *(piece.text for piece in pieces[end:])))


def _turn_piece_by_piece(pieces: Sequence[PlacedText], kinds: str) -> Iterator[str]:
    """Numbers keep their direction; brackets are the other one of their pair."""
    turned, kinds, end = pieces[::-1], kinds[::-1], 0
    for found in NUMBER.finditer(kinds):
        yield from (piece.text.translate(MIRRORED) for piece in turned[end : found.start()])
        yield from (piece.text for piece in turned[found.start() : found.end()][::-1])
        end = found.end()
    yield from (piece.text.translate(MIRRORED) for piece in turned[end:])


def _find_origin(page: Any, at: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(page, at, x, y)
    return round(x.value, 2), round(y.value, 2)


def _measure(page: Any, at: int) -> tuple[float, float]:
    room = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(page, at, room)
    return room.left, room.right


def _find_size(page: Any, at: int) -> float:
    """The size of type of a character, in points on the page."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(page, at, matrix)
    return float(raw.FPDFText_GetFontSize(page, at) * abs(matrix.a))
