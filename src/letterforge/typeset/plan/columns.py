"""A table → the widths of its columns, the same in every output.

As CSS divides a width (CSS Table 3, section 3.9): each column as wide as its longest line, and what is left
in proportion. Where that is too much, at least as wide as its longest word; or as the widest piece of one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from letterforge.model import Language, Line, Table
from letterforge.typeset.plan.breaks import MARKS, Measure, measure_pieces
from letterforge.typeset.plan.measures import Measures
from letterforge.typeset.plan.widths import measure_text

SLACK = 1.0
"""By how many points a column is wider than its words, because each output measures for itself."""
NARROWEST = 12.0
"""Of what is in a column, in points, where words are broken anywhere."""
KNOWN = 256
"""Tables that a process keeps."""


class ColumnPlanner:
    """Plans the tables of letters in one language and one stationery."""

    def __init__(self, face: str, measures: Measures, width: float, language: Language) -> None:
        """`width`: of the text, in points."""
        self.width = width
        self._face = face
        self._size = measures.size
        self._beside = 2 * measures.cell_padding + measures.hair + SLACK
        self._language = language
        self.plan: Callable[[Table, float], tuple[float, ...]] = lru_cache(KNOWN)(self._plan)
        """The widths of a table's columns in points; together they are as wide as the table."""

    def measure(self, text: str) -> float:
        """The width of a text of the letter in one line, in points."""
        return measure_text(text, self._face, self._size)

    def inside(self, column: float) -> float:
        """How wide the text in a column can be."""
        return column - self._beside + SLACK

    def _plan(self, block: Table, width: float) -> tuple[float, ...]:
        columns = list(zip(block.head, *block.rows, strict=True))
        most = [self._widest(cells, self._line) for cells in columns]
        whole = [self._widest(cells, self._word) for cells in columns]
        if sum(whole) <= width:
            return divide_width(most, whole, width)
        pieces = [self._widest(cells, self._piece) for cells in columns]
        if sum(pieces) <= width:
            return divide_width(whole, pieces, width)
        return divide_width(pieces, [self._beside + NARROWEST] * len(pieces), width)

    def _widest(self, cells: Sequence[Line], find: Callable[[str, Measure], float]) -> float:
        """The width of a column by the widest of what is found in its cells; the first one is its head."""
        found = [
            find(MARKS.sub("", "".join(run.text for run in cell)), self._measure(cell, is_head=not index))
            for index, cell in enumerate(cells)
        ]
        return max(found) + self._beside

    def _measure(self, cell: Line, *, is_head: bool) -> Measure:
        is_bold = is_head or any(run.strong for run in cell)
        return lambda text: measure_text(text, self._face, self._size, bold=is_bold)

    def _line(self, text: str, measure: Measure) -> float:
        return max(map(measure, text.split("\n")))

    def _word(self, text: str, measure: Measure) -> float:
        return max(map(measure, text.split()), default=0.0)

    def _piece(self, text: str, measure: Measure) -> float:
        return max((measure_pieces(word, measure, self._language) for word in text.split()), default=0.0)


def divide_width(most: Sequence[float], least: Sequence[float], width: float) -> tuple[float, ...]:
    """A width for columns that would like to be so wide, and must be at least so wide, where that goes."""
    wanted, needed = sum(most), sum(least)
    if wanted <= width:
        return tuple(high + (width - wanted) * high / wanted for high in most)
    if needed <= width:
        share = (width - needed) / (wanted - needed)
        return tuple(low + (high - low) * share for high, low in zip(most, least, strict=True))
    return tuple(width / len(most) for _ in most)
