"""Runs that are killed, interrupted, out of room, or two at once: real processes, really killed.

A disk really full.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from campaigns import hashes, many
from commands import alone
from letterforge import BrokenCampaign, Campaign, Format
from letterforge.api import forge_all
from letterforge.errors import Code, ExitCode
from letterforge.run.output_folder import open_output_folder
from letterforge.run.request import Wanted
from processes import (
    DOCX,
    as_undisturbed,
    children,
    descendants,
    is_whole,
    needs_proc,
    servers,
    start,
    start_group,
    undisturbed,
    wait_for_letters,
    wait_until_gone,
    workers,
    written,
)

# --- killed ------------------------------------------------------------------------------------------


@needs_proc
def test_a_run_killed_again_and_again_leaves_whole_letters_and_comes_to_the_same_end(tmp_path):
    """SIGKILL of the parent at random moments, of the start and the end too."""
    folder, chance = many(tmp_path, 200), random.Random(7)
    for _ in range(4):
        before = len(written(folder))
        process = start(folder, "--jobs", "2", *DOCX)
        wait_for_letters(folder, min(before + chance.randrange(1, 60), 200))
        time.sleep(chance.random() / 10)
        others = descendants(process.pid) if process.poll() is None else []
        process.kill()
        process.communicate(timeout=60)
        wait_until_gone(others)
        assert all(map(is_whole, written(folder)))

    assert as_undisturbed(folder, 200, (Format.DOCX,))
    assert len(written(folder)) == 200


@needs_proc
@pytest.mark.parametrize("formats", [DOCX, ()])
@pytest.mark.parametrize("of_the_run", [workers, servers])
def test_a_killed_worker_costs_no_letter(tmp_path, of_the_run, formats):
    """What it had in hand is made again by another; so when what starts the workers is killed."""
    count = 200 if formats else 40
    folder = many(tmp_path, count)
    process = start(folder, "--jobs", "2", *formats)
    wait_for_letters(folder, 20)

    os.kill(of_the_run(process.pid)[0], signal.SIGKILL)
    _, said = process.communicate(timeout=120)

    assert process.returncode == 0, said
    assert as_undisturbed(folder, count, (Format.DOCX,) if formats else ())


@needs_proc
def test_a_letter_that_kills_every_worker_is_given_up_and_the_others_are_made(tmp_path):
    """Alone, so that nobody else pays; the run says which it was."""
    folder = many(tmp_path, 12)
    killing = (
        "import os, signal\nfrom letterforge.run import commissions\nmade = commissions.make\n"
        "def make(commission, workshop):\n"
        "    if commission.recipient.id == 'r0005': os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return made(commission, workshop)\n"
        "commissions.make = make\n"
    )
    (tmp_path / "deadly.py").write_text(killing, "utf-8")
    script = (
        "import multiprocessing, deadly\nfrom letterforge import Campaign, Wanted, forge_all, Format\n"
        "from concurrent.futures import ProcessPoolExecutor\nfrom letterforge.run import crew\n"
        "crew.workers.choose_context = lambda *_: multiprocessing.get_context('fork')\n"
        f"report = forge_all(Campaign.load({str(folder)!r}), Wanted(jobs=2, formats=(Format.DOCX,)))\n"
        "print(report.made, [(each.recipient.id, str(each.problems[0].code)) for each in report.failed])\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120
    )

    assert done.stdout.split("\n")[0] == f"11 [('r0005', '{Code.WORKER_DIED}')]"
    assert len(written(folder)) == 11


# --- interrupted -------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_ends_the_run_with_a_manifest_of_what_there_is(tmp_path, times):
    """Once: the letters in hand are finished. Twice: now. Either way the next run makes the rest."""
    folder = many(tmp_path, 80)
    process = start(folder, "--jobs", "2")
    # More than is in flight before the first result is taken: with two Ctrl-C at once nothing more is.
    wait_for_letters(folder, 60 if times == 2 else 10)

    for _ in range(times):
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    _, said = process.communicate(timeout=60)

    assert process.returncode == ExitCode.INTERRUPTED, said
    rows = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    assert len({row["id"] for row in rows}) == 80
    listed = {Path(row["file"]).name for row in rows if row["file"]}
    on_disk = {path.name for path in written(folder)}
    assert listed <= on_disk
    assert times == 2 or listed == on_disk
    assert 0 < len(listed) < 160
    assert as_undisturbed(folder, 80)


@needs_proc
@pytest.mark.parametrize("seconds", [0.0, 0.3, 0.8])
def test_ctrl_c_in_a_terminal_says_no_traceback(tmp_path, seconds):
    """A terminal sends it to all processes of a run, to those that load still as well."""
    folder = many(tmp_path, 400)
    process = start_group(folder, "--jobs", "2", "--json", *DOCX)
    while (
        process.poll() is None and len(children(process.pid)) < 2
    ):  # what watches over workers, what starts them
        time.sleep(0.01)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert process.returncode in {ExitCode.OK, ExitCode.INTERRUPTED, -signal.SIGINT}, said
    assert "Traceback" not in said
    assert "fault" not in said


# --- no room -----------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 400 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=400k", "letters", str(folder)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(command, check=False).returncode:
        pytest.skip("only root can make a small disk, and not everywhere")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_folder_for_temporary_files_is_told_before_the_first_letter(tmp_path, small_disk):
    folder = many(tmp_path, 2000)
    with suppress(OSError), (small_disk / "filler").open("wb") as filler:
        filler.write(bytes(1_000_000))

    done = alone("render", folder, *DOCX, env={**os.environ, "TMPDIR": str(small_disk)})

    assert done.returncode == ExitCode.UNFIT_MACHINE
    assert "cannot write to the system's folder for temporary files" in done.stderr
    assert not written(folder)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_full_disk_ends_the_run_with_whole_letters_and_the_next_one_makes_the_rest(
    tmp_path, small_disk, jobs
):
    """What could not be written is said once; nothing is half there; room made, the run goes on."""
    folder = many(tmp_path, 120)
    out = small_disk / "out"
    loaded = Campaign.load(folder)

    report = forge_all(loaded, Wanted(jobs=jobs, formats=(Format.DOCX,), out=out))

    assert report.exit_code == ExitCode.SOME_FAILED
    codes = {problem.code for each in report.failed for problem in each.problems}
    codes |= {problem.code for problem in report.problems}
    assert codes == {Code.CANNOT_WRITE}
    letters = [path for path in (out / "letters").iterdir() if path.name[0] != "."]
    assert 10 < len(letters) < 120
    assert all(map(is_whole, letters))

    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    again = forge_all(loaded, Wanted(jobs=jobs, formats=(Format.DOCX,), out=out))

    assert again.exit_code == 0
    assert hashes(out) == undisturbed(120, (Format.DOCX,))


@pytest.mark.parametrize("kilobytes", [120, 300, 440, 500])
def test_a_disk_without_room_for_the_ledger_costs_no_truth(tmp_path, small_disk, kilobytes):
    """Letters that are there are not said to be missing, and programs get their answer without a manifest."""
    folder = many(tmp_path, 60)
    out = small_disk / "out"
    subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", str(small_disk)], check=True)

    done = alone("render", folder, "--jobs", "2", "--json", "--out", out, *DOCX)

    assert done.returncode == ExitCode.SOME_FAILED, done.stderr
    assert "Nothing has been written" not in done.stderr
    assert {each["code"] for each in json.loads(done.stdout)["problems"]} == {Code.CANNOT_WRITE}
    assert all(map(is_whole, (out / "letters").iterdir()))


# --- two at once ---------------------------------------------------------------------------------------


def test_a_second_run_in_the_same_folder_is_refused_with_who_holds_it(tmp_path):
    """And harms nothing."""
    folder = many(tmp_path, 3)
    loaded = Campaign.load(folder)

    with open_output_folder(loaded.output.directory), pytest.raises(BrokenCampaign) as caught:
        forge_all(loaded, Wanted(jobs=1, formats=(Format.DOCX,)))
    after = forge_all(loaded, Wanted(jobs=1, formats=(Format.DOCX,)))

    assert [problem.code for problem in caught.value.problems] == [Code.FOLDER_IN_USE]
    assert f"process {os.getpid()}" in caught.value.problems[0].message
    assert after.made == 3


def test_a_run_in_another_process_is_seen_too(tmp_path):
    """By the command, before it has loaded anything."""
    folder = many(tmp_path, 200)
    first = start(folder, "--jobs", "1")
    wait_for_letters(folder, 2)

    second = start(folder, "--jobs", "1")
    _, said = second.communicate(timeout=60)
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=60)

    assert second.returncode == ExitCode.BROKEN
    assert f"process {first.pid}" in said
