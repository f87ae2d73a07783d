"""Names, titles, organisations and addresses of a list that are in a letter of another row."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from letterforge.inspection.words import split_spoken
from letterforge.model import Recipient, RowNumber

Owner: TypeAlias = tuple[RowNumber, str]
"""Row and id of a recipient."""
UNCOMMON = 4
"""A title of so many words that only one row has is taken for that row's own."""
REMEMBERED = 8192
"""Pairs of words, and phrases, whose owner a process remembers: all of the template's, and more."""

TABLES = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -512;
    PRAGMA temp.cache_size = -512;
    CREATE TEMP TABLE phrases
  (phrase TEXT, pair TEXT, words INTEGER, kind TEXT, home TEXT, row INTEGER, id TEXT);
    CREATE TEMP TABLE allowed (phrase TEXT PRIMARY KEY);
    CREATE TABLE owned (phrase TEXT, row INTEGER, id TEXT);
    CREATE TABLE begun (pair TEXT, words INTEGER, PRIMARY KEY (pair, words)) WITHOUT ROWID;
    CREATE TABLE own (text TEXT);
"""
SORTED_OUT = """
    CREATE INDEX temp.by_phrase ON phrases (phrase, row, id);
    -- A title that others have too, or an organisation or address that rows of several states have, such as
    -- "Ministry of Foreign Affairs", identifies nobody.
    CREATE TEMP TABLE distinct_phrases AS
        SELECT phrase, pair, words FROM phrases
        WHERE phrase NOT IN (SELECT phrase FROM allowed) GROUP BY phrase
        HAVING NOT (max(kind = 'title') AND (min(row) < max(row) OR min(id) < max(id)))
        AND count(DISTINCT CASE WHEN kind IN ('organisation', 'address') THEN home END) < 2;
    INSERT INTO owned SELECT DISTINCT phrase, row, id FROM phrases JOIN distinct_phrases USING (phrase);
    CREATE INDEX by_owner ON owned (phrase, row, id);
    INSERT OR IGNORE INTO begun SELECT pair, words FROM distinct_phrases;
"""


class Strangers:
    """The phrases that belong to single rows of a list, looked up in a file: no process has the list in
    memory.

    A text is read once. Most pairs of its words begin no phrase, and most are the template's, so that they
    are known from the letter before. An automaton over the list (pyahocorasick) takes three times the time of
    this, and memory that grows with the list in each process.
    """

    def __init__(self, path: Path) -> None:
        """`path`: a file that `write` has written."""
        self._data = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        weakref.finalize(self, self._data.close)
        self._idle: set[str] = set()
        """Pairs of words that are known to begin nothing."""
        self._first = lru_cache(REMEMBERED)(self._find_first)

    @staticmethod
    def write(
        path: Path, recipients: Iterable[Recipient], allow: Iterable[str] = (), own: Iterable[str] = ()
    ) -> None:
        """From all rows of a list. Raises OSError, sqlite3.Error.

        `allow`: phrases that may be in any letter; `own`: the texts that the campaign fills its letters from.
        """
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as data:
            data.executescript(TABLES)
            allowed = {" ".join(split_spoken(phrase)) for phrase in allow}
            data.executemany("INSERT INTO allowed VALUES (?)", ((phrase,) for phrase in allowed))
            data.executemany("INSERT INTO own VALUES (?)", ((text,) for text in own))
            entries = (entry for recipient in recipients for entry in _list_entries(recipient))
            data.executemany("INSERT INTO phrases VALUES (?, ?, ?, ?, ?, ?, ?)", entries)
            data.executescript(SORTED_OUT)
            data.commit()

    def own_texts(self) -> tuple[str, ...]:
        """The campaign's own texts."""
        return tuple(text for (text,) in self._data.execute("SELECT text FROM own"))

    def found(self, text: Sequence[str], reader: Owner) -> Iterator[tuple[str, Owner]]:
        """The phrases in a text that belong to another row and not to the reader; each with its first owner.

        `text`: words, as `split_spoken` makes them.
        """
        pairs = list(map(" ".join, pairwise(text)))
        if len(self._idle) > REMEMBERED:
            self._idle.clear()
        for start in [at for at, pair in enumerate(pairs) if pair not in self._idle]:
            lengths = self._find_lengths(pairs[start])
            if not lengths:
                self._idle.add(pairs[start])
            for count in lengths:
                phrase = " ".join(text[start : start + count])
                owner = self._first(phrase)
                if owner is not None and not self._belongs(phrase, reader):
                    yield phrase, owner

    def _find_lengths(self, pair: str) -> tuple[int, ...]:
        """How many words the phrases have that begin with two words."""
        return tuple(
            count for (count,) in self._data.execute("SELECT words FROM begun WHERE pair = ?", (pair,))
        )

    def _find_first(self, phrase: str) -> Owner | None:
        found: Owner | None = self._data.execute(
            "SELECT row, id FROM owned WHERE phrase = ? ORDER BY row, id LIMIT 1", (phrase,)
        ).fetchone()
        return found

    def _belongs(self, phrase: str, reader: Owner) -> bool:
        query = "SELECT 1 FROM owned WHERE phrase = ? AND row = ? AND id = ?"
        return self._data.execute(query, (phrase, *reader)).fetchone() is not None


def _list_entries(recipient: Recipient) -> Iterator[tuple[str, str, int, str, str, RowNumber, str]]:
    home = recipient.state or recipient.id
    for kind, found in _list_phrases(recipient):
        yield " ".join(found), " ".join(found[:2]), len(found), kind, home, recipient.row, recipient.id


def _list_phrases(recipient: Recipient) -> Iterator[tuple[str, list[str]]]:
    """The phrases that belong to a row: of two words at least, because one alone (a town, a street) can be
    anywhere.
    """
    cells = [("name", recipient.name), ("organisation", recipient.organisation), ("email", recipient.email)]
    cells += [("address", line) for line in recipient.address]
    if recipient.postal_code and recipient.city:
        cells += [
            ("address", f"{recipient.postal_code} {recipient.city}"),
            ("address", f"{recipient.city} {recipient.postal_code}"),
        ]
    for kind, cell in (*cells, ("title", recipient.title)):
        found = split_spoken(cell)
        if len(found) >= (UNCOMMON if kind == "title" else 2):
            yield kind, found
