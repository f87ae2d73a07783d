"""The files that the letters of a run were filled from: one version of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from letterforge.campaign import Campaign
from letterforge.errors import Code, LetterFailed, Place, Problem
from letterforge.intake import FilesRead
from letterforge.pipeline import Workshop


class Texts:
    """What the letters of a run were filled from: one version of each file."""

    def __init__(self, campaign: Campaign) -> None:
        self._root, self._file = campaign.root, campaign.file
        self._found: dict[str, str] = {}
        self._changed: dict[str, None] = {}

    def add(self, texts: FilesRead) -> None:
        """What one letter was filled from."""
        for name, sha256 in texts:
            if self._found.setdefault(name, sha256) != sha256:
                self._changed[name] = None

    @property
    def files(self) -> dict[Path, str]:
        """Each file with its SHA-256; empty: letters looked for it, and it is not there."""
        return {self._root / name: sha256 for name, sha256 in self._found.items()}

    def problems(self) -> Iterator[Problem]:
        """The files of which some letters have read another version than others."""
        for name in self._changed:
            message = f"{name} was changed while the letters were being examined"
            yield Problem(Code.CHANGED_MEANWHILE, message, "run the same command again", Place(name))

    def contents(self, workshop: Workshop) -> tuple[str, ...]:
        """What is in these files, and in the settings."""
        paths = [self._root / self._file, *(path for path, sha256 in self.files.items() if sha256)]
        found = []
        for path in paths:
            with suppress(
                OSError, LetterFailed
            ):  # gone, or changed, in this moment: the letters will report it
                found.append(workshop.door.read(path).decode("utf-8", errors="replace"))
        return tuple(found)
