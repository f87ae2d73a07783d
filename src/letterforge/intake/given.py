"""Files that people name, read safely whatever they are: pipes, devices, loops of links, impossible names.

Nothing here blocks: reading a pipe or a device might never end. Whatever is wrong with a file or its name,
only OSError is raised; Python raises ValueError, RuntimeError or OSError for three kinds of bad name.
"""

from __future__ import annotations

import errno
import os
import shlex
import stat
import unicodedata
from io import BufferedReader
from pathlib import Path

MOST_BYTES = 1 << 30
"""Of any file that is read whole: a list or a picture is never larger."""
MOST_TEXT = 16 << 20
"""Bytes of a file that people write by hand: settings, templates, style sheets."""
NO_NAME = "no file can have this name"


def real(path: Path | str) -> Path:
    """An absolute path without links; a circle of links, or an impossible name, is returned unresolved."""
    try:
        return Path(os.path.realpath(path))
    except (ValueError, OSError):
        pass
    try:
        return Path(os.path.abspath(path))  # noqa: PTH100 - pathlib has nothing that only looks at the text
    except OSError:  # the folder that this process works in is gone
        return Path("/", path)


def named(path: Path) -> Path:
    """An absolute path with its links kept: next time they may lead to another place.

    Links are resolved if the path cannot be made otherwise: `..` after a link.
    """
    true = real(path)
    try:
        kept = Path(os.path.abspath(path))  # noqa: PTH100 - as in `real`
    except (ValueError, OSError):
        return true
    return kept if real(kept) == true else true


def inside(folder: Path, name: str | Path) -> Path | None:
    """A file in a folder, as `named`; None: it is outside, or a link leads outside."""
    true = real(folder / name)
    if not true.is_relative_to(real(folder)):
        return None
    path = named(folder / name)
    return path if path.is_relative_to(folder) else true


def spelt(folder: Path, path: Path) -> Path:
    """A path in a folder as it is on the disk, where the names there are in another Unicode form (macOS:
    decomposed).

    The path itself where it is there as it is written, or nothing is there in any form.
    """
    if is_there(path) or str(path).isascii() or not path.is_relative_to(folder):
        return path
    found = folder
    for name in path.relative_to(folder).parts:
        same = [other for other in names(found) if _composed(other) == _composed(name)]
        found /= name if name in same or len(same) != 1 else same[0]
    return found if is_there(found) and inside(folder, found) else path


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def is_file(path: Path) -> bool:
    """Whether there is a plain file. `Path.is_file` raises for a name that is too long."""
    return os.path.isfile(path)  # noqa: PTH113 - see above


def is_folder(path: Path) -> bool:
    """Whether there is a folder."""
    return os.path.isdir(path)  # noqa: PTH112 - see `is_file`


def is_there(path: Path) -> bool:
    """Whether there is anything, even a link that leads nowhere."""
    return os.path.lexists(path)


def names(folder: Path) -> list[str]:
    """The names in a folder; none where it cannot be read."""
    try:
        return os.listdir(folder)  # noqa: PTH208 - names are all that is wanted
    except (OSError, ValueError):
        return []


def opened(path: Path, most: int = MOST_BYTES) -> BufferedReader:
    """A file, open to be read.

    Raises OSError in words for people: it is not a file, or (EFBIG) above `most` bytes.
    """
    try:
        _require_plain(os.stat(path), path, most)  # noqa: PTH116 - one kind of call for all
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError:
        raise OSError(errno.EINVAL, NO_NAME, str(path)) from None
    file = open(descriptor, "rb")  # noqa: PTH123, SIM115 - opened so that a pipe does not hold us up
    try:
        _require_plain(os.fstat(descriptor), path, most)
    except OSError:
        file.close()
        raise
    return file


def content(path: Path, most: int = MOST_BYTES) -> bytes:
    """What is in a file. Raises OSError as `opened` does."""
    with opened(path, most) as file:
        found = file.read(most + 1) or b""
    if len(found) > most:
        raise _too_large(path, most)
    return found


def text(path: Path, most: int = MOST_TEXT, *, encoding: str = "utf-8", errors: str = "strict") -> str:
    """The text in a file, every line end a line feed.

    Raises OSError as `content` does, UnicodeDecodeError.
    """
    return plain(content(path, most).decode(encoding, errors))


def plain(text: str) -> str:
    """A text with a line feed for every line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def typed(path: Path) -> str:
    """A path ready to type in a shell: in quotation marks if needed."""
    if os.name == "nt":
        return f'"{path}"' if " " in str(path) else str(path)
    return shlex.quote(str(path))


def from_here(path: Path) -> Path:
    """A path relative to the current folder, if that is shorter."""
    try:
        relative = Path(os.path.relpath(path))
    except (ValueError, OSError):  # on another drive, or the folder is gone
        return path
    return relative if len(relative.parts) <= len(path.parts) else path


def why(error: Exception) -> str:
    """Why a file could not be read or written, for people: without number, and without the path."""
    if isinstance(error, UnicodeEncodeError) or (
        isinstance(error, ValueError) and not isinstance(error, UnicodeError)
    ):
        return NO_NAME  # by an interpreter that finds a NUL in it, or by a locale that lacks its letters
    if isinstance(error, UnicodeError):
        return "it is not text in UTF-8"
    return str(getattr(error, "strerror", None) or error)


def _require_plain(status: os.stat_result, path: Path, most: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder, not a file", str(path))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device, not a file", str(path))
    if status.st_size > most:
        raise _too_large(path, most)


def _too_large(path: Path, most: int) -> OSError:
    return OSError(errno.EFBIG, f"it is larger than {most >> 20} MB", str(path))
