"""A run that has nothing to do: the same was wanted before, and everything is as it was left.

Loads nothing heavy.
"""

from __future__ import annotations

from pathlib import Path

from letterforge.intake import given, toml
from letterforge.ledger import standing
from letterforge.run.request import Wanted
from letterforge.run.summary import Summary, from_stored

SETTINGS = "letterforge.toml"
"""Not by its name in `campaign`: that loads pydantic."""
DEFAULT_FOLDER = "out"


def find_unchanged(root: Path, wanted: Wanted) -> Summary | None:
    """What a run has come to that has nothing to do; None: there may be something.

    `root`: the folder of the campaign. Raises BrokenCampaign where another run is writing to the output
    folder.
    """
    folder = wanted.out or _output_folder(root)
    if wanted.force or folder is None:
        return None
    stored = standing.known_result(folder, wanted.comparison_key(root))
    try:
        return None if stored is None else from_stored(stored, folder)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None  # another version has written it


def _output_folder(root: Path) -> Path | None:
    """The campaign's output folder; None where the settings cannot be read, as the run itself will report."""
    try:
        settings = toml.parsed(given.text(root / SETTINGS))
        return root / str(settings.get("output", {}).get("directory", DEFAULT_FOLDER))
    except (OSError, ValueError, AttributeError):
        return None
