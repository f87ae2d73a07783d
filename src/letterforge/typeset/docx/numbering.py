"""word/numbering.xml: one definition of bullets, one of numbers; each numbered list counts by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from letterforge.typeset.docx.style_names import BULLET_LIST, NUMBER_LIST, list_style_name, style_id
from letterforge.typeset.docx.wml import half_points, twips, w, write_part
from letterforge.typeset.faces import name_word_face
from letterforge.typeset.plan.marks import (
    LEVELS,
    NUMBERS,
    BulletShape,
    choose_bullet,
    find_level,
    shape_bullet,
)
from letterforge.typeset.plan.measures import INDENT, round_size
from letterforge.word.markup import Element

FORMATS = {"1": "decimal", "a": "lowerLetter", "i": "lowerRoman"}
"""The name of each kind of number in Word (17.18.59)."""
BULLET_DEFINITION, NUMBER_DEFINITION = 0, 1
DEPTH = 9
"""Levels of a definition (17.9.1)."""
BULLET_FACE = "Carlito"
"""Of dots; in Word its twin. Its dot is large at the size of the text: a larger size, or a lower place, would
make a line of Word higher."""
IDENTITIES = ("4C465542", "4C46554E")
"""Word recognises a definition by these when text is pasted from one letter into another (17.9.14)."""


@dataclass(frozen=True, slots=True)
class LetterList:
    """A list that differs from those of the styles: numbered, or with the mark of another level."""

    level: int
    """Lists around it, from 0."""
    depth: int
    """Lists of its own kind around it, from 0: they decide its mark."""
    ordered: bool
    start: int = 1
    sign: str = "."
    """What follows each number."""


@lru_cache(maxsize=64)
def numbering_part(lists: tuple[LetterList, ...], size: float) -> bytes:
    """The part for a letter with these lists; the first has the number after NUMBER_LIST.

    `size`: of the text, in points.
    """
    return write_part(
        w(
            "numbering",
            _definition(BULLET_DEFINITION, size, ordered=False),
            _definition(NUMBER_DEFINITION, size, ordered=True),
            _number(BULLET_LIST, BULLET_DEFINITION),
            _number(NUMBER_LIST, NUMBER_DEFINITION),
            *(_own(number, listed, size) for number, listed in enumerate(lists, start=NUMBER_LIST + 1)),
        )
    )


def _own(number: int, listed: LetterList, size: float) -> Element:
    override = w("lvlOverride", ilvl=str(listed.level))
    if listed.ordered:
        override.append(w("startOverride", val=str(listed.start)))
    if listed.depth != listed.level or listed.sign != ".":
        override.append(
            _level(
                listed.level, listed.depth, size, ordered=listed.ordered, start=listed.start, sign=listed.sign
            )
        )
    return _number(number, NUMBER_DEFINITION if listed.ordered else BULLET_DEFINITION, override)


def _number(number: int, definition: int, *overrides: Element) -> Element:
    return w("num", w("abstractNumId", val=str(definition)), *overrides, numId=str(number))


def _definition(number: int, size: float, *, ordered: bool) -> Element:
    levels = [_level(level, level, size, ordered=ordered) for level in range(DEPTH)]
    for level in range(LEVELS):
        style = list_style_name("Number" if ordered else "Bullet", level)
        levels[level].insert(2, w("pStyle", val=style_id(style)))
    identity = w("nsid", val=IDENTITIES[number])
    return w(
        "abstractNum", identity, w("multiLevelType", val="multilevel"), *levels, abstractNumId=str(number)
    )


def _level(level: int, depth: int, size: float, *, ordered: bool, start: int = 1, sign: str = ".") -> Element:
    """A level with the mark of a depth."""
    indent = w("ind", left=twips(INDENT * (level + 1)), hanging=twips(INDENT))
    return w(
        "lvl",
        w("start", val=str(start)),
        w("numFmt", val=FORMATS[NUMBERS[find_level(depth)]] if ordered else "bullet"),
        w("lvlText", val=f"%{level + 1}{sign}" if ordered else choose_bullet(depth)),
        w("lvlJc", val="left"),
        w("pPr", indent),
        *([] if ordered else _looks(depth, size)),
        ilvl=str(level),
    )


def _looks(depth: int, size: float) -> Sequence[Element]:
    """The looks of a bullet, in a face whose dot is known: that of Cambria is not that of Caladea."""
    shape = shape_bullet(depth, BULLET_FACE)
    if shape == BulletShape():
        return ()
    name = name_word_face(BULLET_FACE)
    sizes = [w(tag, val=half_points(round_size(shape.size * size))) for tag in ("sz", "szCs")]
    return (w("rPr", w("rFonts", ascii=name, hAnsi=name, cs=name), *sizes),)
