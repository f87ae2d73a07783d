"""The sample campaign, and new campaigns made from it."""

from __future__ import annotations

import shutil
from pathlib import Path

from letterforge import given
from letterforge.campaign.files import FILE_NAME
from letterforge.errors import UsageError

SAMPLE = (FILE_NAME, "recipients.csv", "templates", "assets")
"""What a campaign's folder holds at the start."""


def sample_folder() -> Path:
    """Where the sample is: beside this module in an installed package, the project's root in a checkout."""
    packaged = Path(__file__).with_name("sample")
    return packaged if packaged.is_dir() else Path(__file__).parents[3]


def start_campaign(folder: Path) -> tuple[Path, ...]:
    """Copy the sample into a folder and return what it now holds.

    Raises UsageError, before anything is written, where one of its files would be overwritten or the folder
    cannot be written to.
    """
    there = [name for name in SAMPLE if given.is_there(folder / name)]
    if there:
        hint = "choose another folder: letterforge init my-campaign"
        raise UsageError(f"{folder} already has {', '.join(there)}; nothing is overwritten", hint)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in SAMPLE:
            source = sample_folder() / name
            copy = shutil.copytree if source.is_dir() else shutil.copyfile
            copy(source, folder / name)
    except (OSError, ValueError) as error:
        hint = "choose a folder that you may write to"
        raise UsageError(f"cannot write to {folder}: {given.why(error)}", hint) from None
    return tuple(folder / name for name in SAMPLE)
