"""Findings → the command that mends the machine, typed by a person or run here where that is allowed."""

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
"""How much of a failed command's output is told."""

ON_WINDOWS = (
    "install MSYS2, then in its shell: pacman -S mingw-w64-ucrt-x86_64-pango; where it is not in C:\\msys64, "
    "set WEASYPRINT_DLL_DIRECTORIES to its folder ucrt64\\bin"
)

BY_TYPST = '--engine typst, or pdf_engine = "typst" under [output] of letterforge.toml'

ON_MACOS_AFTERWARDS = "export DYLD_FALLBACK_LIBRARY_PATH=$(brew --prefix)/lib"
"""A Python that is not Homebrew's own does not look where Homebrew installs libraries."""


def lacking(findings: Iterable[Finding], *, optional: bool = False) -> tuple[Finding, ...]:
    """The findings that are missing and needed; with `optional` those that only some names need, too."""
    return tuple(each for each in findings if not each.present and (each.needed or optional))


def way_out(findings: Iterable[Finding]) -> str:
    """What to type, or in words what to do, so that what is missing is there; empty where nothing is missing."""
    missing = [finding for finding in findings if not finding.present]
    manager = package_manager()
    packaged = manager.packages if manager else {}
    typed = [_typed(manager, missing)] if manager and any(each.name in packaged for each in missing) else []
    return "; ".join([*typed, *_in_words([each for each in missing if each.name not in packaged])])


def mend(
    faces: Sequence[str] = (),
    tell: Callable[[str], None] = lambda _command: None,
    engine: PdfEngine = PdfEngine.WEASYPRINT,
) -> tuple[Finding, ...]:
    """Install what letters in these typefaces, set by an engine, need and this machine lacks; return what it has then.

    `tell` is given each command before it runs. Commands run as root, by sudo where it asks for no password, or
    by Homebrew. Raises UnfitMachine where they may not or do not succeed; its hint is what to type.
    """
    findings = examine(faces, engine)
    missing = lacking(findings)
    manager = package_manager()
    commands = _commands(manager, missing) if manager else ()
    if manager and commands:
        if _must_ask(manager):
            raise _unfit(missing)
        for command in commands:
            tell(shlex.join(command))
            status, output = _output_of(command, manager.environment)
            # Lists of packages that could not be fetched anew do no harm if the install itself goes well.
            if status and command is commands[-1]:
                raise _failed(command, output, missing)
        findings = examine(faces, engine)
    # What only costs time does not stop a machine for which nobody has packaged it.
    if still := [finding for finding in lacking(findings) if finding.need is not Need.SPEED]:
        raise _unfit(still, mended=bool(commands))
    return findings


def require_pango() -> None:
    """Raise UnfitMachine, with the command that mends it, where WeasyPrint cannot make PDF on this machine."""
    if missing := lacking(for_weasyprint()):
        # Whoever types the command is spared a second one, for speed.
        hints = [way_out(lacking(examine())), f"let Typst set PDF, which needs none of it: {BY_TYPST}"]
        if sys.platform == "win32":  # where the first is long, and not for everybody
            hints.reverse()
        raise UnfitMachine(_lacks(missing), "; or ".join(hints), missing[0].code)


def require_typst() -> None:
    """Raise UnfitMachine, with the command that mends it, where Typst cannot make PDF on this machine."""
    if missing := lacking(for_typst()):
        raise UnfitMachine(_lacks(missing), way_out(missing), missing[0].code)


def _unfit(missing: Sequence[Finding], *, mended: bool = False) -> UnfitMachine:
    if mended and sys.platform == "darwin":
        names, code = " and ".join(finding.name for finding in missing), missing[0].code
        return UnfitMachine(f"{names} is installed, but Python does not find it", ON_MACOS_AFTERWARDS, code)
    return UnfitMachine(_lacks(missing), way_out(missing), missing[0].code)


def _lacks(missing: Iterable[Finding]) -> str:
    things = ", ".join(f"{finding.name} ({finding.need}: {finding.detail})" for finding in missing)
    return f"this machine lacks {things}"


def _failed(command: Command, output: str, missing: Sequence[Finding]) -> UnfitMachine:
    last = output.strip().splitlines()[-LAST_LINES:]
    return UnfitMachine(
        "\n  ".join([f"{shlex.join(command)} failed:", *last]), way_out(missing), missing[0].code
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
    """What to do about things that no known package brings."""
    faces = [each.name for each in missing if each.need is Need.STATIONERY]
    libraries = [each.name for each in missing if each.need is not Need.STATIONERY and each.name != TYPST]
    if libraries:
        by_hand = f"install {' and '.join(libraries)} with this system's package manager"
        yield ON_WINDOWS if sys.platform == "win32" else by_hand
    if any(each.name == TYPST for each in missing):
        yield shlex.join([sys.executable, "-m", "pip", "install", "typst"])
    if faces:
        yield f"install {' and '.join(faces)}, or name another typeface in [stationery] face"


def _needs_sudo(manager: PackageManager) -> bool:
    return manager.needs_root and not is_root() and shutil.which("sudo") is not None


def _must_ask(manager: PackageManager) -> bool:
    """Whether only a person who knows a password can install software here."""
    if not manager.needs_root or is_root():
        return False
    return not _needs_sudo(manager) or bool(_output_of(["sudo", "-n", "true"])[0])


def _output_of(command: Sequence[str], environment: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Exit status and output of a command that is asked nothing."""
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
