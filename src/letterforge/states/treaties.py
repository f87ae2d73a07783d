"""The treaties that come with the package: the Rome Statute, and the Agreement on the Court's privileges."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from letterforge.errors import BrokenCampaign, Code, Problem, UsageError, did_you_mean
from letterforge.model import StateCode
from letterforge.states.register import Register
from letterforge.states.register_file import read_register
from letterforge.states.tables import FOLDER, table

BUILT_IN = ("rome-statute",)
"""Registers that a campaign can name."""
TREATIES = ("apic", "rome-statute")
"""Treaties that a template can ask about; of the first, not every party is known."""


def load_register(source: str | Path) -> Register:
    """A built-in register by its name, or a campaign's own from a CSV, given as a path or as text that ends
    in `.csv`.

    Raises BrokenCampaign with every cell of the CSV that is wrong, or for an unknown name.
    """
    if isinstance(source, Path) or source.casefold().endswith(".csv"):
        return read_register(Path(source))
    if source not in BUILT_IN:
        hint = (
            did_you_mean(source, BUILT_IN) or f"there are: {', '.join(BUILT_IN)}; or write the path of a .csv"
        )
        raise BrokenCampaign([Problem(Code.BROKEN_REGISTER, f'there is no register "{source}"', hint)])
    return _built_in(source)


def group(code: StateCode) -> str:
    """The regional group of a state in the Assembly of States Parties; empty where it never was a party."""
    member = _built_in("rome-statute").members.get(code)
    return member.group if member else ""


def party_to(
    code: StateCode, treaty: str, on: date, own: Mapping[str, Register] | None = None
) -> bool | None:
    """Whether a state is a party to a treaty on a date; None where that is not known, or for no state.

    `treaty` is one of `own`, the campaign's registers by name, or `apic` (Agreement on the Privileges and
    Immunities of the Court) or `rome-statute`; of two with one name the campaign's own counts. Raises
    UsageError, a LetterforgeError, for another.
    """
    own = own or {}
    if treaty not in own and treaty not in TREATIES:
        raise UsageError(unknown_treaty(treaty, own))
    if not code:
        return None
    if treaty in own:
        return own[treaty].is_party(code, on)
    if treaty == "rome-statute":
        return _built_in(treaty).is_party(code, on)
    if code not in _apic():
        return False
    entry = _apic()[code]
    return entry <= on if entry else None


def unknown_treaty(treaty: object, own: Mapping[str, object]) -> str:
    """That there is no such register, with those that there are: a template shows the message alone."""
    asked = f'"{treaty}"' if isinstance(treaty, str) else "without a name"
    return f"there is no register {asked}; there are: {', '.join(sorted({*own, *TREATIES}))}"


@cache
def _apic() -> dict[StateCode, date | None]:
    """Entry into force for each party to the APIC; None where membership or its date is unsure."""
    rows = ((row["country"], row["entry_into_force"]) for row in table("apic.csv"))
    return {code: date.fromisoformat(entry) if entry else None for code, entry in rows}


@cache
def _built_in(name: str) -> Register:
    return read_register(FOLDER / f"{name}.csv")
