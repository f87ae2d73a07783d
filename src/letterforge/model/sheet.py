"""A finished document, and what became of a letter."""

from __future__ import annotations

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
