"""What the ledger returns: letters, files and failed rows as it knows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from letterforge.errors import Problem
from letterforge.model import Format, Language, Written
from letterforge.provenance.origin import Origin


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger knows of a letter."""

    origin: Origin
    columns: tuple[str, ...]
    """The table's further columns when it was made."""
    sheets: dict[Format, Written]
    """With paths relative to the output folder."""
    inspected: bool
    """Whether its sheets were read back."""
    draft: bool
    """Whether it is marked as a draft."""
    fit: int = 0
    """The number of the step by which it is tightened."""
    language: Language = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A file that a run has written."""

    file: str
    """Its name in the folder of letters."""
    sha256: str
    id: str
    """Of its letter; empty: it belongs to no letter any more."""


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A row without a letter, as it came."""

    headings: tuple[str, ...]
    """Of its table."""
    cells: tuple[str, ...]
    error: str
    tie: str
    """To the row of the list that it is, or replaces (`model.Tie`)."""


def error_text(problems: Iterable[Problem]) -> str:
    """Problems in one cell of a table."""
    return "; ".join(f"{problem.code}: {problem.message}" for problem in problems)


def error_with_hints(problems: Iterable[Problem]) -> str:
    """The same, with what to do, as far as that is one line: for a table in which people correct the rows."""
    hints = ((problem, problem.hint.strip()) for problem in problems)
    return "; ".join(
        f"{problem.code}: {problem.message}" + (f" (hint: {hint})" if hint and "\n" not in hint else "")
        for problem, hint in hints
    )
