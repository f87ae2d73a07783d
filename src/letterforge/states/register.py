"""Registers: who is a party to a treaty on a date.

A state is a party from the day of entry into force until the day before its withdrawal takes effect; a
withdrawal that was taken back never took effect (Rome Statute, articles 126 and 127).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from letterforge.errors import BrokenCampaign, Code, Place, Problem, UsageError, did_you_mean
from letterforge.model import StateCode
from letterforge.states.finder import find_state, similar_states
from letterforge.states.names import state_names
from letterforge.states.tables import FOLDER, table

BUILT_IN = ("rome-statute",)
TREATIES = ("apic", "rome-statute")


@dataclass(frozen=True, slots=True)
class Membership:
    """From when to when a state is a party."""

    entry_into_force: date
    withdrawal_effective: date | None = None
    """The first day on which it is a party no longer; None: it has not left."""
    group: str = ""

    def holds(self, on: date) -> bool:
        """Whether the state is a party on a date."""
        left = self.withdrawal_effective is not None and self.withdrawal_effective <= on
        return self.entry_into_force <= on and not left


@dataclass(frozen=True, slots=True)
class Register:
    """The parties to a treaty, past and present."""

    name: str
    members: Mapping[StateCode, Membership]

    def is_party(self, code: StateCode, on: date) -> bool:
        """Whether a state is a party on a date."""
        return code in self.members and self.members[code].holds(on)

    def parties(self, on: date) -> tuple[StateCode, ...]:
        """The parties on a date, by their English names."""
        parties = (code for code in self.members if self.is_party(code, on))
        return tuple(sorted(parties, key=lambda code: state_names(code, "en").name))


def load_register(source: str | Path) -> Register:
    """A built-in register by its name, or a campaign's own from a CSV (see docs/campaign.md).

    Raises BrokenCampaign with every cell of the CSV that is wrong, or for an unknown name.
    """
    if isinstance(source, Path):
        return _read(source, source.stem)
    if source not in BUILT_IN:
        hint = did_you_mean(source, BUILT_IN) or f"there is: {', '.join(BUILT_IN)}; or the path of a .csv"
        raise BrokenCampaign([Problem(Code.BROKEN_REGISTER, f'there is no register "{source}"', hint)])
    return _built_in(source)


def group(code: StateCode) -> str:
    """The regional group of a state in the Assembly of States Parties; empty where it never was a party."""
    member = _built_in("rome-statute").members.get(code)
    return member.group if member else ""


def party_to(code: StateCode, treaty: str, on: date) -> bool | None:
    """Whether a state is a party to a treaty on a date; None where that is not known.

    `treaty` is `apic` (Agreement on the Privileges and Immunities of the Court) or `rome-statute`.
    Raises UsageError for another.
    """
    if treaty == "rome-statute":
        return _built_in(treaty).is_party(code, on)
    if treaty != "apic":
        hint = did_you_mean(treaty, TREATIES) or f"there are: {', '.join(TREATIES)}"
        raise UsageError(f'no treaty "{treaty}" is known; {hint}')
    entry = _apic().get(code, "never")
    if entry == "never":
        return False
    return date.fromisoformat(entry) <= on if entry else None


@cache
def _apic() -> dict[StateCode, str]:
    """Entry into force for each party to the APIC; empty where membership or its date is unsure."""
    return {row["country"]: row["entry_into_force"] for row in table("apic.csv")}


@cache
def _built_in(name: str) -> Register:
    return _read(FOLDER / f"{name}.csv", name)


# --- a register's CSV ----------------------------------------------------------------------------


def _read(path: Path, name: str) -> Register:
    members: dict[StateCode, Membership] = {}
    problems: list[Problem] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = {"country", "entry_into_force"} - set(reader.fieldnames or ())
            if missing:
                raise BrokenCampaign(
                    [_broken(path, 1, column, "this column is missing") for column in sorted(missing)]
                )
            for number, row in enumerate(reader, start=2):
                problems += _enter(members, row, path, number)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = f"cannot be read: {error}"
        hint = "save it as CSV UTF-8"
        raise BrokenCampaign([Problem(Code.BROKEN_REGISTER, message, hint, Place(path.name))]) from None
    if problems:
        raise BrokenCampaign(problems)
    return Register(name, members)


def _enter(
    members: dict[StateCode, Membership], row: dict[str, str], path: Path, number: int
) -> Iterator[Problem]:
    country = (row["country"] or "").strip()
    code = find_state(country)
    if code is None:
        near = ", or ".join(f'"{name}"' for name in similar_states(country))
        hint = f"did you mean {near}?" if near else "write an ISO code"
        yield _broken(path, number, "country", f'"{country}" is no known country', hint)
        return
    if code in members:
        yield _broken(path, number, "country", f"{country} stands here twice")
        return
    dates: dict[str, date | None] = {}
    for column in ("entry_into_force", "withdrawal_effective", "withdrawal_rescinded"):
        text = (row.get(column) or "").strip()
        try:
            dates[column] = date.fromisoformat(text) if text else None
        except ValueError:
            yield _broken(path, number, column, f'"{text}" is no date', "write it as 2020-12-07")
    entry = dates.get("entry_into_force")
    if entry is None:
        if "entry_into_force" in dates:
            yield _broken(path, number, "entry_into_force", "is empty", "write it as 2020-12-07")
        return
    left = None if dates.get("withdrawal_rescinded") else dates.get("withdrawal_effective")
    members[code] = Membership(entry, left, (row.get("group") or "").strip())


def _broken(path: Path, row: int, column: str, message: str, hint: str = "") -> Problem:
    text = f'column "{column}": {message}'
    return Problem(Code.BROKEN_REGISTER, text, hint, Place(path.name, row=row, column=column))
