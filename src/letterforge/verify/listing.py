"""The manifest of a run → what it says of a file: listed, with which SHA-256."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from letterforge.errors import UsageError
from letterforge.intake.given import is_file, is_there, opened, real
from letterforge.verify.verdict import Listed

NAME = "manifest.json"
LARGEST = 512 * 1024 * 1024
"""Bytes of a manifest that is read."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files that a run has written, by their whole paths, with the SHA-256 of each."""

    path: Path
    files: dict[Path, str] = field(default_factory=dict)

    def says_of(self, path: Path, sha256: str) -> Listed:
        """Whether a file with this SHA-256 is one that the run wrote."""
        told = self.files.get(real(path))
        if told is None:
            return Listed.NOT_LISTED
        return Listed.EQUAL if told == sha256 else Listed.DIFFERS


def read_manifest(path: Path) -> Manifest:
    """Read a manifest.json. Raises UsageError where it is none."""
    try:
        with opened(path) as file:
            rows = json.loads(file.read(LARGEST))
        folder = real(path).parent
        files = {real(folder / row["file"]): str(row["sha256"]).lower() for row in rows if row["sha256"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(
            f"cannot read the manifest {path}: {reason}", "name another with --manifest, or move it away"
        ) from None
    return Manifest(path, files)


class Manifests:
    """The manifest that is responsible for a file: the one given, or the one that lies by its folder or above."""

    def __init__(self, given: Path | None = None) -> None:
        """Raises UsageError where the given one is no manifest."""
        self._given = read_manifest(given) if given else None
        self._found: dict[Path, Manifest | None] = {}

    def of(self, path: Path) -> Manifest | None:
        """The manifest for a file; None where there is none. Raises UsageError for one that cannot be read."""
        if self._given:
            return self._given
        folder = real(path).parent
        if folder not in self._found:
            places = (folder.parent / NAME, folder / NAME)
            self._found[folder] = next((read_manifest(each) for each in places if is_file(each)), None)
        return self._found[folder]

    def missing(self, folders: Iterable[Path]) -> list[Path]:
        """The files that a manifest lists within these folders, and that are not there."""
        folders = [real(folder) for folder in folders]
        known = {each.path: each for each in (self._given, *self._found.values()) if each}
        return sorted(
            path
            for manifest in known.values()
            for path in manifest.files
            if any(path.is_relative_to(folder) for folder in folders) and not is_there(path)
        )
