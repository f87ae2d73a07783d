"""The output folder of a run: held against other runs, with its ledger, while letters are made."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from letterforge.campaign import Campaign
from letterforge.deliver.files import cannot_write, sweep
from letterforge.errors import BrokenCampaign, Code, Place, Problem, Severity
from letterforge.inspection import Strangers
from letterforge.ledger.lock import FILE, FOLDER, in_the_way
from letterforge.ledger.standing import lock
from letterforge.ledger.store import LETTERS, Ledger
from letterforge.model import Recipient

STRANGERS = "strangers.db"


@dataclass(frozen=True, slots=True)
class OpenLedger:
    """The ledger of an output folder, and the warnings about its state."""

    ledger: Ledger
    warnings: tuple[Problem, ...] = ()


@contextmanager
def open_output_folder(folder: Path) -> Iterator[OpenLedger]:
    """Hold an output folder against other runs, and open its ledger.

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
            opened = _open_ledger(folder)
            try:
                yield opened
            finally:
                opened.ledger.close()
                sweep(folder / LETTERS)
    except (OSError, sqlite3.Error) as error:
        raise BrokenCampaign([cannot_write(folder, error)]) from None


def _open_ledger(folder: Path) -> OpenLedger:
    try:
        return OpenLedger(Ledger(folder))
    except sqlite3.OperationalError:
        raise  # a full disk, a folder without a right to write
    except sqlite3.DatabaseError as error:
        aside = folder / FOLDER / f"{FILE}.set-aside"
        (folder / FOLDER / FILE).replace(aside)
        for suffix in ("-wal", "-shm"):
            (folder / FOLDER / f"{FILE}{suffix}").unlink(missing_ok=True)
        message = f"the ledger cannot be read ({error}); it was moved aside, and every letter is made again"
        problem = Problem(Code.LEDGER, message, "", Place(str(aside)), Severity.WARNING)
        return OpenLedger(Ledger(folder), (problem,))


@contextmanager
def known_strangers(
    folder: Path, recipients: Iterable[Recipient], campaign: Campaign, own: Iterable[str] = ()
) -> Iterator[Path]:
    """The file from which workers learn what is in each row only, while letters are made.

    `own`: the texts that the letters are filled from. Raises OSError, sqlite3.Error.
    """
    path = folder / FOLDER / STRANGERS
    Strangers.write(path, recipients, campaign.inspect.allow, own)
    try:
        yield path
    finally:
        with suppress(OSError):  # on Windows, while a worker still has it open
            path.unlink(missing_ok=True)
