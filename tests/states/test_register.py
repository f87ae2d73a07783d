"""The registers that come with the package."""

from __future__ import annotations

import pickle
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letterforge import states
from letterforge.states.register import Membership

TODAY = date(2026, 11, 23)
UNKNOWN_TO_APIC = {"PS", "WS", "MD", "SN", "PE", "BS", "GH", "GN", "JM", "JO", "MG", "MN", "SL", "TZ", "VE"}


def test_parties_are_sorted_as_people_look_for_them():
    """By common English name, with accents set aside."""
    names = [states.common_name(code) for code in states.load_register("rome-statute").parties(TODAY)]

    assert names.index("Costa Rica") + 1 == names.index("Côte d'Ivoire") == names.index("Croatia") - 1
    assert names.index("Belize") < names.index("Bolivia") < names.index("Brazil")


def test_groups_are_those_of_the_assembly():
    """As many in each as the Assembly has on the day; none for a state that never was a party."""
    parties = states.load_register("rome-statute").parties(TODAY)

    assert Counter(states.group(code) for code in parties) == {
        "African States": 33,
        "Asia-Pacific States": 19,
        "Eastern European States": 20,
        "Latin American and Caribbean States": 28,
        "Western European and Other States": 25,
    }
    assert states.group("BI") == "African States"
    assert states.group("US") == states.group("XX") == ""


@settings(deadline=None)
@given(entry=st.dates(), days=st.integers(1, 20_000), offset=st.integers(-20_001, 20_001))
def test_membership_lasts_from_entry_until_the_day_before_leaving(entry, days, offset):
    """The first day counts, and the day on which the withdrawal takes effect does not."""
    try:
        left, on = entry + timedelta(days), entry + timedelta(offset)
    except OverflowError:
        return
    assert Membership(entry, left).holds(on) is (0 <= offset < days)
    assert Membership(entry).holds(on) is (offset >= 0)


def test_a_register_travels_to_other_processes():
    """Workers get it by pickle."""
    register = states.load_register("rome-statute")

    assert pickle.loads(pickle.dumps(register)) == register
    assert register.name == "rome-statute"
    assert len(register.members) == 127


def test_what_is_not_known_of_the_apic_is_said_to_be_unknown():
    """Ten signatories whose ratification nobody has seen, and five parties without a sure date."""
    answers = {code: states.party_to(code, "apic", TODAY) for code in states.all_states()}

    assert {code for code, answer in answers.items() if answer is None} == UNKNOWN_TO_APIC
    assert sum(answer is True for answer in answers.values()) == 72


@pytest.mark.parametrize(
    ("code", "day", "party"),
    [
        ("IT", "2006-12-19", False),
        ("IT", "2006-12-20", True),
        ("CH", "2012-10-25", True),
        ("AU", "2026-01-01", False),
    ],
)
def test_the_apic_binds_from_its_entry_into_force_for_the_state(code, day, party):
    """Thirty days after its instrument."""
    assert states.party_to(code, "apic", date.fromisoformat(day)) is party


def test_a_template_can_ask_for_the_rome_statute_too():
    """By the name of the register."""
    assert states.party_to("BI", "rome-statute", date(2017, 10, 26)) is True
    assert states.party_to("BI", "rome-statute", date(2017, 10, 27)) is False
