"""What this machine lacks, and the command that installs it; package managers are small scripts on PATH."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from letterforge import machine
from letterforge.errors import Code, ExitCode, Severity, UnfitMachine
from letterforge.machine import findings, fixing, libraries, packages
from letterforge.machine.libraries import Library
from letterforge.model import PdfEngine

NOWHERE = Library("letterforge-nowhere")
PANGO_BY_APT = "apt-get install --no-install-recommends -y libpango-1.0-0 libpangoft2-1.0-0"

Programs = Callable[..., Path]


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    """Make programs, given as name=script, the only ones on the PATH.

    Return the log that they may write to.
    """

    def make(**scripts: str) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir()
        log = tmp_path / "log"
        for name, script in scripts.items():
            program = folder / name.replace("_", "-")
            program.write_text(f'#!/bin/sh\nlog="{log}"\n{script}\n', encoding="utf-8")
            program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))
        return log

    return make


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


@pytest.fixture
def as_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.fixture
def without_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "PANGO", (NOWHERE,))


def missing(name: str, need: machine.Need = machine.Need.PDF) -> machine.Finding:
    return machine.Finding(name, False, need, "it is not there", Code.NO_PANGO)


def test_a_machine_that_sets_pdf_passes() -> None:
    """The suite needs Pango anyway, so it is there."""
    machine.require_pango()

    pango, faces, *_ = machine.examine()
    assert pango.present
    assert faces.present
    assert pango.problem is None


def test_examination_finds_what_weasyprint_finds() -> None:
    """A library that we see and WeasyPrint does not, or the other way round, would make our advice wrong."""
    from weasyprint.text import ffi

    subsetter = next(each for each in machine.examine() if each.name == "HarfBuzz-subset")

    assert subsetter.present == (ffi.harfbuzz_subset is not None)
    for library in libraries.PANGO:
        assert libraries.open_library(library) is not None


def test_a_library_that_nobody_has_is_not_found() -> None:
    assert libraries.open_library(NOWHERE) is None


@pytest.mark.usefixtures("without_pango", "as_root")
def test_pdf_without_pango_ends_with_the_command_to_type(programs: Programs) -> None:
    programs(apt_get="")

    with pytest.raises(UnfitMachine) as caught:
        machine.require_pango()

    assert caught.value.exit_code is ExitCode.UNFIT_MACHINE
    assert "Pango (required for PDF: no libletterforge-nowhere)" in caught.value.message
    assert caught.value.hint.startswith(f"apt-get update && {PANGO_BY_APT}")


@pytest.mark.usefixtures("without_pango", "as_root")
def test_the_command_for_pango_brings_the_subsetter_too(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody who has just typed a command wants to be told of another."""
    programs(apt_get="")
    monkeypatch.setattr(findings, "can_subset", lambda: False)

    with pytest.raises(UnfitMachine) as caught:
        machine.require_pango()

    assert "libharfbuzz-subset0;" in caught.value.hint
    assert "--engine typst" in caught.value.hint


def test_no_typeface_at_all_is_told_before_pdf_crashes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = tmp_path / "fonts.conf"
    empty.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig/>', "utf-8"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(empty))

    with pytest.raises(UnfitMachine, match=r"typefaces \(required for PDF"):
        machine.require_pango()


def test_the_samples_typeface_comes_with_the_installation() -> None:
    files = machine.packaged_face("caladea")

    assert [file.name for file in files] == [
        "Caladea-Bold.ttf",
        "Caladea-BoldItalic.ttf",
        "Caladea-Italic.ttf",
        "Caladea-Regular.ttf",
    ]
    assert machine.has_face("Caladea")


@pytest.mark.parametrize("face", ["No Such Face", "No-Such: Face", "", "Cal", "Caladea-Bold"])
def test_a_face_that_is_not_there_is_not_found(face: str) -> None:
    assert not machine.packaged_face(face)
    assert not face or not machine.has_face(face)


def test_the_campaigns_face_is_a_finding_of_its_own() -> None:
    face = next(each for each in machine.examine(["No Such Face"]) if each.name == "No Such Face")

    assert face.problem is not None
    assert face.problem.code is Code.MISSING_FACE
    assert face.problem.severity is Severity.ERROR
    assert "or name another typeface" in machine.fix_for([face])


def test_scripts_that_no_typeface_covers_are_named_and_do_not_stop_anybody() -> None:
    finding = findings._scripts("typefaces for other scripts", {"Arabic": "ar", "Thai": "th"}, {":lang=ar"})

    assert finding.detail == "no typeface for Thai"
    assert machine.lacking([finding]) == ()
    assert machine.lacking([finding], optional=True) == (finding,)


@pytest.mark.parametrize(
    ("program", "command"),
    [
        ("apt-get", f"apt-get update && {PANGO_BY_APT} libharfbuzz-subset0"),
        ("dnf", "dnf install -y pango harfbuzz"),
        ("zypper", "zypper --non-interactive install libpango-1_0-0 libharfbuzz-subset0"),
        ("pacman", "pacman -S --needed --noconfirm pango harfbuzz"),
        ("apk", "apk add pango so:libharfbuzz-subset.so.0"),
        ("brew", "brew install pango harfbuzz"),
    ],
)
@pytest.mark.usefixtures("as_root")
def test_each_kind_of_system_gets_its_own_command(program: str, command: str, programs: Programs) -> None:
    programs(**{program: ""})

    assert machine.fix_for([missing("Pango"), missing("HarfBuzz-subset", machine.Need.SPEED)]) == command


@pytest.mark.usefixtures("as_user")
def test_who_is_not_root_is_told_to_use_sudo(programs: Programs) -> None:
    programs(apt_get="", sudo="")

    assert machine.fix_for([missing("Pango")]) == f"sudo apt-get update && sudo {PANGO_BY_APT}"


@pytest.mark.usefixtures("as_user")
def test_without_sudo_the_command_asks_for_roots_password(programs: Programs) -> None:
    programs(dnf="")

    assert machine.fix_for([missing("Pango")]) == "su -c 'dnf install -y pango'"


@pytest.mark.usefixtures("as_user")
def test_homebrew_is_never_run_as_root(programs: Programs) -> None:
    programs(brew="", sudo="")

    assert machine.fix_for([missing("Pango")]) == "brew install pango"


def test_an_unknown_system_is_told_in_words(programs: Programs) -> None:
    programs()

    assert machine.package_manager() is None
    assert machine.fix_for([missing("Pango")]) == "install Pango with this system's package manager"


def test_windows_is_told_of_the_folder_of_dlls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")

    assert "WEASYPRINT_DLL_DIRECTORIES" in machine.fix_for([missing("Pango")])


def test_nothing_missing_needs_no_fix() -> None:
    assert machine.fix_for([]) == ""


@pytest.mark.usefixtures("without_pango", "as_root")
def test_fixing_as_root_runs_the_command(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine is examined anew afterwards; here the library is still not there, and that is told."""
    log = programs(apt_get='echo "$DEBIAN_FRONTEND $@" >> "$log"')
    told: list[str] = []

    with pytest.raises(UnfitMachine, match="Pango"):
        machine.fix(show=told.append)

    assert log.read_text(encoding="utf-8").splitlines()[:1] == ["noninteractive update"]
    assert told[0] == "apt-get update"
    assert told[1].startswith(PANGO_BY_APT)


@pytest.mark.usefixtures("as_root")
def test_fixing_ends_well_once_the_library_is_there(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = programs(apt_get='echo "$@" >> "$log"')
    monkeypatch.setattr(findings, "open_library", lambda library: object() if log.exists() else None)

    after = machine.fix()

    assert all(finding.present for finding in after if finding.need is machine.Need.PDF)


@pytest.mark.usefixtures("without_pango", "as_root")
def test_a_command_that_fails_is_told_with_its_last_words(programs: Programs) -> None:
    programs(apt_get='test "$1" = update || { echo "E: Unable to locate package"; exit 100; }')

    with pytest.raises(UnfitMachine) as caught:
        machine.fix()

    assert "failed:\n  E: Unable to locate package" in caught.value.message
    assert PANGO_BY_APT in caught.value.hint


@pytest.mark.usefixtures("without_pango", "as_root")
def test_stale_lists_of_packages_stop_nothing(programs: Programs) -> None:
    log = programs(apt_get='test "$1" = update && exit 1; echo "$1" >> "$log"')

    with pytest.raises(UnfitMachine):
        machine.fix()

    assert log.read_text(encoding="utf-8") == "install\n"


@pytest.mark.usefixtures("without_pango", "as_user")
@pytest.mark.parametrize("sudo", [{}, {"sudo": "exit 1"}], ids=["no sudo", "sudo wants a password"])
def test_without_rights_nothing_runs_and_the_command_is_told(
    programs: Programs, sudo: dict[str, str]
) -> None:
    log = programs(apt_get='touch "$log"', **sudo)

    with pytest.raises(UnfitMachine) as caught:
        machine.fix()

    assert not log.exists()
    assert PANGO_BY_APT in caught.value.hint


@pytest.mark.usefixtures("without_pango", "as_user")
def test_sudo_without_a_password_is_used(programs: Programs) -> None:
    log = programs(apt_get="", sudo='printf "%s\\n" "$*" >> "$log"')

    with pytest.raises(UnfitMachine):
        machine.fix()

    assert log.read_text(encoding="utf-8").splitlines()[:2] == ["-n true", "apt-get update"]


def test_a_sound_machine_is_left_alone(programs: Programs) -> None:
    """A second `make letters` installs nothing."""
    if machine.lacking(machine.examine(["Caladea"])):
        pytest.skip("this machine lacks something, so fixing would not leave it alone")
    log = programs(apt_get='touch "$log"')

    machine.fix(["Caladea"])

    assert not log.exists()


@pytest.mark.usefixtures("as_root")
def test_what_only_costs_time_stops_nobody_where_it_cannot_be_had(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs()
    monkeypatch.setattr(findings, "can_subset", lambda: False)

    after = machine.fix()

    assert [finding.code for finding in machine.lacking(after)] == [Code.NO_SUBSETTER]


def test_every_package_manager_knows_what_pdf_needs() -> None:
    for manager in packages.PACKAGE_MANAGERS:
        assert manager.packages[packages.PANGO]
        assert manager.packages[packages.SUBSETTER]


def test_nothing_is_loaded_that_pdf_alone_needs() -> None:
    """Examining costs milliseconds: it must stay so for every `letterforge doctor`."""
    code = (
        "import sys; from letterforge import machine; machine.examine(['Caladea'])\n"
        "print({'weasyprint', 'typer', 'pydantic', 'rich', 'lxml'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"


def test_a_mac_is_told_how_its_python_finds_homebrew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    error = fixing._unfit([missing("Pango")], installed=True)

    assert "DYLD_FALLBACK_LIBRARY_PATH" in error.hint


@pytest.mark.usefixtures("without_pango")
@pytest.mark.parametrize("engine", [PdfEngine.TYPST, PdfEngine.AUTO])
def test_without_pango_a_machine_is_sound_for_letters_that_typst_sets(
    programs: Programs, engine: PdfEngine
) -> None:
    """Doctor still says what WeasyPrint would need, and --fix installs nothing that no letter needs."""
    log = programs(apt_get='touch "$log"')

    found = {finding.name: finding for finding in machine.fix(["Caladea"], engine=engine)}

    assert not log.exists()
    assert not machine.lacking(found.values())
    assert (found["Typst"].present, found["Typst"].need) == (True, machine.Need.PDF)
    assert (found["Pango"].present, found["Pango"].need) == (False, machine.Need.OTHER_ENGINE)
    assert "libpango" in machine.fix_for(found.values())


def test_auto_needs_pango_where_it_is_there(without_pango: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that doctor speaks of the engine that would be taken."""
    without = {finding.name: finding.need for finding in machine.examine(engine=PdfEngine.AUTO)}
    monkeypatch.undo()
    found = {finding.name: finding.need for finding in machine.examine(engine=PdfEngine.AUTO)}

    assert without["Pango"] is found["Typst"] is machine.Need.OTHER_ENGINE
    assert without["Typst"] is found["Pango"] is machine.Need.PDF


def test_typst_that_is_not_installed_is_told_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(findings, "version", nowhere)

    with pytest.raises(UnfitMachine) as caught:
        machine.require_typst()

    assert caught.value.hint.endswith("-m pip install typst")
