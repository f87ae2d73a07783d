"""Runs in processes of their own, for tests that signal and kill them."""

from __future__ import annotations

import subprocess
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from campaigns import hashes, many
from commands import command_line
from letterforge import Campaign
from letterforge.api import forge_all
from letterforge.run.request import Wanted

needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks /proc for processes")
DOCX = ("--format", "docx")


def start(folder, *options, before=(), **how):
    """A run that goes on; `before` comes before the command, `how` is Popen's.

    Only what it says to people is heard.
    """
    command = [*before, *command_line("render", folder, *options)]
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, **streams | how)


def start_group(folder, *options, **how):
    """The same in a group of its own, as a terminal has it."""
    return start(folder, *options, start_new_session=True, **how)


def written(folder):
    """The letters that there are, in any format."""
    letters = folder / "out" / "letters"
    return [path for path in letters.iterdir() if path.name[0] != "."] if letters.is_dir() else []


def wait_for_letters(folder, count):
    for _ in range(2400):
        if len(written(folder)) >= count:
            return
        time.sleep(0.02)
    raise AssertionError("no letters were written")


def children(pid):
    """The processes that a process has started."""
    found = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text("ascii").split()]
    return found


def descendants(pid):
    """Every process that a process has started, and those that they have."""
    return [found for child in children(pid) for found in (child, *descendants(child))]


def workers(pid):
    """The workers of a run: what the server has started that it has started."""
    return [worker for child in children(pid) for worker in children(child)]


def servers(pid):
    """What starts the workers of a run."""
    return [child for child in children(pid) if children(child)]


def wait_until_gone(pids):
    for _ in range(600):
        alive = [pid for pid in pids if Path(f"/proc/{pid}").exists()]
        # One for whom nobody waits stays as a zombie.
        if all(") Z " in Path(f"/proc/{pid}/stat").read_text("ascii") for pid in alive):
            return
        time.sleep(0.05)
    raise AssertionError("workers outlive a killed run")


def is_whole(path):
    content = path.read_bytes()
    if path.suffix == ".docx":
        return content[:2] == b"PK" and b"PK\x05\x06" in content[-60:]
    return content[:5] == b"%PDF-" and content.rstrip().endswith(b"%%EOF")


def as_undisturbed(folder, count, formats=()):
    """Whether a run now ends well, and leaves of `many(folder, count)` what a run from scratch leaves
    elsewhere.
    """
    again = forge_all(Campaign.load(folder), Wanted(jobs=1, formats=formats))
    assert again.exit_code == 0
    return hashes(folder / "out") == undisturbed(count, formats)


def undisturbed(count, formats=()):
    """What a run from scratch leaves of so many letters, as `hashes` gives it."""
    return {name: sha256 for name, sha256 in _from_scratch(formats).items() if name < f"r{count:04}"}


@cache
def _from_scratch(formats):
    """Of as many letters as a test has, once for all of them: how many others there are changes no letter."""
    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign.load(many(Path(folder), 400 if formats else 80))
        assert forge_all(campaign, Wanted(jobs=1, formats=formats)).exit_code == 0
        return hashes(campaign.output.directory)
