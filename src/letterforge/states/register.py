"""Registers: who is a party to a treaty on a date.

A state is a party from the day of entry into force until the day before its withdrawal takes effect; a
withdrawal that was taken back never took effect (Rome Statute, articles 126 and 127).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from letterforge.model import StateCode
from letterforge.states.finder import name_key
from letterforge.states.names import common_name


@dataclass(frozen=True, slots=True)
class Membership:
    """From when to when a state is a party."""

    entry_into_force: date
    withdrawal_effective: date | None = None
    """The first day on which it is a party no longer; None: it has not left."""
    group: str = ""
    """Its regional group in the treaty's assembly; empty: none, or not known."""

    def holds(self, on: date) -> bool:
        """Whether the state is a party on a date."""
        left = self.withdrawal_effective is not None and self.withdrawal_effective <= on
        return self.entry_into_force <= on and not left


@dataclass(frozen=True, slots=True)
class Register:
    """The parties to a treaty, past, present and to come."""

    name: str
    members: Mapping[StateCode, Membership]

    def is_party(self, code: StateCode, on: date) -> bool:
        """Whether a state is a party on a date."""
        return code in self.members and self.members[code].holds(on)

    def parties(self, on: date) -> tuple[StateCode, ...]:
        """The parties on a date, in the order of their common English names, accents aside."""
        parties = (code for code in self.members if self.is_party(code, on))
        return tuple(sorted(parties, key=lambda code: name_key(common_name(code))))
