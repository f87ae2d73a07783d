"""`init` and `doctor`: a campaign to start from, a machine to work on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where the campaign is to be.")] = Path(),
) -> None:
    """Start a campaign from the sample. Never overwrites."""
    from letterforge.campaign.sample import start_campaign
    from letterforge.cli import speech

    out = speech.console()
    for path in start_campaign(folder):
        out.print(f"wrote {path}{'/' if path.is_dir() else ''}")
    there = "" if folder == Path() else f" -C {folder}"
    out.print(f"Next: letterforge check{there}, then letterforge preview{there}", style="bold")


def doctor(
    campaign: options.CampaignFolder = Path(),
    mend: Annotated[bool, typer.Option("--mend", help="Install what is missing, where that is allowed.")] = False,
    json_: options.Json = False,
) -> None:
    """Say what this machine lacks, and the command that mends it."""
