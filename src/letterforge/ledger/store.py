"""The ledger: what has been made, from what, when. One SQLite file.

Only the parent process of a run writes it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from letterforge.intake import FilesRead
from letterforge.ledger.entries import Entry, FailedRow, Recorded
from letterforge.ledger.lock import FILE, FOLDER
from letterforge.model import Format, Language, Outcome, Recipient, Tie, Written, clash_key
from letterforge.provenance.origin import Origin, SheetOrigin

IN_MEMORY = 512
"""Kilobytes of the file that are kept in memory: a run needs each entry once, in the order of the list."""
VERSION = 5
"""Of the tables below, in `PRAGMA user_version`."""
TABLES = """
CREATE TABLE runs (run INTEGER PRIMARY KEY, begun TEXT NOT NULL, request TEXT NOT NULL, columns TEXT NOT
  NULL, standing TEXT NOT NULL DEFAULT '');
CREATE TABLE letters (id TEXT PRIMARY KEY, row INTEGER NOT NULL, country TEXT NOT NULL, office TEXT NOT
  NULL, language TEXT NOT NULL, columns INTEGER NOT NULL, cells BLOB NOT NULL, template BLOB NOT NULL,
  settings BLOB NOT NULL, pictures BLOB NOT NULL, inspected INTEGER NOT NULL, draft INTEGER NOT NULL,
  fit INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sheets (id TEXT NOT NULL, format TEXT NOT NULL, fingerprint BLOB NOT NULL, stationery BLOB
  NOT NULL, program BLOB NOT NULL, faces BLOB NOT NULL, file TEXT NOT NULL, pages INTEGER, bytes INTEGER
  NOT NULL, sha256 BLOB NOT NULL, made TEXT NOT NULL, run INTEGER NOT NULL, seal BLOB NOT NULL, key TEXT
  NOT NULL, PRIMARY KEY (id, format)) WITHOUT ROWID;
CREATE INDEX sheets_by_key ON sheets (key);
CREATE TABLE texts (hash BLOB PRIMARY KEY, files TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE failures (id TEXT NOT NULL, row INTEGER NOT NULL, country TEXT NOT NULL, office TEXT NOT
  NULL, language TEXT NOT NULL, error TEXT NOT NULL, cells TEXT NOT NULL, run INTEGER NOT NULL, headings
  TEXT NOT NULL, tie TEXT NOT NULL, PRIMARY KEY (id, row)) WITHOUT ROWID;
CREATE INDEX failures_by_tie ON failures (tie);
CREATE TABLE corrections (tie TEXT PRIMARY KEY, headings TEXT NOT NULL, cells TEXT NOT NULL) WITHOUT
  ROWID;
CREATE TABLE ties (tie TEXT PRIMARY KEY, headings TEXT NOT NULL, failed TEXT NOT NULL, corrected TEXT NOT
  NULL) WITHOUT ROWID;
CREATE TABLE tables (file TEXT PRIMARY KEY, sha256 TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE leftovers (file TEXT PRIMARY KEY, format TEXT NOT NULL, key TEXT NOT NULL, sha256 BLOB NOT
  NULL) WITHOUT ROWID;
"""
"""`columns` of a letter: the run that has the names of its further columns. `texts`: the files that
letters were filled from, by `letters.template`. `tie`: to the row of the list that failed (`model.Tie`);
`corrections`: people's, of such rows; `ties`: their headings, and their ids when they failed and when they
were corrected. `key`: of a file's name without suffix (`model.clash_key`). `leftovers`: files of no
letter. `tables`: those that runs have written for people to edit."""
FORMATS = frozenset(map(str, Format))
UNSAFE = frozenset("/\\\0:")
"""Characters by which a file name leaves its folder on some system."""
LETTERS = "letters"
"""The folder within the output folder that the letters are in."""


class Ledger:
    """An open ledger. Nothing is on disk for certain before `commit`."""

    def __init__(self, folder: Path) -> None:
        """Raises sqlite3.DatabaseError where the file is damaged, of another version, or read-only."""
        self.folder = folder
        self._db = sqlite3.connect(folder / FOLDER / FILE, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")  # a lost transaction is work done again, no damage
        self._db.execute(f"PRAGMA cache_size = -{IN_MEMORY}")
        (found,) = self._db.execute("PRAGMA user_version").fetchone()
        if found not in (0, VERSION):
            self._db.close()
            raise sqlite3.DatabaseError(f"version {found}")
        self._db.execute("BEGIN")
        if not found:
            for statement in TABLES.split(";"):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {VERSION}")
            self.commit()  # a disk that is full later must not undo the tables
        if damage := self._damage():
            self._db.close()
            raise sqlite3.DatabaseError(damage)
        self.run = 0
        self._headings = "[]"
        self._columns: dict[int, tuple[str, ...]] = {}

    def _damage(self) -> str:
        """What is wrong with the file; empty: nothing. Otherwise each run would fail at a damaged page."""
        (answer,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if answer != "ok":
            return str(answer)
        found = self._db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        if {_plain(text) for (text,) in found} != {_plain(text) for text in TABLES.split(";")} - {""}:
            return "its tables are different"
        query = "SELECT file FROM sheets GROUP BY file HAVING count(*) > 1 LIMIT 1"
        return "it gives one file to two letters" if self._db.execute(query).fetchone() else ""

    @property
    def data(self) -> sqlite3.Connection:
        """The connection, for the roll of the run."""
        return self._db

    def close(self) -> None:
        """Save what there is, and close the file; what cannot be saved is made again by the next run."""
        with suppress(sqlite3.Error):
            self.commit()
        self._db.close()

    def commit(self) -> None:
        """End the transaction, and begin the next one."""
        if self._db.in_transaction:  # SQLite may have cancelled it because the disk is full
            self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    # --- a run -----------------------------------------------------------------------------------

    def begin(self, request: str, columns: Sequence[str], headings: Sequence[str] = ()) -> None:
        """A run begins.

        `columns`: the table's further ones; `headings`: all of them, as they are in the file.
        """
        self._headings = json.dumps(headings, ensure_ascii=False)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        values = (now, request, json.dumps(columns))
        cursor = self._db.execute("INSERT INTO runs (begun, request, columns) VALUES (?, ?, ?)", values)
        self.run = cursor.lastrowid or 0

    def stand(self, standing: str) -> None:
        """The run has left nothing undone: record what it depended on. The next run checks that first."""
        self._db.execute("UPDATE runs SET standing = '' WHERE run <> ? AND standing <> ''", (self.run,))
        self._db.execute("UPDATE runs SET standing = ? WHERE run = ?", (standing, self.run))
        # Runs, texts and ties that nothing refers to any more are removed.
        self._db.execute("DELETE FROM texts WHERE hash NOT IN (SELECT template FROM letters)")
        self._db.execute(
            "DELETE FROM runs WHERE run <> ? AND run NOT IN (SELECT columns FROM letters)", (self.run,)
        )
        self._db.execute(
            "DELETE FROM ties WHERE tie NOT IN (SELECT tie FROM failures UNION SELECT tie FROM corrections)"
        )

    # --- a letter --------------------------------------------------------------------------------

    def entry(self, id_: str) -> Entry | None:
        """What is known of a recipient's letter; None: it was never made, has failed since, or is damaged."""
        try:
            return self._entry(id_)
        except (AttributeError, TypeError, ValueError):  # edited by hand
            return None

    def _entry(self, id_: str) -> Entry | None:
        query = (
            "SELECT columns, inspected, draft, fit, language, cells, template, settings, pictures "
            "FROM letters WHERE id = ?"
        )
        found = self._db.execute(query, (id_,)).fetchone()
        if found is None:
            return None
        query = (
            "SELECT format, fingerprint, stationery, program, faces, seal, key, file, pages, bytes, sha256 "
            "FROM sheets WHERE id = ?"
        )
        origins: dict[Format, SheetOrigin] = {}
        sheets: dict[Format, Written] = {}
        for name, *origin, key, file, pages, size, sha256 in self._db.execute(query, (id_,)):
            chosen = Format(name)
            if not _is_named(file, key):
                return None
            origins[chosen] = SheetOrigin(*origin)
            sheets[chosen] = Written(chosen, Path(file), pages, size, sha256.hex())
        columns, inspected, draft, fit, language, *parts = found
        known = bool(inspected), bool(draft), int(fit), language
        return Entry(Origin(origins, *parts), self._columns_of(columns), sheets, *known)

    def texts(self, template: bytes) -> FilesRead:
        """The files that letters were filled from, by `Origin.template`, as they were then."""
        found = self._db.execute("SELECT files FROM texts WHERE hash = ?", (template,)).fetchone()
        return tuple((str(name), str(sha256)) for name, sha256 in json.loads(found[0])) if found else ()

    def recorded(self, names: Iterable[str]) -> list[Recorded]:
        """The files with these names (without suffix) that runs have recorded."""
        keys = sorted(map(clash_key, names))
        some = ", ".join("?" * len(keys))
        query = (
            f"SELECT file, lower(hex(sha256)), id FROM sheets WHERE key IN ({some}) UNION ALL "  # noqa: S608
            f"SELECT file, lower(hex(sha256)), '' FROM leftovers WHERE key IN ({some})"
        )
        return [
            Recorded(Path(str(file)).name, *rest) for file, *rest in self._db.execute(query, (*keys, *keys))
        ]

    def _columns_of(self, run: int) -> tuple[str, ...]:
        if run not in self._columns:
            (text,) = self._db.execute("SELECT columns FROM runs WHERE run = ?", (run,)).fetchone()
            self._columns[run] = tuple(json.loads(text))
        return self._columns[run]

    def keep(
        self, outcome: Outcome, country: str, origin: Origin, texts: FilesRead, *, inspected: bool
    ) -> None:
        """A letter has been made. `texts`: the files that it was filled from."""
        recipient = outcome.recipient
        self._drop_failure(recipient.id)
        query = "SELECT 1 FROM letters WHERE id = ? AND draft <> ?"
        if self._db.execute(query, (recipient.id, bool(outcome.draft))).fetchone():
            self._leave_behind(recipient.id, tuple(Format))  # in formats that this run does not make, too
        self._db.execute(
            "INSERT OR REPLACE INTO letters VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                recipient.id,
                recipient.row,
                country,
                recipient.office,
                outcome.language,
                self.run,
                origin.cells,
                origin.template,
                origin.settings,
                origin.pictures,
                inspected,
                bool(outcome.draft),
                outcome.fit,
            ),
        )
        self._remember(origin, texts)
        self._leave_outdated(outcome, origin)
        self._take_over(outcome)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        for written in outcome.files:
            file = written.path.relative_to(self.folder).as_posix()
            self._leave_behind(recipient.id, (written.format,), but=file)
            made_from = origin.sheets[written.format]
            values = (recipient.id, written.format, made_from.fingerprint, made_from.stationery)
            sha256 = bytes.fromhex(written.sha256)
            key = clash_key(written.path.stem)
            machine = (made_from.program, made_from.faces)
            rest = (file, written.pages, written.size, sha256, now, self.run, made_from.seal, key)
            self._db.execute(
                "INSERT OR REPLACE INTO sheets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, *machine, *rest),
            )

    def _remember(self, origin: Origin, texts: FilesRead) -> None:
        query = "INSERT OR IGNORE INTO texts VALUES (?, ?)"
        self._db.execute(query, (origin.template, json.dumps(texts, ensure_ascii=False)))

    def _take_over(self, outcome: Outcome) -> None:
        """A file belongs to one letter: another letter that had a file of this name loses it."""
        files = {written.path.relative_to(self.folder).as_posix() for written in outcome.files}
        for key in {clash_key(written.path.stem) for written in outcome.files}:
            query = "SELECT id, format, file FROM sheets WHERE key = ? AND id <> ?"
            for id_, chosen, file in self._db.execute(query, (key, outcome.recipient.id)).fetchall():
                self._leave_behind(id_, (Format(chosen),), but=file if file in files else "")

    def confirm(
        self, recipient: Recipient, language: Language, country: str, origin: Origin, texts: FilesRead
    ) -> None:
        """A letter is unchanged; its row may have moved, and what it does not show may have changed."""
        self._drop_failure(recipient.id)
        self._remember(origin, texts)
        place = (recipient.row, country, recipient.office, language)
        made_from = (origin.cells, origin.template, origin.settings, origin.pictures)
        self._db.execute(
            "UPDATE letters "
            "SET (row, country, office, language, cells, template, settings, pictures, columns) = "
            "(?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ? "
            "AND (row, country, office, language, cells, template, settings, pictures) "
            "<> (?, ?, ?, ?, ?, ?, ?, ?)",
            (*place, *made_from, self.run, recipient.id, *place, *made_from),
        )

    def fail(self, outcome: Outcome, country: str, error: str, tie: Tie, *, is_own: bool = True) -> None:
        """A letter could not be made: what was made earlier must not be sent in its place.

        `tie`: to the row of the list that the row is; where not `is_own`: to the one that it replaces.
        """
        recipient = outcome.recipient
        self._leave_behind(recipient.id, tuple(Format))
        self._db.execute("DELETE FROM letters WHERE id = ?", (recipient.id,))
        cells = json.dumps(recipient.source, ensure_ascii=False)
        values = (
            recipient.id,
            recipient.row,
            country,
            recipient.office,
            outcome.language,
            error,
            cells,
            self.run,
            self._headings,
            str(tie),
        )
        # Rows that share an id have a failure each; those of earlier runs are removed.
        query = "DELETE FROM failures WHERE (id = ? OR tie = ?) AND run <> ?"
        self._db.execute(query, (recipient.id, str(tie), self.run))
        self._db.execute("INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        # The headings of a row that another replaces are known, unless it failed in another output folder.
        also = "UPDATE SET headings = excluded.headings, failed = excluded.failed" if is_own else "NOTHING"
        query = f"INSERT INTO ties VALUES (?, ?, ?, '') ON CONFLICT (tie) DO {also}"  # noqa: S608
        self._db.execute(query, (str(tie), self._headings, recipient.id))

    def _drop_failure(self, id_: str) -> None:
        self._db.execute("DELETE FROM failures WHERE id = ?", (id_,))

    def _leave_outdated(self, outcome: Outcome, origin: Origin) -> None:
        """Drop the letter's sheets in formats that were not made now and would be different if they were."""
        made = {written.format for written in outcome.files}
        differing = self.differing(outcome.recipient.id, origin)
        self._leave_behind(outcome.recipient.id, [chosen for chosen in differing if chosen not in made])

    def differing(self, id_: str, origin: Origin) -> list[Format]:
        """The formats in which a letter exists, and would be different if it were made now."""
        query = "SELECT format, fingerprint FROM sheets WHERE id = ?"
        found = dict(self._db.execute(query, (id_,)))  # an edited ledger may name formats that do not exist
        return [
            chosen
            for chosen, made in origin.sheets.items()
            if found.get(chosen, made.fingerprint) != made.fingerprint
        ]

    def _leave_behind(self, id_: str, formats: Iterable[Format], but: str = "") -> None:
        for chosen in formats:
            self._db.execute(
                "INSERT OR REPLACE INTO leftovers SELECT file, format, key, sha256 FROM sheets "
                "WHERE id = ? AND format = ? AND file <> ?",
                (id_, chosen, but),
            )
            self._db.execute("DELETE FROM sheets WHERE id = ? AND format = ?", (id_, chosen))

    # --- all letters -----------------------------------------------------------------------------

    def leftovers(self) -> list[tuple[Path, str]]:
        """Files that belong to no letter any more, relative to the folder, each with its SHA-256."""
        query = (
            "SELECT file, key, lower(hex(sha256)) FROM leftovers WHERE NOT EXISTS "
            "(SELECT 1 FROM sheets WHERE sheets.key = leftovers.key AND sheets.format = leftovers.format)"
        )
        return [(Path(file), sha256) for file, key, sha256 in self._db.execute(query) if _is_named(file, key)]

    def forget_leftovers(self) -> None:
        """They have been removed."""
        self._db.execute("DELETE FROM leftovers")

    def files_of(self, ids: Iterable[str]) -> list[Path]:
        """The files of some letters, relative to the folder."""
        query = "SELECT file, key FROM sheets WHERE id = ?"
        files = (found for id_ in ids for found in self._db.execute(query, (id_,)).fetchall())
        return [Path(file) for file, key in files if _is_named(file, key)]

    def forget(self, ids: Iterable[str]) -> None:
        """Forget letters."""
        for id_ in ids:
            self._db.execute("DELETE FROM letters WHERE id = ?", (id_,))
            self._db.execute("DELETE FROM sheets WHERE id = ?", (id_,))

    def failed_rows(self) -> Iterator[FailedRow]:
        """The rows that have failed, in this run or before, in the list's order."""
        query = "SELECT headings, cells, error, tie FROM failures ORDER BY row, id"
        for headings, cells, error, tie in self._db.execute(query):
            yield FailedRow(tuple(json.loads(headings)), tuple(json.loads(cells)), error, tie)

    def table(self, file: str) -> str:
        """The SHA-256 of a table that a run has written for people to edit; empty: none has."""
        found = self._db.execute("SELECT sha256 FROM tables WHERE file = ?", (file,)).fetchone()
        return str(found[0]) if found else ""

    def keep_table(self, file: str, sha256: str) -> None:
        """A table has been written; empty: it was removed."""
        self._db.execute("INSERT OR REPLACE INTO tables VALUES (?, ?)", (file, sha256))


def is_letter_file(file: object) -> bool:
    """Whether a path in the ledger is one that a run gives to a letter: `letters/NAME.SUFFIX`.

    A ledger may be damaged, or edited by hand, and runs remove files that it names.
    """
    folder, _, name = str(file).partition("/")
    stem, _, suffix = name.rpartition(".")
    return (
        isinstance(file, str)
        and folder == LETTERS
        and bool(stem)
        and not stem.startswith(".")
        and suffix in FORMATS
        and not UNSAFE & set(name)
    )


def _is_named(file: object, key: object) -> bool:
    """Whether a path is one of a letter (`is_letter_file`), and has the name that is recorded with it."""
    return is_letter_file(file) and clash_key(Path(str(file)).stem) == key


def _plain(statement: str) -> str:
    """A statement on one line: how it is broken into lines says nothing about the table."""
    return " ".join(statement.split())
