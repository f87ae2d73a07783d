"""What a run has done → counts, manifest, failed.csv, summary and exit code."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGINT

from letterforge import states
from letterforge.deliver import COMMA, SEMICOLON, write_failed, write_manifest
from letterforge.deliver.files import SET_ASIDE, cannot_write, retire
from letterforge.errors import Code, ExitCode, Place, Problem, Severity
from letterforge.intake import sha256_of
from letterforge.ledger import standing
from letterforge.ledger.entries import FailedRow
from letterforge.ledger.roll import Roll
from letterforge.ledger.store import Ledger
from letterforge.model import Outcome, Recipient, RowNumber, Status, numbered
from letterforge.processes.signals import SHELL
from letterforge.recipients import RecipientList
from letterforge.run.addressees import why_left_out
from letterforge.run.preflight import Preflight
from letterforge.run.summary import Summary, SummaryLine, to_stored

FAILED = "failed.csv"
"""In the output folder: the rows that have no letter, for people to correct."""

LONGEST_ERROR = 4000
"""Characters of the errors of a row there: a cell that is too long for a spreadsheet would be cut off."""


@dataclass(slots=True)
class Report:
    """What a run has done so far. Kept by the parent alone."""

    folder: Path
    """The output folder."""
    typesetters: tuple[str, ...] = ()
    """What sets its sheets, and what would have on another machine (see `standing.record`)."""
    has_register: bool = False
    """Whether the campaign has a register of states."""
    left_out: tuple[Recipient, ...] = ()
    """Rows that get no letter because their state is no party."""
    filled_in: tuple[Recipient, ...] = ()
    """Recipients that the list lacked, addressed by office."""
    warnings: list[Problem] = field(default_factory=list)
    interrupted: bool = False
    signal: int = SIGINT
    """By which signal, if it was."""
    counted: Counter[Status] = field(default_factory=Counter)
    """Letters that this run has examined, by what became of them."""
    made: int = 0
    """Letters that this run has made."""
    unchanged: int = 0
    """Letters that are as an earlier run has made them."""
    unread: dict[RowNumber, tuple[Problem, ...]] = field(default_factory=dict)
    """Rows that could not be read, and why."""
    rows: Counter[Status] = field(default_factory=Counter)
    """Every row of the list, and each recipient that it lacked, by what became of it."""
    outdated: int = 0
    """Letters that this run was not asked for, and that would be different now."""
    set_aside: list[Path] = field(default_factory=list)
    """Where files were moved to that were in the way of letters, and that no run had written."""
    failed: list[Outcome] = field(default_factory=list)
    """Letters that could not be made."""
    files: int = 0
    """Of all letters that are there."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Why letters were made, and how many for each reason."""
    gone: tuple[str, ...] = ()
    """Ids of letters whose row is no longer in the list."""
    pruned_to: Path | None = None
    """Where those have been moved."""
    removed: tuple[str, ...] = ()
    """Ids of letters that an earlier run has made, and whose row has failed now."""
    listed_rows: Mapping[RowNumber, RowNumber] = field(default_factory=dict)
    """Of rows of a failed.csv: which row of the list each corrects."""
    fits: dict[str, int] = field(default_factory=dict)
    """The ids of letters that are tightened to save a page, and the step of each."""
    drafts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The ids of letters that are drafts, and why each is."""
    listed: bool = False
    """Whether the manifest has been written."""
    problems: list[Problem] = field(default_factory=list)
    """Of the run itself, and not of one letter."""

    def count(self, outcome: Outcome) -> None:
        """One more letter is done, is unchanged, or has failed."""
        self.counted[outcome.status] += 1
        self.set_aside += outcome.set_aside
        if outcome.problems:
            self.failed.append(outcome)
            return
        self.files += len(outcome.files)
        if outcome.fit:
            self.fits[outcome.recipient.id] = outcome.fit
        if outcome.draft:
            self.drafts[outcome.recipient.id] = outcome.draft
        if outcome.unchanged:
            self.unchanged += 1
        else:
            self.made += 1
            self.reasons.update(outcome.reasons)

    @property
    def letters(self) -> int:
        """How many letters are there, new and old."""
        return self.made + self.unchanged

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of a command."""
        if self.interrupted:
            return ExitCode(SHELL + self.signal)
        return ExitCode.SOME_FAILED if self.failed or self.unread or self.problems else ExitCode.OK

    @property
    def summary(self) -> Summary:
        """What the run has come to so far."""
        return Summary(
            self.folder,
            made=self.made,
            unchanged=self.unchanged,
            files=self.files,
            rows={status: self.rows[status] for status in Status},
            left_out=tuple(map(_left_out, self.left_out)),
            filled_in=tuple(map(_filled_in, self.filled_in)),
            gone=self.gone,
            fits=self.fits,
            drafts=self.drafts,
            warnings=tuple(self.warnings),
            has_register=self.has_register,
            reasons=dict(self.reasons.most_common()),
            failed=len(self.failed) + len(self.unread),
            problems=tuple(self._problems()),
            unread_rows=frozenset(self.listed_rows.get(row, row) for row in self.unread),
            removed=self.removed,
            outdated=self.outdated,
            pruned_to=self.pruned_to,
            signal=self.signal if self.interrupted else 0,
            has_manifest=self.listed,
            exit_code=self.exit_code,
        )

    def _problems(self) -> Iterator[Problem]:
        # Warnings, but for a failed.csv that somebody has corrected, as was asked.
        yield from map(_moved, self.set_aside)
        for problems in self.unread.values():
            yield from problems
        for outcome in self.failed:
            yield from outcome.problems
        yield from self.problems

    def note_unwritten(self, error: OSError | sqlite3.Error) -> None:
        """Something of the run could not be written down: a problem, once for each cause."""
        problem = cannot_write(self.folder, error)
        self.problems += [problem] if problem not in self.problems else []


def write_report(report: Report, ledger: Ledger, roll: Roll, found: Preflight) -> None:
    """Write manifest and failed.csv into the output folder.

    If nothing is left to do, record that: the next run repeats it unless something has changed.
    """
    try:
        ledger.commit()
        write_manifest(report.folder, lambda: roll.rows(report.listed_rows))
        report.listed = True
        _write_failed(report, ledger, found.table)
        if report.exit_code is ExitCode.OK:
            own = (report.folder / "manifest.csv", report.folder / "manifest.json")
            files = {**found.files, **{path: sha256_of(path) for path in own}}
            ledger.stand(standing.record(files, report.typesetters, to_stored(report.summary)))
    except (OSError, sqlite3.Error) as error:
        report.note_unwritten(error)


def _write_failed(report: Report, ledger: Ledger, table: RecipientList) -> None:
    """Write failed.csv; one that somebody has corrected since it was written is kept aside."""
    path = report.folder / FAILED
    if path.is_file() and sha256_of(path) != ledger.table(FAILED):
        moved = retire(path, (), report.folder / SET_ASIDE / f"run-{ledger.run}")
        report.set_aside += [moved] if moved else []
    headings, rows = _in_one_table(table.headings, list(ledger.failed_rows()))
    write_failed(path, headings, rows, SEMICOLON if table.delimiter == SEMICOLON else COMMA)
    ledger.keep_table(FAILED, sha256_of(path) if path.exists() else "")


def _in_one_table(
    headings: tuple[str, ...], rows: Sequence[FailedRow]
) -> tuple[tuple[str, ...], Iterator[tuple[tuple[str, ...], str]]]:
    """Rows of several tables under the headings of all: those of this run's table first."""
    every = dict.fromkeys((*numbered(headings), *(key for row in rows for key in numbered(row.headings))))
    together = tuple(heading for heading, _ in every)

    def placed(row: FailedRow) -> tuple[str, ...]:
        if row.headings == together:
            return row.cells
        cells = dict(zip(numbered(row.headings), row.cells, strict=False))
        return (*(cells.get(key, "") for key in every), *row.cells[len(row.headings) :])

    return together, ((placed(row), _tied(row)) for row in rows)


def _tied(row: FailedRow) -> str:
    """A row's error, and after it which row of the list it is: its correction is recognised by that."""
    error = row.error if len(row.error) <= LONGEST_ERROR else f"{row.error[:LONGEST_ERROR]} …"
    return f"{error} [{row.tie}]"


def _moved(path: Path) -> Problem:
    hint = f"it is in {path.parent} now; if you need it, copy it to another folder"
    if path.name == FAILED:
        message = "it was changed after it was written; your corrections are kept"
        return Problem(Code.SET_ASIDE, message, f"it is in {path.parent}", Place(FAILED), Severity.NOTICE)
    message = "a file had the name of a letter, but letterforge did not write it, or somebody has changed it"
    return Problem(Code.SET_ASIDE, message, hint, Place(path.name), Severity.WARNING)


def _left_out(recipient: Recipient) -> SummaryLine:
    return SummaryLine(recipient.id, f"{recipient.id} (row {recipient.row}): {why_left_out(recipient)}")


def _filled_in(recipient: Recipient) -> SummaryLine:
    name = states.state_names(recipient.state, "en").name
    return SummaryLine(recipient.id, f"{name}: {recipient.title}, {recipient.organisation}")
