"""Which letters a second run makes, and why; what it leaves alone; what has gone from the list."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from campaigns import LIST, TEMPLATE, hashes, many, write_campaign
from letterforge import Campaign, Format
from letterforge.api import forge_all
from letterforge.errors import Code
from letterforge.model import PdfEngine
from letterforge.run.request import Wanted

ROWS = LIST.replace("gender,city", "gender,city,language,note").replace("Dakar", "Dakar,en,one")
ROWS = ROWS.replace("Banjul", "Banjul,fr,two")
DOCX = (Format.DOCX,)


@pytest.fixture
def folder(tmp_path):
    """A campaign with an English and a French letter, already made."""
    french = TEMPLATE.replace("We write to", "Nous écrivons à")
    write_campaign(tmp_path, rows=ROWS, letter__fr__md="")
    (tmp_path / "letter.fr.md").write_text(french, "utf-8")
    assert run(tmp_path).made == 2
    return tmp_path


def run(folder, told=None, **wanted):
    wanted.setdefault("formats", DOCX)
    heard = told.append if told is not None else (lambda _outcome: None)
    return forge_all(Campaign.load(folder), Wanted(jobs=1, **wanted), on_outcome=heard)


def made(folder, **wanted):
    """Whose letters a run makes, and why."""
    told = []
    run(folder, told, **wanted)
    return {each.recipient.id: each.reasons for each in told if not each.unchanged}


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_nothing_is_made_again_where_nothing_has_changed(folder):
    before = hashes(folder / "out")

    assert made(folder) == {}
    assert run(folder).unchanged == 2
    assert hashes(folder / "out") == before


def test_one_cell_makes_one_letter_again(folder):
    edit(
        folder / "list.csv",
        "SEN-1,Senegal,foreign_minister,Minister of",
        "SEN-1,Senegal,foreign_minister,M. of",
    )

    assert made(folder) == {"SEN-1": ("cell title",)}
    assert made(folder) == {}


def test_a_cell_that_the_letter_does_not_print_changes_nothing(folder):
    edit(folder / "list.csv", ",two", ",three")

    assert made(folder) == {}


def test_the_template_of_a_language_makes_the_letters_of_that_language_again(folder):
    edit(folder / "letter.fr.md", "écrivons", "nous adressons")

    assert made(folder) == {"GMB-1": ("template",)}


def test_what_a_template_includes_counts_as_template(folder):
    (folder / "end.md").write_text("One end.", "utf-8")
    edit(folder / "letter.en.md", "We write", '{% include "end.md" %} We write')
    run(folder)

    edit(folder / "end.md", "One", "Another")

    assert made(folder) == {"SEN-1": ("template",)}


def test_a_fact_makes_the_letters_again_that_print_it(folder):
    edit(folder / "letter.fr.md", "Session {{ facts.session }}: ", "")
    run(folder)

    edit(folder / "letterforge.toml", "session = 19", "session = 20")

    assert made(folder) == {"SEN-1": ("letterforge.toml",)}


def test_the_stationery_makes_all_letters_again(folder):
    edit(folder / "letterforge.toml", "letterhead = true", 'letterhead = true\nsize = "12pt"')

    assert made(folder) == {"SEN-1": ("stationery",), "GMB-1": ("stationery",)}


def test_a_style_sheet_makes_the_pdf_again_and_nothing_else(folder):
    (folder / "own.css").write_text("p { color: #111 }", "utf-8")
    edit(folder / "letterforge.toml", "letterhead = true", 'letterhead = true\ncss = "own.css"')
    run(folder, formats=tuple(Format))

    edit(folder / "own.css", "#111", "#222")

    assert made(folder) == {}
    assert made(folder, formats=(Format.PDF,)) == {"SEN-1": ("stationery",), "GMB-1": ("stationery",)}


def test_another_engine_makes_the_pdf_again_for_that_reason_alone_and_leaves_the_word_file(folder):
    """Each engine obeys other settings and has other libraries; nobody is told of those."""
    run(folder, formats=tuple(Format))
    before = hashes(folder / "out")

    again = made(folder, formats=tuple(Format), engine=PdfEngine.TYPST)

    after = hashes(folder / "out")
    assert again == {"SEN-1": ("engine",), "GMB-1": ("engine",)}
    assert {name for name in after if after[name] != before[name]} == {"SEN-1.pdf", "GMB-1.pdf"}
    assert made(folder, formats=tuple(Format), engine=PdfEngine.TYPST) == {}
    assert made(folder, engine=PdfEngine.WEASYPRINT) == {}
    run(folder, formats=tuple(Format))
    assert hashes(folder / "out") == before


def test_another_version_makes_all_letters_again(folder, monkeypatch):
    monkeypatch.setattr("letterforge.provenance.origin.hash_program", lambda chosen: str(chosen).encode())

    assert made(folder) == {"SEN-1": ("version",), "GMB-1": ("version",)}


def test_a_file_that_is_missing_or_was_touched_is_made_again_as_it_was(folder):
    before = hashes(folder / "out")
    (folder / "out" / "letters" / "SEN-1.docx").unlink()
    (folder / "out" / "letters" / "GMB-1.docx").write_bytes(b"x")

    assert made(folder) == {"SEN-1": ("docx is missing",), "GMB-1": ("docx was changed",)}
    assert hashes(folder / "out") == before


def test_a_format_that_was_not_made_yet_is_made(folder):
    assert set(made(folder, formats=tuple(Format))) == {"SEN-1", "GMB-1"}
    assert made(folder, formats=tuple(Format)) == {}


def test_force_makes_every_letter_the_same_again(folder):
    before = hashes(folder / "out")

    assert made(folder, force=True) == {"SEN-1": ("forced",), "GMB-1": ("forced",)}
    assert hashes(folder / "out") == before


def test_a_letter_with_another_name_leaves_no_file_under_its_old_one(folder):
    edit(
        folder / "letterforge.toml",
        "[stationery]",
        '[output]\nfilename = "x-{{ recipient.id }}"\n\n[stationery]',
    )

    assert set(made(folder)) == {"SEN-1", "GMB-1"}
    assert set(hashes(folder / "out")) == {"x-SEN-1.docx", "x-GMB-1.docx"}


def test_names_that_are_exchanged_lose_no_letter(folder):
    """The old file of one is the new file of the other."""
    settings = '[output]\nfilename = "{{ recipient.note }}"\n\n[stationery]'
    edit(folder / "letterforge.toml", "[stationery]", settings)
    run(folder)
    edit(folder / "list.csv", ",one", ",between")
    edit(folder / "list.csv", ",two", ",one")
    edit(folder / "list.csv", ",between", ",two")

    run(folder)

    rows = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    assert {row["id"]: row["file"] for row in rows} == {
        "SEN-1": "letters/two.docx",
        "GMB-1": "letters/one.docx",
    }
    assert set(hashes(folder / "out")) == {"one.docx", "two.docx"}
    for row in rows:
        assert hashes(folder / "out")[Path(row["file"]).name] == row["sha256"]


def test_a_row_that_has_gone_is_named_and_its_letter_moved_away_on_demand(folder):
    rows = (folder / "list.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "list.csv").write_text("".join(rows[:2]), "utf-8")

    some = run(folder, ids=("SEN-1",))
    whole = run(folder)
    listed = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    still_there = set(hashes(folder / "out"))
    pruned = run(folder, prune=True)
    after = run(folder)

    assert some.gone == ("GMB-1",)
    assert whole.gone == ("GMB-1",)
    assert [row["id"] for row in listed] == ["SEN-1"]
    assert still_there == {"SEN-1.docx", "GMB-1.docx"}
    assert set(hashes(folder / "out")) == {"SEN-1.docx"}
    assert pruned.pruned_to is not None
    assert [path.name for path in pruned.pruned_to.iterdir()] == ["GMB-1.docx"]
    assert after.gone == ()


def test_a_letter_whose_row_has_a_new_id_keeps_its_file_when_the_old_one_is_pruned(folder):
    """Where the file name does not hold the id, both have one file."""
    settings = folder / "letterforge.toml"
    settings.write_text(settings.read_text("utf-8") + '[output]\nfilename = "{{ state.alpha3 }}"\n', "utf-8")
    run(folder)
    edit(folder / "list.csv", "GMB-1", "GMB-2")

    report = run(folder, prune=True)

    assert report.gone == ("GMB-1",)
    assert set(hashes(folder / "out")) == {"SEN.docx", "GMB.docx"}
    assert made(folder) == {}


def test_a_format_that_was_not_made_now_is_not_left_as_it_was_before_the_change(folder):
    """Else the Word file would say one thing, and the PDF beside it another."""
    both = tuple(Format)
    run(folder, formats=both)
    edit(folder / "list.csv", "Minister of Foreign Affairs,,,Banjul", "Minister,,,Banjul")

    assert made(folder) == {"GMB-1": ("cell title",)}
    assert set(hashes(folder / "out")) == {"SEN-1.docx", "SEN-1.pdf", "GMB-1.docx"}
    assert made(folder, formats=both) == {"GMB-1": ("no pdf yet",)}


def test_a_file_that_is_gone_is_said_to_be_missing_in_the_manifest_of_a_run_of_others(folder):
    (folder / "out" / "letters" / "GMB-1.docx").unlink()
    run(folder, ids=("SEN-1",))

    listed = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    assert [(row["id"], row["file"], row["status"]) for row in listed] == [
        ("SEN-1", "letters/SEN-1.docx", "unchanged"),
        ("GMB-1", "", "not examined"),
    ]
    assert listed[1]["error"] == "letters/GMB-1.docx is missing; made by run 1, not examined now"


def test_a_cell_that_changed_without_effect_is_no_reason_later(folder):
    edit(folder / "list.csv", "one", "other")
    assert made(folder) == {}
    edit(folder / "list.csv", "Minister of Foreign Affairs,,,Dakar", "Minister,,,Dakar")

    assert made(folder) == {"SEN-1": ("cell title",)}


def test_a_signature_that_was_drawn_anew_is_named_as_picture(folder):
    picture = folder / "ink.svg"
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path d="M0 0h20v9z"/></svg>'
    picture.write_text(drawn, "utf-8")
    edit(folder / "letterforge.toml", 'title = "Convenor"', 'title = "Convenor"\nimage = "ink.svg"')
    run(folder)
    edit(picture, "h20", "h30")

    assert made(folder) == {"SEN-1": ("picture",), "GMB-1": ("picture",)}


def test_typefaces_are_named_as_such(folder, monkeypatch):
    monkeypatch.setattr("letterforge.provenance.origin.hash_typefaces", lambda chosen: bytes(16))

    assert made(folder) == {"SEN-1": ("typefaces",), "GMB-1": ("typefaces",)}


def test_a_letter_that_fails_takes_its_older_file_away_and_is_made_when_it_can_be(folder):
    edit(folder / "list.csv", "The Gambia", "The Gambiaa")

    failed = run(folder, keep_going=True)
    left = set(hashes(folder / "out"))
    edit(folder / "list.csv", "The Gambiaa", "The Gambia")

    assert [each.recipient.id for each in failed.failed] == ["GMB-1"]
    assert left == {"SEN-1.docx"}
    assert made(folder) == {"GMB-1": ("new",)}
    assert not (folder / "out" / "failed.csv").exists()


def test_a_ledger_that_cannot_be_read_is_set_aside_and_every_letter_made_anew(folder):
    ledger = folder / "out" / ".letterforge" / "ledger.db"
    ledger.write_bytes(b"no database at all" * 300)
    before = hashes(folder / "out")

    report = run(folder)

    assert [problem.code for problem in report.warnings] == [Code.UNUSED_COLUMN, Code.LEDGER]
    assert (report.made, report.unchanged) == (2, 0)
    assert hashes(folder / "out") == before
    assert made(folder) == {}


def test_a_ledger_with_a_bad_page_is_set_aside_too(folder):
    """SQLite opens it, and stumbles over the page when it gets there.

    In this run and in every one after it.
    """
    ledger = folder / "out" / ".letterforge" / "ledger.db"
    whole = ledger.read_bytes()
    before = hashes(folder / "out")
    for page in range(1, len(whole) // 4096):
        ledger.write_bytes(whole[: page * 4096] + bytes(4096) + whole[(page + 1) * 4096 :])
        run(folder)
        assert hashes(folder / "out") == before
        assert made(folder) == {}


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE sheets",
        "UPDATE sheets SET sha256 = 'x'",
        "UPDATE runs SET columns = 'x'",
        "UPDATE letters SET columns = 77",
        "UPDATE sheets SET format = 'odt'",
    ],
)
def test_a_ledger_that_was_edited_by_hand_stops_no_run(folder, damage):
    before = hashes(folder / "out")
    with sqlite3.connect(folder / "out" / ".letterforge" / "ledger.db") as db:
        db.execute(damage)

    assert run(folder).made == 2
    assert hashes(folder / "out") == before


def test_a_ledger_takes_nothing_away_outside_the_folder_of_letters(folder):
    with sqlite3.connect(folder / "out" / ".letterforge" / "ledger.db") as db:
        db.execute("INSERT INTO leftovers VALUES ('../list.csv', 'csv', 'list', x'00')")
    run(folder)

    assert (folder / "list.csv").exists()


@pytest.mark.parametrize(
    "path",
    ["x/SEN-1.docx", "letters/../letters/SEN-1.docx", "letters/x/SEN-1.docx", "/SEN-1.docx", "SEN-1.docx"],
)
def test_a_damaged_path_in_the_ledger_takes_no_fresh_letter_away(folder, path):
    """Nor does the last part of it alone say which file is meant."""
    before = hashes(folder / "out")
    with sqlite3.connect(folder / "out" / ".letterforge" / "ledger.db") as db:
        db.execute("UPDATE sheets SET file = ? WHERE id = 'SEN-1'", (path,))
        db.execute("INSERT INTO leftovers VALUES (?, 'docx', 'y', x'00')", (path,))

    run(folder, force=True)

    assert hashes(folder / "out") == before
    assert made(folder) == {}


def test_a_ledger_of_another_version_is_not_trusted(folder):
    with sqlite3.connect(folder / "out" / ".letterforge" / "ledger.db") as db:
        db.execute("PRAGMA user_version = 99")

    assert run(folder).made == 2


def test_a_campaign_that_has_moved_is_the_same_campaign(folder, tmp_path_factory):
    """Paths are no part of a letter."""
    moved = tmp_path_factory.mktemp("elsewhere") / "campaign"
    shutil.copytree(folder, moved)

    assert made(moved) == {}


def test_a_run_of_some_letters_does_not_forget_the_others(folder):
    edit(
        folder / "list.csv",
        "SEN-1,Senegal,foreign_minister,Minister of",
        "SEN-1,Senegal,foreign_minister,M. of",
    )

    run(folder, ids=("SEN-1",))

    rows = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    assert [(row["id"], row["status"]) for row in rows] == [
        ("SEN-1", "written"),
        ("GMB-1", "not examined"),
    ]
    assert rows[1]["error"] == "made by run 1, not examined now"


def test_many_letters_stand_in_the_order_of_the_list(tmp_path):
    """However many workers made them, and in whatever order."""
    folder = many(tmp_path, 60)
    forge_all(Campaign.load(folder), Wanted(jobs=3, formats=DOCX))

    rows = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    assert [row["id"] for row in rows] == [f"r{n:04}" for n in range(60)]


def test_another_executor_can_do_the_work(folder, tmp_path):
    """A task relies on nothing but what it brings along."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

    loaded = Campaign.load(folder)
    spawned = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    for number, executor in enumerate((spawned, ThreadPoolExecutor(2))):
        with executor:
            report = forge_all(
                loaded, Wanted(formats=DOCX, out=tmp_path / f"by-{number}", jobs=2), executor=executor
            )
        assert report.made == 2
        assert hashes(tmp_path / f"by-{number}") == hashes(folder / "out")
