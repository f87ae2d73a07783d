"""Towns that are the seats of governments and organisations: where an embassy or a mission is, without its country.

`data/seats.csv` has them in the languages that letterforge knows. A town whose name says too little (San José,
Kingston) is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from letterforge.model import StateCode
from letterforge.states.finder import name_key
from letterforge.states.tables import table

AROUND = re.compile(r"\b\d{4} ?[A-Z]{2}\b|\b(?=\w*\d)\w+\b|\b(?:NY|N\.Y\.|DC|D\.C\.|[Cc]edex|CEDEX)(?!\w)")
"""What stands around a town in a cell: codes with digits, `NY`, `cedex`."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A town that is known."""

    country: StateCode
    key: str = ""
    """`geneva`, `new_york` …: where missions are to one organisation; empty: nowhere, or to several."""


@lru_cache(maxsize=1024)
def find_seat(town: str) -> Seat | None:
    """The seat that a cell names: `Den Haag`, `1211 Genève 10`, `New York, NY 10017`; None: no known one."""
    return next((seat for form in _forms(town) if (seat := _seats().get(_key(form)))), None)


def _forms(town: str) -> Iterator[str]:
    yield town
    bare = AROUND.sub(" ", town)
    yield bare
    yield re.split(r"[,(/;–—]", bare)[0]


def _key(town: str) -> str:
    return name_key(town).replace(" ", "")


@cache
def _seats() -> dict[str, Seat]:
    return {_key(row["town"]): Seat(row["country"], row["seat"]) for row in table("seats.csv")}
