"""The header of the following pages: its texts, shortened where they would not fit on one line."""

from __future__ import annotations

from collections.abc import Sequence

from letterforge.campaign import Stationery
from letterforge.model import Letter
from letterforge.protocol.direction import set_apart
from letterforge.typeset.plan.marks import BETWEEN
from letterforge.typeset.plan.measures import measure_stationery
from letterforge.typeset.plan.widths import measure_text

CUT = "…"
"""After a text that is shortened."""
MANY = 88
"""A number of pages that is as wide as any."""
SPARE = 0.98
"""The part of the line that a header takes at most: widths differ a little from typesetter to typesetter."""
APART = 12.0
"""Between the header and the word of a draft, in points."""


def list_running(letter: Letter, stationery: Stationery) -> tuple[str, ...]:
    """The texts before the page number, the first of them no longer than its line has room for."""
    first, *others = letter.running or ("",)
    if not first:
        return letter.running
    m = measure_stationery(stationery, rtl=letter.rtl)
    label = letter.labels.page.format(page=MANY, pages=MANY)
    room = m.text_width * SPARE - measure_text(
        BETWEEN.join(("", *others, label)), stationery.face, m.size_small
    )
    if letter.draft:  # at the end of the line; the header is in its middle
        room -= 2 * (measure_text(letter.draft, stationery.face, m.size, bold=True) + APART)
    shown = (_shorten(first, room, stationery.face, m.size_small), *others)
    return tuple(set_apart(text, rtl=letter.rtl) for text in shown)


def _shorten(text: str, room: float, face: str, size: float) -> str:
    """A text that is no wider than some points: without its last words, or else its last letters."""
    if measure_text(text, face, size) <= room:
        return text
    shorter = _longest(text.split(" "), " ", room, face, size)
    return shorter or _longest(text.split(" ", 1)[0], "", room, face, size)


def _longest(pieces: Sequence[str], between: str, room: float, face: str, size: float) -> str:
    """As many pieces as there is room for, and the sign that some are missing; empty: not one."""
    for count in range(len(pieces) - 1, 0, -1):
        kept = between.join(pieces[:count]).rstrip(" ,;:–—(") + CUT
        if measure_text(kept, face, size) <= room:
            return kept
    return ""
