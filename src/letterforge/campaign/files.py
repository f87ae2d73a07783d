"""The files that a campaign names in its settings."""

from __future__ import annotations

from pathlib import Path

from letterforge.campaign.kinds import FILE_NAME
from letterforge.campaign.settings import CampaignSettings
from letterforge.intake import Door
from letterforge.intake.style_sheets import closure
from letterforge.languages.brought import FOLDER
from letterforge.model import Language

__all__ = [
    "FILE_NAME",
    "STYLE_FILE",
    "STYLE_SHEET",
    "door_of",
    "given_files",
    "language_files",
    "named_files",
    "pictures",
    "shared_files",
    "style_sheets",
]

STYLE_FILE = "stationery.toml"
"""The settings of a ready stationery, in its folder."""
STYLE_SHEET = "style.css"
"""Its rules for the PDF, in the same folder."""


def door_of(campaign: CampaignSettings) -> Door:
    """The door through which a campaign's files are read."""
    return Door(campaign.root, campaign.held)


def named_files(campaign: CampaignSettings) -> dict[str, Path]:
    """The files that settings name, by the key of the setting; they may be missing."""
    named: dict[str, Path] = {} if campaign.rows else {"campaign.recipients": campaign.recipients}
    if isinstance(campaign.register, Path):
        named["campaign.register"] = campaign.register
    named |= {f"registers.{name}": path for name, path in campaign.registers.items()}
    s = campaign.stationery
    named |= {f"stationery.{key}": picture for key, picture in s.letterhead_pictures.items()}
    for key in ("letterhead_docx", "letterhead_pdf", "css"):
        path = getattr(s, key)
        named |= {f"stationery.{key}": path} if path else {}
    if campaign.cosigners:
        named["cosigners.file"] = campaign.cosigners.file
    if campaign.seal:
        named |= {"seal.key": campaign.seal.key} if campaign.seal.key else {}
        named |= {f"seal.certificate.{n}": path for n, path in enumerate(campaign.seal.certificate, start=1)}
    for number, signatory in enumerate(campaign.signatories, start=1):
        if signatory.image is not None:
            named[f"signatories.{number}.image"] = signatory.image
    return named


def given_files(campaign: CampaignSettings, door: Door) -> dict[Path, str]:
    """Every file that all of the campaign's letters depend on, except its list and its templates.

    Each with its SHA-256 when the campaign was loaded, or when it was first read; empty: it is not there.
    Raises OSError, LetterFailed.
    """
    found = {path: door.sha256(path) for path in (*shared_files(campaign), *style_sheets(campaign, door))}
    return found | dict(campaign.sources)


def language_files(campaign: CampaignSettings, language: Language) -> tuple[Path, ...]:
    """The files of a language that the campaign brings along."""
    folder = campaign.root / FOLDER / language
    return tuple(folder / part for part in campaign.languages.own_parts(language))


def shared_files(campaign: CampaignSettings) -> list[Path]:
    """The files that settings name and that all letters depend on: not the list."""
    paths = [path for key, path in named_files(campaign).items() if key != "campaign.recipients"]
    return [*paths, campaign.approvals_file] if campaign.approvals_needed else paths


def pictures(campaign: CampaignSettings) -> tuple[Path, ...]:
    """The pictures in the letters: the letterhead's, and those of signatures."""
    logos = campaign.stationery.letterhead_pictures.values()
    images = (signatory.image for signatory in campaign.signatories if signatory.image)
    return (*logos, *images)


def style_sheets(campaign: CampaignSettings, door: Door) -> tuple[Path, ...]:
    """The style sheets of the PDF, and the files that they refer to, even if missing."""
    stationery = campaign.stationery
    sheets = (stationery.style / STYLE_SHEET, *([stationery.css] if stationery.css else []))
    return closure(sheets, (campaign.root, stationery.style), door)
