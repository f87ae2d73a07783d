"""A laid out letter → what does not fit its place: the window of an envelope has a fixed size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from letterforge.campaign import Stationery
from letterforge.errors import Problem
from letterforge.typeset.pdf.engine import BlockBox
from letterforge.typeset.plan.windows import SLACK, Window, find_window, letterhead_too_high, too_large

PIXEL = 0.75
"""Points in the unit in which WeasyPrint lays out."""


def find_misfits(document: Any, stationery: Stationery) -> list[Problem]:
    """What is too large for the window of the envelope."""
    shown = find_window(stationery)
    if shown is None:
        return []
    page = document.pages[0]._page_box  # noqa: SLF001 - the document has no other way to it
    boxes = {_kind(box): box for box in page.descendants(placeholders=True) if _kind(box)}
    return list(_problems(boxes, shown, stationery))


def _problems(boxes: dict[str, Any], shown: Window, stationery: Stationery) -> Iterator[Problem]:
    rooms = {"window": shown.height}
    if shown.notes:
        rooms = {"notes": shown.notes, "address": shown.height - shown.notes}
    for kind, room in rooms.items():
        box = boxes.get(kind)
        if box is not None and box.height * PIXEL > room + SLACK:
            yield too_large(kind, "high", box.height * PIXEL, room)
    for kind in ("notes", "address"):
        widest = max(_widths(boxes.get(kind)), default=0.0) * PIXEL
        if widest > shown.width + SLACK:
            yield too_large(kind, "wide", widest, shown.width)
    head = boxes.get("letterhead")
    if head is not None and head.border_height() * PIXEL > shown.top - stationery.margin_top + SLACK:
        yield letterhead_too_high()


def _kind(box: Any) -> str:
    """The class of a box of the letter's opening; empty for all others."""
    kind = str(box.element.get("class", "")) if box.element is not None else ""
    is_whole = kind in {"letterhead", "window", "notes", "address"} and type(box) is BlockBox
    return kind if is_whole else ""


def _widths(box: Any) -> Iterator[float]:
    if box is not None:
        for child in box.descendants(placeholders=True):
            if getattr(child, "text", None):
                yield child.width
