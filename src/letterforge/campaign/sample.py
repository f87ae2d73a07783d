"""The sample campaign and the blank one, and new campaigns made from them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from letterforge.campaign.files import FILE_NAME
from letterforge.errors import UsageError
from letterforge.intake import given

SAMPLE = (FILE_NAME, "recipients.csv", "templates", "assets")
"""What is in a new campaign's folder."""
BLANK = {
    FILE_NAME: "settings.toml",
    "recipients.csv": "recipients.csv",
    "templates/letter.en.md": "letter.en.md",
}
"""The same without the sample's letter → the files in `blank/`, which is no campaign itself."""
DAYS_UNTIL = {1: 0, 2: 90, 3: 60}
"""The dates in the blank settings are the first days of 2000, and stand for days from today on."""


def sample_folder() -> Path:
    """Where the sample is: beside this module in an installed package, the project's root in a checkout."""
    packaged = Path(__file__).with_name("sample")
    return packaged if packaged.is_dir() else Path(__file__).parents[3]


def start_campaign(folder: Path) -> tuple[Path, ...]:
    """Copy the sample into a folder and return what is now in it.

    Raises UsageError, before anything is written, where one of its files would be overwritten or the folder
    cannot be written to.
    """
    return _copied({name: sample_folder() / name for name in SAMPLE}, folder)


def start_blank(folder: Path) -> tuple[Path, ...]:
    """Start a campaign with example text: one letter, three rows, no register.

    Returns what is now in the folder.

    The letter has today's date. Raises as `start_campaign` does.
    """
    blank = Path(__file__).with_name("blank")
    made = _copied({name: blank / source for name, source in BLANK.items()}, folder)
    settings = folder / FILE_NAME
    text = re.sub(r"2000-01-0([1-3])", _day, settings.read_text(encoding="utf-8"))
    settings.write_text(text, encoding="utf-8", newline="\n")
    return made


def _day(found: re.Match[str]) -> str:
    return (date.today() + timedelta(days=DAYS_UNTIL[int(found[1])])).isoformat()


def _copied(sources: Mapping[str, Path], folder: Path) -> tuple[Path, ...]:
    there = [name for name in sources if given.is_there(folder / name)]
    if there:
        hint = "choose another folder: letterforge init my-campaign"
        raise UsageError(f"{folder} already has {', '.join(there)}; nothing is overwritten", hint)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, source in sources.items():
            (folder / name).parent.mkdir(exist_ok=True)
            copy = shutil.copytree if source.is_dir() else shutil.copyfile
            copy(source, folder / name)
    except (OSError, ValueError) as error:
        hint = "choose a folder that you can write to"
        raise UsageError(f"cannot write to {folder}: {given.why(error)}", hint) from None
    return tuple(folder / name for name in sources)
