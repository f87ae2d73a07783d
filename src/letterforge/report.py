"""What a run has done → counts, manifest, failed.csv and exit code."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from heapq import merge
from pathlib import Path

from letterforge import states
from letterforge.deliver import write_failed, write_manifest
from letterforge.deliver.files import cannot_write
from letterforge.errors import Code, ExitCode, Problem
from letterforge.ledger import standing
from letterforge.ledger.store import Ledger, error_text
from letterforge.model import Outcome, Recipient
from letterforge.preflight import Preflight


@dataclass(slots=True)
class Report:
    """What a run has done so far. Kept by the parent alone."""

    folder: Path
    """The output folder."""
    setters: tuple[str, ...] = ()
    """What sets its sheets, and what would have on another machine (see `standing.record`)."""
    left_out: tuple[Recipient, ...] = ()
    """Rows that get no letter because their state is no party."""
    filled_in: tuple[Recipient, ...] = ()
    """Recipients that the list lacked, addressed by office."""
    warnings: list[Problem] = field(default_factory=list)
    interrupted: bool = False
    made: int = 0
    """Letters that this run has made."""
    unchanged: int = 0
    """Letters that stand as an earlier run has made them."""
    failed: list[Outcome] = field(default_factory=list)
    """Letters that could not be made."""
    files: int = 0
    """Of all letters that are there."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Why letters were made, and how many for each reason."""
    gone: tuple[str, ...] = ()
    """Ids of letters whose row has gone from the list."""
    pruned_to: Path | None = None
    """Where those have been moved."""
    drafts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The ids of letters that are drafts, and why each is."""
    listed: bool = False
    """Whether the manifest has been written."""
    problems: list[Problem] = field(default_factory=list)
    """That the run itself had, and no letter is to blame for."""

    def count(self, outcome: Outcome) -> None:
        """One more letter is done, stands unchanged, or has failed."""
        if outcome.problems:
            self.failed.append(outcome)
            return
        self.files += len(outcome.files)
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
        """What to tell the shell."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        return ExitCode.SOME_FAILED if self.failed or self.problems else ExitCode.OK

    @property
    def told(self) -> dict[str, object]:
        """What is told again by a run that finds nothing changed."""
        return {
            "letters": self.letters,
            "files": self.files,
            "left_out": [_left_out(recipient) for recipient in self.left_out],
            "filled_in": [_filled_in(recipient) for recipient in self.filled_in],
            "gone": list(self.gone),
            "drafts": self.drafts,
            "warnings": [asdict(each) for each in self.warnings if each.code is not Code.LEDGER],
        }

    def write(self, ledger: Ledger, found: Preflight) -> None:
        """Write manifest and failed.csv into the output folder, and, where nothing is left undone, that it is so."""
        try:
            ledger.commit()
            write_manifest(self.folder, lambda: ledger.rows(self.gone))
            self.listed = True
            write_failed(self.folder, found.table.headings, _failed_rows(ledger, found))
            if self.exit_code is ExitCode.OK:
                files = (*found.files, self.folder / "manifest.csv", self.folder / "manifest.json")
                ledger.stand(standing.record(files, self.setters, self.told))
        except (OSError, sqlite3.Error) as error:
            problem = cannot_write(self.folder, error)
            self.problems += [problem] if problem not in self.problems else []


def _failed_rows(ledger: Ledger, found: Preflight) -> Iterator[tuple[tuple[str, ...], str]]:
    """The rows that failed in this run and those that could not be read, by row."""
    errors = found.row_errors
    unread = (
        (row, cells, error_text(errors.get(row, ()))) for row, cells in sorted(found.table.unread.items())
    )
    for _, cells, error in merge(ledger.failed_rows(), unread, key=lambda each: each[0]):
        yield cells, error


def _left_out(recipient: Recipient) -> str:
    name = states.state_names(recipient.state, "en").name
    return f"{recipient.id} (row {recipient.row}): {name} is not a party"


def _filled_in(recipient: Recipient) -> str:
    name = states.state_names(recipient.state, "en").name
    return f"{name}: {recipient.title}, {recipient.organisation}"
