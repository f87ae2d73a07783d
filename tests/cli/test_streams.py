"""Output that nobody takes: a full disk, a closed stream, a reader that has gone. Real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from campaigns import SETTINGS, hashes, write_campaign

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full and a shell")

PLAIN = SETTINGS.replace('register = "rome-statute"\n', "")
LETTERS = {"SEN-1.docx", "GMB-1.docx"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made: Path = write_campaign(tmp_path, settings=PLAIN)
    return made


def shell(folder: Path, command: str, redirected: str) -> tuple[int, str, str]:
    """A command with its streams as a shell has them; its own exit code, and what could be heard."""
    line = f'"$0" -m letterforge {command} {redirected}; exit "${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", line, sys.executable],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "fault" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "command", ["check --json", "render --json --jobs 1 --format docx", "preview", "forms --json", "--help"]
)
def test_a_full_disk_under_standard_output_is_told_and_the_work_is_done(folder, command):
    code, _, said = shell(folder, command, "> /dev/full")

    assert code == 1
    assert said.splitlines()[-1] == "error: cannot write to standard output: No space left on device"
    assert "render" not in command or set(hashes(folder / "out")) == LETTERS


@pytest.mark.parametrize(
    "redirected", ["| true", "2> /dev/full", "2>&-", ">&-", "<&- >&- 2>&-", "2>&1 | true"]
)
@pytest.mark.parametrize("command", ["render --jobs 2 --format docx", "states --json"])
def test_a_run_that_nobody_hears_makes_its_letters_all_the_same(folder, redirected, command):
    (folder / "letterforge.toml").write_text(SETTINGS, "utf-8")  # with a register

    code, heard, _ = shell(folder, command, redirected)

    assert code == 0
    if "render" in command:
        assert set(hashes(folder / "out")) == LETTERS
    elif redirected.startswith("2> /dev"):
        assert json.loads(heard)


def test_a_file_is_not_opened_in_the_place_of_a_closed_stream(folder):
    """Else what a library says to the stream would be written into a letter or the ledger."""
    program = (
        "import sys, os\nfrom letterforge.cli.streams import open_streams\nopen_streams()\n"
        "file = open('letter', 'wb')\nassert file.fileno() > 2\n"
        "os.write(2, b'warning'); print('x'); sys.stderr.write('y'); sys.stdin.read()\n"
    )
    line = '"$0" -c "$1" <&- >&- 2>&-'
    done = subprocess.run(["bash", "-c", line, sys.executable, program], cwd=folder, check=False, timeout=60)

    assert done.returncode == 0
    assert (folder / "letter").read_bytes() == b""
