"""Runs that are told to end: by Ctrl-C twice, by the system, by a terminal that is closed. Real processes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from campaigns import many
from commands import command_line
from letterforge import Format
from processes import (
    DOCX,
    as_undisturbed,
    descendants,
    is_whole,
    needs_proc,
    start_group,
    wait_for_letters,
    wait_until_gone,
    written,
)

pytestmark = needs_proc


def semaphores(process):
    """Those that a run shares with its workers: files in memory, that outlive it where nobody takes them
    away.
    """
    maps = Path(f"/proc/{process.pid}/maps").read_text("ascii", "replace")
    return {Path(path) for path in re.findall(r"/dev/shm/\S+", maps)}


def tell(process, numbers, *, all_of_it, pause):
    """Send signals one after the other, to the run alone or to all of its processes."""
    for number in numbers:
        if all_of_it:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        time.sleep(pause)


@pytest.mark.parametrize(
    ("numbers", "name", "all_of_it"),
    [
        ([signal.SIGINT, signal.SIGINT], "Ctrl-C", False),
        ([signal.SIGINT] * 6, "Ctrl-C", True),
        ([signal.SIGTERM], "SIGTERM", False),
        ([signal.SIGTERM], "SIGTERM", True),
        ([signal.SIGTERM, signal.SIGTERM, signal.SIGINT], "SIGTERM", False),
        ([signal.SIGHUP], "SIGHUP", False),
        ([signal.SIGHUP], "SIGHUP", True),
        ([signal.SIGINT, signal.SIGTERM], "SIGTERM", True),
    ],
)
def test_a_run_that_is_told_to_end_ends_with_whole_letters_and_says_so(tmp_path, numbers, name, all_of_it):
    """Its exit code is the one that shells know; nobody outlives it, nothing is left to clear up."""
    folder = many(tmp_path, 300)
    process = start_group(folder, "--jobs", "2", *DOCX)
    wait_for_letters(folder, 40)
    others, shared = descendants(process.pid), semaphores(process)

    tell(process, numbers, all_of_it=all_of_it, pause=0.01)
    _, said = process.communicate(timeout=60)

    number = getattr(signal, name, signal.SIGINT)
    assert process.returncode == 128 + number, said
    assert f"Interrupted by {name}: every letter written so far is complete" in said
    for word in ("Traceback", "fault", "leaked", "ignored", "Error"):
        assert word not in said
    wait_until_gone(others)
    assert shared
    assert not [path for path in shared if path.exists()]
    assert all(map(is_whole, written(folder)))
    rows = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    listed = {Path(row["file"]).name for row in rows if row["file"]}
    assert listed <= {path.name for path in written(folder)}
    assert 0 < len(listed) < 300
    assert as_undisturbed(folder, 300, (Format.DOCX,))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_run_in_one_process_ends_as_plainly(tmp_path, number):
    folder = many(tmp_path, 300)
    process = start_group(folder, "--jobs", "1", "--quiet", *DOCX)
    wait_for_letters(folder, 10)

    process.send_signal(number)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 128 + number, said
    assert said.startswith(f"Interrupted by {signal.Signals(number).name}")
    assert all(map(is_whole, written(folder)))
    assert as_undisturbed(folder, 300, (Format.DOCX,))


def test_nohup_is_heeded(tmp_path):
    """Whoever has arranged that a closed terminal ends nothing has his letters."""
    folder = many(tmp_path, 60)
    process = start_group(folder, "--jobs", "2", *DOCX, before=["nohup"])
    wait_for_letters(folder, 5)

    os.killpg(process.pid, signal.SIGHUP)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 0, said
    assert len(written(folder)) == 60


def test_what_a_killed_run_leaves_is_cleared_up_without_a_word(tmp_path):
    """Python's tracker would warn of semaphores, in the midst of what the user types next."""
    folder = many(tmp_path, 300)
    process = start_group(folder, "--jobs", "2", *DOCX)
    wait_for_letters(folder, 20)
    others, shared = descendants(process.pid), semaphores(process)

    process.kill()
    _, said = process.communicate(timeout=60)  # until all that write to it are gone
    wait_until_gone(others)

    assert "resource_tracker" not in said
    assert shared
    assert not [path for path in shared if path.exists()]


def test_a_command_without_workers_is_ended_plainly_too(tmp_path):
    folder = many(tmp_path, 20_000)
    process = subprocess.Popen(
        command_line("check", folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    time.sleep(2)

    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)

    assert process.returncode in {143, -signal.SIGTERM}
    assert "Traceback" not in said
