"""A finished document, and the result of a run for one letter."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from letterforge.errors import Problem
from letterforge.model.formats import Format
from letterforge.model.row import Language, Recipient


@dataclass(frozen=True, slots=True)
class Sheet:
    """One finished document."""

    letter_id: str
    format: Format
    content: bytes
    pages: int | None = None
    """None if pages are not known before the file is opened (DOCX)."""
    fit: int = 0
    """The number of the step by which it is tightened, to save a page; 0: it is not."""


@dataclass(frozen=True, slots=True)
class Written:
    """A sheet on disk."""

    format: Format
    path: Path
    pages: int | None
    size: int
    """Bytes."""
    sha256: str
    """Hexadecimal."""


class Status(StrEnum):
    """The result for a row of the list in a run; its value is the one in the manifest."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    """Its letter was made by an earlier run and is still right."""
    DRAFT = "draft"
    """Its letter is there, but must not be sent yet."""
    FAILED = "failed"
    LEFT_OUT = "left out"
    """It gets no letter in this run, because its state is not a party."""
    UNREAD = "unread"
    """Its cells may be in the wrong columns. It fails, and the manifest says so."""
    NOT_EXAMINED = "not examined"
    """The run was not for this row, or stopped before it; its letter may be there."""
    OUT_OF_DATE = "out of date"
    """The same, but the data or template of its letter has changed since."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result for one recipient's letter: its files, or the problems because of which it was not made."""

    recipient: Recipient
    language: Language
    files: tuple[Written, ...] = ()
    problems: tuple[Problem, ...] = ()
    unchanged: bool = False
    """Whether the files of an earlier run are still right."""
    reasons: tuple[str, ...] = ()
    """Why it was made: `new`, `cell title`, `template`, `stationery`, `version`, …"""
    fit: int = 0
    """The number of the step by which it is tightened, to save a page; 0: it is not."""
    draft: tuple[str, ...] = ()
    """Why it is a draft, in words; empty: it is final."""
    set_aside: tuple[Path, ...] = ()
    """Where other files with its name were moved: files that no run had written."""

    @property
    def status(self) -> Status:
        """Its status in the manifest."""
        if self.problems:
            return Status.FAILED
        if self.draft:
            return Status.DRAFT
        return Status.UNCHANGED if self.unchanged else Status.WRITTEN


def clash_key(name: str) -> str:
    """Equal for two file names that are the same on some file systems (case, Unicode form)."""
    return unicodedata.normalize("NFKC", name).casefold()
