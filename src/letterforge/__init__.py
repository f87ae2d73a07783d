"""letterforge: one letter and a table of recipients in, signed letters in Word and PDF out.

The names below are the Python API (see `api`); they are loaded when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from letterforge.api import check, draft, forge, forge_all
    from letterforge.campaign import Campaign
    from letterforge.errors import (
        BrokenCampaign,
        LetterFailed,
        LetterforgeError,
        Problem,
        UnfitMachine,
        UsageError,
    )
    from letterforge.model import Format, Letter, Recipient, Sheet
    from letterforge.report import Report
    from letterforge.wanted import Wanted

__version__ = "0.1.0"

_HOME = {
    "BrokenCampaign": "errors",
    "Campaign": "campaign",
    "Format": "model",
    "Letter": "model",
    "LetterFailed": "errors",
    "LetterforgeError": "errors",
    "Problem": "errors",
    "Recipient": "model",
    "Report": "report",
    "Sheet": "model",
    "UnfitMachine": "errors",
    "UsageError": "errors",
    "Wanted": "wanted",
    "check": "api",
    "draft": "api",
    "forge": "api",
    "forge_all": "api",
}

__all__ = [
    "BrokenCampaign",
    "Campaign",
    "Format",
    "Letter",
    "LetterFailed",
    "LetterforgeError",
    "Problem",
    "Recipient",
    "Report",
    "Sheet",
    "UnfitMachine",
    "UsageError",
    "Wanted",
    "__version__",
    "check",
    "draft",
    "forge",
    "forge_all",
]


def __getattr__(name: str) -> object:
    # `letterforge --help` must not load what only letters need (PEP 562).
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"letterforge.{_HOME[name]}"), name)
