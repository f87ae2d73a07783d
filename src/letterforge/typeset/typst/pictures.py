"""The pictures of a letter: checked before Typst reads them, and where it finds them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from letterforge.campaign import Campaign
from letterforge.errors import Problem
from letterforge.intake import given
from letterforge.typeset.pictures import BadPictureError, bad_picture_problem, read_picture


class Pictures:
    """Checks each picture once, and again when its file has changed."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._known: dict[Path, tuple[tuple[int, int, int], str]] = {}
        """By file: its inode, time and size when it was checked, and what was wrong with it."""
        self._ratios: dict[Path, float] = {}
        """Width by height."""
        self.problems: list[Problem] = []
        """Of the current letter: clear it before the next."""

    def place(self, picture: Path, height: float, room: float) -> dict[str, Any]:
        """The `path` of a picture for Typst, and whether it is too `wide` when it is so many points high.

        Keeps a problem for a bad one.
        """
        reason = self._reason(picture)
        path = "" if reason else "/" + picture.relative_to(self._campaign.root).as_posix()
        if reason:
            problem = bad_picture_problem(self._campaign.shown(picture), reason)
            self.problems += [problem] if problem not in self.problems else []
        return {"path": path, "wide": height * self._ratios.get(picture, 0.0) > room}

    def _reason(self, picture: Path) -> str:
        try:
            status = picture.stat()
        except (OSError, ValueError) as error:
            return given.why(error)
        state = status.st_ino, status.st_mtime_ns, status.st_size
        if picture not in self._known or self._known[picture][0] != state:
            self._known[picture] = state, self._fault(picture)
        return self._known[picture][1]

    def _fault(self, picture: Path) -> str:
        """What is wrong with a picture; empty: nothing."""
        if not given.real(picture).is_relative_to(given.real(self._campaign.root)):
            return "it is not in the campaign's folder"
        try:
            self._ratios[picture] = read_picture(picture).ratio
        except BadPictureError as error:
            return f"it {error}"
        return ""
