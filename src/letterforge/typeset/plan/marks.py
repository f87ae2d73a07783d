"""Marks of lists, by their level, and the places for numbers in the label of a page."""

from __future__ import annotations

BULLETS = ("•", "–", "·")
"""By how many lists of bullets are around the list; deeper ones keep the last."""
NUMBERS = ("1", "a", "i")
"""The same for numbered lists: figures, letters, Roman numerals."""
LEVELS = 3
"""Levels of lists with marks of their own."""
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
SIGNS = "".join(BULLETS) + "—0123456789abcdefghijklmnopqrstuvwxyz.)"
"""Every sign that a typesetter adds to a letter's own text."""


def level_of(depth: int) -> int:
    """The level whose marks a list has with so many lists of its own kind around it."""
    return min(depth, LEVELS - 1)


def bullet(depth: int) -> str:
    """The bullet of a list with so many lists of bullets around it."""
    return BULLETS[level_of(depth)]


def number(count: int, depth: int) -> str:
    """A number as a list has it with so many numbered lists around it: `2`, `b`, `ii`."""
    kind = NUMBERS[level_of(depth)] if count > 0 else "1"
    return _lettered(count) if kind == "a" else _roman(count) if kind == "i" else str(count)


def pieces_of(page_label: str) -> list[str]:
    """A label with places → texts and names of places in turn: `["Page ", "page", " of ", "pages", ""]`."""
    return page_label.replace("}", "{").split("{")


def _lettered(count: int) -> str:
    letters = ""
    while count:
        count, rest = divmod(count - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _roman(count: int) -> str:
    written = ""
    for value, sign in ROMAN:
        times, count = divmod(count, value)
        written += sign * times
    return written
