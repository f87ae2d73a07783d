"""Typeset: a letter → sheets, one typesetter for each format.

Each typesetter is built once for each worker from the campaign, and its libraries are loaded then. The table
of them is in `typesetters`; what a new format needs is in `model/formats.py`. `plan` has what all outputs
share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from letterforge.campaign import Campaign
from letterforge.errors import Problem
from letterforge.model import Format
from letterforge.typeset.engines import list_needed
from letterforge.typeset.fitting import Fitter
from letterforge.typeset.plan.in_window import find_window_problems
from letterforge.typeset.plan.tightening import fit_campaign
from letterforge.typeset.typesetters import PDF_TYPESETTERS, Typesetter, TypesetterByLanguage, find_entry

__all__ = [
    "PDF_TYPESETTERS",
    "TYPESETTERS",
    "Fitter",
    "Typesetter",
    "check_stationery",
    "find_window_problems",
    "fit_campaign",
]


def _build(chosen: Format, campaign: Campaign) -> Typesetter:
    build = find_entry(campaign, chosen).build
    is_by_language = isinstance(campaign.stationery.letterhead, Mapping)
    return TypesetterByLanguage(campaign, build) if is_by_language else build(campaign)


TYPESETTERS: Mapping[Format, Callable[[Campaign], Typesetter]] = MappingProxyType(
    {chosen: partial(_build, chosen) for chosen in Format}
)
"""What builds the typesetter of each format for a campaign. Each raises LetterforgeError."""


def check_stationery(campaign: Campaign, formats: Iterable[Format]) -> list[Problem]:
    """What is wrong with the campaign's pictures, typefaces, style sheets and letterhead, before any
    letter is set.
    """
    from letterforge.typeset.pictures import picture_problem

    logos = campaign.stationery.letterhead_pictures
    named: dict[str, Path | None] = {f"stationery.{key}": logo for key, logo in logos.items()}
    named |= {
        f"signatories.{number}.image": signatory.image
        for number, signatory in enumerate(campaign.signatories, 1)
    }
    found = (picture_problem(path, key, campaign) for key, path in named.items() if path)
    problems = [problem for problem in found if problem]
    asked = set(list_needed(campaign, tuple(formats)))
    for chosen in Format:  # in one order, whatever that of the settings is
        problems += find_entry(campaign, chosen).check(campaign) if chosen in asked else []
    return problems
