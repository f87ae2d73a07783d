"""Ranks of headings: the level that a screen reader gets, whatever level the template has."""

from __future__ import annotations

LOWEST = 6
"""HTML and PDF 1.7 have six levels of headings."""
LOOKS = 3
"""Levels of headings that look different."""


class Ranks:
    """Gives each heading of a letter its rank, front to back."""

    def __init__(self, *, has_subject: bool) -> None:
        """`has_subject`: a subject is above all headings and has the first rank."""
        self._top = self._first = 2 if has_subject else 1
        self._rank = self._first - 1

    def heading(self, level: int) -> int:
        """The rank of a heading of some level, from 1."""
        # Ranks may not be skipped on the way down (ISO 14289-1, 7.4.2), whatever the template's levels.
        self._rank = min(level + self._top - 1, self._rank + 1, LOWEST)
        return self._rank

    def annex(self) -> int:
        """The rank of an annex's label; the headings that follow are below it."""
        self._top = self._first
        self._rank = min(self._rank, self._first - 1)
        rank = self.heading(1)
        self._top = self._first + 1
        return rank


def choose_look(level: int) -> int:
    """Which of the looks a heading of some level has, from 1."""
    return min(level, LOOKS)
