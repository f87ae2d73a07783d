"""How much work it is to draw a page of a letterhead: each operator as often as it is drawn.

Forms draw forms, patterns and masks draw too: thirty that draw the next one twice are a thousand million.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pikepdf

from letterforge.typeset.letterhead.fault import NEW_PDF, BadLetterheadError

MOST_DRAWN = 1_000_000
"""Operators on a page, each as often as it is drawn."""
DEEPEST = 64
"""Drawings within each other."""
SHOWING = frozenset({"Tj", "TJ", "'", '"'})

ObjectKey: TypeAlias = tuple[int, int]
"""Number and generation of an object in the letterhead."""


@dataclass(slots=True)
class DrawnContent:
    """What one drawing does."""

    operators: int
    draws: list[tuple[int, list[ObjectKey]]] = field(default_factory=list)
    """How often it draws one of these others; the one that takes most counts."""


def count_operators(instructions: Iterable[Any], resources: Any) -> DrawnContent:
    """What a drawing does, from its operators."""
    counted: Counter[tuple[str, str]] = Counter()
    operators = shown = 0
    for instruction in instructions:
        operators += 1
        operator, operands = str(instruction.operator), instruction.operands
        if operator in SHOWING:
            shown += _length(operands)
        elif operator in CALLS and operands and isinstance(operands[-1], pikepdf.Name):
            counted[CALLS[operator], str(operands[-1])] += 1
    content = DrawnContent(operators)
    for (kind, name), times in counted.items():
        found = _keys(kind, _named(resources, kind, name))
        content.draws += [(times, found)] if found else []
    glyphs = list(_glyphs(resources)) if shown else []
    content.draws += [(shown, glyphs)] if glyphs else []
    return content


CALLS: Mapping[str, str] = {
    "Do": "/XObject",
    "scn": "/Pattern",
    "SCN": "/Pattern",
    "gs": "/ExtGState",
}
"""Operators that draw something else, and where its name is looked up."""


def require_bounded(start: DrawnContent, drawn: Mapping[ObjectKey, DrawnContent]) -> None:
    """Raise BadLetterheadError for a page that takes too many operators to draw, or never ends."""
    _count(start, drawn, {}, [])


def _count(
    content: DrawnContent,
    drawn: Mapping[ObjectKey, DrawnContent],
    known: dict[ObjectKey, int],
    open_: list[ObjectKey],
) -> int:
    if len(open_) > DEEPEST:
        raise BadLetterheadError(f"has drawings nested deeper than {DEEPEST}", NEW_PDF)
    total = content.operators
    for times, keys in content.draws:
        total += times * max(_count_once(key, drawn, known, open_) for key in keys)
        if total > MOST_DRAWN:
            raise BadLetterheadError(f"has more than {MOST_DRAWN:,} drawing commands", "simplify it")
    return total


def _count_once(
    key: ObjectKey,
    drawn: Mapping[ObjectKey, DrawnContent],
    known: dict[ObjectKey, int],
    open_: list[ObjectKey],
) -> int:
    if key in open_:
        raise BadLetterheadError("has a drawing that draws itself", NEW_PDF)
    if key not in known:
        content = drawn.get(key)
        known[key] = _count(content, drawn, known, [*open_, key]) if content else 1
    return known[key]


def _keys(kind: str, thing: Any) -> list[ObjectKey]:
    if kind == "/ExtGState" and isinstance(thing, pikepdf.Dictionary):
        mask = thing.get("/SMask")
        thing = mask.get("/G") if isinstance(mask, pikepdf.Dictionary) else None
    return [thing.objgen] if isinstance(thing, pikepdf.Stream) else []


def _glyphs(resources: Any) -> Iterator[ObjectKey]:
    """The drawings of all typefaces that are drawn letter by letter (Type 3)."""
    states = _entries(resources, "/ExtGState")
    set_in_states = [state.get("/Font") for state in states if isinstance(state, pikepdf.Dictionary)]
    fonts = [
        *_entries(resources, "/Font"),
        *(setting[0] for setting in set_in_states if isinstance(setting, pikepdf.Array)),
    ]
    for font in fonts:
        if isinstance(font, pikepdf.Dictionary):
            for glyph in _entries(font, "/CharProcs"):
                if isinstance(glyph, pikepdf.Stream):
                    yield glyph.objgen


def _entries(holder: Any, name: str) -> list[Any]:
    found = holder.get(name) if isinstance(holder, pikepdf.Dictionary) else None
    return [value for _, value in found.items()] if isinstance(found, pikepdf.Dictionary) else []


def _named(resources: Any, kind: str, name: str) -> Any:
    found = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    return found.get(name) if isinstance(found, pikepdf.Dictionary) else None


def _length(operands: Iterable[Any]) -> int:
    length = 0
    for operand in operands:
        if isinstance(operand, pikepdf.Array):
            length += _length(operand)
        elif isinstance(operand, pikepdf.String):
            length += len(bytes(operand))
    return length
