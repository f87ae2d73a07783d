"""Ties: they connect a row of failed.csv, or a correction, with the row of the list that failed."""

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
"""The end of a row's error in failed.csv, after the last `, row `."""
NOT_IN_A_TIE = re.compile(r"[^\w./ \\:()+%-]")
"""Signs of a path that would have another meaning in the tie's text or on a terminal."""
NOT_AS_IT_IS = re.compile(r"[^\w./ \\:()+-]")
"""The same signs, and the percent sign that replaces them: so two paths never have the same text."""


@dataclass(frozen=True, slots=True)
class Tie:
    """The place and content of a row when it failed.

    Its text is `recipients.csv, row 12: 0123456789abcdef`.
    """

    list: str
    """The table's path, with special signs written as in a URL (`listed_as`)."""
    row: RowNumber
    digest: str
    """Of headings and cells, in hexadecimal digits (`digest_of`)."""

    def __str__(self) -> str:
        return f"{self.list}, row {self.row}: {self.digest}"

    @classmethod
    def of(cls, shown: str, row: RowNumber, digest: str) -> Tie:
        """The tie to a row of the table with this path."""
        return cls(listed_as(shown), row, digest)

    @property
    def place(self) -> str:
        """For messages: `row 12 of recipients.csv`."""
        return f"row {self.row} of {self.list}"


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's correction of a row that failed."""

    tie: Tie
    headings: tuple[str, ...]
    """The headings of the table in which it was corrected."""
    cells: tuple[str, ...]
    failed_under: tuple[str, ...] = ()
    """The headings of the row that failed: other columns do not change that row."""
    ids: tuple[str, ...] = ()
    """The ids with which the row failed and its letter was made: they identify it after a change."""


def listed_as(shown: str) -> str:
    """A table's path as it is written in ties."""
    return NOT_AS_IT_IS.sub(lambda found: quote(found[0], safe="", errors="surrogatepass"), shown)


def numbered(headings: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Each heading with the number of equal ones before it: this identifies a column in any place."""
    seen: Counter[str] = Counter()
    keys = []
    for heading in headings:
        keys.append((heading, seen[heading]))
        seen[heading] += 1
    return tuple(keys)


def tie_in(error: str) -> Tie | None:
    """The tie at the end of a row's error in failed.csv; None: there is none."""
    head, _, tail = error.rstrip().rpartition(", row ")
    found = END.fullmatch(tail)
    named = head[head.rfind("[") + 1 :]
    if not found or not named or "[" not in head or NOT_IN_A_TIE.search(named):
        return None
    return Tie(named, int(found["row"]), found["digest"])


def tie_of(text: str) -> Tie | None:
    """The tie with this text (`str(tie)`); None: it is not the text of a tie."""
    return tie_in(f"[{text}]")


def digest_of(headings: Sequence[str], cells: Sequence[str], kinds: str) -> str:
    """The digest of a row as it was read: equal for equal rows with equal headings.

    Empty cells at its end do not count.
    """
    kept = list(cells)
    while kept and not kept[-1].strip():
        kept.pop()
    text = json.dumps([list(headings), kept, kinds])
    return hashlib.blake2b(text.encode(), digest_size=DIGEST).hexdigest()
