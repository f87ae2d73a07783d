"""Letters are signed only as they were approved.

All others are drafts, in both formats, and the run says why.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from campaigns import SETTINGS, TEMPLATE, write_campaign
from letterforge import BrokenCampaign, Campaign, Format, Wanted
from letterforge.api import approve, draft, forge, forge_all
from letterforge.cli.app import app
from letterforge.errors import Code, ExitCode
from letterforge.pipeline import Commission, Workshop, make
from letterforge.recipients import read_recipients
from letterforge.run.crew import Crew, Job, workshop_for
from letterforge.run.preflight import examine
from letters import draw_pictures
from reading_back import pdf_pages

SIGNED = SETTINGS.replace('register = "rome-statute"\n', "").replace(
    'title = "Convenor"', 'title = "Convenor"\nimage = "assets/signature.png"'
)
ROWS = """\
id,country,office,title,city,language,note
SEN-1,Senegal,foreign_minister,Minister of Foreign Affairs,Dakar,en,one
GMB-1,The Gambia,foreign_minister,Minister of Foreign Affairs,Banjul,en,two
FRA-1,France,foreign_minister,Ministre des affaires étrangères,Paris,fr,three
"""
DOCX = (Format.DOCX,)
ALL = ["FRA-1", "GMB-1", "SEN-1"]


def write(folder, approvals=1, **files):
    """A campaign with two English letters and a French one, where approval is required."""
    (folder / "assets").mkdir(parents=True, exist_ok=True)
    draw_pictures(folder / "assets")
    settings = SIGNED + (f"\n[approval]\nrequired = true\napprovals = {approvals}\n" if approvals else "")
    write_campaign(folder, rows=ROWS, settings=settings, **files)
    (folder / "letter.fr.md").write_text(TEMPLATE.replace("We write to", "Nous écrivons à"), "utf-8")
    return folder


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "campaign")


def command(folder, *arguments, code=0):
    """A command in this process: what it said to programs, and to people."""
    name, *rest = [str(argument) for argument in arguments]
    result = CliRunner().invoke(app, [name, "-C", str(folder), *rest])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.stderr
    return result.stdout, result.stderr


def render(folder, *arguments, code=0):
    """What a run of Word letters says to people."""
    return command(folder, "render", "--jobs", "1", "--format", "docx", *arguments, code=code)[1]


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def files(folder):
    return sorted(path.name for path in (folder / "out" / "letters").iterdir())


def drafts(folder):
    """The ids of letters that the manifest calls drafts.

    Their files, and no others, say so in their names.
    """
    manifest = (folder / "out" / "manifest.csv").read_text("utf-8")
    rows = [row for row in csv.DictReader(io.StringIO(manifest)) if row["file"]]
    assert sorted({Path(row["file"]).name for row in rows}) == files(folder)
    for row in rows:
        assert ("-draft." in row["file"]) is (row["status"] == "draft")
    return sorted({row["id"] for row in rows if row["status"] == "draft"})


def approve_all(folder, by="NAME ONE", *more):
    return command(folder, "approve", "--all", "--by", by, *more)


# --- what is signed --------------------------------------------------------------------------------


def test_without_the_table_nothing_is_asked(tmp_path):
    folder = write(tmp_path, approvals=0)

    render(folder)

    assert drafts(folder) == []
    assert files(folder) == ["FRA-1.docx", "GMB-1.docx", "SEN-1.docx"]


def test_what_nobody_has_approved_is_a_draft_and_the_run_says_so_once(folder):
    said = render(folder)

    assert drafts(folder) == ALL
    assert "drafts, not signed: 3 of 3 letters\n  not approved: all 3\n" in said


def test_what_is_approved_is_final(folder):
    approve_all(folder)

    said = render(folder)

    assert drafts(folder) == []
    assert "draft" not in said


def test_an_approved_letter_takes_the_place_of_its_draft(folder):
    render(folder)
    command(folder, "approve", "SEN-1", "--by", "NAME ONE")

    said = render(folder, "--explain")

    assert files(folder) == ["FRA-1-draft.docx", "GMB-1-draft.docx", "SEN-1.docx"]
    assert "SEN-1: approved" in said
    assert "GMB-1:" not in said


def test_one_cell_changed_after_approval_makes_exactly_that_letter_a_draft(folder):
    approve_all(folder)
    render(folder)
    edit(
        folder / "list.csv",
        "GMB-1,The Gambia,foreign_minister,Minister of",
        "GMB-1,The Gambia,foreign_minister,M. of",
    )

    said = render(folder, "--explain")

    assert drafts(folder) == ["GMB-1"]
    assert "  cell title changed: GMB-1\n" in said
    assert "GMB-1: cell title" in said
    assert files(folder) == ["FRA-1.docx", "GMB-1-draft.docx", "SEN-1.docx"]


def test_a_cell_that_the_letter_does_not_print_leaves_it_approved(folder):
    approve_all(folder)
    edit(folder / "list.csv", ",two", ",another note")

    render(folder)

    assert drafts(folder) == []


def test_one_line_of_the_template_makes_all_its_letters_drafts_and_it_is_said_once(folder):
    edit(folder / "list.csv", ",fr,", ",en,")
    approve_all(folder)
    render(folder)
    edit(folder / "letter.en.md", "We write to", "Once more we write to")

    said = render(folder)

    assert drafts(folder) == ALL
    assert said.count("template line 6 of letter.en.md changed: all 3") == 1
    assert said.count("changed") == 2  # the other is the hint


def test_a_template_in_another_language_is_another_template(folder):
    approve_all(folder)
    edit(folder / "letter.fr.md", "Nous écrivons", "Nous nous adressons")

    assert "  template line 6 of letter.fr.md changed: FRA-1\n" in render(folder)
    assert drafts(folder) == ["FRA-1"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('organisation = "Coalition"', 'organisation = "Alliance"', "letterforge.toml [sender] changed"),
        ("letterhead = true", "letterhead = false", "stationery changed"),
    ],
)
def test_whatever_else_has_changed_is_named(folder, old, new, said):
    approve_all(folder)
    edit(folder / "letterforge.toml", old, new)

    assert f"  {said}: all 3\n" in render(folder)


def test_letters_approved_with_another_version_of_letterforge_are_approved_anew(folder):
    """It may set them otherwise."""
    approve_all(folder)
    text = (folder / "approvals.toml").read_text("utf-8")
    older = re.sub(r'fingerprint = "\w+", version = "[^"]+"', 'fingerprint = "00", version = "0.0.9"', text)
    (folder / "approvals.toml").write_text(older, "utf-8")

    assert "  version changed: all 3\n" in render(folder)


def test_another_picture_of_the_signature_is_another_letter(folder):
    approve_all(folder)
    (folder / "assets" / "signature.png").write_bytes((folder / "assets" / "letterhead.jpg").read_bytes())

    assert "  picture changed: all 3\n" in render(folder)


def test_a_fingerprint_edited_by_hand_simply_does_not_match(folder):
    approve_all(folder)
    text = (folder / "approvals.toml").read_text("utf-8")
    forged = re.sub(r'("SEN-1" = .*fingerprint = ")[0-9a-f]{32}', rf"\g<1>{'0' * 32}", text)
    (folder / "approvals.toml").write_text(forged, "utf-8")

    assert "  fingerprint changed: SEN-1\n" in render(folder)
    assert drafts(folder) == ["SEN-1"]


def test_an_approval_of_one_letter_is_none_of_another(folder):
    """Even where somebody copies the line."""
    approve_all(folder)
    text = (folder / "approvals.toml").read_text("utf-8")
    line = next(each for each in text.splitlines() if each.startswith('"GMB-1"'))
    own = next(each for each in text.splitlines() if each.startswith('"SEN-1"'))
    (folder / "approvals.toml").write_text(text.replace(own, line.replace("GMB-1", "SEN-1")), "utf-8")

    render(folder)

    assert drafts(folder) == ["SEN-1"]


# --- four eyes -------------------------------------------------------------------------------------


def test_one_of_two_people_is_not_enough(tmp_path):
    folder = write(tmp_path, approvals=2)
    approve_all(folder, "Name One")
    assert "  1 of 2 approvals: all 3\n" in render(folder)
    assert drafts(folder) == ALL

    approve_all(folder, "Name Two")

    render(folder)
    assert drafts(folder) == []


@pytest.mark.parametrize("again", ["Name One", "name  one ", "NAME ONE", "Name\u00a0One", "NameOne"])
def test_the_same_person_twice_is_not_two(tmp_path, again):
    folder = write(tmp_path, approvals=2)
    approve_all(folder, "Name One")

    _, said = approve_all(folder, again)

    assert "3 were approved before" in said
    render(folder)
    assert drafts(folder) == ALL


def test_two_headings_of_one_person_are_not_two_people(tmp_path):
    """Whatever somebody writes into the file."""
    folder = write(tmp_path, approvals=2)
    approve_all(folder, "Name One")
    text = (folder / "approvals.toml").read_text("utf-8")
    second = text[text.index("[") :].replace("Name One", "name one")
    (folder / "approvals.toml").write_text(f"{text}\n{second}", "utf-8")

    render(folder)

    assert drafts(folder) == ALL


def test_an_approval_can_be_taken_back(folder):
    approve_all(folder)
    render(folder)

    _, said = command(folder, "approve", "--withdraw", "SEN-1", "--by", "name one")

    assert "1 letter no longer approved" in said
    told = render(folder, "--explain")
    assert drafts(folder) == ["SEN-1"]
    assert "SEN-1: no longer approved" in told


# --- a draft ---------------------------------------------------------------------------------------


def headers(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name).decode() for name in package.namelist() if "header" in name}


def test_a_draft_is_marked_on_every_page_of_both_formats_and_shows_no_signature(folder):
    """In the letter's language; the picture is not even in the file."""
    long = "\n\n".join(f"Paragraph {number} of a letter that fills pages." for number in range(90))
    for language in ("en", "fr"):
        path = folder / f"letter.{language}.md"
        path.write_text(path.read_text("utf-8") + "\n" + long, "utf-8")
    command(folder, "render", "--jobs", "1")

    for name, word in (("SEN-1", "Draft"), ("FRA-1", "Projet")):
        letters = folder / "out" / "letters"
        pages = pdf_pages((letters / f"{name}-draft.pdf").read_bytes())
        assert len(pages) > 2
        assert all(word in page for page in pages)
        content = (letters / f"{name}-draft.docx").read_bytes()
        assert all(f">{word}<" in header for header in headers(content).values())
        assert len(headers(content)) == 2
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            assert not [each for each in package.namelist() if each.startswith("word/media")]


def test_one_letter_asked_for_in_python_is_a_draft_too_until_it_is_approved(folder):
    """`draft`, `forge` and preview: there is no way round."""
    campaign = Campaign.load(folder)
    assert draft(campaign, "SEN-1").draft == "Draft"
    (sheet,) = forge(campaign, "FRA-1", DOCX)
    assert "Projet" in "".join(headers(sheet.content).values())

    approve(campaign, "NAME ONE")

    assert draft(campaign, "SEN-1").draft == ""
    (sheet,) = forge(campaign, "FRA-1", DOCX)
    assert "Projet" not in "".join(headers(sheet.content).values())


def test_preview_shows_a_draft_as_one(folder):
    shown, _ = command(folder, "preview", "SEN-1")
    assert shown.splitlines()[0].strip() == "Draft"

    approve_all(folder)

    shown, _ = command(folder, "preview", "SEN-1")
    assert "Draft" not in shown


def test_a_letter_that_changes_while_the_run_goes_on_is_not_signed(folder):
    """It was approved when the run began, and is another when it is made."""
    campaign = Campaign.load(folder)
    approve(campaign, "NAME ONE")
    table = read_recipients(campaign)
    found = examine(Crew(Job(campaign, table.further_columns, DOCX)), table, table.recipients)
    examined = next(found.valid())
    edit(folder / "letter.en.md", "We write to", "We do not write to")

    workshop = Workshop(campaign, table.further_columns, DOCX)
    commission = Commission(
        examined.recipient,
        examined.name,
        folder,
        folder / "aside",
        verdict=examined.verdict,
        origin=examined.origin,
    )
    outcome = make(commission, workshop)

    assert [problem.code for problem in outcome.problems] == [Code.CHANGED_MEANWHILE]
    assert not list(folder.glob("*.docx"))


def test_a_signature_that_is_exchanged_during_a_run_is_not_sent(folder):
    """It is drawn later than it was examined."""
    campaign = Campaign.load(folder)
    approve(campaign, "NAME ONE")
    table = read_recipients(campaign)
    crew = Crew(Job(campaign, table.further_columns, DOCX))
    examined = next(examine(crew, table, table.recipients).valid())
    workshop = workshop_for(crew.job)
    Image.new("L", (30, 10)).save(folder / "assets" / "signature.png")

    commission = Commission(
        examined.recipient,
        examined.name,
        folder,
        folder / "aside",
        verdict=examined.verdict,
        origin=examined.origin,
        texts=examined.texts,
    )
    outcome = make(commission, workshop)

    assert [problem.code for problem in outcome.problems] == [Code.CHANGED_MEANWHILE]
    assert not list(folder.glob("*.docx"))


def test_a_name_that_another_letter_has_as_a_draft_is_a_clash(folder):
    edit(folder / "list.csv", "GMB-1,", "SEN-1-draft,")

    _, said = command(folder, "check", code=ExitCode.BROKEN)

    assert 'LF050: "SEN-1-draft" is already the file name of row 2 (SEN-1)' in said


# --- a run, and the next ---------------------------------------------------------------------------


def test_what_has_not_changed_is_told_again_and_made_no_more(folder):
    """The quick look before a run knows the file of approvals, also where it was not there."""
    render(folder)
    said = render(folder)
    assert "Nothing has changed" in said
    assert "not approved: all 3" in said

    approve_all(folder)

    assert "Nothing has changed" not in render(folder)
    assert "Nothing has changed" in render(folder)
    (folder / "approvals.toml").unlink()
    assert "not approved: all 3" in render(folder)
    assert drafts(folder) == ALL


def test_a_file_that_is_not_made_this_time_does_not_stay_signed(folder):
    """The PDF of a letter that is a draft now, while only Word files are asked for."""
    approve_all(folder)
    command(folder, "render", "--jobs", "1")
    edit(folder / "list.csv", "Minister of Foreign Affairs,Dakar", "Minister,Dakar")

    render(folder)

    assert drafts(folder) == ["SEN-1"]
    assert [name for name in files(folder) if name.startswith("SEN")] == ["SEN-1-draft.docx"]


def test_a_final_file_that_nobody_has_recorded_does_not_stay_beside_the_draft(folder):
    """Left by a run that died between writing and recording."""
    render(folder)
    left = folder / "out" / "letters" / "SEN-1.docx"
    left.write_bytes(b"signed")

    render(folder, "--force")
    assert not left.exists()
    left.write_bytes(b"signed")
    edit(folder / "list.csv", "Minister of Foreign Affairs,Banjul", "Minister,Banjul")
    render(folder)

    assert not left.exists()


def test_programs_are_told_which_letters_are_drafts_and_why(folder):
    command(folder, "approve", "SEN-1", "--by", "NAME ONE")
    for _ in range(2):  # the second run has nothing to do
        out, _ = command(folder, "render", "--jobs", "1", "--format", "docx", "--json")

        told = json.loads(out)
        assert told["drafts"] == {"GMB-1": ["not approved"], "FRA-1": ["not approved"]}
        assert {row["id"] for row in told["letters"] if row["status"] == "draft"} == {"GMB-1", "FRA-1"}


def test_several_workers_and_a_real_process_sign_only_what_is_approved(folder):
    approve(Campaign.load(folder), "NAME ONE", Wanted(where="recipient.language == 'en'"))

    done = subprocess.run(
        [sys.executable, "-m", "letterforge", "render", "--jobs", "2", "--format", "docx"],
        cwd=folder,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert drafts(folder) == ["FRA-1"]
    assert "  not approved: FRA-1\n" in done.stderr


def test_letters_that_fill_gaps_can_be_approved_too(tmp_path):
    """They have no row, and need approval as all others do."""
    register = "country,entry_into_force\nSenegal,2002-07-01\nKenya,2005-06-01\n"
    folder = write(tmp_path)
    edit(
        folder / "letterforge.toml",
        'recipients = "list.csv"',
        'recipients = "list.csv"\nregister = "parties.csv"',
    )
    (folder / "parties.csv").write_text(register, "utf-8")
    approve_all(folder, "NAME ONE", "--fill-gaps")

    report = forge_all(Campaign.load(folder), Wanted(parties_only=True, fill_gaps=True, formats=DOCX, jobs=1))

    assert report.letters == 2
    assert report.drafts == {}


# --- approving -------------------------------------------------------------------------------------


def test_only_sound_letters_can_be_approved(folder):
    edit(folder / "list.csv", "SEN-1,Senegal,", "SEN-1,Senegall,")

    _, said = command(folder, "approve", "--all", "--by", "NAME ONE", code=ExitCode.BROKEN)

    assert 'list.csv:2 (SEN-1): error LF030: column "country" holds "Senegall"' in said
    assert not (folder / "approvals.toml").exists()
    command(folder, "approve", "GMB-1", "--by", "NAME ONE")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--all"], "say who is approving"),
        (["--all", "--by", " "], "say who is approving"),
        (["--by", "NAME ONE"], "which letters"),
        (["SEN-2", "--by", "NAME ONE"], 'there is no recipient "SEN-2"'),
        (["--withdraw", "SEN-1", "--by", "NAME TWO"], 'has not approved "SEN-1"'),
    ],
)
def test_wrong_use_is_told_and_nothing_is_written(folder, arguments, said):
    assert said in command(folder, "approve", *arguments, code=ExitCode.WRONG_USE)[1]
    assert not (folder / "approvals.toml").exists()


def test_what_is_approved_can_be_listed(folder):
    command(folder, "approve", "SEN-1", "GMB-1", "--by", "NAME ONE")
    edit(folder / "list.csv", "Minister of Foreign Affairs,Banjul", "Minister,Banjul")

    out, said = command(folder, "approve", "--list")
    told = json.loads(command(folder, "approve", "--list", "--json")[0])

    assert "1 of 3 letters approved" in said
    assert re.search(r"SEN-1 +approved +NAME ONE, 20\d\d", out)
    assert re.search(r"GMB-1 +changed +\(NAME ONE, .*cell title changed", out)
    assert {row["id"]: (row["status"], row["changed"]) for row in told["letters"]} == {
        "SEN-1": ("approved", []),
        "GMB-1": ("changed", ["cell title"]),
        "FRA-1": ("not approved", []),
    }


def test_check_says_how_many_are_approved_as_a_note(folder):
    command(folder, "approve", "SEN-1", "--by", "NAME ONE")

    _, said = command(folder, "check")

    assert "1 of 3 letters approved\n  not approved: GMB-1, FRA-1\n" in said
    assert "The letters can be made" in said
    assert json.loads(command(folder, "check", "--json")[0])["approved"] == ["SEN-1"]


def test_a_campaign_that_asks_for_no_approval_says_that_it_does_not(tmp_path):
    folder = write(tmp_path, approvals=0)

    _, said = approve_all(folder)

    assert "3 letters approved by NAME ONE" in said
    assert "[approval]\nrequired = true" in said


@pytest.mark.parametrize(
    "arguments", [["render"], ["check"], ["approve", "--list"], ["approve", "--all", "--by", "N"]]
)
def test_a_damaged_file_stops_everything_before_anything_is_written(folder, arguments):
    """Never a silent "not approved"."""
    (folder / "approvals.toml").write_text('["NAME ONE"]\n"SEN-1" = { at = 2020', "utf-8")

    _, said = command(folder, *arguments, code=ExitCode.BROKEN)

    assert "approvals.toml:2" in said
    assert "LF055" in said
    assert not (folder / "out").exists()


def test_a_letter_with_a_damaged_file_of_approvals_is_not_previewed_as_if_nothing_were(folder):
    (folder / "approvals.toml").write_text("damaged", "utf-8")

    with pytest.raises(BrokenCampaign, match="Expected '='"):
        draft(Campaign.load(folder), "SEN-1")


def test_where_the_file_stands_can_be_chosen(tmp_path):
    folder = write(tmp_path)
    edit(folder / "letterforge.toml", "required = true", 'file = "papers/who.toml"')

    approve_all(folder)

    assert (folder / "papers" / "who.toml").is_file()
    render(folder)
    assert drafts(folder) == []
