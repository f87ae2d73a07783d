"""Which letters must be made, and why; and what a worker gets to make one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from letterforge.deliver.files import SET_ASIDE
from letterforge.errors import Code, Problem
from letterforge.intake import sha256_of
from letterforge.ledger.entries import Entry
from letterforge.ledger.store import LETTERS, Ledger
from letterforge.model import Format, Outcome, Written
from letterforge.pipeline import Commission, Workshop, make
from letterforge.provenance.origin import find_reasons
from letterforge.provenance.reasons import Reason
from letterforge.run.preflight import Examined


@dataclass(frozen=True, slots=True)
class Task:
    """One letter to be made."""

    examined: Examined
    commission: Commission
    reasons: tuple[str, ...]
    """Why: `new`, `cell title`, `template`, `stationery`, `version`, …"""

    def explained(self, outcome: Outcome) -> Outcome:
        """The outcome of this task, with why it was made, and why it is a draft."""
        return replace(outcome, reasons=self.reasons, draft=self.examined.lacking)


@dataclass(frozen=True, slots=True)
class Commissions:
    """Compares letters with what the ledger knows of them."""

    ledger: Ledger
    formats: tuple[Format, ...]
    columns: tuple[str, ...]
    """Further columns of the table."""
    force: bool = False
    """Make letters again that do not need it."""
    strangers: Path | None = None
    """See `Commission`."""

    def task(self, examined: Examined) -> Task | Outcome:
        """The letter to be made; where it is there as it would be made, its outcome."""
        entry = self.ledger.entry(examined.recipient.id)
        why = self._why(examined, entry)
        if why or entry is None:
            return Task(examined, self._commission(examined), tuple(why))
        files = tuple(self._placed(entry.sheets[format_]) for format_ in self.formats)
        return Outcome(
            examined.recipient,
            examined.language,
            files,
            unchanged=True,
            fit=entry.fit,
            draft=examined.lacking,
        )

    def _commission(self, examined: Examined) -> Commission:
        recorded = self.ledger.recorded((examined.file_name,))
        return Commission(
            recipient=examined.recipient,
            name=examined.name,
            folder=self.ledger.folder / LETTERS,
            aside=name_aside_folder(self.ledger),
            recorded={written.file: written.sha256 for written in recorded},
            verdict=examined.verdict,
            origin=examined.origin,
            texts=examined.texts,
            strangers=self.strangers,
            step=examined.step,
        )

    def _placed(self, written: Written) -> Written:
        return replace(written, path=self.ledger.folder / written.path)

    def _why(self, examined: Examined, entry: Entry | None) -> list[str]:
        """Why a letter is to be made; empty: it is there as it would be made."""
        if entry is None or not entry.sheets or examined.origin is None:
            return ["new"]
        if missing := [f"no {format_} yet" for format_ in self.formats if format_ not in entry.sheets]:
            return missing
        old, new = entry.origin.sheets, examined.origin.sheets
        is_renamed = any(entry.sheets[format_].path.stem != examined.file_name for format_ in self.formats)
        if any(old[format_].fingerprint != new[format_].fingerprint for format_ in self.formats):
            return self._what_changed(examined, entry) or ["file name" if is_renamed else "earlier change"]
        if is_renamed:
            return ["file name"]  # the ledger is damaged: the fingerprint has the name
        if astray := [text for format_ in self.formats if (text := self._astray(entry.sheets[format_]))]:
            return astray
        if self.strangers is not None and not entry.inspected:
            return ["not inspected yet"]
        return ["forced"] if self.force else []

    def _what_changed(self, examined: Examined, entry: Entry) -> list[str]:
        """What a letter is made from that has changed, as far as it can be named."""
        assert examined.origin is not None  # noqa: S101 - the caller has compared it
        columns = self.columns if entry.columns == self.columns else ()
        why = find_reasons(entry.origin, examined.origin, self.formats, columns)
        if examined.step is not None and examined.step != entry.fit:
            why = [*why, str(Reason.FIT)]
        if entry.draft == examined.is_draft:
            return why
        return [*why, "approved"] if entry.draft else why or ["no longer approved"]

    def _astray(self, written: Written) -> str:
        """What has become of a file that is not as it was written; empty: it is."""
        try:
            found = sha256_of(self.ledger.folder / written.path)
        except OSError:
            return f"{written.format} is missing"
        return "" if found == written.sha256 else f"{written.format} was changed"


def name_aside_folder(ledger: Ledger) -> Path:
    """The folder into which a run moves files that no run had written."""
    return ledger.folder / SET_ASIDE / f"run-{ledger.run}"


def make_letter(workshop: Workshop, task: Task) -> Outcome:
    """In a worker: one letter as files, or its problems."""
    return make(task.commission, workshop)


def letter_crashed(task: Task) -> Outcome:
    """The outcome of a letter whose worker crashed each time."""
    recipient = task.examined.recipient
    message = "the process making this letter crashed twice"
    hint = "make this letter alone with --jobs 1 to see why; is there enough memory?"
    problem = Problem(Code.WORKER_DIED, message, hint, recipient.place)
    return Outcome(recipient, task.examined.language, problems=(problem,))


def cannot_make(examined: Examined) -> Problem:
    """That a letter cannot be made, where nothing else shows why."""
    message = "this letter cannot be made, because of the problems above"
    hint = "fix them, and run the same command again"
    return Problem(Code.UNACCOUNTED, message, hint, examined.recipient.place)
