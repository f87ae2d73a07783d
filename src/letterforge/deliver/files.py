"""Sheets → files, each complete or not there."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import BinaryIO

from letterforge.errors import Code, LetterFailed, Place, Problem
from letterforge.intake import given, sha256_of
from letterforge.model import Sheet, Written

SET_ASIDE = "set-aside"
"""The folder, within the output folder, for files that were in the way and not written by a run."""
UNFINISHED = ".unfinished"
"""Suffix of a file that is being written; one that is found later was left by a run that crashed."""


@dataclass(frozen=True, slots=True)
class DeliveryTarget:
    """Where one letter's files go, and what may be there already."""

    folder: Path
    name: str
    """Of the files, without suffix."""
    aside: Path
    """A folder for files that are in the way and were not written by a run; made when one is found."""
    recorded: Mapping[str, str] = field(default_factory=dict)
    """Files of this name that runs have recorded → their SHA-256 in hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What has been written, and what was in the way."""

    files: tuple[Written, ...]
    set_aside: tuple[Path, ...] = ()
    """New places of files that no run had written, or that somebody has changed since."""


def deliver(sheets: Sequence[Sheet], target: DeliveryTarget) -> Delivery:
    """Write one letter's sheets as `folder/name.suffix`: all of them, or none.

    Raises LetterFailed where a file cannot be written.
    """
    placed: list[Path] = []
    try:
        unfinished = [(_write_unfinished(target, sheet), sheet) for sheet in sheets]
        digests = [hashlib.sha256(sheet.content).hexdigest() for sheet in sheets]
        moved = [_make_way(target, sheet, digest) for sheet, digest in zip(sheets, digests, strict=True)]
        files = []
        for (path, sheet), digest in zip(unfinished, digests, strict=True):
            files.append(_finish(path, target, sheet, digest))
            placed.append(files[-1].path)
        return Delivery(tuple(files), tuple(path for path in moved if path))
    except (OSError, ValueError) as error:
        for path in (*placed, *(_unfinished_path(target, sheet) for sheet in sheets)):
            with suppress(OSError, ValueError):
                path.unlink(missing_ok=True)
        raise LetterFailed([cannot_write(target.folder / target.name, error)]) from None


def retire(path: Path, known: Iterable[str], aside: Path) -> Path | None:
    """Remove a file that somebody could send by mistake.

    It is deleted if its SHA-256 is among `known`, those of files that runs have written. Else it is moved
    into the folder `aside`, and its new place returned. Raises OSError.
    """
    if path.is_dir() and not path.is_symlink():
        return None  # a folder cannot be sent as a letter
    try:
        is_known = path.is_symlink() or sha256_of(path) in known
    except FileNotFoundError:
        return None
    if is_known:
        path.unlink(missing_ok=True)
        return None
    aside.mkdir(parents=True, exist_ok=True)
    free = (aside / (f"{path.stem} ({n}){path.suffix}" if n > 1 else path.name) for n in count(1))
    place = next(place for place in free if not given.is_there(place))
    path.replace(place)
    return place


def sweep(folder: Path) -> None:
    """Remove unfinished files of runs that crashed. No other run may be writing to the folder."""
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
    unfinished = path.parent / f".{path.name}{UNFINISHED}"
    try:
        with _open_new(unfinished) as file:
            for piece in content:
                file.writelines((piece,) if isinstance(piece, bytes) else piece)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            unfinished.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise
        raise OSError(errno.EINVAL, given.why(error), str(path)) from None


def cannot_write(path: Path, error: Exception) -> Problem:
    """The problem that a file could not be written, in the system's own words."""
    hint = "free some space on the disk, or name another folder with --out"
    reason = given.why(error)
    return Problem(Code.CANNOT_WRITE, f"cannot write: {reason}", hint, Place(str(path)))


def _unfinished_path(target: DeliveryTarget, sheet: Sheet) -> Path:
    return target.folder / f".{target.name}.{sheet.format}{UNFINISHED}"


def _write_unfinished(target: DeliveryTarget, sheet: Sheet) -> Path:
    path = _unfinished_path(target, sheet)
    with _open_new(path) as file:
        file.write(sheet.content)
    return path


def _open_new(path: Path) -> BinaryIO:
    """A new file, open to be written: what was there is removed, since opening a pipe would wait forever."""
    path.unlink(missing_ok=True)
    return path.open("xb")


def _make_way(target: DeliveryTarget, sheet: Sheet, digest: str) -> Path | None:
    """The new place of a file with the sheet's name that no run had written; None: there was none."""
    path = target.folder / f"{target.name}.{sheet.format}"
    if not given.is_there(path):
        return None
    known = {digest, target.recorded.get(path.name, "")}
    is_ours = given.is_file(path) and not path.is_symlink() and sha256_of(path) in known
    return None if is_ours else retire(path, (), target.aside)


def _finish(unfinished: Path, target: DeliveryTarget, sheet: Sheet, digest: str) -> Written:
    path = target.folder / f"{target.name}.{sheet.format}"
    unfinished.replace(path)
    return Written(sheet.format, path, sheet.pages, len(sheet.content), digest)
