"""Rows that failed, are corrected in failed.csv and fed back: the next run of all knows, and nothing is confused."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns import SETTINGS, write_campaign
from letterforge import BrokenCampaign, Campaign, Format
from letterforge.api import check, draft, forge_all
from letterforge.cli import conclusion
from letterforge.errors import Code, ExitCode, Severity
from letterforge.ledger import corrections
from letterforge.model import Status, Tie, digest_of, tie_in
from letterforge.wanted import Wanted

PLAIN = SETTINGS.replace('register = "rome-statute"\n', "")
TEMPLATE = """\
---
salutation: "Excellency,"
closing: "Sincerely,"
---
Dear {{ recipient.name }} of {{ recipient.organisation }}.
"""
HEADINGS = ["id", "name", "organisation"]
ROWS = [["a", "Anna", "Org"], ["b", "", "Org"], ["c", "Carl", "Org", "surplus"]]
"""The second has no name, the third a cell too many."""


def table(path, rows, headings=HEADINGS):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([headings, *rows])


def failed(folder):
    """The rows of failed.csv, that with the headings first."""
    with (folder / "out" / "failed.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def feed(folder, edit, **wanted):
    """Correct failed.csv, and feed it back. `edit` gets its rows without the headings, and changes them."""
    headings, *rows = failed(folder)
    edit(rows)
    table(folder / "out" / "failed.csv", rows, headings)
    return run(folder, recipients=folder / "out" / "failed.csv", **wanted)


def run(folder, **wanted):
    wanted = {"jobs": 1, "formats": (Format.DOCX,), "inspect": False} | wanted
    return forge_all(Campaign.load(folder), Wanted(**wanted))


def statuses(folder):
    rows = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    return {row["id"]: row["status"] for row in rows}


def correct(rows):
    """Both rows, each in its way."""
    for row in rows:
        if row[0] == "b":
            row[1] = "Bob"
        else:
            del row[4:]


@pytest.fixture
def folder(tmp_path):
    """A campaign of which one letter is made, and two rows have failed."""
    folder = write_campaign(tmp_path, TEMPLATE, settings=PLAIN)
    table(folder / "list.csv", ROWS)
    run(folder, keep_going=True)
    return folder


def test_a_row_that_was_corrected_and_fed_back_fails_no_more(folder):
    """Neither in check, nor in the next run of all, nor when nothing has changed; and it is said, in one line."""
    assert feed(folder, correct).exit_code == ExitCode.OK

    found = check(Campaign.load(folder), Wanted(formats=(Format.DOCX,)))
    report = run(folder)

    (notice,) = [each for each in found.problems if each.code is Code.CORRECTED_ROW]
    assert notice.severity is Severity.NOTICE
    assert notice.message == (
        "rows 3 and 4 are still as they were when they failed; their corrections from failed.csv are used"
    )
    assert not found.errors
    assert (report.exit_code, report.made, report.unchanged) == (ExitCode.OK, 0, 3)
    assert report.rows == {Status.UNCHANGED: 3}
    assert notice in report.warnings
    assert statuses(folder) == {"a": "unchanged", "b": "unchanged", "c": "unchanged"}
    assert not (folder / "out" / "failed.csv").exists()
    assert draft(Campaign.load(folder), "b").body


def test_a_row_that_is_changed_in_the_list_counts_and_its_correction_is_forgotten(folder):
    feed(folder, correct)
    table(folder / "list.csv", [ROWS[0], ["b", "Berta", "Org"], ROWS[2]])

    report = run(folder)
    table(folder / "list.csv", ROWS)

    assert (report.made, report.unchanged) == (1, 2)
    with pytest.raises(BrokenCampaign) as caught:
        run(folder)
    assert [(each.code, each.place.row) for each in caught.value.problems if each.is_error] == [
        (Code.EMPTY_CELL, 3)
    ]


def test_a_correction_finds_its_row_where_others_were_put_above_it(folder):
    feed(folder, correct)
    table(folder / "list.csv", [["z", "Zoe", "Org"], *ROWS])

    report = run(folder)

    assert (report.exit_code, report.made, report.unchanged) == (ExitCode.OK, 1, 3)
    assert "rows 4 and 5" in "".join(each.message for each in report.warnings)


def test_rows_of_failed_csv_may_be_sorted_and_taken_out(folder):
    """What was left out goes on failing, under its own row."""

    def edit(rows):
        correct(rows)
        rows.reverse()
        rows.pop()

    feed(folder, edit)
    report = run(folder, keep_going=True)

    assert statuses(folder) == {"a": "unchanged", "b": "failed", "c": "unchanged"}
    assert [outcome.recipient.id for outcome in report.failed] == ["b"]
    assert report.rows == {Status.UNCHANGED: 2, Status.FAILED: 1}
    assert [row[0] for row in failed(folder)[1:]] == ["b"]


def test_a_row_that_still_fails_when_it_is_fed_back_keeps_its_tie(folder):
    """It takes two tries, and comes back as it was corrected so far."""

    def half(rows):
        correct(rows)
        rows[0][1] = "N/A"

    feed(folder, half, keep_going=True)
    assert [row[:2] for row in failed(folder)[1:]] == [["b", "N/A"]]
    feed(folder, correct)

    assert run(folder).rows == {Status.UNCHANGED: 3}


def test_the_manifest_gives_the_row_of_the_list_after_a_run_of_failed_csv(folder):
    """And not the line of failed.csv; also of a row that could not be read."""
    feed(folder, lambda rows: rows.__setitem__(0, ["b", "Bob", "Org", rows[0][-1]]), keep_going=True)

    rows = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    assert {row["id"]: row["row"] for row in rows if row["row"]} == {"b": 3, "c": 4}


def test_a_twin_that_was_deleted_in_failed_csv_alone_comes_back_and_that_is_said(tmp_path, capsys):
    """Both rows fail again, and the letter of the other is taken away."""
    folder = write_campaign(tmp_path, TEMPLATE, settings=PLAIN)
    table(folder / "list.csv", [ROWS[0], ["b", "Bob", "Org"], ["b", "Bob", "Org"]])
    first = run(folder, keep_going=True)
    assert "(hint: give each row an id of its own; " in failed(folder)[1][-1]
    feed(folder, lambda rows: rows.pop())
    (letter,) = (folder / "out" / "letters").glob("b*.docx")

    second = run(folder, keep_going=True)
    conclusion.tell_run(folder, Campaign.load(folder), Wanted(), second, 1)

    assert (first.taken_away, second.taken_away) == ((), ("b",))
    assert not letter.exists()
    assert {problem.code for outcome in second.failed for problem in outcome.problems} == {Code.DUPLICATE_ID}
    assert "in the list itself" in second.failed[0].problems[0].hint
    said = capsys.readouterr().err
    assert "taken away, because the row has failed now: the letter of b" in said
    assert "delete it in list.csv" in said
    assert "out/failed.csv --keep-going\n" in said


ODD_LAYOUT = """\
Guests;;
Of 2027;;
id;name;organisation
a;Zoé;Org
b;;Orgé
c;;Orgé
"""


@pytest.mark.parametrize(
    ("encoding", "delimiter", "keeps_error"),
    [("utf-8-sig", ";", True), ("utf-8", ",", True), ("windows-1252", ";", True), ("utf-8-sig", ";", False)],
)
def test_how_the_own_list_is_laid_out_is_not_said_of_failed_csv(tmp_path, encoding, delimiter, keeps_error):
    """Its headings are in row 1, it has an encoding of its own, whatever program saved it, and the list's delimiter."""
    odd = '[recipients]\nheading_row = 3\nencoding = "windows-1252"\n'
    folder = write_campaign(tmp_path, TEMPLATE, settings=f"{PLAIN}\n{odd}")
    (folder / "list.csv").write_bytes(ODD_LAYOUT.encode("windows-1252"))
    run(folder, keep_going=True)
    path = folder / "out" / "failed.csv"
    text = path.read_text("utf-8-sig")

    lines = [line.split(";") for line in text.splitlines()]
    assert [line[:3] for line in lines] == [
        ["id", "name", "organisation"],
        ["b", "", "Orgé"],
        ["c", "", "Orgé"],
    ]

    for line in lines[1:]:
        line[1:] = ["Zoé", "Orgé", line[3] if keeps_error else ""]
    path.write_bytes("\n".join(delimiter.join(line) for line in lines).encode(encoding))
    report = run(folder, recipients=path)

    assert (report.exit_code, report.made) == (ExitCode.OK, 2)
    assert statuses(folder) | {"a": ""} == {"a": "", "b": "written", "c": "written"}


@pytest.mark.parametrize(
    "error",
    [
        "",
        "LF012: empty",
        "[, row 3: 0123456789abcdef]",
        "[list.csv, row x: 0123456789abcdef]",
        "[list.csv, row 3: 0123456789abcdef] and more",
        "[li\x1bst.csv, row 3: 0123456789abcdef]",
        "list.csv, row 3: 0123456789abcdef]",
        "[" * 30_000 + ", row 3: 0123456789abcdeg]",
        "[list.csv, row 3" * 2000,
    ],
    ids=lambda error: error[:20],
)
def test_what_is_no_tie_ties_nothing(error):
    """Whatever people write into the column, and however long it is."""
    assert tie_in(error) is None


@pytest.mark.parametrize(
    "name", ["list.csv", "my [old] list, row 2: x.csv", "données/liste (1).xlsx", "C:\\x\\[1].csv"]
)
def test_a_tie_is_found_behind_any_error(name):
    tie = Tie.of(name, 12, digest_of(["id"], ["a"], ""))

    assert tie_in(f'LF076: "[NAME]" in line 3 [{tie}]  ') == tie


def test_a_correction_may_change_the_id(folder):
    def edit(rows):
        correct(rows)
        rows[0][0] = "bob"

    feed(folder, edit)
    report = run(folder)

    assert (report.exit_code, report.gone) == (ExitCode.OK, ())
    assert statuses(folder) == {"a": "unchanged", "bob": "unchanged", "c": "unchanged"}


def test_a_correction_does_not_take_the_id_of_another_row(folder):
    """That row's letter would be overwritten."""

    def edit(rows):
        correct(rows)
        rows[0][0] = "A"

    before = statuses(folder)
    with pytest.raises(BrokenCampaign) as caught:
        feed(folder, edit)

    assert (Code.DUPLICATE_ID, 2) in [(each.code, each.place.row) for each in caught.value.problems]
    assert statuses(folder) == before


def test_two_corrections_of_one_row_are_refused(folder):
    """Nobody knows which one it is."""

    def edit(rows):
        correct(rows)
        rows.append(["bb", "Bea", *rows[0][2:]])

    with pytest.raises(BrokenCampaign) as caught:
        feed(folder, edit)

    assert [(each.code, each.place.row) for each in caught.value.problems] == [
        (Code.TWO_CORRECTIONS, 2),
        (Code.TWO_CORRECTIONS, 4),
    ]
    assert "row 3 of list.csv" in caught.value.problems[0].message


def test_a_failed_csv_of_another_folder_is_named_and_remembered_for_nothing(folder, tmp_path):
    """Its letters are made, as those of any list; the row of the list goes on failing."""
    headings, *rows = failed(folder)
    correct(rows)
    table(folder / "other.csv", rows, headings)

    report = run(folder, recipients=folder / "other.csv", out=tmp_path / "elsewhere")

    (warning,) = [each for each in report.warnings if each.code is Code.CORRECTED_ROW]
    assert warning.message.endswith("rows 2 and 3 is of no run into this output folder")
    assert report.made == 2
    assert corrections.known_in(tmp_path / "elsewhere")  # which takes it for what it was told
    assert not corrections.known_in(folder / "out")


def test_a_list_without_the_column_for_errors_corrects_nothing(folder):
    """Another list with the same ids is another list."""
    table(folder / "other.csv", [["b", "Bob", "Org"]])

    run(folder, recipients=folder / "other.csv")

    assert corrections.known_in(folder / "out") == ()
    with pytest.raises(BrokenCampaign):
        run(folder)


def test_a_column_that_the_list_lacks_cannot_be_taken_over_and_is_named(folder):
    headings, *rows = failed(folder)
    correct(rows)
    table(
        folder / "out" / "failed.csv",
        [[*row[:3], "x", *row[3:]] for row in rows],
        [*HEADINGS, "note", "error"],
    )
    run(folder, recipients=folder / "out" / "failed.csv")

    report = run(folder, keep_going=True)

    said = [each.message for each in report.warnings if each.code is Code.CORRECTED_ROW]
    assert len(said) == 2
    assert '"note"' in said[0]
    assert report.rows == {Status.UNCHANGED: 1, Status.FAILED: 1, Status.UNREAD: 1}
    assert headings == [*HEADINGS, "error"]


def test_two_equal_rows_get_each_its_own_correction(tmp_path):
    folder = write_campaign(tmp_path, TEMPLATE, settings=PLAIN)
    table(folder / "list.csv", [["a", "Anna", "Org"], ["b", "Bob", "Org"], ["b", "Bob", "Org"]])
    run(folder, keep_going=True)

    def edit(rows):
        rows[1][:2] = ["c", "Carl"]

    feed(folder, edit)

    assert run(folder).rows == {Status.UNCHANGED: 3}
    assert list(statuses(folder)) == ["a", "b", "c"]


def test_a_run_that_is_killed_before_its_end_has_recorded_letter_and_correction_or_neither(
    folder, monkeypatch
):
    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("letterforge.api.write_down", killed)
        with pytest.raises(Killed):
            feed(folder, correct)

    assert len(corrections.known_in(folder / "out")) == 2
    report = run(folder)
    assert report.rows == {Status.UNCHANGED: 3}
    assert not (folder / "out" / "failed.csv").exists()


def test_a_correction_that_another_run_records_meanwhile_is_not_overlooked(folder, monkeypatch):
    """Else its row would fail, and its letter be taken away."""
    from letterforge import preflight

    feed(folder, correct)
    examine = preflight.examine

    def slow(*arguments):
        with closing(sqlite3.connect(folder / "out" / ".letterforge" / "ledger.db")) as db, db:
            db.execute("DELETE FROM corrections")
        return examine(*arguments)

    monkeypatch.setattr(preflight, "examine", slow)
    with pytest.raises(BrokenCampaign) as caught:
        run(folder)

    assert [each.code for each in caught.value.problems] == [Code.CHANGED_MEANWHILE]


@pytest.mark.parametrize("damage", ["DROP TABLE corrections", "UPDATE corrections SET cells = '{'"])
def test_a_damaged_ledger_corrects_nothing_and_breaks_nothing(folder, damage):
    feed(folder, correct)
    with closing(sqlite3.connect(folder / "out" / ".letterforge" / "ledger.db")) as db, db:
        db.execute(damage)

    assert corrections.known_in(folder / "out") == ()
    report = run(folder, keep_going=True)

    assert report.rows.total() == 3
    assert statuses(folder)["b"] == "failed"


KINDS = {
    "good": lambda n: [f"r{n}", f"Name {n}", "Org"],
    "empty": lambda n: [f"r{n}", "", "Org"],
    "surplus": lambda n: [f"r{n}", f"Name {n}", "Org", "x"],
    "short": lambda n: [f"r{n}", f"Name {n}"],
    "double": lambda n: ["r0", f"Name {n}", "Org"],
    "none": lambda n: ["", "TBC", ""],
}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kinds=st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_whatever_has_failed_correcting_all_of_it_leads_to_the_end(tmp_path_factory, kinds, order):
    """In any order, and every row is accounted for in each run."""
    folder = write_campaign(tmp_path_factory.mktemp("campaign"), TEMPLATE, settings=PLAIN)
    table(folder / "list.csv", [KINDS[kind](number) for number, kind in enumerate(kinds)])
    run(folder, keep_going=True)

    def edit(rows):
        for number, row in enumerate(rows):
            row[:3], row[4:] = [f"new{number}", f"New {number}", "Org"], []
        order.shuffle(rows)

    if (folder / "out" / "failed.csv").exists():
        assert feed(folder, edit).exit_code == ExitCode.OK
    report = run(folder)

    assert report.exit_code == ExitCode.OK
    assert report.rows == {Status.UNCHANGED: len(kinds)}
    assert report.gone == ()
