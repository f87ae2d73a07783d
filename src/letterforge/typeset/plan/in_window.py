"""The text in the window of an envelope: how large it is set there, and where it begins.

An address keeps its size as long as it has room. Else it takes that of the notes above it, then smaller type,
and last less space between its lines. All outputs set what is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from letterforge.campaign import Campaign, Stationery
from letterforge.campaign.stationery import MM
from letterforge.errors import Code, LetterFailed, Place, Problem, Severity
from letterforge.model import Letter, Line
from letterforge.typeset.plan.measures import Measures, measure_stationery, round_size
from letterforge.typeset.plan.parts import LetterPart, group_by_window, join_runs
from letterforge.typeset.plan.widths import measure_text
from letterforge.typeset.plan.windows import Window, find_window

SLACK = 0.5
"""By how much a text may be larger than its room in a window, in points: lengths are rounded."""
LEAST = 8.0
"""The smallest type in a window, in points."""
STEP = 0.5
"""From one size to the next."""
TIGHT = 1.1
"""The least line height, as a multiple of the size."""
SAFE = 0.98
"""The part of its room that a line takes at most: widths differ a little from typesetter to typesetter."""
RARE = re.compile("[^\u0000-\u017f\u2010-\u2026]")
"""In words that the letter's typeface may lack: they are set in another one as a whole."""
BORROWED = 1.12
"""How much wider that other typeface may be."""
ADDRESS, RETURNED = "inside_address", "return_address"
BELOW_RETURNED = 2.0
"""Space below the return address, in points, where lines have their usual height."""


@dataclass(frozen=True, slots=True)
class WindowText:
    """Where and how large the text of one letter is in the window. Lengths are points on the page."""

    left: float
    top: float
    """Of its first line."""
    width: float
    bottom: float
    """The end of its room."""
    size: float
    """Of the address. Latin letters in an Arabic one are smaller, as everywhere (`Measures.latin`)."""
    small: float
    """Of notes on delivery."""
    least: float
    """Of the return address."""
    leading: float
    """Line height as a multiple of the size."""
    is_near_edge: bool = False
    """Whether there is less free space around it than there should be."""

    def space_below(self, part: LetterPart) -> float:
        """The space below a part."""
        return BELOW_RETURNED if part.role == RETURNED and self.leading > TIGHT else 0.0

    def size_of(self, part: LetterPart) -> float:
        """The type size of a part."""
        if part.role == RETURNED:
            return self.least
        return self.size if part.role == ADDRESS else self.small


@dataclass(frozen=True, slots=True)
class _Extent:
    """How much room a text would take."""

    above: float
    address: float
    widest: float
    lines: int
    """Of the address."""


def place_in_window(parts: Sequence[LetterPart], stationery: Stationery, *, rtl: bool) -> WindowText:
    """How the parts in a window are set. `rtl`: in a letter from right to left.

    Raises LetterFailed where they have no room, at any size.
    """
    shown = find_window(stationery)
    assert shown is not None  # noqa: S101 - else there would be no such parts
    m = measure_stationery(stationery, rtl=rtl)
    for clear in dict.fromkeys((shown.clear, shown.least)):
        for size, small, leading in _sizes(m):
            look = WindowText(shown.left, 0, shown.width, 0, size, small, _find_least(m), leading)
            extent = _measure(parts, stationery.face, look)
            room = shown.room(clear)
            if extent.widest <= shown.width and extent.above + extent.address <= room.height + SLACK:
                top = _find_top(shown, room.top, room.bottom, extent)
                return replace(look, top=top, bottom=room.bottom, is_near_edge=clear < shown.clear)
    raise LetterFailed([_no_room(extent, shown)])


def find_window_problems(letter: Letter, campaign: Campaign, place: Place) -> list[Problem]:
    """What is wrong with a letter in the window of its envelope, before it is set; also warnings.

    `place`: of its row.
    """
    found: list[Problem] = []
    for is_shown, parts in group_by_window(letter, campaign):
        if is_shown:
            try:
                placed = place_in_window(parts, campaign.stationery, rtl=letter.rtl)
            except LetterFailed as failure:
                found += failure.problems
            else:
                found += [_near_edge(campaign.stationery)] if placed.is_near_edge else []
    return [problem.at(row=place.row, who=place.who, column="address") for problem in found]


def too_large(way: str, points: float, room: float) -> Problem:
    """The problem that the text in a window came out too `high` or `wide` for its room, in points."""
    message = (
        f"the inside address is {_mm(points)} {way}, but the window of the envelope has room for {_mm(room)}"
    )
    return Problem(Code.OUT_OF_WINDOW, message, _HINT)


def letterhead_too_high() -> Problem:
    """The problem that a letterhead does not end above the window."""
    message = "the letterhead reaches into the window of the envelope"
    return Problem(
        Code.OUT_OF_WINDOW, message, "set a smaller letterhead_height or margin_top under [stationery]"
    )


# --- how it is decided -----------------------------------------------------------------------------

_HINT = (
    "write the address in fewer or shorter lines: town and country on one line, a long name or office "
    'abbreviated; or set address = "flow" under [stationery]'
)


def _sizes(m: Measures) -> Iterator[tuple[float, float, float]]:
    """Sizes of the address and of notes, and line heights, to try: the letter's own first."""
    least = _find_least(m)
    size = m.size
    yield size, min(size, max(least, m.size_small)), m.leading_window
    while size > least:
        yield size, least, m.leading_window
        size = max(least, size - STEP)
    yield least, least, m.leading_window
    yield least, least, TIGHT


def _find_least(m: Measures) -> float:
    """The smallest size in a window, that of the return address."""
    return min(m.size, round_size(LEAST / m.latin))


def _measure(parts: Sequence[LetterPart], face: str, look: WindowText) -> _Extent:
    above = address = widest = 0.0
    lines = 0
    for part in parts:
        size = look.size_of(part)
        is_bold = part.role == "confidentiality"
        above += look.space_below(part)
        for line in part.labelled:
            broken, wide = _break(line, face, size, look.width, is_bold=is_bold)
            widest = max(widest, wide)
            if part.role == ADDRESS:
                lines += broken
                address += broken * size * look.leading
            else:
                above += broken * size * look.leading
    return _Extent(above, address, widest, lines)


def _break(line: Line, face: str, size: float, width: float, *, is_bold: bool) -> tuple[int, float]:
    """On how many lines of a width a text is set, and how wide its longest word is."""
    count, widest, room = 0, 0.0, width * SAFE
    bold = is_bold or any(run.strong for run in line)
    space = measure_text(" ", face, size)
    for text in join_runs(line).split("\n"):
        count, reached = count + 1, 0.0
        for word in text.split(" "):
            wide = measure_text(word, face, size, bold=bold) * (BORROWED if RARE.search(word) else 1.0)
            widest = max(widest, wide)
            if reached and reached + space + wide > room:
                count, reached = count + 1, wide
            else:
                reached += wide + (space if reached else 0.0)
    return count, widest


def _find_top(shown: Window, top: float, bottom: float, extent: _Extent) -> float:
    """Where the first line begins: the address is at its usual place, or where there is room for all."""
    if shown.address is None:
        return top
    return max(top, min(shown.address, bottom - extent.address) - extent.above)


# --- what is wrong ---------------------------------------------------------------------------------


def _no_room(extent: _Extent, shown: Window) -> Problem:
    """The problem of a text that has no room at the smallest size."""
    room = shown.room(shown.least)
    if extent.widest > shown.width:
        return too_large("wide", extent.widest, shown.width)
    high = f"{_mm(extent.address + extent.above)} high"
    beside = f"{_mm(room.height)} for it even at {LEAST:g} pt"
    if extent.address <= room.height + SLACK:
        message = (
            f"the text above the inside address leaves it no room: both are {high}, and the window of the"
        )
        hint = "shorten or remove the note on delivery, or return_address under [stationery]"
        return Problem(Code.OUT_OF_WINDOW, f"{message} envelope has {beside}", hint)
    message = (
        f"the inside address is {extent.lines} lines, {high}, and the window of the envelope has {beside}"
    )
    return Problem(Code.OUT_OF_WINDOW, message, _or_more(shown) + _HINT)


def _near_edge(stationery: Stationery) -> Problem:
    """The warning that an address is nearer to the window's edge than the post wants it."""
    shown = find_window(stationery)
    assert shown is not None  # noqa: S101 - the letter is in one
    message = (
        "the inside address is visible in the window of the envelope, but where the sheet slides in it, "
        f"nearer to its upper or lower edge than the {shown.clear / MM:.1f} mm that the post requires"
    )
    return Problem(Code.OUT_OF_WINDOW, message, _or_more(shown) + _HINT, severity=Severity.WARNING)


def _or_more(shown: Window) -> str:
    return f'set address = "{shown.more}", and fold the sheets 4 in from the top; or ' if shown.more else ""


def _mm(points: float) -> str:
    return f"{points / MM:.0f} mm"
