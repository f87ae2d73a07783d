"""A run that has nothing to do: it says so at once, and writes nothing."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from PIL import Image

from campaigns import LIST, SETTINGS, TEMPLATE, campaign, write_campaign
from commands import alone, here

HEAVY = ("jinja2", "babel", "markdown_it", "lxml", "weasyprint", "rich")


DOCX = ("--format", "docx", "--jobs", "1")


def run(folder, *options):
    return here("render", folder, *DOCX, *options)


def state(folder):
    """Every file and folder below, with its time and size."""
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in (folder, *folder.rglob("*"))}


@pytest.fixture
def folder(tmp_path):
    campaign(tmp_path, letter__fr__md="x")
    assert run(tmp_path).returncode == 0
    return tmp_path


def test_nothing_is_written_where_nothing_has_changed(folder):
    """By the next run in a process of its own, as most runs are."""
    before = state(folder / "out")

    done = alone("render", folder, *DOCX)

    assert done.returncode == 0
    assert "Nothing has changed: 2 letters (2 files) are up to date." in done.stderr
    assert state(folder / "out") == before


def test_nothing_heavy_is_loaded_for_that(folder):
    code = (
        "import sys; from letterforge.cli.app import app\n"
        f"try: app(['render', '-C', {str(folder)!r}, '--format', 'docx'])\n"
        f"except SystemExit: print([name for name in {HEAVY!r} if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert "Nothing has changed" in done.stderr
    assert done.stdout == "[]\n"


def test_programs_get_the_rows_too(folder):
    told = json.loads(run(folder, "--json").stdout)

    assert [(row["id"], row["status"]) for row in told["letters"]] == [
        ("SEN-1", "unchanged"),
        ("GMB-1", "unchanged"),
    ]


@pytest.mark.parametrize(
    "name", ["list.csv", "letter.en.md", "letterforge.toml", "out/letters/SEN-1.docx", "out/manifest.csv"]
)
def test_any_file_that_has_changed_is_looked_at(folder, name):
    path = folder / name
    path.write_bytes(path.read_bytes() + b"\n")

    done = run(folder)

    assert done.returncode == 0
    assert "Nothing has changed" not in done.stderr


@pytest.mark.parametrize("options", [("--force",), ("--prune",), ("SEN-1",), ("--where", "recipient.city")])
def test_another_question_is_another_run(folder, options):
    assert "Nothing has changed" not in run(folder, *options).stderr


def test_another_time_for_documents_is_another_run(folder, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")  # which a process reads once

    assert "Nothing has changed" not in alone("render", folder, *DOCX).stderr


def test_a_run_that_failed_is_not_taken_for_done(tmp_path):
    rows = LIST.replace("The Gambia", "The Gambiaa")
    folder = write_campaign(tmp_path, rows=rows)

    first, second = run(folder, "--keep-going"), run(folder, "--keep-going")

    assert (first.returncode, second.returncode) == (1, 1)
    assert "LF030" in second.stderr


def test_warnings_are_told_again(tmp_path):
    """What was worth a warning yesterday is today."""
    rows = LIST.replace("gender,city", "gender,citty")
    folder = write_campaign(tmp_path, rows=rows)

    first, second = run(folder), run(folder)

    assert "Nothing has changed" in second.stderr
    warnings = [line for line in first.stderr.splitlines() if " warning LF" in line]
    assert warnings
    assert all(line in second.stderr for line in warnings)


def test_a_run_that_died_is_not_taken_for_done(folder):
    (folder / "out" / ".letterforge" / "ledger.db-wal").write_bytes(b"")

    assert "Nothing has changed" not in run(folder).stderr


def test_a_template_that_is_new_in_the_folder_of_another_campaign_is_its_own_matter(folder, tmp_path_factory):
    """The same output folder, asked for by another campaign."""
    other = write_campaign(tmp_path_factory.mktemp("other"))

    done = run(other, "--out", str(folder / "out"))

    assert "Nothing has changed" not in done.stderr


# --- what was really read ------------------------------------------------------------------------------

HEAD = '---\nsalutation: "Excellency,"\nclosing: "Sincerely,"\n---\n'
CHOSEN = "{% include 'clauses/' ~ recipient.city ~ '.md' %}"


@pytest.mark.parametrize(
    ("template", "reference", "filename"),
    [
        (CHOSEN, "", "{{ recipient.id }}"),
        ("{% set f = 'clauses/' ~ recipient.city ~ '.md' %}{% include f %}", "", "{{ recipient.id }}"),
        ("{% import 'clauses/' ~ recipient.city ~ '.md' as c %}{{ c.x() }}", "", "{{ recipient.id }}"),
        ("{% include ['clauses/none.md', 'clauses/' ~ recipient.city ~ '.md'] %}", "", "{{ recipient.id }}"),
        ("{% include 'clauses/first.md' %}", "", "{{ recipient.id }}"),
        ("x {{ letter.reference }}", CHOSEN, "{{ recipient.id }}"),
        ("x", "", "{{ recipient.id }}-" + CHOSEN),
    ],
)
def test_a_file_that_a_letter_chooses_by_itself_is_looked_at(tmp_path, template, reference, filename):
    """Whatever the way to its name: what was really read is recorded, not what could be foretold."""
    date = f'date = 2020-12-07\nreference = "{reference}"'
    settings = SETTINGS.replace("date = 2020-12-07", date) + f'\n[output]\nfilename = "{filename}"\n'
    folder = write_campaign(tmp_path, HEAD + template, settings=settings)
    (folder / "clauses").mkdir()
    clause = "{% macro x() %}said{% endmacro %}OLD"
    for name in ("Dakar", "Banjul"):
        (folder / "clauses" / f"{name}.md").write_text(clause, "utf-8")
    (folder / "clauses" / "first.md").write_text(CHOSEN, "utf-8")
    assert run(folder).returncode == 0
    assert "Nothing has changed" in run(folder).stderr
    new = clause.replace("OLD", "NEW").replace("said", "says")
    (folder / "clauses" / "Banjul.md").write_text(new, "utf-8")

    told = json.loads(run(folder, "--json").stdout)

    assert {row["id"]: row["status"] for row in told["letters"]} == {"SEN-1": "unchanged", "GMB-1": "written"}


def test_a_file_that_was_missed_and_appears_is_looked_at(tmp_path):
    folder = write_campaign(tmp_path, HEAD + 'x{% include "later.md" ignore missing %}')
    assert run(folder).returncode == 0
    (folder / "later.md").write_text(" and more", "utf-8")

    told = json.loads(run(folder, "--json").stdout)

    assert [row["status"] for row in told["letters"]] == ["written", "written"]


@pytest.mark.parametrize("address", ["URL(%61.png)", r"\75rl(a.png)", "url('a.png?v=2')", r"url(\61.png)"])
def test_a_picture_of_a_style_sheet_is_looked_at_however_it_is_written(tmp_path, address):
    settings = SETTINGS.replace("letterhead = true", 'letterhead = true\ncss = "own.css"')
    folder = write_campaign(
        tmp_path, settings=settings, own__css=f"body {{ background: {address} no-repeat }}"
    )
    paint(folder / "a.png", "red")
    assert run(folder, "--format", "pdf", "SEN-1").returncode == 0
    assert "Nothing has changed" in run(folder, "--format", "pdf", "SEN-1").stderr
    before = (folder / "out" / "letters" / "SEN-1.pdf").read_bytes()
    paint(folder / "a.png", "blue")

    assert run(folder, "--format", "pdf", "SEN-1").returncode == 0

    assert (folder / "out" / "letters" / "SEN-1.pdf").read_bytes() != before


def paint(path, colour):
    Image.new("RGB", (20, 20), colour).save(path)


def test_what_was_edited_while_a_run_went_on_is_looked_at_by_the_next(folder):
    """The settings as they were read count, not as they are when the run ends."""
    code = (
        "from pathlib import Path; from letterforge.run import planning\n"
        "real = planning.examine\n"
        "def examine(*args):\n"
        f"    path = Path({str(folder / 'letterforge.toml')!r})\n"
        "    path.write_text(path.read_text('utf-8').replace('Coalition', 'Alliance'), 'utf-8')\n"
        "    return real(*args)\n"
        "planning.examine = examine\n"
        "from letterforge.cli.app import app\n"
        f"app(['render', '-C', {str(folder)!r}, '--format', 'docx', '--force', '--jobs', '1'])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert "Nothing has changed" not in run(folder).stderr


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
@pytest.mark.parametrize(
    "link", ["list.csv", "letterforge.toml", "letter.en.md", "part.md", "parts", "signature.png"]
)
def test_a_link_that_leads_elsewhere_is_a_change(tmp_path, link):
    """The file behind it stays as it was; what the letter takes is another."""
    settings = SETTINGS.replace('title = "Convenor"', 'title = "Convenor"\nimage = "signature.png"')
    text = TEMPLATE + '{% include "part.md" %} {% include "parts/one.md" %}\n'
    folder = write_campaign(tmp_path, text, settings=settings, part__md="x", letter__fr__md=text)
    Image.new("RGB", (60, 20), "red").save(folder / "signature.png")
    (folder / "parts").mkdir()
    (folder / "parts" / "one.md").write_text("one", "utf-8")
    path, first, second = folder / link, folder / f"first-{link}", folder / f"second-{link}"
    path.rename(first)
    _changed_copy(first, second)
    path.symlink_to(first.name)
    assert run(folder).returncode == 0
    assert "Nothing has changed" in run(folder).stderr
    path.unlink()
    path.symlink_to(second.name)

    done = run(folder)

    assert done.returncode == 0
    assert "Nothing has changed" not in done.stderr


def _changed_copy(first, second):
    if first.is_dir():
        second.mkdir()
        (second / "one.md").write_text("two", "utf-8")
    elif first.suffix == ".png":
        Image.new("RGB", (60, 20), "blue").save(second)
    else:
        second.write_bytes(first.read_bytes().replace(b"Dakar", b"Thies") + b"\n")
