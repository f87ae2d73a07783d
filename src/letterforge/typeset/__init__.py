"""Typeset: a letter → sheets, one typesetter for each format.

Each typesetter is built once for each worker from the campaign, and its libraries are loaded then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol

from letterforge.campaign import Campaign
from letterforge.errors import Problem
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
    """What is wrong with the campaign's pictures and typeface, before any letter is set."""
    from letterforge.typeset.faces import missing_face
    from letterforge.typeset.pictures import picture_problem

    logos = campaign.stationery.letterhead
    named: dict[str, Path | None] = {
        f"stationery.letterhead.{number}": logo
        for number, logo in enumerate(logos if isinstance(logos, tuple) else (), 1)
    }
    named |= {
        f"signatories.{number}.image": each.image for number, each in enumerate(campaign.signatories, 1)
    }
    problems = [picture_problem(path, key, campaign) for key, path in named.items() if path]
    own = campaign.stationery.letterhead_docx
    if own and Format.DOCX in formats:
        from letterforge.typeset.docx.opened import check_letterhead

        problems += check_letterhead(own, campaign)
    if Format.PDF in formats:
        problems += [missing_face(face) for face in campaign.stationery.faces]
    return [problem for problem in problems if problem is not None]
