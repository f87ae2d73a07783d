"""What Typst cannot obey in a campaign's stationery: told before any letter, and never left out in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from letterforge.campaign import STYLE_SHEET, STYLES_FOLDER, Campaign
from letterforge.errors import Code, Place, Problem
from letterforge.intake import given

COMMENT = re.compile(r"/\*.*?(\*/|\Z)", re.DOTALL)
WAY_OUT = 'set the letters with WeasyPrint (pdf_engine = "weasyprint"), or say it with keys of [stationery]'


def check_typst(campaign: Campaign) -> list[Problem]:
    """What keeps a campaign's letters from being set by Typst as its stationery says. Loads and sets nothing."""
    return [_refused(path, campaign) for path in _sheets(campaign) if _has_rules(path)]


def _sheets(campaign: Campaign) -> Iterator[Path]:
    """The campaign's own style sheets; the looks of the ready stationeries are known here as well."""
    stationery = campaign.stationery
    if not stationery.style.is_relative_to(STYLES_FOLDER):
        yield stationery.style / STYLE_SHEET
    if stationery.css:
        yield stationery.css


def _has_rules(path: Path) -> bool:
    try:
        return bool(COMMENT.sub("", given.text(path, errors="replace")).strip())
    except OSError:
        return False  # a missing file is told by itself


def _refused(path: Path, campaign: Campaign) -> Problem:
    message = f"{campaign.shown(path)} has rules in CSS, which Typst does not obey"
    return Problem(Code.BAD_STYLE_SHEET, message, WAY_OUT, Place(campaign.file, column="output.pdf_engine"))
