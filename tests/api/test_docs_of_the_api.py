"""docs/api.md and the README: what they show works in every kind of program, and has the right types."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import mypy.api
import pytest

import letterforge
from campaigns import SETTINGS, write_campaign
from letterforge.run import workers

ROOT = Path(__file__).parents[2]
LINUX = sys.platform.startswith("linux")
HERE = workers.METHOD

TEMPLATE = "We write to {{ recipient.you }}, {{ recipient.title }}.\n"
LIST = """\
id,country,office,title
SEN-foreign_minister,Senegal,foreign_minister,Minister of Foreign Affairs
GMB-foreign_minister,The Gambia,foreign_minister,Minister of Foreign Affairs
"""
PLAIN = f'{SETTINGS}\n[output]\nformats = ["docx"]\n'.replace('register = "rome-statute"\n', "")

WATCHED = """
from letterforge.run import workers
workers.METHOD, begin = "{method}", workers.choose_context
workers.choose_context = lambda *values: print("workers") or begin(*values)
"""
"""Before a snippet: how workers are started, and that they are."""
ONCE = "\nprint(report.made, report.unchanged, 'once')\n"
"""After it: a worker that ran the program again would say so too."""
LITTLE = """
from letterforge import Campaign, Wanted, forge_all
report = forge_all(Campaign.load("my-campaign"), Wanted(jobs=2, inspect=False))
"""
NOTEBOOK = """
import asyncio, sys
async def cell():
    exec(compile(sys.argv[1], "<cell 1>", "exec"), sys.modules["__main__"].__dict__)
asyncio.run(cell())
"""

OUTSIDE = [
    "--strict",
    "--config-file=",
    "--follow-imports=silent",
    "--no-site-packages",
    "--ignore-missing-imports",
]


def snippets(path):
    """The examples of a page."""
    return re.findall(r"^```python\n(.*?)^```$", (ROOT / path).read_text("utf-8"), re.MULTILINE | re.DOTALL)


README, EXAMPLES = snippets("README.md"), snippets("docs/api.md")


@pytest.fixture
def folder(tmp_path):
    """Where a program runs: beside its campaign."""
    write_campaign(tmp_path / "my-campaign", TEMPLATE, LIST, PLAIN)
    return tmp_path


def run(folder, *arguments, text=""):
    """What a real Python says."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        input=text,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_readme_works_as_it_stands(folder):
    """Without a main guard: no worker runs the program again, and none waits for it."""
    (folder / "script.py").write_text(WATCHED.format(method=HERE) + README[0] + ONCE, "utf-8")

    assert_once(run(folder, "script.py"))


@pytest.mark.parametrize(("way", "method"), [("input", "spawn"), ("typed", HERE), ("notebook", "spawn")])
def test_programs_that_are_no_file_need_no_main_guard_either(folder, way, method):
    """What the README shows, and no more than starts workers."""
    script = WATCHED.format(method=method) + LITTLE + ONCE

    match way:
        case "input":
            done = run(folder, "-", text=script)
        case "typed":
            done = run(folder, "-i", "-q", text=script)
        case _:
            done = run(folder, "-c", NOTEBOOK, script)

    assert_once(done)


def assert_once(done):
    """That workers made both letters, and none of them ran the program."""
    assert done.stdout.split("\n") == ["workers", "2 0 once", ""], done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


DAEMON = """
import multiprocessing
from letterforge import Campaign, Wanted, forge_all
def work(_):
    return forge_all(Campaign.load("my-campaign"), Wanted(jobs=2, inspect=False)).made
print(multiprocessing.get_context("fork").Pool(1).map(work, [1]))
"""


@pytest.mark.skipif(not LINUX, reason="forks")
def test_a_process_that_may_start_none_makes_the_letters_itself(folder):
    """A pool's own processes may not have any."""
    done = run(folder, "-c", DAEMON)

    assert done.stdout == "[2]\n", done.stderr


def test_the_examples_of_the_page_work_one_after_the_other(folder, monkeypatch, capsys):
    """Each sees what those before it have made."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(workers, "count_processors", lambda: 1)
    seen = {}
    for example in EXAMPLES:
        exec(compile(example.replace("jobs=2", "jobs=1"), "docs/api.md", "exec"), seen)

    assert seen["report"].exit_code == 0
    assert "SEN-foreign_minister" in capsys.readouterr().out


def test_the_readme_and_the_page_show_the_same():
    """One of them would be out of date."""
    assert EXAMPLES[:1] == README


def test_the_examples_have_the_right_types(tmp_path, monkeypatch):
    """As mypy --strict sees letterforge from outside.

    Other libraries are not looked at, which takes half the time.
    """
    cache = ROOT / ".mypy_cache" / "examples"  # of its own: the project's has other options
    script = tmp_path / "example.py"
    script.write_text("\n".join(EXAMPLES), "utf-8")
    monkeypatch.setenv("MYPYPATH", str(ROOT / "src"))

    said, wrong, code = mypy.api.run([*OUTSIDE, f"--cache-dir={cache}", str(script)])

    assert (code, wrong) == (0, ""), said


def test_every_name_is_on_the_page():
    """In back-ticks."""
    text = (ROOT / "docs" / "api.md").read_text("utf-8")

    assert not [name for name in letterforge.__all__ if not re.search(rf"`{name}\b", text)]
