"""The ready stationeries: what they are, and a copy of one to edit."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path

from letterforge.campaign.files import STYLE_FILE
from letterforge.campaign.kinds import STYLES, STYLES_FOLDER
from letterforge.errors import UsageError, did_you_mean
from letterforge.intake import given


def ready_stationeries() -> Mapping[str, str]:
    """Each ready stationery with a sentence about it: the first line of its settings."""
    described = {}
    for name in STYLES:
        first, *_ = (STYLES_FOLDER / name / STYLE_FILE).read_text(encoding="utf-8").splitlines()
        _, _, sentence = first.lstrip("# ").partition(": ")
        described[name] = sentence.split(". docs/")[0].rstrip(".")
    return described


def ready_faces(name: str) -> tuple[str, ...]:
    """The typefaces that a ready stationery is set in. Raises UsageError if there is no such stationery."""
    _require_known(name)
    settings = tomllib.loads((STYLES_FOLDER / name / STYLE_FILE).read_text(encoding="utf-8"))
    faces = (str(settings.get(key, "")) for key in ("face", "heading_face"))
    return tuple(dict.fromkeys(face for face in faces if face))


def copy_stationery(name: str, folder: Path) -> tuple[Path, ...]:
    """Copy a ready stationery into a folder and return its files there.

    Raises UsageError, before anything is written, where there is no such stationery, where one of its files
    would be overwritten, or where the folder cannot be written to.
    """
    _require_known(name)
    sources = sorted(path for path in (STYLES_FOLDER / name).iterdir() if path.is_file())
    copies = tuple(folder / source.name for source in sources)
    if there := [copy.name for copy in copies if given.is_there(copy)]:
        hint = f"choose another folder: letterforge stationery {name} my-stationery"
        raise UsageError(f"{folder} already has {', '.join(there)}; nothing is overwritten", hint)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source, copy in zip(sources, copies, strict=True):
            shutil.copyfile(source, copy)
    except (OSError, ValueError) as error:
        hint = "choose a folder that you can write to"
        raise UsageError(f"cannot write to {folder}: {given.why(error)}", hint) from None
    return copies


def _require_known(name: str) -> None:
    if name not in STYLES:
        hint = did_you_mean(name, STYLES) or f"there are: {', '.join(STYLES)}"
        raise UsageError(f'there is no ready stationery "{name}"', hint)
