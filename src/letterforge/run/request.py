"""What a run is asked for: the one value of all options that change what it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from letterforge.intake import arguments, given
from letterforge.model import Format, PdfEngine

TAKEN: Mapping[str, Callable[[object, str], object]] = MappingProxyType(
    {
        "recipients": arguments.path,
        "ids": arguments.texts,
        "where": arguments.text,
        "parties_only": arguments.flag,
        "as_of": arguments.day,
        "fill_gaps": arguments.flag,
        "formats": arguments.formats,
        "engine": lambda value, what: arguments.choice(value, PdfEngine, what),
        "out": arguments.path,
        "jobs": arguments.count,
        "force": arguments.flag,
        "prune": arguments.flag,
        "keep_going": arguments.flag,
        "fail_fast": arguments.flag,
        "inspect": arguments.flag,
        "strict": arguments.flag,
    }
)
"""How each field takes what a program gives for it."""
OPTIONAL = frozenset({"recipients", "as_of", "engine", "out"})
"""Those that can be None."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which letters of a list to make, and how."""

    recipients: Path | None = None
    """Another list than the campaign's."""
    ids: tuple[str, ...] = ()
    """Only these recipients."""
    where: str = ""
    """Only recipients for which this expression is true: `recipient.language == "fr"`."""
    parties_only: bool = False
    """At least one letter for every party to the register, and none for other states.

    Without a register: a letter for every row.
    """
    as_of: date | None = None
    """Use the parties on this date instead of the letter's date."""
    fill_gaps: bool = False
    """If a party has no row, address its foreign ministry by office."""
    formats: tuple[Format, ...] = ()
    """Instead of the campaign's."""
    engine: PdfEngine | None = None
    """The engine that sets PDF, instead of the campaign's."""
    out: Path | None = None
    """Instead of the campaign's output folder."""
    jobs: int = 0
    """Processes to work with; 0: as many as this machine allows."""
    force: bool = False
    """Make every letter again, changed or not."""
    prune: bool = False
    """Move away the letters of rows that are no longer in the list."""
    keep_going: bool = False
    """Make letters for valid rows even if other rows have errors."""
    fail_fast: bool = False
    """Stop at the first letter that cannot be made."""
    inspect: bool = True
    """Read every file back and check it before it is written."""
    strict: bool = False
    """Warnings count as errors."""

    def __post_init__(self) -> None:
        """Take what has an obvious meaning: a text for a path, a list or one text for several.

        Raises UsageError.
        """
        for name, taken in TAKEN.items():
            value = getattr(self, name)
            if value is not None or name not in OPTIONAL:
                object.__setattr__(self, name, taken(value, f"Wanted: {name}"))

    @property
    def is_whole(self) -> bool:
        """Whether it is for all letters of the campaign's list: then other letters are no longer in it."""
        return not (self.ids or self.where or self.recipients)

    def comparison_key(self, root: Path) -> str:
        """What is wanted of the campaign in a folder, as text: equal if two runs make the same letters."""
        recipients = given.real(self.recipients) if self.recipients else None
        out = given.real(self.out) if self.out else None
        compared = replace(
            self, recipients=recipients, out=out, jobs=0, force=False, fail_fast=False, keep_going=False
        )
        # A path need not be text: what is not is written out, because a database takes text only.
        return f"{given.real(root)} {compared}".encode(errors="backslashreplace").decode()
