"""What is wrong with one row, cell, line or setting, as a value: where, what, and how to fix it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from letterforge.errors.codes import Code, Severity


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is. Every part is optional; rows are the spreadsheet's (heading = 1)."""

    file: str = ""
    """Path as the user knows it, relative to the campaign."""
    row: int | None = None
    """Row of a table, counted as a spreadsheet counts."""
    who: str = ""
    """The recipient of the row: a state's English name, else the row's id."""
    column: str = ""
    """Heading of the table's column."""
    line: int | None = None
    """Line of a text file, from 1."""
    excerpt: str = ""
    """The line of the source that causes it."""
    span: tuple[int, int] | None = None
    """Start and end within `excerpt`, in characters, that a caret is put under."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one row, cell, template line or setting: what, where, what to do."""

    code: Code
    message: str
    hint: str = ""
    place: Place = Place()
    severity: Severity = Severity.ERROR
    together: str = ""
    """One line for several problems of this kind: `{count}` and `{names}` (of `place.who`) are filled in."""

    @property
    def is_error(self) -> bool:
        """Whether its letter cannot be made."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        """Where, how serious, which, what; `hint` says what to do."""
        number = self.place.row if self.place.row is not None else self.place.line
        where = f"{self.place.file}:{number}" if self.place.file and number else self.place.file
        who = f" ({self.place.who})" if self.place.who else ""
        return f"{where}{who}: {self.severity} {self.code}: {self.message}".removeprefix(": ")

    def at(self, **parts: object) -> Problem:
        """The same problem with some parts of its place filled in (see `Place`)."""
        return replace(self, place=replace(self.place, **parts))  # type: ignore[arg-type]


def errors_among(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that keep a letter from being made, without the warnings."""
    return [problem for problem in problems if problem.is_error]
