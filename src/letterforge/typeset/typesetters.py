"""The table of typesetters: what sets letters in each format, built from a campaign, and what it needs.

A new one needs an entry in `TABLE`, a module that sets letters, and what `model/formats.py` names.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Protocol

from letterforge import machine
from letterforge.campaign import STYLES_FOLDER, Campaign
from letterforge.campaign.stationery import Letterhead
from letterforge.errors import Problem, UnfitMachine
from letterforge.model import Format, Letter, PdfEngine, Sheet


class Typesetter(Protocol):
    """Sets letters in one format, in the stationery of one campaign."""

    def set(self, letter: Letter) -> Sheet:
        """The finished document. Raises LetterFailed with all that is wrong with it."""
        ...


class TypesetterByLanguage:
    """Sets letters whose letterhead depends on their language, each in that of its language."""

    def __init__(self, campaign: Campaign, build: Callable[[Campaign], Typesetter]) -> None:
        self._campaign = campaign
        self._build = build
        self._typesetters: dict[Letterhead, Typesetter] = {}

    def set(self, letter: Letter) -> Sheet:
        """The finished document. Raises as the typesetter of its language."""
        choice = self._campaign.letterhead(letter.language)
        if choice not in self._typesetters:
            stationery = replace(self._campaign.stationery, letterhead=choice)
            self._typesetters[choice] = self._build(replace(self._campaign, stationery=stationery))
        return self._typesetters[choice].set(letter)


@dataclass(frozen=True, slots=True)
class TypesetterEntry:
    """How letters come to be set by one typesetter."""

    build: Callable[[Campaign], Typesetter]
    """Once in each worker. The libraries are loaded then."""
    check: Callable[[Campaign], list[Problem]]
    """What is wrong with the campaign's stationery for it, before any letter is set."""
    preloaded: tuple[str, ...]
    """Modules that workers find loaded, where they are forked from a server."""
    require: Callable[[], None] = lambda: None
    """Raises UnfitMachine, with the fix, where this machine cannot run it."""


# --- Word ----------------------------------------------------------------------------------------


def _docx(campaign: Campaign) -> Typesetter:
    from letterforge.typeset.to_docx import DocxTypesetter

    return DocxTypesetter(campaign)


def _check_for_word(campaign: Campaign) -> list[Problem]:
    """What is wrong with the letterhead in Word."""
    if not campaign.stationery.letterhead_docx:
        return []
    from letterforge.typeset.docx.own_letterhead import check_word_letterhead

    return check_word_letterhead(campaign.stationery.letterhead_docx, campaign)


# --- PDF -----------------------------------------------------------------------------------------


def _weasyprint(campaign: Campaign) -> Typesetter:
    from letterforge.typeset.to_pdf import PdfTypesetter

    return PdfTypesetter(campaign)


def _typst(campaign: Campaign) -> Typesetter:
    from letterforge.typeset.to_typst import TypstTypesetter

    return TypstTypesetter(campaign)


def _check_letterhead(campaign: Campaign) -> list[Problem]:
    if not campaign.stationery.letterhead_pdf:
        return []
    from letterforge.typeset.letterhead.checking import check_pdf_letterhead

    return check_pdf_letterhead(campaign)


def _check_for_typst(campaign: Campaign) -> list[Problem]:
    """What Typst lacks for the campaign's stationery, and settings in it that Typst cannot follow."""
    from letterforge.typeset.coverage import find_face_files
    from letterforge.typeset.faces import check_faces
    from letterforge.typeset.typst.checking import check_typst

    faces = [problem.at(file=campaign.file) for problem in check_faces(campaign.stationery, find_face_files)]
    return [*_check_letterhead(campaign), *faces, *check_typst(campaign)]


def _check_for_weasyprint(campaign: Campaign) -> list[Problem]:
    """What WeasyPrint lacks for the campaign's stationery, and errors in style sheets other than ours."""
    from letterforge.typeset.faces import check_faces

    stationery = campaign.stationery
    problems = _check_letterhead(campaign)
    problems += [problem.at(file=campaign.file) for problem in check_faces(stationery)]
    if stationery.css or not stationery.style.is_relative_to(STYLES_FOLDER):
        # Where WeasyPrint cannot be loaded, that is reported elsewhere.
        with contextlib.suppress(UnfitMachine):
            from letterforge.typeset.pdf.styling import Styling

            problems += Styling(campaign).problems()
    return problems


TABLE: Mapping[str, TypesetterEntry] = MappingProxyType(
    {
        Format.DOCX: TypesetterEntry(_docx, _check_for_word, ("letterforge.typeset.to_docx",)),
        PdfEngine.WEASYPRINT: TypesetterEntry(
            _weasyprint,
            _check_for_weasyprint,
            ("weasyprint", "letterforge.typeset.to_pdf"),
            machine.require_pango,
        ),
        PdfEngine.TYPST: TypesetterEntry(
            _typst, _check_for_typst, ("typst", "letterforge.typeset.to_typst"), machine.require_typst
        ),
    }
)
"""By name (`Format.typesetter`). Which engine sets PDF is settled before a letter is made (see `engines`)."""


PDF_TYPESETTERS: Mapping[PdfEngine, Callable[[Campaign], Typesetter]] = MappingProxyType(
    {engine: TABLE[engine].build for engine in PdfEngine if engine in TABLE}
)
"""What builds the typesetter of each engine of PDF."""


def find_entry(campaign: Campaign, chosen: Format) -> TypesetterEntry:
    """The entry of what sets a format for a campaign."""
    return TABLE[chosen.typesetter(campaign.output.pdf_engine)]
