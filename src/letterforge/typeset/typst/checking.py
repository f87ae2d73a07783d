"""What Typst cannot follow in a campaign's stationery: reported before any letter is made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from letterforge.campaign import STYLE_SHEET, STYLES_FOLDER, Campaign
from letterforge.errors import Code, Place, Problem
from letterforge.intake import given

COMMENT = re.compile(r"/\*.*?(\*/|\Z)", re.DOTALL)
HINT = 'use WeasyPrint (pdf_engine = "weasyprint"), or use settings of [stationery] instead'


def check_typst(campaign: Campaign) -> list[Problem]:
    """What Typst could not set as the campaign's stationery has it. Loads and sets nothing."""
    return [_rules_problem(path, campaign) for path in _sheets(campaign) if _has_rules(path)]


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
        return False  # a missing file is reported elsewhere


def _rules_problem(path: Path, campaign: Campaign) -> Problem:
    message = f"{campaign.shown(path)} has CSS rules, which Typst cannot follow"
    return Problem(Code.BAD_STYLE_SHEET, message, HINT, Place(campaign.file, column="output.pdf_engine"))
