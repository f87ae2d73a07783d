"""What a run has come to, and what the next run repeats of it."""

from __future__ import annotations

import json
from dataclasses import replace

from campaigns import LIST, many, write_campaign
from letterforge import Campaign, ExitCode, Format, Wanted, forge_all
from letterforge.errors import Code, Place, Problem, Severity
from letterforge.model import Status
from letterforge.run.summary import Summary, SummaryLine, from_stored, to_stored
from letterforge.run.unchanged import find_unchanged

WANTED = Wanted(jobs=1, formats=(Format.DOCX,))


def test_all_that_the_next_run_repeats_survives_the_ledger(tmp_path):
    problem = Problem(
        Code.UNUSED_COLUMN,
        "message",
        "hint",
        Place("list.csv", 3, "Senegal", "city", 4, "excerpt", (2, 5)),
        Severity.WARNING,
        "{count} together: {names}",
    )
    summary = Summary(
        tmp_path,
        made=2,
        unchanged=3,
        files=10,
        rows=dict.fromkeys(Status, 1),
        left_out=(SummaryLine("a", "a (row 2): not a party"),),
        filled_in=(SummaryLine("b", "b: Minister"),),
        gone=("c",),
        drafts={"d": ("not approved", "changed")},
        warnings=(problem, replace(problem, code=Code.LEDGER)),
        has_register=True,
        reasons={"new": 2},
        failed=1,
        exit_code=ExitCode.SOME_FAILED,
    )

    repeated = from_stored(json.loads(json.dumps(to_stored(summary))), tmp_path)

    of_one_run = {"reasons": {}, "failed": 0, "exit_code": ExitCode.OK}
    assert repeated == replace(
        summary, made=0, unchanged=5, warnings=(problem,), is_repeated=True, **of_one_run
    )


def test_a_run_without_anything_to_do_has_the_summary_of_the_run_before(tmp_path):
    folder = write_campaign(tmp_path, rows=LIST.replace("gender,city", "gender,citty"), letter__fr__md="x")
    made = forge_all(Campaign.load(folder), WANTED).summary

    unchanged = find_unchanged(folder, WANTED)

    assert made.warnings
    assert unchanged == replace(made, made=0, unchanged=made.letters, is_repeated=True, reasons={})


def test_what_another_version_has_recorded_is_not_repeated(tmp_path, monkeypatch):
    folder = many(tmp_path, 1)
    monkeypatch.setattr("letterforge.run.report.to_stored", lambda _: {"letters": 1})
    assert forge_all(Campaign.load(folder), WANTED).exit_code is ExitCode.OK

    assert find_unchanged(folder, WANTED) is None
