"""What ties a row of failed.csv to the row of the list that failed, and a correction to the row that it is for."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from letterforge.model.row import RowNumber

DIGEST = 8
"""Bytes."""
END = re.compile(r"(?P<row>\d{1,7}): (?P<digest>[0-9a-f]{16})\]")
"""Of the error of a row in failed.csv, after its last `, row `."""
NOT_IN_A_TIE = re.compile(r"[^\w./ \\:()+%-]")
"""Signs of a path that would be taken for something else in the tie's text, or on a terminal."""
NOT_AS_IT_IS = re.compile(r"[^\w./ \\:()+-]")
"""The same, and the sign that begins what is written for them: two paths never have the same text."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Where a row was when it failed, and what was in it. Its text is `recipients.csv, row 12: 0123456789abcdef`."""

    list: str
    """The table's path, as the user knows it, with signs that mean something else as in a URL (`listed_as`)."""
    row: RowNumber
    digest: str
    """Of headings and cells, in hexadecimal digits (`digest_of`)."""

    def __str__(self) -> str:
        return f"{self.list}, row {self.row}: {self.digest}"

    @classmethod
    def of(cls, shown: str, row: RowNumber, digest: str) -> Tie:
        """To a row of the table that is shown as a path."""
        return cls(listed_as(shown), row, digest)

    @property
    def place(self) -> str:
        """For messages: `row 12 of recipients.csv`."""
        return f"row {self.row} of {self.list}"


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody has made of a row that had failed."""

    tie: Tie
    headings: tuple[str, ...]
    """Of the table in which it was corrected."""
    cells: tuple[str, ...]
    failed_under: tuple[str, ...] = ()
    """The headings of the row that failed: what other columns hold does not change that row."""
    ids: tuple[str, ...] = ()
    """Under which the row has failed, and under which its letter was made: by them it is known when it is changed."""


def listed_as(shown: str) -> str:
    """A table's path as ties have it."""
    return NOT_AS_IT_IS.sub(lambda found: quote(found[0], safe="", errors="surrogatepass"), shown)


def numbered(headings: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Each heading with the number of equal ones before it: what a column is known by, wherever it is."""
    seen: Counter[str] = Counter()
    keys = []
    for heading in headings:
        keys.append((heading, seen[heading]))
        seen[heading] += 1
    return tuple(keys)


def tie_in(error: str) -> Tie | None:
    """The tie at the end of the error of a row of failed.csv; None: there is none."""
    head, _, tail = error.rstrip().rpartition(", row ")
    found = END.fullmatch(tail)
    named = head[head.rfind("[") + 1 :]
    if not found or not named or "[" not in head or NOT_IN_A_TIE.search(named):
        return None
    return Tie(named, int(found["row"]), found["digest"])


def tie_of(text: str) -> Tie | None:
    """The tie that has a text (`str(tie)`); None: it is of none."""
    return tie_in(f"[{text}]")


def digest_of(headings: Sequence[str], cells: Sequence[str], kinds: str) -> str:
    """Of a row as it came: equal for equal rows under equal headings. Blank cells at its end do not count."""
    kept = list(cells)
    while kept and not kept[-1].strip():
        kept.pop()
    text = json.dumps([list(headings), kept, kinds])
    return hashlib.blake2b(text.encode(), digest_size=DIGEST).hexdigest()
