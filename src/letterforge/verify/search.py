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
"""The start of the names of files with which Word marks an open document."""


def files_among(paths: Iterable[Path]) -> Iterator[Path]:
    """The given files, and all PDF and Word files in the given folders and below, except hidden ones.

    Raises UsageError for a folder that cannot be read: no file may be skipped without notice.
    """
    for path in paths:
        if given.is_folder(path):
            yield from _files_in(path)
        else:
            yield path


def _files_in(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder, onerror=_unreadable):  # does not follow links, so it ends
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(SUFFIXES) and not name.startswith((".", WORD_LOCKS)):
                yield Path(place) / name


def _unreadable(error: OSError) -> NoReturn:
    message = f"cannot read the folder {error.filename}: {error.strerror or error}"
    raise UsageError(message, "give the paths of the files to verify")
