"""Findings → the command that installs what is missing, for a person to type, or run here if allowed."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from letterforge.errors import UnfitMachine
from letterforge.machine.findings import Finding, Need, examine, for_typst, for_weasyprint
from letterforge.machine.packages import TYPST, Command, PackageManager, is_root, package_manager
from letterforge.model import PdfEngine
from letterforge.processes import children

LAST_LINES = 8
"""How much of a failed command's output is shown."""

ON_WINDOWS = (
    "install MSYS2, then in its shell: pacman -S mingw-w64-ucrt-x86_64-pango; if it is not in C:\\msys64, "
    "set WEASYPRINT_DLL_DIRECTORIES to its folder ucrt64\\bin"
)

BY_TYPST = '--engine typst, or pdf_engine = "typst" under [output] of letterforge.toml'

ON_MACOS_AFTERWARDS = "export DYLD_FALLBACK_LIBRARY_PATH=$(brew --prefix)/lib"
"""A Python that is not Homebrew's own does not look where Homebrew installs libraries."""


def lacking(findings: Iterable[Finding], *, optional: bool = False) -> tuple[Finding, ...]:
    """The findings that are missing and needed; with `optional` also those that only some names need."""
    return tuple(finding for finding in findings if not finding.present and (finding.needed or optional))


def fix_for(findings: Iterable[Finding]) -> str:
    """What to type, or in words what to do, to get what is missing; empty if nothing is missing."""
    missing = [finding for finding in findings if not finding.present]
    manager = package_manager()
    packaged = manager.packages if manager else {}
    typed = (
        [_typed(manager, missing)] if manager and any(finding.name in packaged for finding in missing) else []
    )
    return "; ".join([*typed, *_in_words([finding for finding in missing if finding.name not in packaged])])


def fix(
    faces: Sequence[str] = (),
    show: Callable[[str], None] = lambda _command: None,
    engine: PdfEngine = PdfEngine.WEASYPRINT,
) -> tuple[Finding, ...]:
    """Install what this machine lacks for letters in these typefaces, set by an engine.

    Return what it has then.

    `show` is given each command before it runs. Commands run as root, by sudo where it asks for no password,
    or by Homebrew. Raises UnfitMachine if they may not run or do not succeed; its hint is what to type.
    """
    findings = examine(faces, engine)
    missing = lacking(findings)
    manager = package_manager()
    commands = _commands(manager, missing) if manager else ()
    if manager and commands:
        if _must_ask(manager):
            raise _unfit(missing)
        for command in commands:
            show(shlex.join(command))
            status, output = _output_of(command, manager.environment)
            # Old lists of packages do no harm if the install itself succeeds.
            if status and command is commands[-1]:
                raise _failed(command, output, missing)
        findings = examine(faces, engine)
    # What only saves time is no reason to stop where nobody has packaged it.
    if still := [finding for finding in lacking(findings) if finding.need is not Need.SPEED]:
        raise _unfit(still, installed=bool(commands))
    return findings


def require_pango() -> None:
    """Raise UnfitMachine, with the command that fixes it, where WeasyPrint cannot make PDF on this
    machine.
    """
    if missing := lacking(for_weasyprint()):
        # One command for everything, so that nobody has to type a second one, for speed.
        hints = [fix_for(lacking(examine())), f"make PDF with Typst, which needs none of this: {BY_TYPST}"]
        if sys.platform == "win32":  # there the first is long, and not easy for everybody
            hints.reverse()
        raise UnfitMachine(_lacks(missing), "; or ".join(hints), missing[0].code)


def require_typst() -> None:
    """Raise UnfitMachine, with the command that fixes it, where Typst cannot make PDF on this machine."""
    if missing := lacking(for_typst()):
        raise UnfitMachine(_lacks(missing), fix_for(missing), missing[0].code)


def _unfit(missing: Sequence[Finding], *, installed: bool = False) -> UnfitMachine:
    if installed and sys.platform == "darwin":
        names, code = " and ".join(finding.name for finding in missing), missing[0].code
        return UnfitMachine(f"{names} is installed, but Python cannot find it", ON_MACOS_AFTERWARDS, code)
    return UnfitMachine(_lacks(missing), fix_for(missing), missing[0].code)


def _lacks(missing: Iterable[Finding]) -> str:
    things = ", ".join(f"{finding.name} ({finding.need}: {finding.detail})" for finding in missing)
    return f"this machine lacks {things}"


def _failed(command: Command, output: str, missing: Sequence[Finding]) -> UnfitMachine:
    last = output.strip().splitlines()[-LAST_LINES:]
    return UnfitMachine(
        "\n  ".join([f"{shlex.join(command)} failed:", *last]), fix_for(missing), missing[0].code
    )


def _commands(manager: PackageManager, missing: Iterable[Finding]) -> tuple[Command, ...]:
    """The commands that install what is missing, as far as the package manager has it."""
    commands = manager.commands(finding.name for finding in missing)
    return tuple(("sudo", *command) for command in commands) if _needs_sudo(manager) else commands


def _typed(manager: PackageManager, missing: Iterable[Finding]) -> str:
    """The same commands as one line to type."""
    typed = " && ".join(map(shlex.join, _commands(manager, missing)))
    needs_su = manager.needs_root and not is_root() and not _needs_sudo(manager)
    return f"su -c {shlex.quote(typed)}" if needs_su else typed


def _in_words(missing: Sequence[Finding]) -> Iterator[str]:
    """What to do about things that no known package contains."""
    faces = [finding.name for finding in missing if finding.need is Need.STATIONERY]
    others = [finding.name for finding in missing if finding.need is not Need.STATIONERY]
    libraries = [name for name in others if name != TYPST]
    if libraries:
        by_hand = f"install {' and '.join(libraries)} with this system's package manager"
        yield ON_WINDOWS if sys.platform == "win32" else by_hand
    if TYPST in others:
        yield shlex.join([sys.executable, "-m", "pip", "install", "typst"])
    if faces:
        yield f"install {' and '.join(faces)}, or name another typeface in [stationery] face"


def _needs_sudo(manager: PackageManager) -> bool:
    return manager.needs_root and not is_root() and shutil.which("sudo") is not None


def _must_ask(manager: PackageManager) -> bool:
    """Whether installing software here needs a password."""
    if not manager.needs_root or is_root():
        return False
    return not _needs_sudo(manager) or bool(_output_of(["sudo", "-n", "true"])[0])


def _output_of(command: Sequence[str], environment: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Exit status and output of a command that gets no input."""
    done = subprocess.run(
        command,
        env=children.environment() | dict(environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout
