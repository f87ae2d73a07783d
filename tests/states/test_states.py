"""States: the register on a date, the names that people write, the posts that letters go to."""

from __future__ import annotations

import csv
import importlib.util
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letterforge import states
from letterforge.errors import BrokenCampaign, Code, UsageError
from letterforge.protocol.offices import OFFICES
from letterforge.states.finder import NAME_COLUMNS, name_key
from letterforge.states.tables import table

ROOT = Path(__file__).parents[2]
ROME_STATUTE = states.load_register("rome-statute")
LETTER_DATE = date(2020, 12, 7)


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2002-06-30", 0),
        ("2017-10-26", 124),
        ("2017-10-27", 123),
        ("2017-10-28", 123),
        ("2020-12-07", 123),
        ("2024-01-31", 123),
        ("2024-02-01", 124),
        ("2025-01-02", 125),
        ("2026-11-23", 125),
        ("2027-12-31", 119),
    ],
)
def test_the_register_counts_the_parties_of_a_day(day, count):
    """Counts that the Treaty Collection gives, and what pending withdrawals will leave."""
    assert len(ROME_STATUTE.parties(date.fromisoformat(day))) == count


@pytest.mark.parametrize(
    ("code", "day", "party"),
    [
        ("BI", "2017-10-26", True),
        ("BI", "2017-10-27", False),
        ("PH", "2019-03-16", True),
        ("PH", "2019-03-17", False),
        ("AM", "2024-01-31", False),
        ("AM", "2024-02-01", True),
        ("ZA", "2018-01-01", True),  # took its withdrawal back
        ("GM", "2018-01-01", True),  # took its withdrawal back
        ("HU", "2026-11-23", True),  # took its withdrawal back
        ("US", "2020-12-07", False),
    ],
)
def test_a_state_is_a_party_from_entry_into_force_until_its_withdrawal_takes_effect(code, day, party):
    """The day itself counts on entry and does not on leaving; a withdrawal taken back never happened."""
    assert ROME_STATUTE.is_party(code, date.fromisoformat(day)) is party


@pytest.mark.parametrize(
    ("code", "day", "party"),
    [
        ("DE", "2020-12-07", True),
        ("DE", "2004-01-01", False),
        ("AF", "2020-12-07", False),
        ("GH", "2020-12-07", None),
        ("SN", "2020-12-07", None),
        ("MD", "2020-12-07", None),
        ("US", "2020-12-07", False),
    ],
)
def test_membership_of_the_apic_can_be_unknown(code, day, party):
    """A signatory whose ratification nobody has seen is neither in nor out."""
    assert states.party_to(code, "apic", date.fromisoformat(day)) is party


def test_a_treaty_that_is_not_known_is_refused_with_the_nearest():
    """A misspelt treaty must not read as "not a party"."""
    with pytest.raises(UsageError, match="apic"):
        states.party_to("DE", "apik", LETTER_DATE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SN", "SN"),
        ("sen", "SN"),
        (" Sénégal ", "SN"),
        ("السنغال", "SN"),
        ("塞内加尔", "SN"),
        ("Сенегал", "SN"),
        ("Ivory Coast", "CI"),
        ("cote d'ivoire", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("Czech Republic", "CZ"),
        ("Bolivia", "BO"),
        ("Bolivia (Plurinational State of)", "BO"),
        ("South Korea", "KR"),
        ("North Korea", "KP"),
        ("DRC", "CD"),
        ("Democratic Republic of the Congo", "CD"),
        ("Congo", "CG"),
        ("The Gambia", "GM"),
        ("la Gambie", "GM"),
        ("UK", "GB"),
        ("United Kingdom", "GB"),
        ("U.S.A.", "US"),
        ("Holland", "NL"),
        ("the Netherlands", "NL"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Cape Verde", "CV"),
        ("Swaziland", "SZ"),
        ("Macedonia", "MK"),
        ("East Timor", "TL"),
        ("Trinidad & Tobago", "TT"),
        ("St. Lucia", "LC"),
        ("St Vincent and the Grenadines", "VC"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Guinea", "GN"),
        ("Guinea-Bissau", "GW"),
        ("Dominica", "DM"),
        ("Dominican Republic", "DO"),
        ("Palestine", "PS"),
        ("Viet Nam", "VN"),
        ("Korea", None),
        ("Atlantis", None),
        ("", None),
        ("-", None),
    ],
)
def test_a_country_is_recognised_as_people_write_it_and_never_guessed(text, code):
    """Codes, names in every language of the data, common other names; nothing that is merely near."""
    assert states.find_state(text) == code


@settings(deadline=None)
@given(st.data())
def test_every_name_in_the_data_is_recognised_whatever_its_case_and_accents(data):
    """What the data calls a state, a list may call it."""
    row = data.draw(st.sampled_from(table("names.csv")))
    column = data.draw(st.sampled_from([name for name in row if NAME_COLUMNS.fullmatch(name) and row[name]]))
    change = data.draw(
        st.sampled_from([str.upper, str.lower, str.title, lambda text: unicodedata.normalize("NFD", text)])
    )

    assert states.find_state(f" {change(row[column])} ") == row["alpha2"]


def test_no_name_stands_for_two_states():
    """The finder refuses to be built where it would have to choose."""
    found = {}
    for row in [*table("names.csv")]:
        for column, name in row.items():
            if name and NAME_COLUMNS.fullmatch(column):
                assert found.setdefault(name_key(name), row["alpha2"]) == row["alpha2"], name


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("Senegaal", "Senegal"),
        ("Korea", "Republic of Korea"),
        ("Maritius", "Mauritius"),
        ("Brasil ia", "Brazil"),
    ],
)
def test_an_unknown_country_is_answered_with_the_nearest(text, suggested):
    """Did you mean."""
    assert suggested in states.similar_states(text)


@pytest.mark.parametrize(
    ("code", "language", "expected"),
    [
        ("SN", "en", ("Senegal", "Senegal", "Republic of Senegal", "the Republic of Senegal")),
        ("CA", "en", ("Canada", "Canada", "Canada", "Canada")),
        ("GM", "en", ("Gambia", "the Gambia", "Republic of the Gambia", "the Republic of the Gambia")),
        ("AD", "fr", ("Andorre", "l'Andorre", "Principauté d'Andorre", "la Principauté d'Andorre")),
        (
            "NL",
            "es",
            ("Países Bajos", "los Países Bajos", "Reino de los Países Bajos", "el Reino de los Países Bajos"),
        ),
        (
            "DE",
            "pt",
            ("Alemanha", "a Alemanha", "República Federal da Alemanha", "República Federal da Alemanha"),
        ),
        ("SN", "ar", ("السنغال", "السنغال", "جمهورية السنغال", "جمهورية السنغال")),
        ("SN", "nl", ("Senegal", "Senegal", "Republic of Senegal", "the Republic of Senegal")),
    ],
)
def test_a_state_has_its_names_with_their_articles(code, language, expected):
    """As they stand within a sentence; English where the data lacks the language."""
    names = states.state_names(code, language)

    assert (names.name, names.with_article, names.formal_name, names.formal_with_article) == expected


def test_every_state_has_every_name_in_every_language():
    """No letter to any state ends in a blank."""
    for code in states.all_states():
        assert len(states.alpha3(code)) == 3
        for language in ("en", "fr", "es", "pt", "ar", "ru", "zh"):
            names = states.state_names(code, language)
            assert all((names.name, names.with_article, names.formal_name, names.formal_with_article)), (
                code,
                language,
            )


# --- a campaign's own register ---------------------------------------------------------------------


def test_a_campaign_can_bring_its_own_register(tmp_path):
    """Two columns are enough."""
    path = tmp_path / "treaty.csv"
    path.write_text("country,entry_into_force\nIvory Coast,2001-01-01\nSEN,2021-01-01\n", encoding="utf-8")

    register = states.load_register(path)

    assert register.name == "treaty"
    assert register.parties(LETTER_DATE) == ("CI",)


def test_everything_that_is_wrong_with_a_register_is_told_at_once(tmp_path):
    """Row and column, as in any table."""
    path = tmp_path / "treaty.csv"
    heading = "country,entry_into_force,withdrawal_effective\n"
    rows = heading + "Atlantis,2001-01-01,\nSEN,soon,\nSEN,,\nFR,2001-01-01,never\n"
    path.write_text(rows, encoding="utf-8")

    with pytest.raises(BrokenCampaign) as caught:
        states.load_register(path)

    places = [(problem.place.row, problem.place.column) for problem in caught.value.problems]
    assert places == [
        (2, "country"),
        (3, "entry_into_force"),
        (4, "country"),
        (4, "entry_into_force"),
        (5, "withdrawal_effective"),
    ]
    assert {problem.code for problem in caught.value.problems} == {Code.BROKEN_REGISTER}


@pytest.mark.parametrize("source", ["rome-statut", "nonsense"])
def test_a_register_that_does_not_exist_is_named(source):
    """With the ones that do."""
    with pytest.raises(BrokenCampaign) as caught:
        states.load_register(source)

    assert "rome-statute" in caught.value.problems[0].hint


# --- the sample's list -------------------------------------------------------------------------------


def test_the_samples_list_is_what_its_script_makes_and_forgets_no_party(tmp_path):
    """123 foreign ministers, and an ambassador wherever one is known: all but the Cook Islands'."""
    spec = importlib.util.spec_from_file_location("make_recipients", ROOT / "scripts" / "make_recipients.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.write(tmp_path / "list.csv")

    assert (tmp_path / "list.csv").read_bytes() == (ROOT / "recipients.csv").read_bytes()
    with (ROOT / "recipients.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ministers = [row for row in rows if row["office"] == "foreign_minister"]
    assert {states.find_state(row["country"]) for row in ministers} == set(ROME_STATUTE.parties(LETTER_DATE))
    assert (len(ministers), len(rows)) == (123, 245)
    assert {row["office"] for row in rows} <= set(OFFICES)
    assert not any(row["name"] or row["gender"] for row in rows)


def test_a_ministry_that_is_not_sure_is_addressed_plainly():
    """What the data marks unsure is not printed."""
    assert states.ministry("AF").name == "Ministry of Foreign Affairs"
    assert states.ministry("FR").name == "Ministry for Europe and Foreign Affairs"
    assert states.ministry("NL").city == "The Hague"
    assert states.ministry("US").title == "Minister of Foreign Affairs"
