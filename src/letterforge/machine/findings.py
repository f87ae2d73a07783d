"""This machine → findings: what letters need of it, and whether it is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version

from letterforge.errors import Code, Problem, Severity
from letterforge.machine import faces as typefaces
from letterforge.machine.libraries import PANGO, can_subset, open_library
from letterforge.machine.packages import EAST_ASIA, OTHER_SCRIPTS, SUBSETTER, TYPEFACES, TYPST
from letterforge.machine.packages import PANGO as PANGO_NAME
from letterforge.model import PdfEngine

SCRIPTS = {
    "Arabic": "ar",
    "Armenian": "hy",
    "Bengali": "bn",
    "Cyrillic": "ru",
    "Devanagari": "hi",
    "Ethiopic": "am",
    "Georgian": "ka",
    "Greek": "el",
    "Hebrew": "he",
    "Khmer": "km",
    "Lao": "lo",
    "Sinhala": "si",
    "Thai": "th",
}
"""Scripts in which names of persons and ministries come → the language that fontconfig knows them by."""

EAST_ASIAN_SCRIPTS = {"Chinese": "zh-cn", "Japanese": "ja", "Korean": "ko"}


class Need(StrEnum):
    """What something is needed for, the most important first."""

    PDF = "required for PDF"
    STATIONERY = "required by the campaign's stationery"
    SPEED = "for speed"
    SCRIPTS = "for names in other scripts"
    OTHER_ENGINE = "for PDF with the other engine"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that letters need of a machine, and whether it is there."""

    name: str
    """`Pango`, `HarfBuzz-subset`, `typefaces`, a family such as `Caladea`, …"""
    present: bool
    need: Need
    detail: str
    """What was found, or what the lack of it means: a phrase."""
    code: Code
    """The problem of a letter without it."""

    @property
    def needed(self) -> bool:
        """Whether the letters need it; not only some names, or an engine that does not make them."""
        return self.need not in {Need.SCRIPTS, Need.OTHER_ENGINE}

    @property
    def problem(self) -> Problem | None:
        """What is missing, as a problem without a place; None where it is present."""
        if self.present:
            return None
        stops = self.need in {Need.PDF, Need.STATIONERY}
        message = f"this machine lacks {self.name}, {self.need}: {self.detail}"
        return Problem(self.code, message, severity=Severity.ERROR if stops else Severity.WARNING)


def examine(faces: Sequence[str] = (), engine: PdfEngine = PdfEngine.WEASYPRINT) -> tuple[Finding, ...]:
    """What this machine has and lacks for letters in these typefaces, set by an engine, the most needed
    first.

    Costs some 20 ms, and loads no typesetter.
    """
    asked = [*map(typefaces.language, [*SCRIPTS.values(), *EAST_ASIAN_SCRIPTS.values()])]
    found = typefaces.matches([typefaces.ANY, *asked])
    covered = found | set(map(typefaces.language, (*typefaces.packaged_scripts(), *typefaces.OWN_SCRIPTS)))
    of_weasyprint = (_pango(), _typefaces(bool(found)), _subsetter())
    is_weasyprint = _takes_weasyprint(engine, of_weasyprint)
    findings = (
        *(of_weasyprint if is_weasyprint else map(_of_other, of_weasyprint)),
        _of_other(_typst()) if is_weasyprint else _typst(),
        *(_face(face) for face in dict.fromkeys(faces)),
        _scripts(OTHER_SCRIPTS, SCRIPTS, covered),
        _scripts(EAST_ASIA, EAST_ASIAN_SCRIPTS, covered),
    )
    return tuple(sorted(findings, key=lambda finding: list(Need).index(finding.need)))


def for_weasyprint() -> tuple[Finding, ...]:
    """Only what WeasyPrint needs to make PDF at all."""
    return (_pango(), _typefaces(typefaces.has_match(typefaces.ANY)))


def for_typst() -> tuple[Finding, ...]:
    """Only what Typst needs to make PDF at all."""
    return (_typst(),)


def _takes_weasyprint(engine: PdfEngine, its: Sequence[Finding]) -> bool:
    """Whether WeasyPrint makes the letters if this engine is asked for, on a machine with these findings
    for it.
    """
    if engine is not PdfEngine.AUTO:
        return engine is PdfEngine.WEASYPRINT
    return all(finding.present for finding in its if finding.need is Need.PDF)


def _of_other(finding: Finding) -> Finding:
    return replace(finding, need=Need.OTHER_ENGINE)


def _typst() -> Finding:
    try:
        return Finding(TYPST, True, Need.PDF, version("typst"), Code.NO_TYPST)
    except PackageNotFoundError:
        return Finding(TYPST, False, Need.PDF, "the Python package typst is not installed", Code.NO_TYPST)


def _pango() -> Finding:
    missing = [f"lib{library.stem}" for library in PANGO if open_library(library) is None]
    detail = f"no {', '.join(missing)}" if missing else "lays out the text of PDF"
    return Finding(PANGO_NAME, not missing, Need.PDF, detail, Code.NO_PANGO)


def _typefaces(present: bool) -> Finding:
    # With no typeface at all WeasyPrint does not fail: the process crashes with a segmentation fault.
    detail = "there are some" if present else "there are none"
    return Finding(TYPEFACES, present, Need.PDF, detail, Code.MISSING_FACE)


def _face(face: str) -> Finding:
    present = typefaces.has_face(face)
    detail = "the campaign's typeface" if present else "the typeface that [stationery] face names"
    return Finding(face, present, Need.STATIONERY, detail, Code.MISSING_FACE)


def _subsetter() -> Finding:
    present = can_subset()
    detail = (
        "keeps the typefaces in PDF files small" if present else "without it a PDF takes three times as long"
    )
    return Finding(SUBSETTER, present, Need.SPEED, detail, Code.NO_SUBSETTER)


def _scripts(name: str, scripts: dict[str, str], covered: set[str]) -> Finding:
    missing = [script for script, tag in scripts.items() if typefaces.language(tag) not in covered]
    detail = f"no typeface for {', '.join(missing)}" if missing else ", ".join(scripts)
    return Finding(name, not missing, Need.SCRIPTS, detail, Code.MISSING_GLYPH)
