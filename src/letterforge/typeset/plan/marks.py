"""Marks of lists, by their level, and the places for numbers in the label of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

BULLETS = ("•", "–", "•")
"""By the number of bulleted lists around the list; deeper lists have the last."""
DIAMETERS = (0.32, 0.0, 0.2)
"""Of the bullets, as a part of the text's size, in every typeface; 0: a dash, as the typeface has it."""
CENTRE = 0.29
"""Height of a bullet's centre above the line, as a part of the text's size: the middle of small letters."""
DOTS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "Amiri": (0.210, 0.257),
        "Caladea": (0.187, 0.288),
        "Carlito": (0.353, 0.281),
        "Liberation Sans": (0.271, 0.332),
        "Liberation Serif": (0.238, 0.331),
    }
)
"""Typeface → mean diameter of its "•", and the height of its centre (`glyf`), as parts of its size."""
USUAL_DOT = (0.25, 0.31)
"""The same for other typefaces, about."""
NUMBERS = ("1", "a", "i")
"""The same for numbered lists: figures, letters, Roman numerals."""
LEVELS = 3
"""Levels of lists with marks of their own."""
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
BETWEEN = " — "
"""Between the texts of a running header, and before its page number."""
SIGNS = "".join(BULLETS) + "—0123456789abcdefghijklmnopqrstuvwxyz.)"
"""Every sign that a typesetter adds to a letter's own text."""


def find_level(depth: int) -> int:
    """The level whose marks a list has; `depth`: lists of its own kind around it."""
    return min(depth, LEVELS - 1)


def choose_bullet(depth: int) -> str:
    """The bullet of a list; `depth`: lists of bullets around it."""
    return BULLETS[find_level(depth)]


@dataclass(frozen=True, slots=True)
class BulletShape:
    """How a bullet is set, as parts of the text's size."""

    size: float = 1.0
    lower: float = 0.0
    """By how much it is lower than the typeface has it."""


def shape_bullet(depth: int, face: str) -> BulletShape:
    """How the bullet of a list is set in a typeface, so that it is as large in every other."""
    wanted = DIAMETERS[find_level(depth)]
    if not wanted:
        return BulletShape()
    diameter, centre = DOTS.get(face, USUAL_DOT)
    size = wanted / diameter
    return BulletShape(round(size, 2), round(size * centre - CENTRE, 2))


def format_number(count: int, depth: int) -> str:
    """A number as a list shows it: `2`, `b`, `ii`; `depth`: numbered lists around it."""
    kind = NUMBERS[find_level(depth)] if count > 0 else "1"
    return _lettered(count) if kind == "a" else _roman(count) if kind == "i" else str(count)


def split_page_label(page_label: str) -> list[str]:
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
