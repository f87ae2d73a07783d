"""Rows that failed, are corrected in failed.csv and fed back: the next run of all knows."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns import SETTINGS, write_campaign
from letterforge import BrokenCampaign, Campaign, Format, LetterFailed
from letterforge.api import check, draft, forge, forge_all
from letterforge.cli import conclusion
from letterforge.errors import Code, ExitCode, Severity
from letterforge.ledger import corrections
from letterforge.ledger.store import Ledger
from letterforge.model import Correction, Outcome, Recipient, Status, Tie, digest_of, tie_in
from letterforge.recipients import read_recipients
from letterforge.run.request import Wanted
from recipients.workbooks import workbook

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
    """Neither in check, nor in the next run of all, nor when nothing has changed.

    And it is said, in one line.
    """
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
    """Both rows fail again, and the letter of the other is removed."""
    folder = write_campaign(tmp_path, TEMPLATE, settings=PLAIN)
    table(folder / "list.csv", [ROWS[0], ["b", "Bob", "Org"], ["b", "Bob", "Org"]])
    first = run(folder, keep_going=True)
    assert "(hint: give each row its own id; " in failed(folder)[1][-1]
    feed(folder, lambda rows: rows.pop())
    (letter,) = (folder / "out" / "letters").glob("b*.docx")

    second = run(folder, keep_going=True)
    typed = conclusion.RunAsTyped(folder, Wanted(), Campaign.load(folder))
    conclusion.report_run(second.summary, typed, 1)

    assert (first.removed, second.removed) == ((), ("b",))
    assert not letter.exists()
    assert {problem.code for outcome in second.failed for problem in outcome.problems} == {Code.DUPLICATE_ID}
    assert "in the list itself" in second.failed[0].problems[0].hint
    said = capsys.readouterr().err
    assert "removed the letter of b, because its row has failed now" in said
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
    """Its headings are in row 1, it has an encoding of its own, whatever program saved it, and the list's
    delimiter.
    """
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
    assert warning.message.endswith("rows 2 and 3 was not written by a run into this output folder")
    assert report.made == 2
    assert corrections.read_corrections_in(tmp_path / "elsewhere")  # which takes it for what it was told
    assert not corrections.read_corrections_in(folder / "out")


def test_a_list_without_the_column_for_errors_corrects_nothing(folder):
    """Another list with the same ids is another list, but they may be the rows that failed, and that is
    said.
    """
    table(folder / "other.csv", [["b", "Bob", "Org"], ["d", "Dora", "Org"]])

    report = run(folder, recipients=folder / "other.csv")

    (warning,) = [each for each in report.warnings if each.code is Code.CORRECTED_ROW]
    assert warning.message.startswith("row 2 has the id of a row that failed, but the column error")
    assert warning.severity is Severity.WARNING
    assert corrections.read_corrections_in(folder / "out") == ()
    with pytest.raises(BrokenCampaign):
        run(folder)


def test_a_row_that_is_corrected_in_its_own_list_is_not_taken_for_one_without_a_tie(folder):
    """Of the campaign, or another one that is fed twice."""
    table(folder / "other.csv", [["d", "", "Org"]])
    run(folder, recipients=folder / "other.csv", keep_going=True)
    table(folder / "other.csv", [["d", "Dora", "Org"]])
    table(folder / "list.csv", [ROWS[0], ["b", "Bob", "Org"]])

    reports = [run(folder, recipients=folder / "other.csv"), run(folder)]

    assert not [each for report in reports for each in report.warnings if each.code is Code.CORRECTED_ROW]


def test_a_row_of_failed_csv_is_stale_where_the_list_was_changed_since(folder):
    """That is said each time that it is fed, and of no row that has only moved."""
    (folder / "out" / "failed.csv").rename(folder / "old.csv")
    with (folder / "old.csv").open(encoding="utf-8-sig", newline="") as file:
        headings, *rows = csv.reader(file)
    correct(rows)
    table(folder / "old.csv", rows, headings)
    table(folder / "list.csv", [ROWS[2], ROWS[0], ["b", "Berta", "Org"]])

    reports = [run(folder, recipients=folder / "old.csv") for _ in range(2)]

    for report in reports:
        (warning,) = [each for each in report.warnings if each.code is Code.CORRECTED_ROW]
        assert warning.message == "this row corrects row 3 of list.csv, which was changed after it failed"
        assert (warning.severity, warning.place.row) == (Severity.WARNING, 2)


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
        patched.setattr("letterforge.run.making.write_report", killed)
        with pytest.raises(Killed):
            feed(folder, correct)

    assert len(corrections.read_corrections_in(folder / "out")) == 2
    report = run(folder)
    assert report.rows == {Status.UNCHANGED: 3}
    assert not (folder / "out" / "failed.csv").exists()


def test_a_correction_that_another_run_records_meanwhile_is_not_overlooked(folder, monkeypatch):
    """Else its row would fail, and its letter be taken away."""
    from letterforge.run import planning

    feed(folder, correct)
    examine = planning.examine

    def slow(*arguments):
        with closing(sqlite3.connect(folder / "out" / ".letterforge" / "ledger.db")) as db, db:
            db.execute("DELETE FROM corrections")
        return examine(*arguments)

    monkeypatch.setattr(planning, "examine", slow)
    with pytest.raises(BrokenCampaign) as caught:
        run(folder)

    assert [each.code for each in caught.value.problems] == [Code.CHANGED_MEANWHILE]


@pytest.mark.parametrize("damage", ["DROP TABLE corrections", "UPDATE corrections SET cells = '{'"])
def test_a_damaged_ledger_corrects_nothing_and_breaks_nothing(folder, damage):
    feed(folder, correct)
    with closing(sqlite3.connect(folder / "out" / ".letterforge" / "ledger.db")) as db, db:
        db.execute(damage)

    assert corrections.read_corrections_in(folder / "out") == ()
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


def used(report):
    """What is said of corrections."""
    return [each.message for each in report.warnings if each.code is Code.CORRECTED_ROW]


USED = "rows 3 and 4 are still as they were when they failed; their corrections from failed.csv are used"


def test_a_column_more_in_the_list_changes_no_row_and_what_it_holds_is_printed(folder):
    """Wherever it is put, and though its content changes later."""
    template = folder / "letter.en.md"
    template.write_text(TEMPLATE + "\n{{ recipient.remark }}\n", "utf-8")
    headings = ["id", "remark", "organisation", "name"]

    def wide(*remarks):
        rows = zip(["a", "b", "c"], remarks, ["Org"] * 3, ["Anna", "", "Carl"], strict=True)
        table(folder / "list.csv", [[*row, *ROWS[at][3:]] for at, row in enumerate(rows)], headings)

    table(folder / "list.csv", [[*row[:3], "old", *row[3:]] for row in ROWS], [*HEADINGS, "remark"])
    run(folder, keep_going=True)
    table(folder / "list.csv", ROWS)
    template.write_text(TEMPLATE, "utf-8")
    run(folder, keep_going=True)
    feed(folder, correct)
    template.write_text(TEMPLATE + "\n{{ recipient.remark }}\n", "utf-8")
    for remarks in (["new", "more", "most"], ["1", "2", "3"]):
        wide(*remarks)
        report = run(folder)
        assert (report.exit_code, used(report)) == (ExitCode.OK, [USED])
        for id_, name, remark in zip("abc", ["Anna", "Bob", "Carl"], remarks, strict=True):
            text = " ".join(
                run.text for each in draft(Campaign.load(folder), id_).body for run in each.content
            )
            assert name in text
            assert remark in text
    assert (folder / "out" / "letters" / "b.docx").is_file()


def test_a_column_fewer_changes_no_row_that_had_nothing_in_it(folder):
    feed(folder, correct)
    table(folder / "list.csv", [["a", "Org"], ["b", "Org"], ["d", "Org"]], ["id", "organisation"])

    found = check(Campaign.load(folder), Wanted(formats=(Format.DOCX,)))

    (warning,) = [each for each in found.problems if each.code is Code.CORRECTED_ROW]
    assert (warning.place.row, warning.severity) == (3, Severity.WARNING)
    assert '"name"' in warning.message


@pytest.mark.parametrize("left", [[0], [0, 2], [2, 0], [0, 1]])
def test_a_row_that_is_not_in_the_list_for_a_while_keeps_its_correction(folder, left):
    """Whatever row has its number meanwhile."""
    feed(folder, correct)
    table(folder / "list.csv", [ROWS[number] for number in left])
    run(folder)
    table(folder / "list.csv", ROWS)

    report = run(folder)

    assert (report.exit_code, report.rows) == (ExitCode.OK, {Status.UNCHANGED: 3})
    assert used(report) == [USED]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [ROWS[0], ["b", "Berta", "Org"], ["c", "Carla", "Org"]],
            "rows 3 and 4 were changed after they failed",
        ),
        ([ROWS[2], ROWS[0], ["b", "Berta", "Org"]], "row 4 was changed after it failed; its correction from"),
        ([ROWS[0], ["bob", "Berta", "Org"], ROWS[2]], "row 3 was changed after it failed"),
        ([ROWS[0], ["b", "Berta", "Org", "x"], ROWS[2]], "row 3 was changed after it failed"),
    ],
)
def test_that_a_correction_is_forgotten_is_said_once(folder, rows, said):
    """By the id that the row had, or that it got."""

    def edit(failed_rows):
        correct(failed_rows)
        failed_rows[0][0] = "bob"

    feed(folder, edit)
    before = len(corrections.read_corrections_in(folder / "out"))
    table(folder / "list.csv", rows)

    report = run(folder, keep_going=True)

    assert said in used(report)[-1]
    assert len(corrections.read_corrections_in(folder / "out")) == before - (
        2 if said.startswith("rows") else 1
    )
    assert "forgotten" not in "".join(used(run(folder, keep_going=True)))


def test_a_correction_is_for_the_list_in_which_the_row_has_failed(folder):
    """And for no equal row of another, nor for one that a program gives.

    Two lists do not get into each other's way.
    """
    feed(folder, correct)
    table(folder / "second.csv", [ROWS[0], ["b", "", "Org"]])
    cells = dict(zip(HEADINGS, ROWS[1], strict=True))

    report = run(folder, recipients=folder / "second.csv", keep_going=True, out=folder / "out")
    with pytest.raises(LetterFailed):
        forge(Campaign.load(folder), cells)

    assert used(report) == []
    assert [outcome.recipient.row for outcome in report.failed] == [3]
    feed(folder, lambda rows: [row.__setitem__(1, "Berta") for row in rows])
    assert len(corrections.read_corrections_in(folder / "out")) == 3
    assert "Bob" in str(draft(Campaign.load(folder), "b").body)
    table(folder / "list.csv", [ROWS[0], ROWS[2]])
    report = run(folder, recipients=folder / "second.csv")
    assert report.exit_code == ExitCode.OK
    table(folder / "list.csv", ROWS)
    assert "Bob" in str(draft(Campaign.load(folder), "b").body)


@pytest.mark.parametrize("names", [("a[1].csv", "a_1_.csv"), ("a#.csv", "a%23.csv"), ("a%.csv", "a%25.csv")])
def test_two_lists_never_have_the_same_name_in_ties(names):
    first, second = (Tie.of(name, 2, "0123456789abcdef") for name in names)

    assert first.list != second.list
    assert tie_in(f"error [{first}]") == first
    assert tie_in(f"error [{second}]") == second


def test_columns_with_the_same_heading_are_not_confused(tmp_path):
    """Neither in failed.csv, nor by its correction."""
    folder = write_campaign(tmp_path, TEMPLATE, settings=PLAIN)
    headings = ["id", "name", "#", "organisation", "#"]
    table(folder / "list.csv", [["b", "", "1", "Org", "2"]], headings)
    table(folder / "other.csv", [["x", "", "3"]], ["id", "name", "#"])
    run(folder, keep_going=True)
    run(folder, recipients=folder / "other.csv", keep_going=True)

    assert failed(folder)[0] == [*headings, "error"]
    assert sorted(row[:5] for row in failed(folder)[1:]) == [
        ["b", "", "1", "Org", "2"],
        ["x", "", "3", "", ""],
    ]

    def edit(rows):
        del rows[[row[0] for row in rows].index("x")]
        rows[0][1] = "Bob"

    feed(folder, edit)
    (known,) = corrections.read_corrections_in(folder / "out")
    assert (known.headings, known.cells) == (tuple(headings), ("b", "Bob", "1", "Org", "2"))
    report = run(folder, keep_going=True)
    assert used(report) == [
        "row 2 is still as it was when it failed; its correction from failed.csv is used",
    ]
    assert report.failed == []
    table_read = read_recipients(Campaign.load(folder), None, (known,))
    assert table_read.recipients[0].source == known.cells


def test_a_row_of_failed_csv_that_is_pasted_into_the_list_is_what_it_says(folder):
    """The other rows go on having their corrections; and one row has no two."""
    feed(folder, correct)
    (tie,) = (str(each.tie) for each in corrections.read_corrections_in(folder / "out") if each.tie.row == 3)
    rows = [ROWS[0], ["c", "Carl", "Org", "", "surplus"], ["b", "Berta", "Org", f"LF012: empty [{tie}]"]]
    table(folder / "list.csv", rows, [*HEADINGS, "error"])

    for _ in range(2):
        report = run(folder)
        assert report.exit_code == ExitCode.OK
        assert used(report) == [
            "row 3 is still as it was when it failed; its correction from failed.csv is used"
        ]
    assert "Berta" in str(draft(Campaign.load(folder), "b").body)

    table(folder / "list.csv", [*rows, ["b", "", "Org", ""]], [*HEADINGS, "error"])
    with pytest.raises(BrokenCampaign) as caught:
        run(folder)
    found = [each.place.row for each in caught.value.problems if each.code is Code.TWO_CORRECTIONS]
    assert found == [4, 5]


def test_equal_rows_that_have_moved_keep_their_corrections_in_their_order(tmp_path):
    """By number, and not by the number's digits; many of them cost no more than as many others."""
    same, count = ["x", "", "Org"], 12
    folder = write_campaign(tmp_path, TEMPLATE, settings=PLAIN)
    digest = digest_of(HEADINGS, same, "")
    made = [
        Correction(
            Tie("list.csv", row, digest), tuple(HEADINGS), (f"x{row}", f"Name {row}", "Org"), tuple(HEADINGS)
        )
        for row in range(2, 2 + count)
    ]
    table(folder / "list.csv", [["a", "Anna", "Org"]] + [same] * count)

    found = read_recipients(Campaign.load(folder), None, sorted(made, key=lambda each: str(each.tie)))
    fewer = read_recipients(Campaign.load(folder), None, made[1:-3])

    assert [each.id for each in found.recipients] == ["a", *(f"x{row}" for row in range(2, 2 + count))]
    assert [each.id for each in fewer.recipients[1:3]] == ["x3", "x4"]
    assert sorted(fewer.corrected) == list(range(3, 2 + count - 3))


def test_a_ledger_that_another_run_closes_at_this_moment_is_read_again(folder, monkeypatch):
    """Its second file vanishes between the question and the copy."""
    feed(folder, correct)
    wal = folder / "out" / ".letterforge" / "ledger.db-wal"
    wal.write_bytes(b"")
    copyfile = shutil.copyfile

    def late(source, target):
        wal.unlink(missing_ok=True)
        copyfile(source, target)

    monkeypatch.setattr(shutil, "copyfile", late)

    assert len(corrections.read_corrections_in(folder / "out")) == 2
    assert not wal.exists()


def test_a_ledger_that_was_set_aside_is_said_where_corrections_are_gone_with_it(folder):
    """Nobody else has changed anything, and the next run cannot know that they ever were."""
    feed(folder, correct)
    with closing(sqlite3.connect(folder / "out" / ".letterforge" / "ledger.db")) as db, db:
        db.execute("CREATE TABLE more (x)")  # its other tables can be read

    with pytest.raises(BrokenCampaign) as caught:
        run(folder)

    assert [each.code for each in caught.value.problems] == [Code.LEDGER, Code.CHANGED_MEANWHILE]
    assert "another run" not in caught.value.problems[-1].message


def test_a_workbook_with_a_column_more_has_the_same_rows(folder):
    """Its dates and truths are where they were."""
    headings = ["id", "name", "organisation", "seen"]
    rows = [["a", "Anna", "Org", True], ["b", None, "Org", False]]
    settings_file = folder / "letterforge.toml"
    settings_file.write_text(settings_file.read_text("utf-8").replace("list.csv", "list.xlsx"), "utf-8")

    def save(headings, rows):
        (folder / "list.xlsx").write_bytes(workbook(".xlsx", [headings, *rows]))

    save(headings, rows)
    run(folder, keep_going=True)
    feed(folder, lambda failed_rows: failed_rows[0].__setitem__(1, "Bob"))
    save(["flag", *headings], [[True, *rows[0]], [True, *rows[1]]])

    report = run(folder)

    assert (report.exit_code, len(used(report))) == (ExitCode.OK, 1)
    table_read = read_recipients(Campaign.load(folder), None, corrections.read_corrections_in(folder / "out"))
    assert table_read.recipients[1].truths == {"flag": True}


@pytest.mark.parametrize(("decided", "corrected"), [("skip", []), ("include", [2])])
def test_a_hidden_row_that_is_left_out_has_no_correction_and_keeps_it(tmp_path, decided, corrected):
    folder = write_campaign(tmp_path, TEMPLATE, settings=PLAIN)
    book = openpyxl.Workbook()
    for row in (HEADINGS, ROWS[1], ROWS[0]):
        book.active.append(row)
    book.active.row_dimensions[2].hidden = True
    book.save(folder / "list.xlsx")
    tie = Tie.of("list.xlsx", 2, digest_of(HEADINGS, ROWS[1], ""))
    bob = Correction(tie, tuple(HEADINGS), ("b", "Bob", "Org"), tuple(HEADINGS), ("b",))
    campaign = Campaign.load(folder)
    campaign = replace(campaign, table=replace(campaign.table, hidden_rows=decided))

    found = read_recipients(campaign, folder / "list.xlsx", (bob,))

    assert sorted(found.corrected) == corrected
    assert found.forgotten == ()
    assert len(found.recipients) == len(corrected) + 1


def test_a_row_that_fails_costs_the_ledger_no_more_where_many_others_have_failed(folder):
    """Counted in steps of SQLite, in tens: the rows are found by an index."""
    recipients = [Recipient(id=f"x{number}", row=number) for number in range(2, 302)]
    ledger, steps, costs = Ledger(folder / "out"), [], []
    ledger.begin("", (), HEADINGS)
    ledger.data.set_progress_handler(lambda: steps.append(1), 10)
    for recipient in recipients:
        before = len(steps)
        tie = Tie.of("list.csv", recipient.row, f"{recipient.row:016x}")
        ledger.fail(Outcome(recipient, "en"), "", "error", tie)
        corrections.find_failed_id(ledger, tie)
        costs.append(len(steps) - before)
    ledger.close()

    assert max(costs[-50:]) <= 2 * max(costs[:50])
