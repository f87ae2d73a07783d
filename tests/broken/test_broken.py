"""For each code of `errors/codes.py` one tiny input in `tests/broken/`, and what a command reports of it.

README.md in this folder says how a case is written.
"""

from __future__ import annotations

import ast
import json
import os
import shlex
import shutil
import tempfile
import tomllib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

import keys
from letterforge.cli.app import app
from letterforge.errors import Code, ExitCode
from letterforge.machine import findings, libraries
from letterforge.model import spool
from letterforge.run.output_folder import open_output_folder
from letterforge.verify.examination import examine_file
from letterforge.verify.guard import Guard

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BASE = HERE / "_base"
CASES = sorted(path.parent for path in HERE.glob("*/case.toml"))
PLACE = ("file", "row", "line", "column")
SHOWN_ELSEWHERE = 8
"""The most codes that no input can show."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One `case.toml`; the README says what each key means."""

    wrong: str
    command: str = "check"
    exit: int = 3
    severity: str = "error"
    place: dict[str, object] = field(default_factory=dict)
    hint: bool = True
    also: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    lacks: str = ""
    shown_by: str = ""


def case_of(folder: Path) -> Case:
    """Raises TypeError where a key is unknown."""
    return Case(**tomllib.loads((folder / "case.toml").read_text("utf-8")))


SHOWN_HERE = [folder for folder in CASES if not case_of(folder).shown_by]


def test_every_code_has_a_case() -> None:
    assert [folder.name for folder in CASES] == sorted(Code)


def test_the_base_is_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a case would show more than its own fault."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    assert answer("check") == (0, [])


@pytest.mark.parametrize("folder", SHOWN_HERE, ids=lambda folder: folder.name)
def test_the_input_gives_its_code(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Once or more, and nothing else; with the place and the hint that a reader needs."""
    case = case_of(folder)
    lay(folder, tmp_path)
    surround(case, tmp_path, monkeypatch)

    with ExitStack() as until_the_end:
        for step in case.steps:
            take(step, until_the_end)
        exit_code, problems = answer(case.command)
    caplog.clear()

    found = [problem for problem in problems if problem["code"] == folder.name]
    assert {folder.name} <= {problem["code"] for problem in problems} <= {folder.name, *case.also}
    assert {problem["severity"] for problem in found} == {case.severity}
    assert place_of(found[0]) == case.place
    assert [bool(problem["hint"]) for problem in found] == [case.hint] * len(found)
    assert exit_code == case.exit


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_a_case_says_in_one_line_what_is_wrong(folder: Path) -> None:
    wrong = case_of(folder).wrong

    assert wrong.endswith(".")
    assert "\n" not in wrong


def test_few_codes_are_shown_elsewhere_and_there_the_test_exists() -> None:
    elsewhere = [case.shown_by for folder in CASES if (case := case_of(folder)).shown_by]

    assert len(elsewhere) <= SHOWN_ELSEWHERE
    assert not [name for name in elsewhere if name.partition("::")[2] not in functions_in(name)]


def functions_in(name: str) -> set[str]:
    """The tests of the file that a name such as `tests/run/test_roll_call.py::test_…` begins with."""
    tree = ast.parse((ROOT / name.partition("::")[0]).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


# --- how a case is run -----------------------------------------------------------------------------


def lay(folder: Path, campaign: Path) -> None:
    """The base, over it the files of the case; `more.toml` goes to the end of `letterforge.toml`."""
    shutil.copytree(BASE, campaign, dirs_exist_ok=True)
    shutil.copytree(
        folder, campaign, dirs_exist_ok=True, ignore=shutil.ignore_patterns("case.toml", "more.toml")
    )
    more = folder / "more.toml"
    if more.exists():
        with (campaign / "letterforge.toml").open("a", encoding="utf-8") as settings:
            settings.write("\n" + more.read_text("utf-8"))


def surround(case: Case, campaign: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the command runs: the folder, the variables, the libraries that this machine does not have."""
    monkeypatch.chdir(campaign)
    # A process of its own for each verdict, as tests/verify shows, would take most of the time here.
    monkeypatch.setattr(Guard, "examine", lambda guard, path: examine_file(path, guard._trust))
    for name, value in case.environment.items():
        monkeypatch.setenv(name, value)
    if case.lacks:
        LACKING[case.lacks](monkeypatch)


def without_typst(_name: str) -> str:
    raise PackageNotFoundError


def without_temporary_files(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tempfile, "tempdir", "nowhere")
    patch.setattr(spool, "IN_MEMORY", 1)


NOWHERE = libraries.Library("letterforge-nowhere")
LACKING: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "Pango": lambda patch: patch.setattr(findings, "PANGO", (NOWHERE,)),
    "HarfBuzz-subset": lambda patch: patch.setattr(libraries, "HARFBUZZ_SUBSET", NOWHERE),
    "a folder for temporary files": without_temporary_files,
    "Typst": lambda patch: patch.setattr(findings, "version", without_typst),
}


def take(step: str, until_the_end: ExitStack) -> None:
    """One step before the command: something done to a file, or another command, which must not break off."""
    match shlex.split(step):
        case ["copy", old, new]:
            Path(new).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(old, new)
        case ["append", path, text]:
            with Path(path).open("ab") as file:
                file.write(text.encode())
        case ["delete", path]:
            Path(path).unlink()
        case ["mode", mode, path]:
            Path(path).chmod(int(mode, 8))
        case ["key", path]:
            keys.write_p12(Path(path), keys.signing("p256"), "p256", os.environ["TRIAL_PASSPHRASE"])
            Path(path).with_suffix(".pem").write_bytes(keys.pem_of(keys.authority()))
        case ["alter", path, old, new]:
            alter(Path(path), old.encode(), new.encode())
        case ["pack", parts, path]:
            pack(Path(parts), Path(path))
        case ["hold", path]:
            until_the_end.enter_context(open_output_folder(Path(path)))
        case command:
            result = CliRunner().invoke(app, command)
            assert result.exit_code in {ExitCode.OK, ExitCode.SOME_FAILED}, result.output


def alter(path: Path, old: bytes, new: bytes) -> None:
    """Another word in the text of a Word file."""
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(old, new)
    with ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def pack(parts: Path, path: Path) -> None:
    """A Word file or workbook from its parts, so that a case shows what is in it."""
    with ZipFile(path, "w") as package:
        for part in sorted(path for path in parts.rglob("*") if path.is_file()):
            package.write(part, part.relative_to(parts))


def answer(command: str) -> tuple[int, list[dict[str, object]]]:
    """The exit code and the problems that a command reports to programs."""
    result = CliRunner().invoke(app, [*shlex.split(command), "--json"])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result.exit_code, json.loads(result.stdout)["problems"]


def place_of(problem: dict[str, object]) -> dict[str, object]:
    """Where it is; the path of a file from the campaign's folder."""
    place = {part: problem[part] for part in PLACE if problem[part]}
    if "file" in place and Path(place["file"]).is_absolute():
        place["file"] = Path(place["file"]).relative_to(Path.cwd().resolve()).as_posix()
    return place
