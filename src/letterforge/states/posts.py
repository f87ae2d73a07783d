"""Where a state's foreign ministry is, and its ambassador: for letters to offices, not persons.

Ministries are general knowledge of about 2025; where that is unsure the row is empty and the plain title
is used. Missions are those competent for The Hague (Wikidata, 2022), or in New York.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from letterforge.model import Language, StateCode
from letterforge.states.tables import table


@dataclass(frozen=True, slots=True)
class Ministry:
    """A ministry of foreign affairs in one language."""

    name: str
    title: str
    """The title of its head."""
    city: str
    """The seat of government; empty where unknown."""


@dataclass(frozen=True, slots=True)
class Mission:
    """Where the ambassador of a state is."""

    kind: str
    """`embassy` (competent for the Netherlands) or `permanent_mission` (to the United Nations)."""
    city: str
    country: StateCode


@cache
def _own() -> dict[StateCode, dict[str, str]]:
    return {row["country"]: row for row in table("posts_own.csv")}


@cache
def _rows() -> dict[StateCode, dict[str, str]]:
    return {row["country"]: row for row in table("posts.csv")}


def written_to_in(code: StateCode) -> Language:
    """The language in which to write to a state.

    French or Spanish where it is the state's own, else English.
    """
    return _own().get(code, {}).get("language", "en")


def ministry(code: StateCode, language: Language = "en") -> Ministry:
    """The foreign ministry of a state, under its own name where that is sure enough to print.

    In a language in which its name is not known, name and title are empty.
    """
    row = _rows().get(code, {})
    city = row.get("city", "")
    if language == "en":
        name, title = row.get("ministry"), row.get("title")
        return Ministry(name or "Ministry of Foreign Affairs", title or "Minister of Foreign Affairs", city)
    own = _own().get(code, {})
    return (
        Ministry(own["ministry"], own["title"], city)
        if own.get("language") == language
        else Ministry("", "", city)
    )


def mission(code: StateCode) -> Mission | None:
    """The mission of a state that a letter from The Hague goes to; None where none is known."""
    row = _rows().get(code, {})
    return (
        Mission(row["mission"], row["mission_city"], row["mission_country"]) if row.get("mission") else None
    )
