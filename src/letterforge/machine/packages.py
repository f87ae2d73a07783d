"""Package managers: which one this machine has, and the names of what letters need in each."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Command: TypeAlias = tuple[str, ...]
"""A program and its arguments."""

PANGO = "Pango"
TYPST = "Typst"
SUBSETTER = "HarfBuzz-subset"
TYPEFACES = "typefaces"
OTHER_SCRIPTS = "typefaces for other scripts"
EAST_ASIA = "typefaces for Chinese, Japanese and Korean"


@dataclass(frozen=True, slots=True)
class PackageManager:
    """How one kind of system installs software."""

    program: str
    install: Command
    """The arguments before the packages."""
    packages: Mapping[str, Sequence[str]]
    """What a finding is called (a family's name for a typeface) → the packages that contain it."""
    refresh: Command = ()
    """The arguments that fetch the lists of packages again, if an install does not do so itself."""
    needs_root: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)

    def commands(self, names: Iterable[str]) -> tuple[Command, ...]:
        """The commands, in their order, that install the things with these names; none for nothing."""
        wanted = dict.fromkeys(package for name in names for package in self.packages.get(name, ()))
        steps = [self.refresh, (*self.install, *wanted)] if wanted else []
        return tuple((self.program, *step) for step in steps if step)


APT = PackageManager(
    program="apt-get",
    install=("install", "--no-install-recommends", "-y"),
    # Always refreshed: lists that are missing, old or of another release look like any others.
    refresh=("update",),
    environment={"DEBIAN_FRONTEND": "noninteractive"},
    packages={
        PANGO: ["libpango-1.0-0", "libpangoft2-1.0-0"],
        SUBSETTER: ["libharfbuzz-subset0"],
        TYPEFACES: ["fonts-dejavu-core"],
        OTHER_SCRIPTS: ["fonts-noto-core"],
        EAST_ASIA: ["fonts-noto-cjk"],
        "Caladea": ["fonts-crosextra-caladea"],
        "Carlito": ["fonts-crosextra-carlito"],
        "EB Garamond": ["fonts-ebgaramond"],
        "Liberation Sans": ["fonts-liberation"],
        "Liberation Serif": ["fonts-liberation"],
        "Linux Libertine O": ["fonts-linuxlibertine"],
        "Noto Sans": ["fonts-noto-core"],
        "Noto Serif": ["fonts-noto-core"],
    },
)

DNF = PackageManager(
    program="dnf",
    install=("install", "-y"),
    packages={
        PANGO: ["pango"],
        SUBSETTER: ["harfbuzz"],
        TYPEFACES: ["dejavu-sans-fonts", "dejavu-serif-fonts"],
        OTHER_SCRIPTS: ["default-fonts-other-sans"],
        EAST_ASIA: ["default-fonts-cjk-sans"],
        "Caladea": ["google-crosextra-caladea-fonts"],
        "Carlito": ["google-carlito-fonts"],
        "Liberation Sans": ["liberation-sans-fonts"],
        "Liberation Serif": ["liberation-serif-fonts"],
    },
)

ZYPPER = PackageManager(
    program="zypper",
    install=("--non-interactive", "install"),
    packages={
        PANGO: ["libpango-1_0-0"],
        SUBSETTER: ["libharfbuzz-subset0"],
        TYPEFACES: ["dejavu-fonts"],
        "Liberation Sans": ["liberation-fonts"],
        "Liberation Serif": ["liberation-fonts"],
    },
)

PACMAN = PackageManager(
    program="pacman",
    install=("-S", "--needed", "--noconfirm"),
    packages={
        PANGO: ["pango"],
        SUBSETTER: ["harfbuzz"],
        TYPEFACES: ["ttf-dejavu"],
        OTHER_SCRIPTS: ["noto-fonts"],
        EAST_ASIA: ["noto-fonts-cjk"],
        "Caladea": ["ttf-caladea"],
        "Carlito": ["ttf-carlito"],
        "Liberation Sans": ["ttf-liberation"],
        "Liberation Serif": ["ttf-liberation"],
    },
)

APK = PackageManager(
    program="apk",
    install=("add",),
    packages={
        PANGO: ["pango"],
        SUBSETTER: ["so:libharfbuzz-subset.so.0"],
        TYPEFACES: ["font-dejavu"],
        OTHER_SCRIPTS: ["font-noto"],
        EAST_ASIA: ["font-noto-cjk"],
    },
)

BREW = PackageManager(
    program="brew",
    install=("install",),
    needs_root=False,  # Homebrew refuses to run as root
    packages={
        PANGO: ["pango"],
        SUBSETTER: ["harfbuzz"],
        "Caladea": ["font-caladea"],
        "Carlito": ["font-carlito"],
        "EB Garamond": ["font-eb-garamond"],
        "Gelasio": ["font-gelasio"],
        "Liberation Sans": ["font-liberation"],
        "Liberation Serif": ["font-liberation"],
    },
)

PACKAGE_MANAGERS = (APT, DNF, ZYPPER, PACMAN, APK, BREW)
"""In the order in which they are looked for: the system's own before Homebrew."""


def package_manager() -> PackageManager | None:
    """The package manager of this machine, or None if it has none that we know."""
    if sys.platform == "win32":
        return None
    return next((manager for manager in PACKAGE_MANAGERS if shutil.which(manager.program)), None)


def is_root() -> bool:
    """Whether this process has all rights."""
    return sys.platform != "win32" and os.geteuid() == 0
