"""Typeset: a letter → sheets, one typesetter for each format.

Each typesetter is built once for each worker from the campaign, and its libraries are loaded then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from letterforge.campaign import Campaign
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
