"""word/numbering.xml: one definition of bullets, one of numbers; each numbered list counts by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from letterforge.typeset.docx.styles import INDENT, LEVELS, list_style_name, style_id
from letterforge.typeset.docx.wml import Element, part, twips, w

BULLETS = ("•", "–", "·")
NUMBERS = ("decimal", "lowerLetter", "lowerRoman")
BULLET_LIST, NUMBER_LIST = 1, 2
"""Numbers of the lists that the styles name; those of a letter's own numbered lists come after."""
DEPTH = 9
"""Levels of a definition (17.9.1)."""


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A numbered list of a letter: at which level, from 0, and from which number it counts."""

    level: int
    start: int


def numbering_part(lists: Sequence[NumberedList]) -> bytes:
    """The part for a letter with these numbered lists; the first has the number after NUMBER_LIST."""
    definitions = [_definition(0, bulleted=True), _definition(1, bulleted=False)]
    numbers = [_number(BULLET_LIST, 0), _number(NUMBER_LIST, 1)]
    for index, each in enumerate(lists, start=NUMBER_LIST + 1):
        override = w("lvlOverride", w("startOverride", val=str(each.start)), ilvl=str(each.level))
        numbers.append(_number(index, 1, override))
    return part(w("numbering", *definitions, *numbers))


def _number(number: int, definition: int, *overrides: Element) -> Element:
    return w("num", w("abstractNumId", val=str(definition)), *overrides, numId=str(number))


def _definition(number: int, *, bulleted: bool) -> Element:
    levels = (_level(level, bulleted=bulleted) for level in range(DEPTH))
    return w("abstractNum", w("multiLevelType", val="multilevel"), *levels, abstractNumId=str(number))


def _level(level: int, *, bulleted: bool) -> Element:
    kind = "bullet" if bulleted else NUMBERS[level % len(NUMBERS)]
    text = BULLETS[min(level, LEVELS - 1)] if bulleted else f"%{level + 1}."
    element = w("lvl", w("start", val="1"), w("numFmt", val=kind), ilvl=str(level))
    if level < LEVELS:
        element.append(w("pStyle", val=style_id(list_style_name("Bullet" if bulleted else "Number", level))))
    indent = w("ind", left=twips(INDENT * (level + 1)), hanging=twips(INDENT))
    element.extend((w("lvlText", val=text), w("lvlJc", val="left"), w("pPr", indent)))
    return element
