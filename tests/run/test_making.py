"""Many letters: workers, manifest, and who gets a letter."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from campaigns import LIST, campaign, hashes, many
from letterforge import BrokenCampaign, Campaign, Format
from letterforge.api import Wanted, forge_all
from letterforge.errors import Code, ExitCode, UsageError
from letters import GLYPHLESS

ROOT = Path(__file__).parents[2]
DOCX = (Format.DOCX,)


def test_the_same_letters_come_out_whatever_the_number_of_workers(tmp_path):
    """Same input, same bytes: in this process, and in others."""
    folder = many(tmp_path, 9)
    loaded = Campaign.load(folder)

    alone = forge_all(loaded, Wanted(jobs=1, out=tmp_path / "one"))
    together = forge_all(loaded, Wanted(jobs=2, out=tmp_path / "two"))

    assert alone.exit_code == together.exit_code == ExitCode.OK
    assert alone.made == 9
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")
    assert (tmp_path / "one" / "manifest.csv").read_bytes() == (
        tmp_path / "two" / "manifest.csv"
    ).read_bytes()


def test_the_manifest_says_what_was_written(tmp_path):
    """One row for each file, in the list's order, with its hash."""
    loaded = campaign(tmp_path)

    forge_all(loaded, Wanted(jobs=1))

    with (tmp_path / "out" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["country"], row["format"], row["status"]) for row in rows] == [
        ("SEN-1", "SEN", "docx", "written"),
        ("SEN-1", "SEN", "pdf", "written"),
        ("GMB-1", "GMB", "docx", "written"),
        ("GMB-1", "GMB", "pdf", "written"),
    ]
    for row in rows:
        content = (tmp_path / "out" / row["file"]).read_bytes()
        assert (int(row["bytes"]), row["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert [row["pages"] for row in rows] == ["", "1", "", "1"]
    assert len(json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))) == 4


def test_a_few_letters_made_again_keep_the_others_in_the_manifest(tmp_path):
    """`render ID` does not forget what a whole run has made."""
    loaded = campaign(tmp_path)
    forge_all(loaded, Wanted(jobs=1, formats=DOCX))

    forge_all(loaded, Wanted(jobs=1, formats=DOCX, ids=("gmb-1",)))

    rows = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert sorted(row["id"] for row in rows) == ["GMB-1", "SEN-1"]


# --- whom ------------------------------------------------------------------------------------------


def test_batch_refuses_to_forget_a_party(tmp_path):
    """123 parties, two rows: 121 states are named, and nothing is written."""
    with pytest.raises(BrokenCampaign) as caught:
        forge_all(campaign(tmp_path), Wanted(parties_only=True, keep_going=True))

    forgotten = [problem for problem in caught.value.problems if problem.code is Code.STATE_FORGOTTEN]
    assert len(forgotten) == 121
    assert "Albania is a party on 2020-12-07" in "".join(problem.message for problem in forgotten)
    assert not (tmp_path / "out").exists()


def test_gaps_are_filled_by_office_where_that_is_asked_for(tmp_path):
    """The foreign ministry of each party that the list lacks; never a person."""
    template = "To {{ recipient.title }} of {{ state.name }}"

    report = forge_all(
        campaign(tmp_path, template), Wanted(parties_only=True, fill_gaps=True, formats=DOCX, jobs=1)
    )

    assert report.made == 123
    assert len(report.filled_in) == 121
    assert {recipient.office for recipient in report.filled_in} == {"foreign_minister"}
    assert not any(recipient.name for recipient in report.filled_in)


def test_rows_of_states_that_are_no_party_are_left_out_and_named(tmp_path):
    """On the letter's date, or on another."""
    rows = (
        LIST
        + "USA-1,United States,foreign_minister,T,,,Washington\nARM-1,Armenia,foreign_minister,T,,,Yerevan\n"
    )
    loaded = campaign(tmp_path, "{{ state.name }}", rows)
    wanted = {"parties_only": True, "fill_gaps": True, "formats": DOCX, "jobs": 1}

    then = forge_all(loaded, Wanted(**wanted))
    later = forge_all(loaded, Wanted(**wanted, as_of=date(2024, 2, 1)))

    assert [recipient.id for recipient in then.left_out] == ["USA-1", "ARM-1"]
    assert [recipient.id for recipient in later.left_out] == ["USA-1"]


def test_a_row_whose_country_is_unknown_is_an_error_and_not_a_non_party(tmp_path):
    """A slip of the pen must not cost a state its letter in silence."""
    with pytest.raises(BrokenCampaign) as caught:
        forge_all(campaign(tmp_path, rows=LIST.replace("Senegal", "Senegall")), Wanted(parties_only=True))

    assert Code.UNKNOWN_COUNTRY in {problem.code for problem in caught.value.problems}


def test_only_those_named_or_chosen_get_a_letter(tmp_path):
    """By id, and by an expression; an unknown id is answered with the nearest."""
    loaded = campaign(tmp_path)

    by_id, by_where = [], []
    forge_all(loaded, Wanted(ids=("SEN-1",), formats=DOCX, jobs=1), on_outcome=by_id.append)
    forge_all(loaded, Wanted(where='state.alpha3 == "GMB"', formats=DOCX, jobs=1), on_outcome=by_where.append)

    assert [outcome.recipient.id for outcome in by_id] == ["SEN-1"]
    assert [outcome.recipient.id for outcome in by_where] == ["GMB-1"]
    with pytest.raises(UsageError) as caught:
        forge_all(loaded, Wanted(ids=("SEN-2",)))
    assert "SEN-1" in caught.value.hint


# --- what fails in the making -------------------------------------------------------------------------


def test_a_letter_that_fails_in_the_making_costs_itself_alone_and_leaves_no_older_one(tmp_path):
    """A glyph that no face has: the others are written, this one is withdrawn, the run says so."""
    loaded = campaign(tmp_path)
    forge_all(loaded, Wanted(jobs=1))
    (tmp_path / "list.csv").write_text(
        LIST.replace("Minister of Foreign Affairs,,,Banjul", f"M {GLYPHLESS[0]},,,Banjul"), "utf-8"
    )

    report = forge_all(loaded, Wanted(jobs=2))

    assert report.exit_code == ExitCode.SOME_FAILED
    (problem,) = report.failed[0].problems
    assert (problem.place.row, problem.place.who) == (3, "Gambia")
    assert sorted(path.name for path in (tmp_path / "out" / "letters").iterdir()) == [
        "SEN-1.docx",
        "SEN-1.pdf",
    ]
    assert GLYPHLESS[0] in (tmp_path / "out" / "failed.csv").read_text("utf-8-sig")
    rows = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert [(row["id"], row["status"]) for row in rows][-1] == ("GMB-1", "failed")


def test_a_run_can_stop_at_the_first_failure(tmp_path):
    """--fail-fast: what follows is not begun."""
    rows = f"id,country,office,title\na,Senegal,minister,{GLYPHLESS[0]}\n" + "".join(
        f"b{n},Senegal,minister,T\n" for n in range(5)
    )

    report = forge_all(campaign(tmp_path, rows=rows), Wanted(jobs=1, fail_fast=True, formats=(Format.PDF,)))

    assert (report.letters, len(report.failed)) == (0, 1)


def test_a_folder_that_cannot_be_written_to_is_said_before_the_first_letter(tmp_path):
    """A file stands where the folder should be."""
    loaded = campaign(tmp_path)
    (tmp_path / "out").write_text("x", "utf-8")

    with pytest.raises(BrokenCampaign) as caught:
        forge_all(loaded, Wanted(jobs=1))

    assert caught.value.problems[0].code is Code.CANNOT_WRITE
