"""What letters are made with, as hashes: letterforge itself, libraries that affect the bytes, typefaces."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from letterforge.model import TRAITS

PACKAGE = Path(__file__).parents[1]
SAMPLE = "/campaign/sample/"
SOURCES = (".py", ".css", ".csv", ".toml", ".typ", ".json", ".yaml", ".txt")
"""Kinds of files of ours that make a letter what it is: code, style sheets, forms of address, facts of
states."""
FOR_ALL = ("babel", "jinja2", "markdown-it-py", "mdit-py-plugins", "pillow", "resvg_py")
"""Libraries that make the text and the pictures of every letter."""
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts")
OWN_FONT_FOLDERS = (".fonts", ".local/share/fonts", "Library/Fonts")
"""In the user's home."""


@cache
def hash_program(typesetter: str) -> bytes:
    """Of the software by which a typesetter makes sheets on this machine: 16 bytes."""
    digest = hashlib.blake2b(digest_size=16)
    for line in _lines(typesetter):
        digest.update(line.encode() + b"\n")
    return digest.digest()


@cache
def hash_typefaces(typesetter: str) -> bytes:
    """Of the system's typefaces, as far as a typesetter depends on them: 16 bytes.

    Those of Python packages are not in it: they count for the campaigns that use them (`Fingerprinter`).
    """
    lines = list_font_folders() if TRAITS[typesetter].embeds_faces else ()
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=16).digest()


def _lines(typesetter: str) -> Iterator[str]:
    yield hash_sources()
    yield f"python {'.'.join(map(str, sys.version_info[:2]))} {platform.system()}"
    for name in (*FOR_ALL, *TRAITS[typesetter].libraries):
        yield f"{name} {_version(name)}"
    if TRAITS[typesetter].needs_pango:
        yield from list_system_libraries()
    yield f"SOURCE_DATE_EPOCH {os.environ.get('SOURCE_DATE_EPOCH', '')}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


@cache
def hash_sources() -> str:
    """Of the files of this package: a change of ours counts without a new version number.

    It is the same on every machine, whatever its separators and line ends are. The sample is not in it.
    """
    digest = hashlib.blake2b(digest_size=16)
    named = {path.removeprefix(str(PACKAGE)).replace(os.sep, "/"): path for path in _files(PACKAGE)}
    for name in sorted(named):
        if not name.startswith(SAMPLE):
            digest.update(name.encode())
            digest.update(Path(named[name]).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        elif entry.name.endswith(SOURCES):
            yield entry.path


def list_font_folders() -> Iterator[str]:
    """The folders of the system's typefaces, each with the time of its last change."""
    homes = [Path.home() / name for name in OWN_FONT_FOLDERS]
    windows = [Path(os.environ["WINDIR"]) / "Fonts"] if "WINDIR" in os.environ else []
    yield from _changed([*map(Path, FONT_FOLDERS), *homes, *windows])


def _changed(folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        for path, names, _ in os.walk(folder):
            names.sort()
            yield f"{path} {Path(path).stat().st_mtime_ns}"


def list_system_libraries() -> Iterator[str]:
    """Time and size of the libraries that lay out lines, where the dynamic linker has them (Linux only)."""
    for folder in ("/usr/lib", "/usr/lib64", "/usr/local/lib", f"/usr/lib/{platform.machine()}-linux-gnu"):
        for name in (
            "libpango-1.0.so.0",
            "libharfbuzz.so.0",
            "libharfbuzz-subset.so.0",
            "libfontconfig.so.1",
        ):
            path = os.path.join(folder, name)  # noqa: PTH118 - at every start; a Path is ten times slower
            try:
                found = os.stat(path)  # noqa: PTH116
            except OSError:
                continue
            yield f"{path} {found.st_mtime_ns} {found.st_size}"
