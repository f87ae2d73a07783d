"""Paths that a user names → the files to examine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

from letterforge.errors import UsageError
from letterforge.intake import given

SUFFIXES = (".pdf", ".docx")
WORD_LOCKS = "~$"
"""What the files begin with by which Word marks an open document."""


def files_among(paths: Iterable[Path]) -> Iterator[Path]:
    """Each file that is named, and of each folder the PDF and Word files in it and below it, hidden ones apart.

    Raises UsageError for a folder that cannot be read: what is in it must not pass unseen.
    """
    for path in paths:
        if given.is_folder(path):
            yield from _files_in(path)
        else:
            yield path


def _files_in(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(
        folder, onerror=_unreadable
    ):  # does not follow links, so that it ends
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(SUFFIXES) and not name.startswith((".", WORD_LOCKS)):
                yield Path(place) / name


def _unreadable(error: OSError) -> NoReturn:
    message = f"cannot read the folder {error.filename}: {error.strerror or error}"
    raise UsageError(message, "name the files that are to be verified")
