"""Many letters: the order of a run, from what is wanted to a report. Read this first.

```
plan            the list, who gets a letter, the key                  (`planning`, `addressees`)
examine         every letter, made on trial                           (`preflight`)
open            the output folder, held against other runs            (`output_folder`)
call the roll   every row of the list                                 (`roll_call`, `clashes`)
make            what must be made, by several processes               (`commissions`, `crew`)
record          what became of each letter                            (`records`)
close           every row accounted for, manifest, failed.csv         (`roll_call`, `report`)
```

Nothing is ever lost: see `records`.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass

from letterforge.errors import BrokenCampaign, Code, errors_among
from letterforge.ledger import corrections
from letterforge.ledger.entries import error_with_hints
from letterforge.model import Outcome
from letterforge.processes.signals import signal_behind, signals_to
from letterforge.run.clashes import find_clashes
from letterforge.run.commissions import Commissions, Task, cannot_make, letter_crashed, make_letter
from letterforge.run.crew import Crew
from letterforge.run.output_folder import OpenLedger, known_strangers, open_output_folder
from letterforge.run.planning import Assignment, Plan, examine_plan, plan
from letterforge.run.preflight import Examined, Preflight
from letterforge.run.records import Records, TableOfRun
from letterforge.run.report import Report, write_report
from letterforge.run.roll_call import call_roll, close_roll, find_gone, list_all_recipients, require_current
from letterforge.run.stopping import Stop

COMMIT_SECONDS = 0.5
"""Between two transactions: what a run that crashes loses of its records, and the next one makes again."""


@dataclass(frozen=True, slots=True)
class Callbacks:
    """What a run calls while it makes letters."""

    on_start: Callable[[int], None]
    """Gets the number of letters."""
    on_outcome: Callable[[Outcome], None]
    """Gets each letter when it is made, unchanged or failed."""


def make_letters(assignment: Assignment, callbacks: Callbacks, executor: Executor | None = None) -> Report:
    """Make the letters of a list as files, those that need it. Raises as `api.forge_all` does."""
    planned = plan(assignment)
    crew = Crew(planned.job, planned.jobs, executor)
    with crew, signals_to(crew.stop):
        found = examine_plan(planned, crew)
        found = found.strictly() if assignment.wanted.strict else found
        report = _new_report(planned, found)
        _note_signal(report, crew.stop)
        if crew.stop.asked:
            return report
        _require_makeable(found, keep_going=assignment.wanted.keep_going)
        callbacks.on_start(len(found.letters))
        with open_output_folder(report.folder) as opened:
            Making(planned, found, report, crew, callbacks).run(opened)
    return report


def _new_report(planned: Plan, found: Preflight) -> Report:
    assignment, addressees = planned.assignment, planned.addressees
    return Report(
        folder=assignment.folder,
        typesetters=assignment.typesetters,
        has_register=bool(assignment.campaign.register),
        left_out=addressees.left_out,
        filled_in=tuple(recipient for recipient in addressees.recipients if not recipient.row),
        warnings=[*assignment.notices, *(problem for problem in found.problems if not problem.is_error)],
        listed_rows=found.table.listed_rows,
    )


def _note_signal(report: Report, stop: Stop) -> None:
    report.interrupted, report.signal = stop.received, stop.signal


def _require_makeable(found: Preflight, *, keep_going: bool) -> None:
    """Raise BrokenCampaign where there are errors; to keep going, only where some belong to no row."""
    if found.campaign_errors if keep_going else found.errors:
        raise BrokenCampaign(found.errors, of_rows=found.has_valid_rows)


@dataclass(slots=True)
class Making:
    """One run into an output folder that is open."""

    planned: Plan
    found: Preflight
    report: Report
    crew: Crew
    callbacks: Callbacks

    def run(self, opened: OpenLedger) -> None:
        """Make, record and report.

        Raises BrokenCampaign, before the first letter, where files or ids clash.
        """
        records = self._begin(opened)
        self._refuse_clashes(records)
        corrections.forget_corrections(records.ledger, self.found.table.forgotten)
        try:
            self._record_invalid_rows(records)
            self._make_valid_rows(records)
            self._prune(records)
            self.crew.stop.is_recording = True
        except BaseException as error:
            self.crew.stop.is_recording = self.crew.stop.asked = True
            self.crew.end(now=True)  # before the folder is released: no worker writes to it any more
            self._survive(error)
        self._close(records)

    def _begin(self, opened: OpenLedger) -> Records:
        """Begin a run in the ledger, and call the roll."""
        ledger, table, job = opened.ledger, self.found.table, self.crew.job
        self.report.warnings += opened.warnings
        require_current(ledger, self.found, opened.warnings)
        key = self.planned.assignment.wanted.comparison_key(job.campaign.root)
        ledger.begin(key, table.further_columns, table.headings)
        roll = call_roll(ledger, self.found, self.report.left_out, job)
        is_inspected = self.planned.assignment.wanted.inspect
        return Records(ledger, roll, TableOfRun.of(table, job.campaign), is_inspected)

    def _refuse_clashes(self, records: Records) -> None:
        wanted = self.planned.assignment.wanted
        clashes = find_clashes(records.roll, self.found, self.crew.job.campaign, wanted)
        if not clashes:
            return
        self.found = self.found.with_problems(clashes)
        self.report.warnings += [problem for problem in clashes if not problem.is_error]
        if errors_among(clashes) and not wanted.keep_going:
            raise BrokenCampaign(self.found.errors, of_rows=self.found.has_valid_rows)

    def _record_invalid_rows(self, records: Records) -> None:
        """Record the rows that get no letter because something is wrong with them."""
        errors, table = self.found.row_errors, self.found.table
        for row, cells in table.unread.items():
            problems = tuple(errors.get(row, ()))
            records.fail_unread(row, table.unread_ids.get(row, ""), cells, error_with_hints(problems))
            self.report.unread[row] = problems
        for examined in self.found.invalid():
            problems = tuple(errors.get(examined.recipient.row, ())) or (cannot_make(examined),)
            outcome = Outcome(examined.recipient, examined.language, problems=problems)
            self._count(records.record(outcome, examined))

    def _make_valid_rows(self, records: Records) -> None:
        """Make what must be made, and report each outcome as it is recorded. Returns early when stopped."""
        wanted, job = self.planned.assignment.wanted, self.crew.job
        recipients = list_all_recipients(self.found)
        with known_strangers(self.report.folder, recipients, job.campaign, self.found.texts) as path:
            strangers = path if wanted.inspect else None
            commissions = Commissions(records.ledger, job.formats, job.columns, wanted.force, strangers)
            tasks = self._tasks(self.found.valid(), commissions, records)
            committed = time.monotonic()
            for task, outcome in self.crew.results(make_letter, tasks, letter_crashed):
                self._count(records.record(task.explained(outcome), task.examined))
                if time.monotonic() - committed > COMMIT_SECONDS:
                    records.ledger.commit()
                    committed = time.monotonic()

    def _tasks(
        self, letters: Iterable[Examined], commissions: Commissions, records: Records
    ) -> Iterator[Task]:
        """The letters to be made. The others are recorded on the way."""
        for examined in letters:
            task = commissions.task(examined)
            if isinstance(task, Outcome):
                self._count(records.record(task, examined))
            else:
                yield task

    def _count(self, outcome: Outcome) -> None:
        """Count and report an outcome; ask for an end where no further letter should be made."""
        self.report.count(outcome)
        self.callbacks.on_outcome(outcome)
        is_full = any(problem.code is Code.CANNOT_WRITE for problem in outcome.problems)
        if outcome.problems and (self.planned.assignment.wanted.fail_fast or is_full):
            self.crew.stop.asked = True

    def _prune(self, records: Records) -> None:
        wanted = self.planned.assignment.wanted
        self.report.gone = find_gone(records.roll, self.found, self.crew.job.campaign, wanted)
        if wanted.prune and self.report.gone and not self.crew.stop.asked:
            self.report.pruned_to = records.prune(self.report.gone)

    def _survive(self, error: BaseException) -> None:
        """Go on after a signal or on a full disk, to record what was written; else raise the error."""
        if isinstance(error, KeyboardInterrupt) or signal_behind(error):
            self.crew.stop.received = True
        elif isinstance(error, (OSError, sqlite3.Error)):
            self.report.note_unwritten(error)
        else:
            raise error

    def _close(self, records: Records) -> None:
        """Account for every row, and write the report."""
        _note_signal(self.report, self.crew.stop)
        try:
            self.report.set_aside += records.remove_leftovers()
            self.report.removed = tuple(records.removed)
            close_roll(records.roll, self.report, self.found, self.crew)
        except (sqlite3.Error, OSError) as error:  # a run whose sum is not known is not done
            self.report.note_unwritten(error)
        write_report(self.report, records.ledger, records.roll, self.found)
