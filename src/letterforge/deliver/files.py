"""Sheets → files, each whole or not there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from letterforge.errors import Code, LetterFailed, Place, Problem
from letterforge.model import Format, Sheet, Written

UNFINISHED = ".unfinished"
"""Suffix of a file that is being written; one that is found later is a leaving of a run that died."""


def deliver(sheets: Sequence[Sheet], folder: Path, name: str) -> tuple[Written, ...]:
    """Write one letter's sheets as `folder/name.suffix`: all of them, or none.

    Raises LetterFailed where a file cannot be written.
    """
    try:
        unfinished = [(_written_beside(folder, name, sheet), sheet) for sheet in sheets]
        return tuple(_finish(path, folder, name, sheet) for path, sheet in unfinished)
    except OSError as error:
        withdraw(folder, name, [sheet.format for sheet in sheets])
        raise LetterFailed([cannot_write(folder / name, error)]) from None


def withdraw(folder: Path, name: str, formats: Sequence[Format]) -> None:
    """Take away the files of a letter that could not be made, so that an older one is not sent in its place."""
    for suffix in formats:
        for path in (folder / f"{name}.{suffix}", folder / f".{name}.{suffix}{UNFINISHED}"):
            with suppress(OSError):
                path.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Take away what runs that died have left unfinished. Nobody else may be writing to the folder."""
    # One entry after the other: pathlib makes a list of the folder's, and there may be hundreds of thousands.
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") and entry.name.endswith(UNFINISHED):
                with suppress(OSError):
                    Path(entry).unlink()


def write_whole(path: Path, *content: bytes | Iterable[bytes]) -> None:
    """Write one file under a temporary name in its folder, then rename it. Raises OSError.

    `content`: bytes, or pieces of it, one after the other.
    """
    unfinished = path.with_name(f".{path.name}{UNFINISHED}")
    try:
        with unfinished.open("wb") as file:
            for piece in content:
                file.writelines((piece,) if isinstance(piece, bytes) else piece)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise


def cannot_write(path: Path, error: Exception) -> Problem:
    """The problem that a file could not be written, in the system's own words."""
    hint = "make room on the disk, or give another folder with --out"
    said = getattr(error, "strerror", None) or error
    return Problem(Code.CANNOT_WRITE, f"cannot write: {said}", hint, Place(str(path)))


def _written_beside(folder: Path, name: str, sheet: Sheet) -> Path:
    path = folder / f".{name}.{sheet.format}{UNFINISHED}"
    path.write_bytes(sheet.content)
    return path


def _finish(unfinished: Path, folder: Path, name: str, sheet: Sheet) -> Written:
    path = folder / f"{name}.{sheet.format}"
    unfinished.replace(path)
    digest = hashlib.sha256(sheet.content).hexdigest()
    return Written(sheet.format, path, sheet.pages, len(sheet.content), digest)
