"""Paths that a user names → the files to examine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = (".pdf", ".docx")
WORD_LOCKS = "~$"
"""What the files begin with by which Word marks an open document."""


def files_among(paths: Iterable[Path]) -> Iterator[Path]:
    """Each file that is named, and of each folder the PDF and Word files in it and below it, hidden ones apart."""
    for path in paths:
        if path.is_dir():
            yield from _files_in(path)
        else:
            yield path


def _files_in(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):  # does not follow links, so that it ends
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(SUFFIXES) and not name.startswith((".", WORD_LOCKS)):
                yield Path(place) / name
