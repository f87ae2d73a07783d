"""The manifest of a run → whether it lists a file, and with which SHA-256."""

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
"""Largest manifest that is read, in bytes."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files that a run has written, by absolute path, with their SHA-256."""

    path: Path
    files: dict[Path, str] = field(default_factory=dict)

    def listed(self, path: Path, sha256: str) -> Listed:
        """Whether a file with this SHA-256 is one that the run wrote."""
        known = self.files.get(real(path))
        if known is None:
            return Listed.NOT_LISTED
        return Listed.EQUAL if known == sha256 else Listed.DIFFERS


def read_manifest(path: Path) -> Manifest:
    """Read a manifest.json. Raises UsageError if it is not one."""
    try:
        with opened(path) as file:
            rows = json.loads(file.read(LARGEST))
        folder = real(path).parent
        files = {real(folder / row["file"]): str(row["sha256"]).lower() for row in rows if row["sha256"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(
            f"cannot read the manifest {path}: {reason}",
            "give another one with --manifest, or move this one away",
        ) from None
    return Manifest(path, files)


class Manifests:
    """The manifest for a file: the given one, or the one in its folder or the folder above."""

    def __init__(self, given: Path | None = None) -> None:
        """Raises UsageError if the given one is not a manifest."""
        self._given = read_manifest(given) if given else None
        self._found: dict[Path, Manifest | None] = {}

    def of(self, path: Path) -> Manifest | None:
        """The manifest for a file; None: there is none. Raises UsageError if it cannot be read."""
        if self._given:
            return self._given
        folder = real(path).parent
        if folder not in self._found:
            places = (folder.parent / NAME, folder / NAME)
            self._found[folder] = next((read_manifest(place) for place in places if is_file(place)), None)
        return self._found[folder]

    def missing(self, folders: Iterable[Path]) -> list[Path]:
        """The files that a manifest lists in these folders, but that are not there."""
        folders = [real(folder) for folder in folders]
        known = {manifest.path: manifest for manifest in (self._given, *self._found.values()) if manifest}
        return sorted(
            path
            for manifest in known.values()
            for path in manifest.files
            if any(path.is_relative_to(folder) for folder in folders) and not is_there(path)
        )
