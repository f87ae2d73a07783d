"""A revision of a PDF → the fields of its form with their widgets, and whether these are visible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Stream

from letterforge.verify.verdict import Refused

MOST_FIELDS = 20_000
DEEPEST = 50
HIDDEN, NO_VIEW = 2, 32
"""Flags of invisible annotations (ISO 32000-1, table 165)."""
DRAWS_NOTHING = frozenset({"q", "Q", "cm", "n", "re", "W", "W*", "gs", "BMC", "BDC", "EMC", "MP", "DP"})
"""Operators that draw nothing (ISO 32000-1, annex A)."""
WIDGET_KEYS = (
    frozenset({"/Type", "/Subtype", "/FT", "/T", "/TU", "/TM", "/V", "/F", "/Ff", "/P", "/Rect", "/AP", "/M"})
    | {"/Kids", "/Parent", "/Lock", "/SV", "/MK", "/DA", "/Q", "/NM", "/Border", "/BS", "/H", "/StructParent"}
    | {"/Contents", "/Lang"}
)
"""The keys of a signature field. Not /A and /AA: it must not do anything."""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field at the end of a form's tree, with its widgets."""

    name: str
    type: str
    """`/Sig`, `/Tx`, …"""
    dictionary: Any
    widgets: tuple[Any, ...]
    top: tuple[int, int]
    """The object that the form lists: the field itself, or one above it."""

    @property
    def value(self) -> Any:
        """Its value; None: it has none."""
        return self.dictionary.get("/V")


def fields_of(pdf: pikepdf.Pdf) -> dict[str, FormField]:
    """The fields by name. Raises Refused if the form is not valid."""
    form = pdf.Root.get("/AcroForm")
    found: dict[str, FormField] = {}
    for field in _fields(form) if isinstance(form, Dictionary) else ():
        if field.name in found:
            raise Refused("two fields of its form have the same name")
        found[field.name] = field
    return found


def _fields(form: Any) -> Iterator[FormField]:
    waiting = [
        (field, "", "", field.objgen, 0) for field in array(form.get("/Fields")) if _is_dictionary(field)
    ]
    for count, (field, above, type_, top, depth) in enumerate(_drain(waiting)):
        if count > MOST_FIELDS or depth > DEEPEST:
            raise Refused("its form has too many fields, or they are nested too deeply")
        name = ".".join(part for part in (above, str(field.get("/T", ""))) if part)
        kind = str(field.get("/FT", type_))
        kids = [kid for kid in array(field.get("/Kids")) if _is_dictionary(kid)]
        named = [kid for kid in kids if "/T" in kid]
        if not named:
            yield FormField(name, kind, field, tuple(kids) or (field,), top)
        waiting += [(kid, name, kind, top, depth + 1) for kid in named]


def _drain(waiting: list[Any]) -> Iterator[Any]:
    while waiting:
        yield waiting.pop(0)


def _is_dictionary(found: object) -> bool:
    return isinstance(found, Dictionary)


def array(found: object) -> list[Any]:
    """The content of an array; empty if it is not an array."""
    return list(found) if isinstance(found, Array) else []


def size_of(widget: Any) -> tuple[float, float]:
    """Width and height of a widget in points; infinite if they cannot be read."""
    try:
        left, bottom, right, top = (float(edge) for edge in array(widget.get("/Rect")))
    except (ValueError, TypeError):
        return (0.0, 0.0) if widget.get("/Rect") is None else (float("inf"), float("inf"))
    return abs(right - left), abs(top - bottom)


def is_unseen(widget: Any) -> bool:
    """Whether it is invisible: it has no size and draws nothing (ISO 32000-1, 12.7.4.5).

    A flag that hides it is not enough: a button of the document can show it.
    """
    return size_of(widget) == (0.0, 0.0) and not _draws(widget.get("/AP"), 0)


def has_only_field_keys(dictionary: Any) -> bool:
    """Whether a signature field has only the keys of such fields."""
    return set(dictionary.keys()) <= WIDGET_KEYS


def _draws(appearance: object, depth: int) -> bool:
    """Whether an appearance, or one inside it, paints anything."""
    if appearance is None:
        return False
    if depth > DEEPEST:
        return True
    if isinstance(appearance, Stream):
        return _paints(appearance, depth)
    if isinstance(appearance, Dictionary):
        return any(_draws(appearance.get(key), depth + 1) for key in appearance.keys())  # noqa: SIM118 - of pikepdf
    return True


def _paints(form: Stream, depth: int) -> bool:
    resources = form.get("/Resources")
    objects = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    for instruction in pikepdf.parse_content_stream(form):
        operands, operator = instruction.operands, str(instruction.operator)
        if operator == "Do" and len(operands) == 1 and isinstance(objects, Dictionary):
            inner = objects.get(str(operands[0]))
            if not isinstance(inner, Stream) or inner.get("/Subtype") != "/Form" or _draws(inner, depth + 1):
                return True
        elif operator not in DRAWS_NOTHING:
            return True
    return False
