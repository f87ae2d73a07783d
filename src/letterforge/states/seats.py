"""Towns that are seats of governments and organisations: where embassies and missions are.

`data/seats.csv` has them in the languages that letterforge knows. A town whose name is not enough (San José,
Kingston) is not in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from letterforge.model import StateCode
from letterforge.states.finder import find_state, name_key
from letterforge.states.tables import table

AROUND = re.compile(r"\b\d{4} ?[A-Z]{2}\b|\b(?=\w*\d)\w+\b|\b(?:NY|N\.Y\.|DC|D\.C\.|[Cc]edex|CEDEX)(?!\w)")
"""What is around a town in a cell: codes with digits, `NY`, `cedex`."""


CODE = 2
"""Letters."""
NAMESAKES_IN = frozenset({"US", "CA"})
"""Where towns are called as those that settlers came from."""
PARTS = re.compile(
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|"
    "hawaii|idaho|illinois|"
    "indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|"
    "mississippi|missouri|"
    "montana|nebraska|nevada|new (?:hampshire|jersey|mexico|york|brunswick)|(?:north|"
    "south) (?:carolina|dakota)|ohio|"
    "oklahoma|oregon|pennsylvania|rhode island|tennessee|texas|utah|vermont|(?:west )?virginia|"
    "washington|wisconsin|"
    "wyoming|alberta|british columbia|manitoba|nova scotia|ontario|quebec|saskatchewan|"
    "a[lkzrb]|bc|c[aot]|d[ec]|fl|ga|hi|i[dlna]|k[sy]|la|m[edainsotb]|n[evhjmycdbls]|o[hkrn]|p[ae]|"
    "qc|ri|s[cdk]|t[nx]|"
    "ut|v[ta]|w[aviy]"
)
"""States of the United States and provinces of Canada, and their codes (USPS Publication 28, appendix B.

Canada Post
Addressing Guidelines)."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A town that is known."""

    country: StateCode
    key: str = ""
    """`geneva`, `new_york` …: where missions are to one organisation; empty: nowhere, or to several."""


@lru_cache(maxsize=1024)
def find_seat(town: str) -> Seat | None:
    """The seat that a cell names: `Den Haag`, `1211 Genève 10`, `New York, NY 10017`; None: no known one.

    `Vienna (Virginia)` and `Vienna, Georgia` are none.
    """
    bare = AROUND.sub(" ", town)
    whole = _seats().get(_key(town)) or _seats().get(_key(bare))
    if whole:
        return whole
    name, *rest = re.split(r"[,(/;–—]", bare, maxsplit=1)
    seat = _seats().get(_key(name))
    return None if seat is None or (rest and _is_elsewhere(rest[0], seat)) else seat


def _is_elsewhere(rest: str, seat: Seat) -> bool:
    """Whether the words behind a town are another country than the seat's, or a part of one."""
    for word in map(str.strip, re.split(r"[,()/;–—]", rest)):
        state = find_state(word) if word else None
        if state == seat.country:
            return False
        # A code of two letters may be that of a canton: `Bern, BE`.
        if (state and len(word) > CODE) or (
            seat.country not in NAMESAKES_IN and PARTS.fullmatch(word.casefold().replace(".", ""))
        ):
            return True
    return False


def _key(town: str) -> str:
    return name_key(town).replace(" ", "")


@cache
def _seats() -> dict[str, Seat]:
    return {_key(row["town"]): Seat(row["country"], row["seat"]) for row in table("seats.csv")}
