"""The files that a campaign names in its settings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from letterforge.campaign.settings import Campaign

FILE_NAME = "letterforge.toml"
STYLE_FILE = "stationery.toml"
"""The settings of a ready stationery, in its folder."""
STYLE_SHEET = "style.css"
"""Its rules for the PDF, in the same folder."""
REFERENCE = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
"""What a style sheet takes from elsewhere."""


def named_files(campaign: Campaign) -> dict[str, Path]:
    """The files that settings name, by the key of the setting; they may be missing."""
    named: dict[str, Path] = {"campaign.recipients": campaign.recipients}
    if isinstance(campaign.register, Path):
        named["campaign.register"] = campaign.register
    s = campaign.stationery
    for number, logo in enumerate(s.letterhead if isinstance(s.letterhead, tuple) else (), start=1):
        named[f"stationery.letterhead.{number}"] = logo
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


def all_files(campaign: Campaign) -> Iterator[Path]:
    """Every file that the campaign's letters depend on, its templates aside: settings, and what they name."""
    settings = campaign.root / FILE_NAME
    yield settings
    yield from named_files(campaign).values()
    with suppress(OSError, ValueError):
        forms = tomllib.loads(settings.read_text(encoding="utf-8")).get("campaign", {}).get("forms")
        if isinstance(forms, str):
            yield campaign.root / forms
    if campaign.approvals_needed:
        yield campaign.approvals_file
    yield campaign.stationery.style / STYLE_FILE
    yield from style_sheets(campaign)


def style_sheets(campaign: Campaign) -> Iterator[Path]:
    """The style sheets of the PDF, and the files that they take from elsewhere."""
    for path in (campaign.stationery.style / STYLE_SHEET, campaign.stationery.css):
        if path is not None and path.is_file():
            yield from _with_references(path, set())


def _with_references(path: Path, known: set[Path]) -> Iterator[Path]:
    known.add(path)
    yield path
    if path.suffix != ".css":
        return
    for match in REFERENCE.finditer(path.read_text(encoding="utf-8", errors="replace")):
        other = path.parent / (match[1] or match[2])
        with suppress(OSError, ValueError):
            if other.is_file() and other not in known:
                yield from _with_references(other, known)
