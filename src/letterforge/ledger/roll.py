"""The roll of a run: every row of the list, and what became of it.

No row is lost, and the manifest has them all.

It is a temporary table in the ledger, because a list is never in memory as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from letterforge.intake import given
from letterforge.ledger.store import Ledger
from letterforge.model import Format, Recipient, RowNumber, Status, clash_key

TABLES = """
CREATE TEMP TABLE roll (row INTEGER NOT NULL, id TEXT NOT NULL, country TEXT NOT NULL, office TEXT NOT NULL,
                        language TEXT NOT NULL, status TEXT NOT NULL, note TEXT NOT NULL DEFAULT '',
                        cells BLOB NOT NULL DEFAULT x'', asked INTEGER NOT NULL DEFAULT 0,
                        listed INTEGER NOT NULL DEFAULT 1,
                        key TEXT NOT NULL DEFAULT '', draft_key TEXT NOT NULL DEFAULT '',
                        PRIMARY KEY (row, id)) WITHOUT ROWID;
CREATE INDEX temp.roll_by_id ON roll (id);
CREATE TEMP TABLE stale (id TEXT NOT NULL, format TEXT NOT NULL, PRIMARY KEY (id, format)) WITHOUT ROWID;
"""
"""`stale`: sheets of letters that were examined in another format only, and would be different if made
now. `asked`: the run is to make this letter. `listed`: it is in the list of this run, and not only in the
ledger. `key`, `draft_key`: of the names of its files (`model.clash_key`)."""

AT_ONCE = 500
"""Rows that are read together: the list may be long."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A letter that needs a file name which another letter has."""

    row: RowNumber
    id: str
    name: str
    """The file that is there."""
    owner: str
    """The id of the other letter."""
    run: int
    """The run that made it."""


EXAMINED = frozenset({Status.WRITTEN, Status.UNCHANGED})
"""What is true of a letter only in the formats of the run. That it is a draft is true in all."""


class LostRowError(Exception):
    """What became of a row was recorded twice, or there is no such row. A bug in letterforge."""


class Roll:
    """Holds the rows of one run. Only the parent process writes it."""

    def __init__(self, ledger: Ledger, formats: Collection[Format] = tuple(Format)) -> None:
        """`formats`: those that the run makes; of sheets in other formats, it knows what the ledger knows."""
        self.ledger = ledger
        self._formats = formats
        self._db = ledger.data
        for table in ("roll", "stale"):
            self._db.execute(f"DROP TABLE IF EXISTS temp.{table}")
        for statement in TABLES.split(";"):
            self._db.execute(statement)

    # --- who is in the list ------------------------------------------------------------------------

    def enrol(
        self,
        recipients: Iterable[Recipient],
        country: Callable[[Recipient], str],
        cells: Callable[[Recipient], bytes] = lambda _recipient: b"",
    ) -> None:
        """Rows that were read as recipients.

        `cells`: see `Origin.cells`; needed for those that are not examined.
        """
        query = (
            "INSERT INTO roll (row, id, country, office, language, status, cells) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        rows = (
            (
                recipient.row,
                recipient.id,
                country(recipient),
                recipient.office,
                recipient.language,
                Status.NOT_EXAMINED,
                cells(recipient),
            )
            for recipient in recipients
        )
        self._db.executemany(query, rows)

    def enrol_unread(self, row: RowNumber, id_: str, note: str) -> None:
        """A row that could not be read."""
        query = (
            "INSERT INTO roll (row, id, country, office, language, status, note) "
            "VALUES (?, ?, '', '', '', ?, ?)"
        )
        self._db.execute(query, (row, id_, Status.UNREAD, note))

    def ask(self, letters: Iterable[tuple[RowNumber, str, str, str]]) -> None:
        """Mark the letters to make: row, id, and the names of their files, final and as a draft."""
        query = "UPDATE roll SET asked = 1, key = ?, draft_key = ? WHERE row = ? AND id = ?"
        keys = ((_key(name), _key(draft), row, id_) for row, id_, name, draft in letters)
        self._db.executemany(query, keys)

    # --- what became of them -----------------------------------------------------------------------

    def mark(self, row: RowNumber, id_: str, status: Status, note: str = "") -> None:
        """What became of a row, once. Raises LostRowError."""
        query = "UPDATE roll SET status = ?, note = ? WHERE row = ? AND id = ? AND status = ?"
        done = self._db.execute(query, (status, note, row, id_, Status.NOT_EXAMINED))
        if done.rowcount != 1:
            raise LostRowError(f"row {row} ({id_}): {status}")

    def mark_stale(self, id_: str, formats: Iterable[Format]) -> None:
        """The formats in which a letter would be another now; those that the run makes do not count."""
        others = ((id_, chosen) for chosen in formats if chosen not in self._formats)
        self._db.executemany("INSERT OR IGNORE INTO stale VALUES (?, ?)", others)

    def tally(self) -> Counter[Status]:
        """How many rows of the list came to what."""
        query = "SELECT status, count(*) FROM roll WHERE listed GROUP BY status"
        return Counter({Status(status): number for status, number in self._db.execute(query)})

    def unaccounted(self) -> list[RowNumber]:
        """The rows that the run was asked to make letters of, and for which nothing is recorded."""
        query = "SELECT row FROM roll WHERE asked AND status = ? ORDER BY row"
        return [row for (row,) in self._db.execute(query, (Status.NOT_EXAMINED,))]

    # --- compared with the ledger ---------------------------------------------------------------------

    def taken(self, *, knows_all: bool) -> Iterator[Claim]:
        """The letters whose file name belongs to a letter that this run does not make again.

        `knows_all`: the roll has the whole list, so that the name of a letter without a row is free.
        """
        query = """
            SELECT roll.row, roll.id, sheets.file, sheets.id, sheets.run FROM roll
            JOIN sheets ON sheets.key IN (roll.key, roll.draft_key) AND sheets.id <> roll.id
            JOIN letters ON letters.id = sheets.id
            WHERE roll.asked AND roll.key <> ''
            AND NOT EXISTS (SELECT 1 FROM roll AS other WHERE other.id = sheets.id AND other.asked)
            AND (NOT ? OR letters.row = 0 OR sheets.id IN (SELECT id FROM roll))
            GROUP BY roll.row, roll.id ORDER BY roll.row
        """
        for row, id_, file, owner, run in self._db.execute(query, (knows_all,)).fetchall():
            yield Claim(row, id_, Path(str(file)).name, owner, run)

    def others(self) -> Iterator[tuple[RowNumber, str, str, str, int]]:
        """Letters made for an id of the roll, but another state or office: row, id, state, office, run."""
        query = """
            SELECT roll.row, roll.id, letters.country, letters.office,
                   (SELECT max(run) FROM sheets WHERE sheets.id = roll.id)
            FROM roll JOIN letters USING (id)
            WHERE roll.asked AND (letters.country, letters.office) <> (roll.country, roll.office)
        """
        yield from self._db.execute(query).fetchall()

    def gone(self, *, is_whole: bool) -> list[str]:
        """The ids of letters that are not in the list any more. Failures of such rows are forgotten.

        `is_whole`: the run makes all letters, so those of recipients that are not in the list count too.
        """
        missing = "id NOT IN (SELECT id FROM roll) AND (row > 0 OR ?)"
        self._db.execute(f"DELETE FROM failures WHERE {missing}", (is_whole,))  # noqa: S608 - our own words
        query = f"SELECT id FROM letters WHERE {missing} ORDER BY row, id"  # noqa: S608
        return [id_ for (id_,) in self._db.execute(query, (is_whole,))]

    def settle(self, changes: Callable[[str, bytes], Iterable[str]], gone: Iterable[str]) -> None:
        """Record what is known of letters that the run has not examined, and what has changed since.

        `changes`: of a letter's id and its row's cells, what it was made from that is different now; `gone`:
        letters whose row is not in the list any more, and which the manifest does not list.
        """
        self._enrol_known(gone)
        query = """
            SELECT roll.row, roll.id, roll.cells, (SELECT max(run) FROM sheets WHERE sheets.id = roll.id),
                   (SELECT draft FROM letters WHERE letters.id = roll.id), failures.run, failures.error
            FROM roll LEFT JOIN failures ON failures.id = roll.id AND failures.run <> ?
            WHERE roll.status = ? AND (roll.row, roll.id) > (?, ?)
            GROUP BY roll.row, roll.id ORDER BY roll.row, roll.id LIMIT ?
        """
        update = "UPDATE roll SET status = ?, note = ? WHERE row = ? AND id = ?"
        last: tuple[RowNumber, str] = (-1, "")
        while rows := self._db.execute(
            query, (self.ledger.run, Status.NOT_EXAMINED, *last, AT_ONCE)
        ).fetchall():
            for row, id_, cells, made, draft, failed, error in rows:
                since = list(changes(id_, cells)) if made is not None else []
                known = _known_draft(made) if draft and not since else _known(made, since, failed, error)
                self._db.execute(update, (*known, row, id_))
            last = rows[-1][:2]

    def _enrol_known(self, gone: Iterable[str]) -> None:
        """Add the letters and failures of the ledger whose rows are not in this run's list."""
        for table in ("letters", "failures"):
            self._db.execute(
                "INSERT OR IGNORE INTO roll (row, id, country, office, language, status, listed) "  # noqa: S608
                f"SELECT row, id, country, office, language, ?, 0 FROM {table} "
                "WHERE id NOT IN (SELECT id FROM roll)",
                (Status.NOT_EXAMINED,),
            )
        self._db.executemany("DELETE FROM roll WHERE id = ?", ((id_,) for id_ in gone))

    def rows(self, listed_rows: Mapping[RowNumber, RowNumber]) -> Iterator[Mapping[str, object]]:
        """The manifest's rows in the list's order: one for each file, and one for each row that has none.

        `listed_rows`: for rows of a failed.csv, the row of the list that each one replaces. That number is
        given.
        """
        query = """
            SELECT roll.id, roll.country, roll.office, roll.language, coalesce(file, '') AS file,
                   coalesce(format, '') AS format, pages, bytes, coalesce(lower(hex(sha256)), '') AS sha256,
                   CASE roll.status WHEN 'unread' THEN 'failed' ELSE roll.status END AS status, note AS error,
                   sheets.run AS made,
                   EXISTS (SELECT 1 FROM stale WHERE stale.id = roll.id AND format = sheets.format) AS stale,
                   CASE WHEN listed THEN nullif(roll.row, 0) END AS row,
                   CASE WHEN file <> '' THEN nullif(letters.fit, 0) END AS fit
            FROM roll LEFT JOIN letters ON letters.id = roll.id
            LEFT JOIN sheets ON sheets.id = roll.id AND roll.status NOT IN ('failed', 'unread')
            AND roll.row = (SELECT min(other.row) FROM roll AS other WHERE other.id = roll.id
                            AND other.status NOT IN ('failed', 'unread'))
            ORDER BY roll.row = 0, roll.row, roll.id, format
        """
        cursor = self._db.execute(query)
        names = [column[0] for column in cursor.description]
        for values in cursor:
            row = dict(zip(names, values, strict=True))
            made, stale = row.pop("made"), row.pop("stale")
            row["row"] = listed_rows.get(row["row"], row["row"])
            if row["status"] in EXAMINED and row["format"] not in self._formats:
                since = ["what it is made from"] if stale else []
                row["status"], row["error"] = _known(made, since, None, "")
            yield row if self._is_there(row) else _without_file(row)

    def _is_there(self, row: Mapping[str, object]) -> bool:
        """Whether the row's file exists; a file that this run has made or examined does."""
        unseen = (Status.NOT_EXAMINED, Status.OUT_OF_DATE, Status.LEFT_OUT)
        looked_at = row["status"] not in unseen and not (row["status"] == Status.DRAFT and row["error"])
        return looked_at or not row["file"] or given.is_file(self.ledger.folder / str(row["file"]))


def _known(made: int | None, since: list[str], failed: int | None, error: str) -> tuple[Status, str]:
    """The status and note of a letter that was not examined: which run made it, or in which it failed."""
    if made is not None:
        note = f"made by run {made}, not examined now"
        return (
            (Status.OUT_OF_DATE, f"{note}; changed since: {', '.join(since)}")
            if since
            else (Status.NOT_EXAMINED, note)
        )
    if failed is not None:
        return Status.FAILED, f"{error} (run {failed}, not examined now)"
    return Status.NOT_EXAMINED, "not examined now, and there is no letter"


def _known_draft(made: int) -> tuple[Status, str]:
    """What the ledger knows of a draft: that it must not be sent."""
    return Status.DRAFT, f"made by run {made}, not examined now"


def _key(name: str) -> str:
    return clash_key(name) if name else ""


def _without_file(row: dict[str, object]) -> dict[str, object]:
    error = f"{row['file']} is missing; {row['error']}"
    return row | {
        "file": "",
        "format": "",
        "pages": None,
        "bytes": None,
        "sha256": "",
        "error": error,
        "fit": None,
    }
