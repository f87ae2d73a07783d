"""Every row of a list is accounted for, in the report, the manifest and the exit code.

No file is two letters'.
"""

from __future__ import annotations

import csv
import json
import random
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns import SETTINGS, hashes, write_campaign
from letterforge import BrokenCampaign, Campaign, Format
from letterforge.api import check, forge_all
from letterforge.errors import Code, ExitCode, UsageError
from letterforge.ledger.roll import Roll
from letterforge.model import Status
from letterforge.run.request import Wanted
from processes import start

PLAIN = SETTINGS.replace('register = "rome-statute"\n', "")
DOCX = (Format.DOCX,)


def campaign_of(folder, rows, output="", template="Dear {{ recipient.name }}, text.", **files):
    text = PLAIN + f"\n[output]\n{output}\n"
    head = '---\nsalutation: "Excellency,"\nclosing: "Sincerely,"\n---\n'
    return write_campaign(folder, head + template, "id,name,organisation\n" + rows, text, **files)


def run(folder, **wanted):
    return forge_all(Campaign.load(folder), Wanted(jobs=1, formats=DOCX, **wanted))


def manifest(folder):
    return json.loads((folder / "out" / "manifest.json").read_text("utf-8"))


def statuses(folder):
    return [(row["id"], row["status"]) for row in manifest(folder)]


# --- no row is lost ------------------------------------------------------------------------------------


def test_a_row_that_cannot_be_read_fails_until_it_is_fixed(tmp_path):
    """One comma without quotation marks: the others get their letters, and no run is ever done."""
    folder = campaign_of(tmp_path, "a,Anna,Org\nb,Bob,Org,extra\n")

    first, second = run(folder, keep_going=True), run(folder, keep_going=True)

    assert (first.exit_code, second.exit_code) == (ExitCode.SOME_FAILED, ExitCode.SOME_FAILED)
    assert [problem.code for problem in first.unread[3]] == [Code.SHIFTED_ROW]
    assert statuses(folder) == [("a", "unchanged"), ("b", "failed")]
    assert second.rows == {Status.UNCHANGED: 1, Status.UNREAD: 1}
    assert "LF022" in manifest(folder)[1]["error"]


def test_a_row_that_cannot_be_read_any_more_takes_its_older_letter_away(tmp_path):
    folder = campaign_of(tmp_path, "a,Anna,Org\nb,Bob,Org\n")
    run(folder)
    (folder / "list.csv").write_text("id,name,organisation\na,Anna,Org\nb,Bob,Org,extra\n", "utf-8")

    run(folder, keep_going=True)

    assert set(hashes(folder / "out")) == {"a.docx"}


def test_an_id_is_taken_from_a_row_that_cannot_be_read_only_where_it_is_certain(tmp_path):
    """In another column than the first it may be the next cell.

    Then the letter of that id is left in peace.
    """
    folder = campaign_of(tmp_path, "")
    (folder / "list.csv").write_text("name,id,organisation\nAnna,a,Org\nBob,b,Org\n", "utf-8")
    run(folder)
    (folder / "list.csv").write_text("name,id,organisation\nAnna,a,Org\nBob,x,b,Org\n", "utf-8")

    report = run(folder, keep_going=True, prune=True)

    assert report.gone == ()
    assert statuses(folder) == [("a", "unchanged"), ("", "failed"), ("b", "not examined")]
    assert set(hashes(folder / "out")) == {"a.docx", "b.docx"}


def test_two_rows_with_one_id_both_fail_and_both_come_back(tmp_path):
    folder = campaign_of(tmp_path, "a,Anna,Org\nb,Bob,Org\nb,Berta,Org\n")

    run(folder, keep_going=True)

    assert statuses(folder) == [("a", "written"), ("b", "failed"), ("b", "failed")]
    with (folder / "out" / "failed.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["name"] for row in csv.DictReader(file)] == ["Bob", "Berta"]


def test_rows_that_a_run_was_stopped_before_are_not_examined(tmp_path):
    folder = campaign_of(
        tmp_path, "a,Anna,Org\nb,Bob,Org\nc,Carla,Org\n", template="{{ recipient.name }} \u0378"
    )
    (folder / "out" / "letters").mkdir(parents=True)
    (folder / "out" / "letters" / "a.docx").mkdir()  # in the way of the first

    report = run(folder, fail_fast=True)

    assert report.exit_code == ExitCode.SOME_FAILED
    assert statuses(folder) == [("a", "failed"), ("b", "not examined"), ("c", "not examined")]


def test_rows_of_states_that_are_no_parties_are_left_out_by_name(tmp_path):
    rows = "id,country,office,title,name,gender,city\nSEN-1,Senegal,foreign_minister,Minister,,,Dakar\n"
    folder = write_campaign(tmp_path, rows=rows + "ISR-1,Israel,foreign_minister,Minister,,,Jerusalem\n")
    run(folder)

    report = run(folder, parties_only=True, fill_gaps=True)

    by_id = {row["id"]: row for row in manifest(folder)}
    assert by_id["ISR-1"]["status"] == "left out"
    assert by_id["ISR-1"]["error"] == "Israel is not a party"
    assert by_id["FRA-foreign_minister"]["row"] is None
    assert report.rows[Status.LEFT_OUT] == 1
    assert report.rows.total() == len(report.filled_in) + 2


def test_a_fault_in_the_sum_is_said_and_the_run_is_not_taken_for_done(tmp_path, monkeypatch):
    """The rows are counted where they are read, and not where they are made."""
    from letterforge.recipients import reading

    folder = campaign_of(tmp_path, "a,Anna,Org\nb,Bob,Org\n")
    read = reading.RowsReader.recipients

    def lossy(self, rows):
        yield from list(read(self, rows))[:1]

    monkeypatch.setattr(reading.RowsReader, "recipients", lossy)

    report = run(folder)

    assert [problem.code for problem in report.problems] == [Code.UNACCOUNTED]
    assert report.exit_code == ExitCode.SOME_FAILED


def test_a_run_whose_sum_cannot_be_taken_is_not_taken_for_done(tmp_path, monkeypatch):
    """A full disk for temporary files, say, at the very end, when all letters are written."""

    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Roll, "settle", full)

    report = run(campaign_of(tmp_path, "a,Anna,Org\n"))

    assert [problem.code for problem in report.problems] == [Code.CANNOT_WRITE]
    assert report.exit_code == ExitCode.SOME_FAILED


# --- only what is known is said --------------------------------------------------------------------------


def test_a_run_of_some_says_of_the_others_only_what_is_known(tmp_path):
    folder = campaign_of(tmp_path, "a,Anna,Org\nb,Bob,Org\n")
    run(folder)
    template = folder / "letter.en.md"
    template.write_text(template.read_text("utf-8").replace("text.", "new text."), "utf-8")

    report = run(folder, ids=("a",))

    rows = manifest(folder)
    assert [(row["id"], row["status"]) for row in rows] == [("a", "written"), ("b", "out of date")]
    assert rows[1]["error"] == "made by run 1, not examined now; changed since: letter.en.md"
    assert report.rows == {Status.WRITTEN: 1, Status.OUT_OF_DATE: 1}
    assert report.outdated == 1


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("list.csv", "b,Bob", "b,Bert", "cell name"),
        ("letterforge.toml", "Coalition", "Alliance", "letterforge.toml"),
        ("letterforge.toml", "letterhead = true", 'letterhead = true\nsize = "12pt"', "stationery"),
        ("clause.md", "OLD", "NEW", "clause.md"),
    ],
)
def test_what_has_changed_since_is_named(tmp_path, name, old, new, said):
    folder = campaign_of(
        tmp_path, "a,Anna,Org\nb,Bob,Org\n", template="{% include 'clause.md' %}", clause__md="OLD"
    )
    run(folder)
    path = folder / name
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    run(folder, ids=("a",))

    (row,) = [row for row in manifest(folder) if row["id"] == "b"]
    assert (row["status"], row["error"].rpartition("changed since: ")[2]) == ("out of date", said)


def test_a_letter_that_failed_and_is_not_examined_stays_failed(tmp_path):
    folder = campaign_of(tmp_path, "a,Anna,Org\nb,,Org\n")
    run(folder, keep_going=True)

    run(folder, ids=("a",))

    rows = manifest(folder)
    assert [(row["id"], row["status"]) for row in rows] == [("a", "unchanged"), ("b", "failed")]
    assert rows[1]["error"].endswith("(run 1, not examined now)")


# --- a file is one letter's --------------------------------------------------------------------------------

SHARED = 'filename = "{{ recipient.organisation }}"'


def test_no_letter_takes_the_place_of_one_that_the_run_does_not_make(tmp_path):
    folder = campaign_of(tmp_path, "a,Anna,Org\nb,Bob,Org\n", SHARED)
    run(folder, ids=("a",))
    before = hashes(folder / "out")

    with pytest.raises(BrokenCampaign) as caught:
        run(folder, ids=("b",))
    kept = run(folder, ids=("b",), keep_going=True)

    assert [problem.code for problem in caught.value.problems] == [Code.FILE_NAME_CLASH]
    assert [outcome.recipient.id for outcome in kept.failed] == ["b"]
    assert hashes(folder / "out") == before
    assert statuses(folder) == [("a", "not examined"), ("b", "failed")]


def test_names_that_some_file_system_holds_for_one_clash_too(tmp_path):
    folder = campaign_of(tmp_path, "a,Anna,Élan\nb,Bob,E\u0301LAN\n", SHARED)
    run(folder, ids=("a",))

    with pytest.raises(BrokenCampaign, match="the letter of a"):
        run(folder, ids=("b",))


def test_a_list_that_is_fed_back_takes_no_name_of_the_first(tmp_path):
    folder = campaign_of(tmp_path, "a,Anna,Org\nb,,Other\n", SHARED)
    run(folder, keep_going=True)
    before = hashes(folder / "out")
    (folder / "back.csv").write_text("id,name,organisation\nb,Bob,Org\n", "utf-8")

    with pytest.raises(BrokenCampaign, match="the letter of a"):
        run(folder, recipients=folder / "back.csv")
    found = check(Campaign.load(folder), Wanted(formats=DOCX, recipients=folder / "back.csv"))

    assert [problem.code for problem in found.errors] == [Code.FILE_NAME_CLASH]
    assert hashes(folder / "out") == before


def test_a_row_of_another_list_takes_no_letter_of_somebody_else(tmp_path):
    """A corrected row with an id that another state's letter has: refused, and that letter stays."""
    rows = "id,country,office,title,name,gender,city\nSEN-1,Senegal,foreign_minister,Minister,,,Dakar\n"
    folder = write_campaign(tmp_path, rows=rows + "GMB-1,The Gambiaa,foreign_minister,,,,Banjul\n")
    run(folder, keep_going=True)
    before = hashes(folder / "out")
    back = rows.replace("SEN-1,Senegal", "SEN-1,The Gambia").replace("Dakar", "Banjul")
    (folder / "back.csv").write_text(back, "utf-8")

    with pytest.raises(BrokenCampaign) as caught:
        run(folder, recipients=folder / "back.csv")

    assert [problem.code for problem in caught.value.problems] == [Code.DUPLICATE_ID]
    assert hashes(folder / "out") == before


def test_failed_rows_stay_in_failed_csv_until_they_are_fixed(tmp_path):
    """Whatever other runs there are; and what somebody has corrected in it is kept."""
    folder = campaign_of(tmp_path, "a,Anna,Org\nb,,Org\nc,,Org\n")
    run(folder, keep_going=True)
    failed = folder / "out" / "failed.csv"
    run(folder, ids=("a",))
    assert [line.split(",")[0] for line in failed.read_text("utf-8-sig").splitlines()] == ["id", "b", "c"]
    corrected = failed.read_text("utf-8-sig").replace("b,,Org", "b,Bob,Org")
    failed.write_text(corrected, "utf-8")

    report = run(folder, recipients=failed, keep_going=True)

    assert report.made == 1
    assert [path.read_text("utf-8") for path in report.set_aside] == [corrected]
    assert [line.split(",")[0] for line in failed.read_text("utf-8-sig").splitlines()] == ["id", "c"]


def test_a_letter_whose_row_has_gone_is_in_no_manifest_of_a_run_of_some(tmp_path):
    """Else one person would be sent two letters, under the old id and the new one."""
    folder = campaign_of(tmp_path, "a,Anna,Org\nb,Bob,Org\n")
    run(folder)
    (folder / "list.csv").write_text("id,name,organisation\na,Anna,Org\nbob,Bob,Org\n", "utf-8")

    report = run(folder, ids=("bob",))

    assert report.gone == ("b",)
    assert statuses(folder) == [("a", "not examined"), ("bob", "written")]


def test_a_draft_stays_a_draft_in_the_manifest_of_a_run_of_others(tmp_path):
    folder = campaign_of(tmp_path, "a,Anna,Org\nb,Bob,Org\n", "[approval]")
    run(folder)

    run(folder, ids=("a",))

    assert statuses(folder) == [("a", "draft"), ("b", "draft")]


def test_a_row_with_a_new_id_keeps_its_name(tmp_path):
    """The old id has gone from the list: its letter is the new one's."""
    folder = campaign_of(tmp_path, "a,Anna,Org\nb,Bob,Other\n", SHARED)
    run(folder)
    (folder / "list.csv").write_text("id,name,organisation\nnew,Anna,Org\nb,Bob,Other\n", "utf-8")

    some = run(folder, ids=("new",))
    whole = run(folder)

    assert (some.exit_code, whole.exit_code) == (0, 0)
    assert statuses(folder) == [("new", "unchanged"), ("b", "unchanged")]


def test_names_change_hands_in_a_run_of_all(tmp_path):
    folder = campaign_of(tmp_path, "a,Anna,One\nb,Bob,Two\n", SHARED)
    run(folder)
    (folder / "list.csv").write_text("id,name,organisation\na,Anna,Two\nb,Bob,One\n", "utf-8")

    assert run(folder).exit_code == 0

    assert {row["id"]: row["file"] for row in manifest(folder)} == {
        "a": "letters/Two.docx",
        "b": "letters/One.docx",
    }
    assert run(folder).unchanged == 2


def test_a_letter_that_was_corrected_by_hand_is_moved_aside_and_said(tmp_path):
    folder = campaign_of(tmp_path, "a,Anna,Org\n")
    run(folder)
    (folder / "out" / "letters" / "a.docx").write_bytes(b"corrected by hand")

    report = run(folder)

    assert report.made == 1
    assert [path.read_bytes() for path in report.set_aside] == [b"corrected by hand"]


def test_a_failing_letter_takes_no_file_of_another_away(tmp_path):
    folder = campaign_of(tmp_path, "a,Anna,Org\nb,Bob,Other\n", SHARED)
    run(folder)
    (folder / "list.csv").write_text("id,name,organisation\na,Anna,Org\nb,,Org\n", "utf-8")

    run(folder, keep_going=True, ids=("b",))

    assert set(hashes(folder / "out")) == {"Org.docx"}


# --- the invariant -----------------------------------------------------------------------------------------

ROWS = st.lists(
    st.sampled_from(["good", "empty", "surplus", "short", "double", "same name", "bad language", "control"]),
    min_size=1,
    max_size=12,
)
FLAGS = st.fixed_dictionaries(
    {
        "force": st.booleans(),
        "prune": st.booleans(),
        "fail_fast": st.booleans(),
        "ids": st.sampled_from([(), (), ("r0",)]),
        "where": st.sampled_from(["", "", "recipient.id == 'r1'"]),
    }
)


def spoilt(number, kind):
    """A row of a list, right or wrong in one way."""
    return {
        "good": f"r{number},Name {number},Org {number},en",
        "empty": f"r{number},,Org {number},en",
        "surplus": f"r{number},Name {number},Org, {number},en,more",
        "short": f"r{number},Name {number}",
        "double": f"r0,Name {number},Org {number},en",
        "same name": f"r{number},Name {number},Org 0,en",
        "bad language": f"r{number},Name {number},Org {number},xx-nothing",
        "control": f"r{number},Na\x02me,Org {number},en",
    }[kind]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=st.lists(ROWS, min_size=1, max_size=3), flags=st.lists(FLAGS, min_size=3, max_size=3))
def test_whatever_the_list_and_the_run_every_row_is_accounted_for(tmp_path_factory, lists, flags):
    """Runs after one another into one folder: in each, the rows of the table are the sum."""
    folder = campaign_of(tmp_path_factory.mktemp("campaign"), "", SHARED)
    for kinds, wanted in zip(lists, flags, strict=False):
        rows = [spoilt(number, kind) for number, kind in enumerate(kinds)]
        text = "id,name,organisation,language\n" + "".join(f"{row}\n" for row in rows)
        (folder / "list.csv").write_text(text, "utf-8")
        try:
            report = run(folder, keep_going=True, inspect=False, **wanted)
        except (BrokenCampaign, UsageError):
            continue
        listed = manifest(folder)
        by_row = Counter({row["row"]: row["status"] for row in listed}.values())
        own = {number: row for row in listed if (number := row["row"]) and number <= len(rows) + 1}

        assert not [each for each in report.problems if each.code is Code.UNACCOUNTED]
        assert report.rows.total() == len(rows)
        assert set(own) == set(range(2, len(rows) + 2))
        assert (report.exit_code == 0) == (not report.failed and not report.unread and not report.problems)
        assert by_row["failed"] >= len(report.failed) + len(report.unread)
        files = [row["file"] for row in listed if row["file"]]
        assert len(files) == len(set(files))
        on_disk = hashes(folder / "out")
        for row in listed:
            if row["file"] and row["status"] in ("written", "unchanged"):
                assert on_disk[row["file"].removeprefix("letters/")] == row["sha256"]


# --- killed ------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing is killed like that here")
def test_after_a_kill_and_a_partial_run_every_row_is_accounted_for(tmp_path):
    """Whenever the run was killed.

    What it wrote and had not recorded is nobody else's, and nothing is lost.
    """
    rows = "".join(f"r{number},Name {number},Org {number}\n" for number in range(60))
    folder, chance = campaign_of(tmp_path, rows + "x,Name,Org,more\n"), random.Random(3)
    for _ in range(4):
        process = start(folder, "--jobs", "2", "--keep-going", "--format", "docx", stderr=subprocess.DEVNULL)
        time.sleep(0.5 + chance.random() * 2)
        process.kill()
        process.wait(timeout=60)

    some = run(folder, ids=("r7",), keep_going=True)
    assert some.rows.total() == 61
    assert {row["row"] for row in manifest(folder)} == set(range(2, 63))
    whole = run(folder, keep_going=True)

    made = {Status.WRITTEN: whole.made, Status.UNCHANGED: whole.unchanged, Status.UNREAD: 1}
    assert whole.rows == Counter(made)  # of which the killed runs may have left nothing to make
    assert whole.letters == 60
    assert len(hashes(folder / "out")) == 60
    assert whole.set_aside == []


def test_an_id_is_not_given_to_a_row_and_to_a_letter_that_fills_a_gap(tmp_path):
    """A typing error in the country of a row: one of the two letters would take the other's place."""
    rows = "id,country,office,title,name,gender,city\n"
    rows += "FRA-foreign_minister,Germany,foreign_minister,Minister,,,Berlin\n"
    folder = write_campaign(tmp_path, rows=rows)

    for wanted in ({}, {"keep_going": True}):
        with pytest.raises(BrokenCampaign) as caught:
            run(folder, parties_only=True, fill_gaps=True, **wanted)

        assert [problem.code for problem in caught.value.problems] == [Code.DUPLICATE_ID]
    assert not (folder / "out").exists()


def test_a_run_in_one_format_says_nothing_of_the_files_in_another(tmp_path):
    folder = campaign_of(tmp_path, "a,Anna,Org\nb,Bob,Org\n", template="{{ recipient.name }}")
    both = Wanted(jobs=1, formats=(Format.DOCX, Format.PDF))
    forge_all(Campaign.load(folder), both)
    (folder / "out" / "letters" / "a.pdf").write_bytes(b"another")
    (folder / "out" / "letters" / "b.pdf").unlink()

    run(folder)

    found = {(row["id"], row["file"][-4:]): (row["status"], row["error"]) for row in manifest(folder)}
    assert found["a", "docx"] == found["b", "docx"] == ("unchanged", "")
    assert found["a", ".pdf"] == ("not examined", "made by run 1, not examined now")
    assert found["b", ""] == (
        "not examined",
        "letters/b.pdf is missing; made by run 1, not examined now",
    )


def test_a_run_in_one_format_marks_what_is_out_of_date_in_another(tmp_path):
    folder = campaign_of(tmp_path, "a,Anna,Org\n", template="{{ recipient.name }}")
    settings = folder / "letterforge.toml"
    settings.write_text(settings.read_text("utf-8").replace("letterhead = true", 'css = "own.css"'), "utf-8")
    (folder / "own.css").write_text("p { color: red }", "utf-8")
    forge_all(Campaign.load(folder), Wanted(jobs=1, formats=(Format.DOCX, Format.PDF)))
    (folder / "own.css").write_text("p { color: blue }", "utf-8")

    run(folder)

    assert statuses(folder) == [("a", "unchanged"), ("a", "out of date")]


@pytest.mark.parametrize(
    ("rows", "wanted"), [("b,Bob,Org,extra\n", {"keep_going": True}), ("", {"prune": True})]
)
def test_a_damaged_path_takes_no_other_letter_away(tmp_path, rows, wanted):
    """The ledger names a's file as b's, and b fails, or has gone from the list."""
    folder = campaign_of(tmp_path, "a,Anna,Org\nb,Bob,Org\n")
    run(folder)
    with closing(sqlite3.connect(folder / "out" / ".letterforge" / "ledger.db")) as db:
        db.execute("UPDATE sheets SET file = 'letters/a.docx' WHERE id = 'b'")
        db.commit()
    (folder / "list.csv").write_text("id,name,organisation\na,Anna,Org\n" + rows, "utf-8")

    run(folder, **wanted)

    assert "a.docx" in hashes(folder / "out")
    assert ("a", "written") in statuses(folder)


@pytest.mark.parametrize(
    ("rows", "wanted"), [("b,Bob,Org,extra\n", {"keep_going": True}), ("", {"prune": True})]
)
def test_a_damaged_path_takes_no_file_of_others_away(tmp_path, rows, wanted):
    folder = campaign_of(tmp_path, "a,Anna,Org\nb,Bob,Org\n")
    run(folder)
    (folder / "out" / "letters" / "mine.docx").write_bytes(b"mine")
    with closing(sqlite3.connect(folder / "out" / ".letterforge" / "ledger.db")) as db:
        db.execute("UPDATE sheets SET file = 'letters/mine.docx' WHERE id = 'b'")
        db.commit()
    (folder / "list.csv").write_text("id,name,organisation\na,Anna,Org\n" + rows, "utf-8")

    run(folder, **wanted)

    assert (folder / "out" / "letters" / "mine.docx").read_bytes() == b"mine"
