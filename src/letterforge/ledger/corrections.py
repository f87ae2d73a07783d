"""Corrections that people have made of rows that had failed, as the ledger keeps them."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from letterforge.intake import given
from letterforge.ledger.lock import FILE, FOLDER, in_the_way
from letterforge.ledger.store import Ledger
from letterforge.model import Correction, Recipient, Tie, tie_of

TRIES = 3
"""To read the ledger of a run that is just ending, which removes one of the files and changes the other."""


def record_correction(ledger: Ledger, tie: Tie, headings: Sequence[str], corrected: Recipient) -> None:
    """Keep a corrected row whose letter is made. `headings`: of the table that it is in."""
    texts = [json.dumps(cells, ensure_ascii=False) for cells in (headings, corrected.source)]
    ledger.data.execute("INSERT OR REPLACE INTO corrections VALUES (?, ?, ?)", (str(tie), *texts))
    # A row that has failed in another output folder is assumed to have the same headings.
    query = "INSERT INTO ties VALUES (?1, ?2, ?3, ?3) ON CONFLICT (tie) DO UPDATE SET corrected = ?3"
    ledger.data.execute(query, (str(tie), texts[0], corrected.id))


def forget_failure(ledger: Ledger, tie: Tie) -> None:
    """The letter of a row that had failed is made."""
    ledger.data.execute("DELETE FROM failures WHERE tie = ?", (str(tie),))


def forget_corrections(ledger: Ledger, ties: Iterable[Tie]) -> None:
    """Remove corrections whose rows were changed."""
    ledger.data.executemany("DELETE FROM corrections WHERE tie = ?", ((str(tie),) for tie in ties))


def find_failed_id(ledger: Ledger, tie: Tie) -> str | None:
    """The id under which the row of a tie has failed; empty: it had none, or was corrected; None: unknown."""
    query = (
        "SELECT id FROM failures WHERE tie = ?1 UNION ALL SELECT '' FROM corrections WHERE tie = ?1 LIMIT 1"
    )
    found = ledger.data.execute(query, (str(tie),)).fetchone()
    return str(found[0]) if found else None


def find_failed_elsewhere(ledger: Ledger, list_: str) -> frozenset[str]:
    """The ids, case folded, of rows that have failed in other lists.

    `list_`: as ties have it (`listed_as`).
    """
    found = ledger.data.execute("SELECT id, tie FROM failures WHERE id <> ''")
    ties = ((str(id_), tie_of(str(tie))) for id_, tie in found)
    return frozenset(id_.casefold() for id_, tie in ties if tie and tie.list != list_)


def find_failed_row(ledger: Ledger, tie: Tie) -> Correction | None:
    """A failed row without cells, with the headings that it had then; None: they are unknown."""
    query = (
        "SELECT headings FROM failures WHERE tie = ?1 "
        "UNION ALL SELECT headings FROM ties WHERE tie = ?1 LIMIT 1"
    )
    found = ledger.data.execute(query, (str(tie),)).fetchone()
    with suppress(ValueError, TypeError, RecursionError):  # edited by hand
        return Correction(tie, (), (), _texts(found[0])) if found else None
    return None


def read_corrections(ledger: Ledger) -> tuple[Correction, ...]:
    """All corrections."""
    return _read(ledger.data)


def read_corrections_in(folder: Path) -> tuple[Correction, ...]:
    """All corrections of an output folder, without writing there; none where its ledger cannot be read."""
    path = folder / FOLDER / FILE
    if not given.is_file(path) or in_the_way(folder):  # to copy a device would never end
        return ()
    for _ in range(TRIES):
        with suppress(OSError, sqlite3.Error, ValueError):
            return _in_files(path)
    return ()  # there is none, or the run will report what is wrong with it


def _in_files(path: Path) -> tuple[Correction, ...]:
    if not given.is_there(path.with_name(f"{FILE}-wal")):
        return _of_file(path, "mode=ro&immutable=1")
    with TemporaryDirectory() as aside:  # a run is writing, or crashed
        for suffix in ("", "-wal"):
            shutil.copyfile(path.with_name(FILE + suffix), Path(aside) / (FILE + suffix))
        return _of_file(Path(aside) / FILE, "mode=rw")


def _of_file(path: Path, how: str) -> tuple[Correction, ...]:
    with closing(sqlite3.connect(f"{given.real(path).as_uri()}?{how}", uri=True)) as db:
        return _read(db)


def _read(db: sqlite3.Connection) -> tuple[Correction, ...]:
    found: list[Correction] = []
    query = (
        "SELECT tie, corrections.headings, cells, ties.headings, failed, corrected "
        "FROM corrections JOIN ties USING (tie) ORDER BY tie"
    )
    for text, headings, cells, failed_under, *ids in db.execute(query):
        with suppress(ValueError, TypeError, RecursionError):  # edited by hand: the row fails again
            tie = tie_of(str(text))
            texts = (_texts(headings), _texts(cells), _texts(failed_under), tuple(map(str, ids)))
            found += [] if tie is None else [Correction(tie, *texts)]
    return tuple(found)


def _texts(listed: str) -> tuple[str, ...]:
    texts: Sequence[object] = json.loads(listed)
    return tuple(map(str, texts))
