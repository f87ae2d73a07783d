"""Many letters: each is made if it is not there as it should be, recorded in the ledger, and nothing is ever lost.

Workers write the files; this process alone keeps the ledger. A run that is killed has written whole files or none,
and what it did not record is made again by the next one, byte for byte.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from letterforge import states
from letterforge.campaign import Campaign
from letterforge.crew import Crew
from letterforge.deliver.files import cannot_write, sweep, withdraw
from letterforge.errors import BrokenCampaign, Code, Place, Problem, Severity
from letterforge.inspection import Strangers
from letterforge.ledger.fingerprint import reasons
from letterforge.ledger.lock import FILE, FOLDER
from letterforge.ledger.standing import lock, of_file
from letterforge.ledger.store import Entry, Ledger, error_text
from letterforge.model import Format, Outcome, Recipient, Written
from letterforge.pipeline import Workshop, make, withdraw_other
from letterforge.preflight import Examined

LETTERS = "letters"
"""The folder within the output folder that the letters are in."""
PRUNED = "pruned"
"""The one for letters whose row has gone from the list."""
STRANGERS = "strangers.db"
COMMIT_SECONDS = 0.5
"""Between two transactions: what a dead run loses of its records, and makes again."""


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Ledger, list[Problem]]]:
    """The ledger of an output folder, held against other runs, and what is to be said of its state.

    Raises BrokenCampaign where another run holds it, or the folder cannot be written to.
    """
    try:
        (folder / LETTERS).mkdir(parents=True, exist_ok=True)
        (folder / FOLDER).mkdir(exist_ok=True)
        with lock(folder) as held:
            held.sign()
            sweep(folder / LETTERS)
            ledger, problems = _opened(folder)
            try:
                yield ledger, problems
            finally:
                ledger.close()
                sweep(folder / LETTERS)
    except (OSError, sqlite3.Error) as error:
        raise BrokenCampaign([cannot_write(folder, error)]) from None


def _opened(folder: Path) -> tuple[Ledger, list[Problem]]:
    try:
        return Ledger(folder), []
    except sqlite3.OperationalError:
        raise  # a full disk, a folder without a right to write
    except sqlite3.DatabaseError as error:
        aside = folder / FOLDER / f"{FILE}.set-aside"
        (folder / FOLDER / FILE).replace(aside)
        for suffix in ("-wal", "-shm"):
            (folder / FOLDER / f"{FILE}{suffix}").unlink(missing_ok=True)
        message = f"the ledger cannot be read ({error}); it has been set aside, and every letter is made anew"
        return Ledger(folder), [Problem(Code.LEDGER, message, "", Place(str(aside)), Severity.WARNING)]


@contextmanager
def known_strangers(folder: Path, recipients: Iterable[Recipient], campaign: Campaign) -> Iterator[Path]:
    """The file from which workers learn what each row calls its own, while letters are made.

    Raises OSError, sqlite3.Error.
    """
    path = folder / FOLDER / STRANGERS
    Strangers.write(path, recipients, campaign.inspect.allow)
    try:
        yield path
    finally:
        with suppress(OSError):  # on Windows, while a worker still has it open
            path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Task:
    """One letter to be made."""

    examined: Examined
    folder: Path
    reasons: tuple[str, ...]
    """Why: `new`, `cell title`, `template`, `stationery`, `version`, …"""
    strangers: Path | None
    """What other rows call their own, for the inspection; None: there is none."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Makes letters into a folder, with its ledger."""

    ledger: Ledger
    formats: tuple[Format, ...]
    columns: tuple[str, ...]
    """Further columns of the table."""
    force: bool = False
    """Make letters anew that need it not."""
    strangers: Path | None = None
    """See `Task`."""

    def run(self, letters: Iterable[Examined], crew: Crew, on_outcome: Callable[[Outcome], None]) -> None:
        """Make what must be made, and hand over each outcome as it is recorded. Returns early when stopped."""
        recorded = time.monotonic()
        for task, outcome in crew.each(make_letter, self._tasks(letters, on_outcome), given_up):
            told = replace(outcome, reasons=task.reasons, draft=_lacking(task.examined))
            self.record(told, task.examined)
            on_outcome(told)
            if time.monotonic() - recorded > COMMIT_SECONDS:
                self.ledger.commit()
                recorded = time.monotonic()

    def record(self, outcome: Outcome, examined: Examined) -> None:
        """Write an outcome into the ledger."""
        country = states.alpha3(outcome.recipient.state) if outcome.recipient.state else ""
        if outcome.problems or examined.origin is None:
            self.ledger.fail(outcome, country, error_text(outcome.problems))
        elif outcome.unchanged:
            self.ledger.confirm(outcome.recipient, outcome.language, country, examined.origin)
        else:
            self.ledger.keep(outcome, country, examined.origin, inspected=self.strangers is not None)

    def tidy(self) -> None:
        """Take away the files that no letter has any more: of letters that failed, or that have another name now."""
        for file in self.ledger.leftovers():
            with suppress(OSError):
                self._letter_file(file).unlink(missing_ok=True)
        self.ledger.forget_leftovers()

    def prune(self, ids: Sequence[str]) -> Path:
        """Move the letters of rows that have gone from the list into a folder of their own, and forget them."""
        aside = self.ledger.folder / PRUNED / f"run-{self.ledger.run}"
        for file in self.ledger.files_of(ids):
            aside.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                self._letter_file(file).replace(aside / file.name)
        self.ledger.forget(ids)
        return aside

    def _letter_file(self, file: Path) -> Path:
        """A file that the ledger names; nothing outside the folder of letters, whatever the ledger says."""
        return self.ledger.folder / LETTERS / file.name

    def _tasks(self, letters: Iterable[Examined], on_outcome: Callable[[Outcome], None]) -> Iterator[Task]:
        folder = self.ledger.folder / LETTERS
        for examined in letters:
            entry = self.ledger.entry(examined.recipient.id)
            why = self._why(examined, entry)
            if why or entry is None:
                yield Task(examined, folder, tuple(why), self.strangers)
                continue
            files = tuple(self._placed(entry.sheets[chosen]) for chosen in self.formats)
            draft = _lacking(examined)
            if examined.verdict is not None:
                withdraw_other(folder, examined.name, examined.verdict)
            outcome = Outcome(examined.recipient, examined.language, files, unchanged=True, draft=draft)
            self.record(outcome, examined)
            on_outcome(outcome)

    def _placed(self, written: Written) -> Written:
        return replace(written, path=self.ledger.folder / written.path)

    def _why(self, examined: Examined, entry: Entry | None) -> list[str]:
        """Why a letter is to be made; empty: it stands as it would be made."""
        if entry is None or not entry.sheets or examined.origin is None:
            return ["new"]
        if missing := [f"no {chosen} yet" for chosen in self.formats if chosen not in entry.sheets]:
            return missing
        old, new = entry.origin, examined.origin
        if any(old.sheets[chosen].fingerprint != new.sheets[chosen].fingerprint for chosen in self.formats):
            columns = self.columns if entry.columns == self.columns else ()
            why = reasons(old, new, self.formats, columns)
            if entry.draft != examined.is_draft:
                return [*why, "approved"] if entry.draft else why or ["no longer approved"]
            renamed = any(entry.sheets[chosen].path.stem != examined.file_name for chosen in self.formats)
            return why or ["file name" if renamed else "earlier change"]
        if astray := [each for chosen in self.formats if (each := self._astray(entry.sheets[chosen]))]:
            return astray
        if self.strangers is not None and not entry.inspected:
            return ["not inspected yet"]
        return ["forced"] if self.force else []

    def _astray(self, written: Written) -> str:
        """What has become of a file that is not as it was written; empty: it is."""
        try:
            found = of_file(self.ledger.folder / written.path)
        except OSError:
            return f"{written.format} is missing"
        return "" if found == written.sha256 else f"{written.format} was changed"


def make_letter(workshop: Workshop, task: Task) -> Outcome:
    """In a worker: one letter as files, or its problems."""
    examined = task.examined
    return make(
        examined.recipient, examined.name, task.folder, workshop, task.strangers, verdict=examined.verdict
    )


def given_up(task: Task) -> Outcome:
    """What became of a letter whose worker died again and again."""
    examined = task.examined
    for name in {examined.name, examined.file_name}:
        withdraw(task.folder, name, tuple(Format))
    return Outcome(examined.recipient, examined.language, problems=(died(examined),))


def died(examined: Examined) -> Problem:
    """That the process which made a letter ended without a word."""
    message = "the process that made this letter died, again and again"
    hint = "make this letter alone with --jobs 1 to see why; is there enough memory?"
    place = Place(row=examined.recipient.row or None, who=examined.recipient.id)
    return Problem(Code.WORKER_DIED, message, hint, place)


def _lacking(examined: Examined) -> tuple[str, ...]:
    """Why a letter is a draft; empty: it is final."""
    return examined.verdict.lacking if examined.verdict else ()


def counted(reasons: Iterable[tuple[str, ...]]) -> Mapping[str, int]:
    """How many letters were made for each reason."""
    counts: dict[str, int] = {}
    for each in reasons:
        for reason in each:
            counts[reason] = counts.get(reason, 0) + 1
    return counts
