"""What becomes of letters, as it is recorded in ledger and roll, and the files that are removed for it.

Workers write the files; this process alone keeps the ledger. A run that is killed has written whole files or
none, and what it did not record is made again by the next one, byte for byte.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from letterforge import states
from letterforge.campaign import Campaign
from letterforge.deliver.files import retire
from letterforge.deliver.names import draft_name
from letterforge.ledger.corrections import forget_failure, record_correction
from letterforge.ledger.entries import error_text, error_with_hints
from letterforge.ledger.roll import Roll
from letterforge.ledger.store import LETTERS, Ledger
from letterforge.model import Format, Outcome, Recipient, RowNumber, Tie, digest_of
from letterforge.recipients import RecipientList
from letterforge.run.commissions import name_aside_folder
from letterforge.run.preflight import Examined

PRUNED = "pruned"
"""The folder for letters whose row is no longer in the list."""


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
        """What is remembered of a table."""
        shown = campaign.shown(table.path)
        return cls(shown, table.headings, table.ties, table.unread_kinds, table.corrected)

    def tie(self, recipient: Recipient) -> Tie:
        """The tie to the row that failed: the recipient's own, or the one that it corrects."""
        own = self.ties.get(recipient.row)
        digest = digest_of(self.headings, recipient.source, recipient.kinds)
        return own or Tie.of(self.shown, recipient.row, digest)


@dataclass(frozen=True, slots=True)
class Records:
    """The ledger and the roll of a run, and the folder of its letters."""

    ledger: Ledger
    roll: Roll
    table: TableOfRun
    """The table whose rows they are."""
    is_inspected: bool = True
    """Whether letters are read back before they are written."""
    removed: list[str] = field(default_factory=list)
    """The ids of letters that were there, and whose rows have failed now."""

    def record(self, outcome: Outcome, examined: Examined) -> Outcome:
        """Record an outcome in ledger and roll, and remove the files that must not be next to it.

        Returns the outcome, with what was moved aside for that.
        """
        recipient = outcome.recipient
        if outcome.problems or examined.origin is None:
            moved = self._clear(recipient.id, _names(examined))
            self._note_removed(recipient.id)
            self._fail(outcome, error_with_hints(outcome.problems))
        else:
            others = _names(examined) - {examined.file_name} if examined.verdict else set()
            moved = self._clear(recipient.id, others)
            self._keep(outcome, examined)
            self._remember_correction(recipient)
        self.roll.mark(recipient.row, recipient.id, outcome.status, error_text(outcome.problems))
        return replace(outcome, set_aside=(*outcome.set_aside, *moved))

    def fail_unread(self, row: RowNumber, id_: str, cells: tuple[str, ...], error: str) -> None:
        """Record a row that could not be read: its letter must not be sent, and failed.csv has the row."""
        recipient = Recipient(id=id_, row=row, source=cells, kinds=self.table.kinds.get(row, ""))
        self._note_removed(id_)
        self._fail(Outcome(recipient, ""), error)

    def remove_leftovers(self) -> tuple[Path, ...]:
        """Remove the files that no letter has any more: of letters that failed, or that have another name
        now.

        Returns where those were moved to that somebody had changed.
        """
        moved = []
        for file, sha256 in self.ledger.leftovers():
            with suppress(OSError):
                moved.append(retire(self.ledger.folder / file, (sha256,), name_aside_folder(self.ledger)))
        self.ledger.forget_leftovers()
        return tuple(path for path in moved if path)

    def prune(self, ids: Sequence[str]) -> Path:
        """Move the letters of rows that are no longer in the list into a folder of their own, and forget
        them.
        """
        aside = self.ledger.folder / PRUNED / f"run-{self.ledger.run}"
        for file in self.ledger.files_of(ids):
            aside.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                (self.ledger.folder / file).replace(aside / file.name)
        self.ledger.forget(ids)
        return aside

    def _keep(self, outcome: Outcome, examined: Examined) -> None:
        """Record a letter that is there, new or unchanged."""
        recipient, origin = outcome.recipient, examined.origin
        assert origin is not None  # noqa: S101 - else it could not have been made
        if outcome.unchanged:
            self.roll.mark_stale(recipient.id, self.ledger.differing(recipient.id, origin))
            self.ledger.confirm(recipient, outcome.language, _country(recipient), origin, examined.texts)
        else:
            self.ledger.keep(
                outcome, _country(recipient), origin, examined.texts, inspected=self.is_inspected
            )

    def _remember_correction(self, recipient: Recipient) -> None:
        """Remember a row that corrects one that had failed."""
        if tie := self.table.ties.get(recipient.row):
            forget_failure(self.ledger, tie)
            if recipient.row not in self.table.corrected:
                record_correction(self.ledger, tie, self.table.headings, recipient)

    def _fail(self, outcome: Outcome, error: str) -> None:
        recipient, is_own = outcome.recipient, outcome.recipient.row not in self.table.ties
        self.ledger.fail(outcome, _country(recipient), error, self.table.tie(recipient), is_own=is_own)

    def _note_removed(self, id_: str) -> None:
        """Note that a letter is removed, if there is one: of rows that share an id, the first has it."""
        self.removed.extend([id_] if any(self.ledger.files_of([id_])) else [])

    def _clear(self, id_: str, names: Iterable[str]) -> tuple[Path, ...]:
        """Remove the files of some names, without suffix, but those of another letter.

        Returns where those that no run had written were moved to.
        """
        folder = self.ledger.folder / LETTERS
        files = (folder / f"{name}.{format_}" for name in names for format_ in Format)
        claimed = ((path, self._claims(path, id_)) for path in files if path.exists())
        moved = [
            retire(path, known, name_aside_folder(self.ledger))
            for path, known in claimed
            if known is not None
        ]
        return tuple(path for path in moved if path)

    def _claims(self, path: Path, id_: str) -> Sequence[str] | None:
        """The SHA-256 of a file as runs have recorded it for a letter; None: it is another letter's."""
        found = [entry for entry in self.ledger.recorded((path.stem,)) if entry.file == path.name]
        owners = {entry.id for entry in found} - {""}
        return None if owners - {id_} else [entry.sha256 for entry in found]


def _names(examined: Examined) -> set[str]:
    """The names, without suffix, that a letter's files have as a final letter and as a draft."""
    return {examined.name, draft_name(examined.name)} if examined.name else set()


def _country(recipient: Recipient) -> str:
    return states.alpha3(recipient.state) if recipient.state else ""
