"""The campaign's letterhead in PDF → what is wrong with it, or its pages, ready to be put under letters."""

from __future__ import annotations

from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Code, Place, Problem, Severity
from letterforge.typeset.letterhead.fault import BadLetterheadError
from letterforge.typeset.letterhead.file import PdfLetterhead, read_pdf_letterhead


def is_archivable(campaign: Campaign) -> bool:
    """Whether the campaign's PDFs claim to be good for an archive (ISO 19005)."""
    return campaign.output.pdf.startswith("a-")


def check_pdf_letterhead(campaign: Campaign) -> list[Problem]:
    """What is wrong with the campaign's letterhead in PDF, before any letter is set."""
    stationery = campaign.stationery
    if stationery.letterhead_pdf is None:
        return []
    problems = []
    if stationery.letterhead_pictures:
        message = '"letterhead_pdf" and "letterhead" are both set: PDFs use only "letterhead_pdf"'
        hint = "remove one of them; if Word files should have no pictures either, write letterhead = false"
        place = Place(campaign.file, column="stationery.letterhead")
        problems.append(Problem(Code.BAD_LETTERHEAD, message, hint, place, Severity.WARNING))
    path = stationery.letterhead_pdf
    try:
        letterhead = read_pdf_letterhead(path, stationery.page_size, archivable=is_archivable(campaign))
    except BadLetterheadError as error:
        return [*problems, pdf_letterhead_problem(campaign, error)]
    if letterhead.left_behind:
        left_behind = ", ".join(letterhead.left_behind)
        message = f"{campaign.shown(path)} has parts that letters leave out: {left_behind}"
        hint = "look at a letter; if something is missing in it, "
        hint += "print the file to a new PDF, and use the new one"
        place = Place(campaign.file, column="stationery.letterhead_pdf")
        problems.append(Problem(Code.BAD_LETTERHEAD, message, hint, place, Severity.WARNING))
    return problems


def load_pdf_letterhead(campaign: Campaign) -> PdfLetterhead | None:
    """The campaign's letterhead in PDF; None: it has none. Raises BrokenCampaign where it cannot be used."""
    stationery = campaign.stationery
    if stationery.letterhead_pdf is None:
        return None
    try:
        return read_pdf_letterhead(
            stationery.letterhead_pdf, stationery.page_size, archivable=is_archivable(campaign)
        )
    except BadLetterheadError as error:
        raise BrokenCampaign([pdf_letterhead_problem(campaign, error)]) from None


def pdf_letterhead_problem(campaign: Campaign, error: BadLetterheadError) -> Problem:
    """The problem that the campaign's letterhead cannot be put under letters."""
    path = campaign.stationery.letterhead_pdf
    message = f"{campaign.shown(path) if path else ''} {error}"
    return Problem(Code.BAD_LETTERHEAD, message, error.hint, Place(campaign.file))
