"""A finished document, and what became of a letter."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from letterforge.errors import Problem
from letterforge.model.row import Language, Recipient


class Format(StrEnum):
    """A format that a letter can be set in; its value is the file's suffix."""

    DOCX = "docx"
    PDF = "pdf"


class PdfEngine(StrEnum):
    """What sets PDF; its value is what campaigns and people write."""

    WEASYPRINT = "weasyprint"
    TYPST = "typst"
    AUTO = "auto"
    """WeasyPrint where this machine can run it, Typst elsewhere."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One finished document."""

    letter_id: str
    format: Format
    content: bytes
    pages: int | None = None
    """None where the format does not know its pages before it is opened (DOCX)."""


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
    """What became of a row of the list in a run; its value is what the manifest says."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    """Its letter was made by an earlier run, and was examined now."""
    DRAFT = "draft"
    """Its letter is there, and is not to be sent."""
    FAILED = "failed"
    LEFT_OUT = "left out"
    """It gets no letter in this run, because its state is not a party."""
    UNREAD = "unread"
    """Its cells may not be in their columns. It fails; the manifest says so."""
    NOT_EXAMINED = "not examined"
    """The run was not asked for it, or was stopped before it; its letter may be there."""
    OUT_OF_DATE = "out of date"
    """The same, and what its letter was made from has changed since."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recipient's letter: its files, or the problems that kept it from being made."""

    recipient: Recipient
    language: Language
    files: tuple[Written, ...] = ()
    problems: tuple[Problem, ...] = ()
    unchanged: bool = False  # it stands as it was made earlier
    reasons: tuple[str, ...] = ()
    """Why it was made: `new`, `cell title`, `template`, `stationery`, `version`, …"""
    draft: tuple[str, ...] = ()
    """Why it is a draft, in words; empty: it is final."""
    set_aside: tuple[Path, ...] = ()
    """Where files were moved to that had its name and that no run had written."""

    @property
    def status(self) -> Status:
        """What the manifest says of it."""
        if self.problems:
            return Status.FAILED
        if self.draft:
            return Status.DRAFT
        return Status.UNCHANGED if self.unchanged else Status.WRITTEN


def clash_key(name: str) -> str:
    """Equal for two file names that some file system holds to be one (case, Unicode form)."""
    return unicodedata.normalize("NFKC", name).casefold()
