"""Typeset: a letter → sheets, one typesetter for each format.

Each typesetter is built once for each worker from the campaign, and its libraries are loaded then.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol

from letterforge.campaign import STYLES_FOLDER, Campaign
from letterforge.errors import Problem, UnfitMachine
from letterforge.model import Format, Letter, PdfEngine, Sheet


class Typesetter(Protocol):
    """Sets letters in one format, in the stationery of one campaign."""

    def set(self, letter: Letter) -> Sheet:
        """The finished document. Raises LetterFailed with all that is wrong with it."""
        ...


def _docx(campaign: Campaign) -> Typesetter:
    from letterforge.typeset.to_docx import DocxTypesetter

    return DocxTypesetter(campaign)


def _weasyprint(campaign: Campaign) -> Typesetter:
    from letterforge.typeset.to_pdf import PdfTypesetter

    return PdfTypesetter(campaign)


def _typst(campaign: Campaign) -> Typesetter:
    from letterforge.typeset.to_typst import TypstTypesetter

    return TypstTypesetter(campaign)


def _pdf(campaign: Campaign) -> Typesetter:
    return PDF_TYPESETTERS[campaign.output.pdf_engine](campaign)


TYPESETTERS: Mapping[Format, Callable[[Campaign], Typesetter]] = {Format.DOCX: _docx, Format.PDF: _pdf}
PDF_TYPESETTERS: Mapping[PdfEngine, Callable[[Campaign], Typesetter]] = {
    PdfEngine.WEASYPRINT: _weasyprint,
    PdfEngine.TYPST: _typst,
}
"""Which of them sets a campaign's letters is decided before a letter is made (see `engines`)."""


def check_stationery(campaign: Campaign, formats: Iterable[Format]) -> list[Problem]:
    """What is wrong with the campaign's pictures, typefaces, style sheets and letterhead, before any letter
    is set.
    """
    from letterforge.typeset.pictures import picture_problem

    logos = campaign.stationery.letterhead
    named: dict[str, Path | None] = {
        f"stationery.letterhead.{number}": logo
        for number, logo in enumerate(logos if isinstance(logos, tuple) else (), 1)
    }
    named |= {
        f"signatories.{number}.image": signatory.image
        for number, signatory in enumerate(campaign.signatories, 1)
    }
    found = (picture_problem(path, key, campaign) for key, path in named.items() if path)
    problems = [problem for problem in found if problem]
    if Format.DOCX in formats and campaign.stationery.letterhead_docx:
        from letterforge.typeset.docx.own_letterhead import check_word_letterhead

        problems += check_word_letterhead(campaign.stationery.letterhead_docx, campaign)
    if Format.PDF in formats:
        if campaign.stationery.letterhead_pdf:
            from letterforge.typeset.letterhead.checking import check_pdf_letterhead

            problems += check_pdf_letterhead(campaign)
        problems += PDF_CHECKS[campaign.output.pdf_engine](campaign)
    return problems


def _check_for_typst(campaign: Campaign) -> list[Problem]:
    """What Typst lacks for the campaign's stationery, and settings in it that Typst cannot follow."""
    from letterforge.typeset.faces import check_faces
    from letterforge.typeset.typst.checking import check_typst
    from letterforge.typeset.typst.fonts import find_face_files

    faces = [problem.at(file=campaign.file) for problem in check_faces(campaign.stationery, find_face_files)]
    return [*faces, *check_typst(campaign)]


def _check_for_weasyprint(campaign: Campaign) -> list[Problem]:
    """What WeasyPrint lacks for the campaign's stationery, and errors in style sheets other than ours."""
    from letterforge.typeset.faces import check_faces

    stationery = campaign.stationery
    problems = [problem.at(file=campaign.file) for problem in check_faces(stationery)]
    if stationery.css or not stationery.style.is_relative_to(STYLES_FOLDER):
        # Where WeasyPrint cannot be loaded, that is reported elsewhere.
        with contextlib.suppress(UnfitMachine):
            from letterforge.typeset.pdf.styling import Styling

            problems += Styling(campaign).problems()
    return problems


PDF_CHECKS: Mapping[PdfEngine, Callable[[Campaign], list[Problem]]] = {
    PdfEngine.WEASYPRINT: _check_for_weasyprint,
    PdfEngine.TYPST: _check_for_typst,
}
