"""What a command is given instead of files, names and texts: it ends in words, at once."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from campaigns import LIST, SETTINGS, TEMPLATE, write_campaign
from letterforge.cli.app import app
from letterforge.errors import Code, ExitCode
from letters import DRAWING

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes pipes, devices and links")

PLAIN = SETTINGS.replace('register = "rome-statute"\n', "")
FULL = (
    SETTINGS.replace('register = "rome-statute"', 'register = "register.csv"\nforms = "forms.toml"')
    .replace('title = "Convenor"', 'title = "Convenor"\nimage = "signature.svg"')
    .replace("letterhead = true", 'letterhead = "logo.svg"\nstyle = "own"\ncss = "own.css"')
    + '[cosigners]\nfile = "cosigners.csv"\n[approval]\nrequired = true\n'
)
FILES = {
    "letterforge.toml": FULL,
    "letter.en.md": TEMPLATE.replace("closing:", 'annexes: ["annex.md"]\nclosing:'),
    "list.csv": LIST,
    "register.csv": "country,entry_into_force\nSenegal,2000-01-01\nGambia,2000-01-01\n",
    "forms.toml": '[[forms]]\nlanguage = "en"\noffice = ["foreign_minister"]\nline = "Hello"\n',
    "signature.svg": DRAWING,
    "logo.svg": DRAWING,
    "own/stationery.toml": 'page = "A4"\n',
    "own/style.css": "p { color: black }\n",
    "own.css": "p { color: black }\n",
    "cosigners.csv": "name,country\nAlliance,France\n",
    "annex.md": "An annex.\n",
    "approvals.toml": "",
}
"""A campaign that has a file of each kind."""
STRANGE = {
    "pipe": os.mkfifo,
    "folder": Path.mkdir,
    "loop": lambda path: path.symlink_to(path.name),
    "endless device": lambda path: path.symlink_to("/dev/zero"),
    "sparse": lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), 1 << 40),
    "nothing": lambda path: None,
    "empty": lambda path: path.write_bytes(b""),
    "zeros": lambda path: path.write_bytes(bytes(5000)),
    "noise": lambda path: path.write_bytes(bytes(range(256)) * 20),
    "UTF-16": lambda path: path.write_text("a = 'x'\n", "utf-16"),
    "brackets": lambda path: path.write_text("x = " + "[" * 5000, "utf-8"),
}


def told(*arguments: object) -> tuple[int, str]:
    """Exit code and words. Whatever the door would have to call a fault is raised here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LETTERFORGE_DEBUG", "1")
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stderr


def full(folder: Path) -> Path:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_the_full_campaign_is_sound(tmp_path):
    """Else what follows would show nothing."""
    assert told("check", "-C", full(tmp_path))[0] == 0


@pytest.mark.parametrize("kind", STRANGE)
@pytest.mark.parametrize("name", FILES)
def test_anything_may_be_in_the_place_of_any_file(tmp_path, name, kind):
    """No wait for a pipe, no end to memory for a device."""
    path = full(tmp_path) / name
    path.unlink()
    STRANGE[kind](path)

    for command in (
        ["check"],
        ["render", "--jobs", "1", "--format", "docx"],
        ["preview"],
        ["approve", "--list"],
    ):
        code, said = told(*command, "-C", tmp_path)
        assert code in set(ExitCode), said
        assert code == 0 or said


BAD_NAMES = [
    "a\0b",
    "x" * 300,
    "x/" * 3000 + "x",
    "loop",
    "pipe",
    "folder",
    "/dev/zero",
    "~nobody-is-so-called/x",
    "",
]


@pytest.mark.parametrize("name", BAD_NAMES, ids=lambda name: name[:9])
@pytest.mark.parametrize(
    "command",
    [
        ["check", "-C", "{}"],
        ["check", "--recipients", "{}.csv"],
        ["states", "--recipients", "{}"],
        ["render", "--jobs", "1", "--format", "docx", "--out", "{}/out"],
        ["render", "--jobs", "1", "--recipients", "{}.csv"],
        ["render", "--jobs", "1", "--where", "{}"],
        ["render", "--jobs", "1", "{}"],
        ["preview", "{}"],
        ["preview", "--pdf", "{}.pdf"],
        ["preview", "--docx", "{}/x.docx"],
        ["init", "{}/new"],
        ["stationery", "{}"],
        ["stationery", "modern", "{}/new"],
        ["forms", "{}"],
        ["approve", "--by", "{}", "--all"],
        ["doctor", "--stationery", "{}"],
    ],
    ids=" ".join,
)
def test_any_name_may_be_typed(tmp_path, monkeypatch, command, name):
    folder = write_campaign(tmp_path / "c", settings=PLAIN)
    monkeypatch.chdir(folder)
    (folder / "loop").symlink_to("loop")
    (folder / "loop.csv").symlink_to("loop.csv")
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "pipe.csv")
    shutil.copy(folder / "list.csv", folder / "folder.csv")

    code, said = told(*(part.replace("{}", name) for part in command))

    assert code in set(ExitCode)
    assert code == 0 or said


@pytest.mark.parametrize(
    "front",
    [
        "[" * 3000,
        "- " * 3000 + "a",
        "subject: " + "[" * 1000 + "]" * 1000,
        "a: &a [x]\n" + "".join(f"b{n}: &b{n} [{'*a,' * 9}]\n" for n in range(20)),
        "enclosures: &e [*e]",
        "subject: !!python/object/apply:os.system [x]",
        'subject: !!binary "eA=="',
        "subject: !own x",
        "subject: ~",
        "subject: null",
        "enclosures: [null]",
        'subject: "\\U00110000"',
        'subject: "\\ud800"',
        'subject: "a\\0b"',
        "subject: a\nsubject: b",
        "? [a, b]\n: c",
        "<<: {subject: a}",
        "<<: *nothing",
        "\tsubject: a",
        "%YAML 9.9",
        'annexes: ["a\\0b"]',
        "annexes: [loop]",
        "annexes: [pipe]",
        f"annexes: [{'x' * 300}]",
        f"annexes: [{'x/' * 3000}x]",
        "annexes: [/dev/zero]",
    ],
    ids=lambda front: front[:25],
)
def test_front_matter_that_is_none_is_told_with_its_file(tmp_path, front):
    folder = write_campaign(tmp_path, f"---\n{front}\n---\nWe write to you.\n", settings=PLAIN)
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "pipe")

    code, said = told("check", "-C", folder)

    assert code == ExitCode.BROKEN
    assert "letter.en.md" in said
    assert Code.FRONT_MATTER in said or "annexes" in front


@pytest.mark.parametrize(
    "front", ["subject: 2020-01-01", "subject: 5", "closing: yes", "subject:", "subject: &x a\nclosing: *x"]
)
def test_front_matter_is_text_as_it_is_typed(tmp_path, front):
    """A date, a number, a word that YAML takes for something else."""
    folder = write_campaign(tmp_path, f"---\n{front}\n---\nWe write to you.\n", settings=PLAIN)

    assert told("check", "-C", folder)[0] == 0


@pytest.mark.parametrize(
    "body",
    ["{{", "{%", "{{ x", "{% include 'loop' %}", "{% include 'a\\x00b' %}", f"{{% include '{'x' * 300}' %}}"],
)
def test_jinja_that_breaks_off_or_includes_what_is_no_file_is_told(tmp_path, body):
    folder = write_campaign(tmp_path, body, settings=PLAIN)
    (folder / "loop").symlink_to("loop")

    assert told("check", "-C", folder)[0] == ExitCode.BROKEN


# --- the output folder -----------------------------------------------------------------------------------


PLACES = [
    ".letterforge/ledger.db",
    ".letterforge/lock",
    ".letterforge/ledger.db-wal",
    ".letterforge/strangers.db",
]
DOCX = ("--jobs", "1", "--format", "docx")


@pytest.mark.parametrize("kind", ["pipe", "folder", "loop", "endless device"])
@pytest.mark.parametrize("place", PLACES)
def test_what_is_in_the_way_of_the_ledger_is_told_and_not_waited_for(tmp_path, place, kind):
    folder = write_campaign(tmp_path, settings=PLAIN)
    assert told("render", "-C", folder, *DOCX)[0] == 0
    path = folder / "out" / place
    path.unlink(missing_ok=True)
    STRANGE[kind](path)

    for _ in range(2):
        code, said = told("render", "-C", folder, *DOCX, "--force")
        assert code == ExitCode.BROKEN
        assert f"{path.name} is a " in said
        assert Code.LEDGER in said
        assert "move it away" in said
    assert told("check", "-C", folder)[0] == 0  # it writes nothing, and waits for nothing


@pytest.mark.parametrize("kind", ["pipe", "folder", "loop", "endless device"])
@pytest.mark.parametrize(
    "place",
    ["", "letters", ".letterforge", "manifest.json", "letters/SEN-1.docx", ".manifest.json.unfinished"],
)
def test_what_is_in_the_way_of_files_is_told_or_replaced(tmp_path, place, kind):
    folder = write_campaign(tmp_path, settings=PLAIN)
    path = folder / "out" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    STRANGE[kind](path)

    for _ in range(2):
        code, said = told("render", "-C", folder, *DOCX)
        assert code in {ExitCode.OK, ExitCode.SOME_FAILED, ExitCode.BROKEN}
        assert code == 0 or Code.CANNOT_WRITE in said or Code.OUTSIDE_CAMPAIGN in said


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE runs SET standing = '{'",
        """UPDATE runs SET standing = '{"files": 5, "program": 5, "told": 5}'""",
        f"UPDATE runs SET standing = '{'[' * 100_000}'",
        f"UPDATE runs SET columns = '{'[' * 100_000}'",
        "UPDATE sheets SET file = 'a' || char(0)",
        "UPDATE sheets SET file = X'00FF'",
        f"UPDATE sheets SET file = '{'x' * 5000}'",
        "UPDATE sheets SET sha256 = 'x'",
        "UPDATE sheets SET format = 'exe'",
        "UPDATE letters SET cells = 'x', row = 'x'",
        "INSERT INTO failures VALUES ('z', 'x', 'x', 'x', 'x', 'x', '{', 1, '[', 'x')",
        "INSERT INTO corrections VALUES ('list.csv, row 2: 0123456789abcdef', '{', '[5]')",
        "INSERT INTO leftovers VALUES ('letters/' || char(0), 'docx', 'x', X'00')",
        "INSERT INTO leftovers VALUES (X'00', 5, 5, 5)",
        "UPDATE runs SET run = 9223372036854775807",
        "DELETE FROM runs",
    ],
    ids=lambda damage: damage[:45],
)
def test_a_damaged_ledger_costs_work_and_no_letter(tmp_path, damage):
    folder = write_campaign(tmp_path, settings=PLAIN)
    assert told("render", "-C", folder, *DOCX)[0] == 0
    with sqlite3.connect(folder / "out" / ".letterforge" / "ledger.db") as ledger:
        ledger.execute(damage)
    ledger.close()

    code, said = told("render", "-C", folder, *DOCX)

    assert code in {ExitCode.OK, ExitCode.BROKEN}, said
    assert (folder / "out" / "letters" / "SEN-1.docx").is_file()


@pytest.fixture
def read_only(tmp_path: Path) -> Any:
    """Makes a folder one that nobody may write to, root neither."""
    mounted: list[Path] = []

    def make(folder: Path) -> None:
        if os.geteuid():
            for path in (folder, *folder.rglob("*")):
                path.chmod(path.stat().st_mode & ~0o222)
            return
        for options in (["--bind", str(folder), str(folder)], ["-o", "remount,bind,ro", str(folder)]):
            if subprocess.run(["mount", *options], check=False, stderr=subprocess.DEVNULL).returncode:
                pytest.skip("nobody can mount here")
            mounted.append(folder)

    yield make
    for folder in mounted[::2]:
        subprocess.run(["umount", "-l", str(folder)], check=True)
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)


def test_a_run_that_has_nothing_to_do_needs_no_right_to_write(tmp_path, read_only):
    """An archive, a snapshot; a run that has something to do says why it cannot."""
    folder = write_campaign(tmp_path / "c", settings=PLAIN)
    assert told("render", "-C", folder, *DOCX)[0] == 0
    read_only(folder / "out")

    for options in ((), ("--json",)):
        code, said = told("render", "-C", folder, *DOCX, *options)
        assert code == 0, said
    (folder / "letter.en.md").write_text(TEMPLATE + "\nMore.\n", "utf-8")
    code, said = told("render", "-C", folder, *DOCX)
    assert code == ExitCode.BROKEN
    assert Code.CANNOT_WRITE in said


def test_verbose_shows_our_own_steps_alone(tmp_path):
    """Not what fontTools, asyncio or a typesetter have to say to their makers."""
    folder = write_campaign(tmp_path, settings=PLAIN)
    command = [sys.executable, "-m", "letterforge", "render", "-v", "-C", str(folder), "--jobs", "1"]

    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)

    steps = [line for line in done.stderr.splitlines() if line.startswith(("SEN-1: ", "GMB-1: "))]
    others = [line for line in done.stderr.splitlines() if line not in steps]
    assert "SEN-1: 4/6 typeset" in steps
    assert others[0].startswith("2 letters in 4 files")
