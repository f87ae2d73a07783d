"""Many letters: each is made if it is not there as it should be, recorded in the ledger, and nothing is ever lost.

Workers write the files; this process alone keeps the ledger. A run that is killed has written whole files or none,
and what it did not record is made again by the next one, byte for byte.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from letterforge import states
from letterforge.campaign import Campaign
from letterforge.deliver.files import SET_ASIDE, cannot_write, retire, sweep
from letterforge.deliver.names import draft_name
from letterforge.errors import BrokenCampaign, Code, Place, Problem, Severity
from letterforge.inspection import Strangers
from letterforge.intake import sha256_of
from letterforge.ledger.corrections import forget_failure, record_correction
from letterforge.ledger.entries import Entry, error_text, error_with_hints
from letterforge.ledger.lock import FILE, FOLDER, in_the_way
from letterforge.ledger.roll import Roll
from letterforge.ledger.standing import lock
from letterforge.ledger.store import LETTERS, Ledger
from letterforge.model import Format, Outcome, Recipient, RowNumber, Tie, Written, digest_of
from letterforge.pipeline import Commission, Workshop, make
from letterforge.provenance.origin import find_reasons
from letterforge.recipients import RecipientList
from letterforge.run.crew import Crew
from letterforge.run.preflight import Examined

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
        if problem := in_the_way(folder):
            raise BrokenCampaign([problem])
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
def known_strangers(
    folder: Path, recipients: Iterable[Recipient], campaign: Campaign, own: Iterable[str] = ()
) -> Iterator[Path]:
    """The file from which workers learn what each row calls its own, while letters are made.

    `own`: the texts that the letters are filled from. Raises OSError, sqlite3.Error.
    """
    path = folder / FOLDER / STRANGERS
    Strangers.write(path, recipients, campaign.inspect.allow, own)
    try:
        yield path
    finally:
        with suppress(OSError):  # on Windows, while a worker still has it open
            path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Task:
    """One letter to be made."""

    examined: Examined
    commission: Commission
    reasons: tuple[str, ...]
    """Why: `new`, `cell title`, `template`, `stationery`, `version`, …"""


@dataclass(frozen=True, slots=True)
class TableOfRun:
    """The table of a run, as far as a row that fails is remembered by it."""

    shown: str
    headings: tuple[str, ...]
    ties: Mapping[RowNumber, Tie]
    kinds: Mapping[RowNumber, str]
    """Of rows that could not be read."""
    corrected: Container[RowNumber] = frozenset()
    """Rows whose correction is used: it is known, and not made by this table."""

    @classmethod
    def of(cls, table: RecipientList, campaign: Campaign) -> TableOfRun:
        """That of a table."""
        shown = campaign.shown(table.path)
        return cls(shown, table.headings, table.ties, table.unread_kinds, table.corrected)

    def tie(self, recipient: Recipient) -> Tie:
        """To the row that failed: the recipient's own, or the one that it stands for."""
        own = self.ties.get(recipient.row)
        digest = digest_of(self.headings, recipient.source, recipient.kinds)
        return own or Tie.of(self.shown, recipient.row, digest)


@dataclass(frozen=True, slots=True)
class Engine:
    """Makes letters into a folder, with its ledger and the roll of the run."""

    ledger: Ledger
    roll: Roll
    formats: tuple[Format, ...]
    columns: tuple[str, ...]
    """Further columns of the table."""
    force: bool = False
    """Make letters again that need it not."""
    strangers: Path | None = None
    """See `Commission`."""
    taken_away: list[str] = field(default_factory=list)
    """The ids of letters that were there, and whose rows have failed now."""
    source: TableOfRun = field(kw_only=True)
    """The table whose rows they are."""

    def run(self, letters: Iterable[Examined], crew: Crew, on_outcome: Callable[[Outcome], None]) -> None:
        """Make what must be made, and hand over each outcome as it is recorded. Returns early when stopped."""
        recorded = time.monotonic()
        for task, outcome in crew.each(make_letter, self._tasks(letters, on_outcome), given_up):
            told = replace(outcome, reasons=task.reasons, draft=_lacking(task.examined))
            on_outcome(self.record(told, task.examined))
            if time.monotonic() - recorded > COMMIT_SECONDS:
                self.ledger.commit()
                recorded = time.monotonic()

    def record(self, outcome: Outcome, examined: Examined) -> Outcome:
        """Write an outcome into ledger and roll; and take away what may not be there beside it.

        Returns the outcome, with what was set aside for that.
        """
        recipient = outcome.recipient
        country = states.alpha3(recipient.state) if recipient.state else ""
        if outcome.problems or examined.origin is None:
            moved = self._clear(recipient.id, _names(examined))
            error = error_with_hints(outcome.problems)
            self._note_taken_away(recipient.id)
            self._fail(outcome, country, error)
        else:
            others = _names(examined) - {examined.file_name} if examined.verdict else set()
            moved = self._clear(recipient.id, others)
            if outcome.unchanged:
                self.roll.mark_stale(recipient.id, self.ledger.differing(recipient.id, examined.origin))
                self.ledger.confirm(recipient, outcome.language, country, examined.origin, examined.texts)
            else:
                inspected = self.strangers is not None
                self.ledger.keep(outcome, country, examined.origin, examined.texts, inspected=inspected)
            if tie := self.source.ties.get(recipient.row):
                forget_failure(self.ledger, tie)
                if recipient.row not in self.source.corrected:
                    record_correction(self.ledger, tie, self.source.headings, recipient)
        self.roll.mark(recipient.row, recipient.id, outcome.status, error_text(outcome.problems))
        return replace(outcome, set_aside=(*outcome.set_aside, *moved))

    def fail_unread(self, row: RowNumber, id_: str, cells: tuple[str, ...], error: str) -> None:
        """Record a row that could not be read: no letter of its is sent, and failed.csv has it."""
        recipient = Recipient(id=id_, row=row, source=cells, kinds=self.source.kinds.get(row, ""))
        self._note_taken_away(id_)
        self._fail(Outcome(recipient, ""), "", error)

    def _fail(self, outcome: Outcome, country: str, error: str) -> None:
        recipient, is_own = outcome.recipient, outcome.recipient.row not in self.source.ties
        self.ledger.fail(outcome, country, error, self.source.tie(recipient), is_own=is_own)

    def tidy(self) -> tuple[Path, ...]:
        """Take away the files that no letter has any more: of letters that failed, or that have another name now.

        Returns where those were moved to that somebody had changed.
        """
        moved = []
        for file, sha256 in self.ledger.leftovers():
            with suppress(OSError):
                moved.append(retire(self.ledger.folder / file, (sha256,), self._aside))
        self.ledger.forget_leftovers()
        return tuple(path for path in moved if path)

    def prune(self, ids: Sequence[str]) -> Path:
        """Move the letters of rows that have gone from the list into a folder of their own, and forget them."""
        aside = self.ledger.folder / PRUNED / f"run-{self.ledger.run}"
        for file in self.ledger.files_of(ids):
            aside.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                (self.ledger.folder / file).replace(aside / file.name)
        self.ledger.forget(ids)
        return aside

    def _note_taken_away(self, id_: str) -> None:
        """Of rows that share an id, the first has the letter."""
        self.taken_away.extend([id_] if any(self.ledger.files_of([id_])) else [])

    @property
    def _aside(self) -> Path:
        return self.ledger.folder / SET_ASIDE / f"run-{self.ledger.run}"

    def _clear(self, id_: str, names: Iterable[str]) -> tuple[Path, ...]:
        """Take away the files of some names, without suffix, but those of another letter.

        Returns where those that no run had written were moved to.
        """
        folder = self.ledger.folder / LETTERS
        there = (path for name in names for each in Format if (path := folder / f"{name}.{each}").exists())
        claimed = ((path, self._claims(path, id_)) for path in there)
        moved = [retire(path, known, self._aside) for path, known in claimed if known is not None]
        return tuple(path for path in moved if path)

    def _claims(self, path: Path, id_: str) -> Sequence[str] | None:
        """The SHA-256 of a file as runs have recorded it for a letter; None: it is another letter's."""
        found = [each for each in self.ledger.recorded((path.stem,)) if each.file == path.name]
        owners = {each.id for each in found} - {""}
        return None if owners - {id_} else [each.sha256 for each in found]

    def _tasks(self, letters: Iterable[Examined], on_outcome: Callable[[Outcome], None]) -> Iterator[Task]:
        for examined in letters:
            entry = self.ledger.entry(examined.recipient.id)
            why = self._why(examined, entry)
            if why or entry is None:
                yield Task(examined, self._commission(examined), tuple(why))
                continue
            files = tuple(self._placed(entry.sheets[chosen]) for chosen in self.formats)
            draft = _lacking(examined)
            outcome = Outcome(examined.recipient, examined.language, files, unchanged=True, draft=draft)
            on_outcome(self.record(outcome, examined))

    def _commission(self, examined: Examined) -> Commission:
        return Commission(
            recipient=examined.recipient,
            name=examined.name,
            folder=self.ledger.folder / LETTERS,
            aside=self._aside,
            recorded={each.file: each.sha256 for each in self.ledger.recorded((examined.file_name,))},
            verdict=examined.verdict,
            origin=examined.origin,
            texts=examined.texts,
            strangers=self.strangers,
        )

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
            why = find_reasons(old, new, self.formats, columns)
            if entry.draft != examined.is_draft:
                return [*why, "approved"] if entry.draft else why or ["no longer approved"]
            renamed = any(entry.sheets[chosen].path.stem != examined.file_name for chosen in self.formats)
            return why or ["file name" if renamed else "earlier change"]
        if any(entry.sheets[chosen].path.stem != examined.file_name for chosen in self.formats):
            return ["file name"]  # the ledger is damaged: the fingerprint has the name
        if astray := [each for chosen in self.formats if (each := self._astray(entry.sheets[chosen]))]:
            return astray
        if self.strangers is not None and not entry.inspected:
            return ["not inspected yet"]
        return ["forced"] if self.force else []

    def _astray(self, written: Written) -> str:
        """What has become of a file that is not as it was written; empty: it is."""
        try:
            found = sha256_of(self.ledger.folder / written.path)
        except OSError:
            return f"{written.format} is missing"
        return "" if found == written.sha256 else f"{written.format} was changed"


def make_letter(workshop: Workshop, task: Task) -> Outcome:
    """In a worker: one letter as files, or its problems."""
    return make(task.commission, workshop)


def given_up(task: Task) -> Outcome:
    """What became of a letter whose worker died again and again."""
    examined = task.examined
    return Outcome(examined.recipient, examined.language, problems=(died(examined),))


def _names(examined: Examined) -> set[str]:
    """The names, without suffix, that a letter's files have as a final letter and as a draft."""
    return {examined.name, draft_name(examined.name)} if examined.name else set()


def not_made(examined: Examined) -> Problem:
    """That a letter cannot be made, where nothing else says why."""
    message = "this letter cannot be made, because of the problems above"
    place = examined.recipient.place
    return Problem(Code.UNACCOUNTED, message, "fix them, and run the same command again", place)


def died(examined: Examined) -> Problem:
    """That the process which made a letter ended without a word."""
    message = "the process that made this letter died, again and again"
    hint = "make this letter alone with --jobs 1 to see why; is there enough memory?"
    place = examined.recipient.place
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
