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
from letterforge.model import Format, Letter, Sheet


class Typesetter(Protocol):
    """Sets letters in one format, in the stationery of one campaign."""

    def set(self, letter: Letter) -> Sheet:
        """The finished document. Raises LetterFailed with all that is wrong with it."""
        ...


def _docx(campaign: Campaign) -> Typesetter:
    from letterforge.typeset.to_docx import DocxTypesetter

    return DocxTypesetter(campaign)


def _pdf(campaign: Campaign) -> Typesetter:
    from letterforge.typeset.to_pdf import PdfTypesetter

    return PdfTypesetter(campaign)


TYPESETTERS: Mapping[Format, Callable[[Campaign], Typesetter]] = {Format.DOCX: _docx, Format.PDF: _pdf}


def check_stationery(campaign: Campaign, formats: Iterable[Format]) -> list[Problem]:
    """What is wrong with the campaign's pictures, typefaces, style sheets and letterhead, before any letter is set."""
    from letterforge.typeset.faces import face_problems
    from letterforge.typeset.pictures import picture_problem

    logos = campaign.stationery.letterhead
    named: dict[str, Path | None] = {
        f"stationery.letterhead.{number}": logo
        for number, logo in enumerate(logos if isinstance(logos, tuple) else (), 1)
    }
    named |= {
        f"signatories.{number}.image": each.image for number, each in enumerate(campaign.signatories, 1)
    }
    found = (picture_problem(path, key, campaign) for key, path in named.items() if path)
    problems = [problem for problem in found if problem]
    if Format.DOCX in formats and campaign.stationery.letterhead_docx:
        from letterforge.typeset.docx.opened import check_letterhead as check_docx

        problems += check_docx(campaign.stationery.letterhead_docx, campaign)
    if Format.PDF in formats:
        problems += face_problems(campaign.stationery)
        problems += _check_own_design(campaign)
    return problems


def _check_own_design(campaign: Campaign) -> list[Problem]:
    """What is wrong with the campaign's own style sheets and letterhead; our own need no check."""
    problems: list[Problem] = []
    stationery = campaign.stationery
    if stationery.letterhead_pdf:
        from letterforge.typeset.letterhead import check_letterhead

        problems += check_letterhead(campaign)
    if stationery.css or not stationery.style.is_relative_to(STYLES_FOLDER):
        # Where WeasyPrint cannot be loaded there is no PDF to be styled: that is told by itself.
        with contextlib.suppress(UnfitMachine):
            from letterforge.typeset.pdf.styling import Styling

            problems += Styling(campaign).problems()
    return problems
