"""A laid out letter → what does not fit its place: the window of an envelope has a fixed size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from letterforge.campaign import Stationery
from letterforge.errors import Problem
from letterforge.typeset.pdf.engine import BlockBox
from letterforge.typeset.plan.in_window import SLACK, letterhead_too_high, too_large
from letterforge.typeset.plan.windows import Window, find_window

PIXEL = 0.75
"""Points in the unit in which WeasyPrint lays out."""


def find_misfits(document: Any, stationery: Stationery) -> list[Problem]:
    """What is too large for the window of the envelope.

    What can be known before has been: here it is found where a line has come out longer than expected.
    """
    shown = find_window(stationery)
    if shown is None:
        return []
    page = document.pages[0]._page_box  # noqa: SLF001 - the document has no other way to it
    boxes = {_kind(box): box for box in page.descendants(placeholders=True) if _kind(box)}
    return list(_problems(boxes, shown, stationery))


def _problems(boxes: dict[str, Any], shown: Window, stationery: Stationery) -> Iterator[Problem]:
    window = boxes.get("window")
    if window is not None:
        high, room = window.height * PIXEL, shown.room(shown.least).bottom - window.position_y * PIXEL
        if high > room + SLACK:
            yield too_large("high", high, room)
        widest = max(_widths(window), default=0.0) * PIXEL
        if widest > shown.width + SLACK:
            yield too_large("wide", widest, shown.width)
    head = boxes.get("letterhead")
    if head is not None and head.border_height() * PIXEL > shown.ever.top - stationery.margin_top + SLACK:
        yield letterhead_too_high()


def _kind(box: Any) -> str:
    """The class of a box of the letter's opening; empty for all others."""
    kind = str(box.element.get("class", "")) if box.element is not None else ""
    return kind if kind in {"letterhead", "window"} and type(box) is BlockBox else ""


def _widths(box: Any) -> Iterator[float]:
    for child in box.descendants(placeholders=True):
        if getattr(child, "text", None):
            yield child.width
