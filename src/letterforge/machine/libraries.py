"""System libraries, looked for under the names and in the places where WeasyPrint looks for them."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from ctypes.util import find_library
from dataclasses import dataclass

DLL_DIRECTORIES = (
    r"C:\msys64\ucrt64\bin",
    r"C:\msys64\mingw64\bin",
    r"C:\Program Files\GTK3-Runtime Win64\bin",
)
"""Where WeasyPrint looks on Windows, unless WEASYPRINT_DLL_DIRECTORIES names other folders."""

LOAD_LIBRARY_SEARCH_DEFAULT_DIRS = 0x00001000
"""Flag of LoadLibraryExW: only then do the folders added by `os.add_dll_directory` count."""


@dataclass(frozen=True, slots=True)
class Library:
    """A shared library: name without "lib", and the number of its binary interface."""

    stem: str
    abi: int = 0

    @property
    def file_names(self) -> tuple[str, ...]:
        """The names of its file on Linux, macOS and Windows."""
        name = f"lib{self.stem}"
        return (
            f"{name}.so.{self.abi}",
            f"{name}.{self.abi}.dylib",
            f"{name}.dylib",
            f"{name}-{self.abi}.dll",
        )

    @property
    def link_names(self) -> tuple[str, ...]:
        """Its names for a compiler, and for Windows."""
        return (self.stem, f"{self.stem}-{self.abi}", f"lib{self.stem}-{self.abi}")


HARFBUZZ = Library("harfbuzz")
HARFBUZZ_SUBSET = Library("harfbuzz-subset")
FONTCONFIG = Library("fontconfig", abi=1)
PANGO = (Library("gobject-2.0"), Library("pango-1.0"), HARFBUZZ, FONTCONFIG, Library("pangoft2-1.0"))
"""WeasyPrint cannot be imported if one of these is missing (weasyprint/text/ffi.py)."""

SUBSETTING_HARFBUZZ = (4, 1, 0)
"""The first HarfBuzz that WeasyPrint uses to subset fonts (weasyprint/pdf/fonts.py)."""


def open_library(library: Library) -> ctypes.CDLL | None:
    """The library, loaded, or None if this machine does not have it."""
    _add_dll_directories()
    # File names first: find_library may start a compiler for each name that it does not find.
    for name in library.file_names:
        with suppress(OSError):
            return ctypes.CDLL(name, winmode=LOAD_LIBRARY_SEARCH_DEFAULT_DIRS)
    for found in filter(None, map(find_library, library.link_names)):
        with suppress(OSError):
            return ctypes.CDLL(found, winmode=LOAD_LIBRARY_SEARCH_DEFAULT_DIRS)
    return None


def can_subset() -> bool:
    """Whether HarfBuzz can subset fonts for WeasyPrint."""
    harfbuzz = open_library(HARFBUZZ)
    return (
        harfbuzz is not None
        and bool(harfbuzz.hb_version_atleast(*SUBSETTING_HARFBUZZ))
        and open_library(HARFBUZZ_SUBSET) is not None
    )


def _add_dll_directories() -> None:
    if sys.platform == "win32":
        named = os.environ.get("WEASYPRINT_DLL_DIRECTORIES")
        for folder in named.split(";") if named else DLL_DIRECTORIES:
            with suppress(OSError):
                os.add_dll_directory(folder)
