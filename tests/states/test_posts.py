"""Posts: where a foreign ministry is, and the ambassador whom a letter from The Hague goes to."""

from __future__ import annotations

from collections import Counter

import pytest

from letterforge import states
from letterforge.states.tables import table

EVER_PARTIES = tuple(states.load_register("rome-statute").members)
PLAIN = states.Ministry("Ministry of Foreign Affairs", "Minister of Foreign Affairs", "")
NO_EMBASSY = {"AG", "BJ", "KI", "MH", "NL", "NR"}


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("NL", "Den Haag"),
        ("BO", "La Paz"),
        ("BJ", "Cotonou"),
        ("CI", "Abidjan"),
        ("PS", "Ramallah"),
        ("ZA", "Pretoria"),
        ("BI", "Gitega"),
        ("SN", "Dakar"),
    ],
)
def test_a_ministry_is_where_the_government_is(code, city):
    """Which is not always the capital."""
    assert states.ministry(code).city == city


@pytest.mark.parametrize(
    ("code", "title", "name"),
    [
        ("CH", "Head of the Federal Department of Foreign Affairs", "Federal Department of Foreign Affairs"),
        (
            "GB",
            "Secretary of State for Foreign, Commonwealth and Development Affairs",
            "Foreign, Commonwealth and Development Office",
        ),
        ("AU", "Minister for Foreign Affairs", "Department of Foreign Affairs and Trade"),
    ],
)
def test_a_ministry_bears_its_own_name_where_that_is_known(code, title, name):
    """Not every foreign minister is called one."""
    ministry = states.ministry(code)

    assert (ministry.title, ministry.name) == (title, name)


@pytest.mark.parametrize("code", ["AF", "AG", "BI", "BZ", "DM", "GA", "GD", "MW", "SC", "VC"])
def test_an_unsure_ministry_is_called_by_the_plain_name(code):
    """The general name is never wrong."""
    ministry = states.ministry(code)

    assert (ministry.name, ministry.title) == (PLAIN.name, PLAIN.title)
    assert ministry.city


def test_a_state_that_never_was_a_party_has_a_plain_ministry():
    """And no city, since none was looked up."""
    assert states.ministry("US") == states.ministry("XX") == PLAIN
    assert states.mission("US") is states.mission("XX") is None


def test_every_state_that_has_been_a_party_has_a_ministry_in_a_city():
    """So that `--fill-gaps` can address it."""
    assert {row["country"] for row in table("posts.csv")} == set(EVER_PARTIES)
    assert all(states.ministry(code).city for code in EVER_PARTIES)


def test_an_ambassador_is_in_the_hague_or_brussels_else_the_representative_is_in_new_york():
    """72 and 48, and six without an embassy; nobody knows a mission of the Cook Islands."""
    missions = {code: states.mission(code) for code in EVER_PARTIES}
    places = Counter(
        (mission.kind, mission.city, mission.country) if mission else None for mission in missions.values()
    )

    assert places == {
        ("embassy", "Den Haag", "NL"): 72,
        ("embassy", "Bruxelles", "BE"): 48,
        ("permanent_mission", "New York", "US"): 6,
        None: 1,
    }
    assert missions["CK"] is None
    assert {
        code for code, found in missions.items() if found and found.kind == "permanent_mission"
    } == NO_EMBASSY


def test_no_street_address_of_an_office_is_kept():
    """None was sure enough to print."""
    assert set(table("posts.csv")[0]) == {
        "country", "title", "ministry", "city", "mission", "mission_city", "mission_country",
    }  # fmt: skip
