"""Whom letters go to that are no states, towns that are known, and how like two spellings are."""

from __future__ import annotations

import pytest

from letterforge import states
from letterforge.states.likeness import is_near
from letterforge.states.tables import table

INVENTED = ("Republic", "République", "República", "جمهورية", "Kingdom", "State of")


@pytest.mark.parametrize(
    ("code", "language", "formal_with_article", "formal_of", "inside"),
    [
        ("EU", "en", "the European Union", "of the European Union", "in the European Union"),
        ("EU", "fr", "l'Union européenne", "de l'Union européenne", "au sein de l'Union européenne"),
        ("EU", "pt", "a União Europeia", "da União Europeia", "na União Europeia"),
        ("XK", "fr", "le Kosovo", "du Kosovo", "au Kosovo"),
        ("TW", "fr", "Taïwan", "de Taïwan", "à Taïwan"),
        ("HK", "es", "Hong Kong", "de Hong Kong", "en Hong Kong"),
        ("COE", "es", "el Consejo de Europa", "del Consejo de Europa", "en el Consejo de Europa"),
        ("UN", "es", "las Naciones Unidas", "de las Naciones Unidas", "en las Naciones Unidas"),
        ("RE", "fr", "La Réunion", "de La Réunion", "à La Réunion"),
        ("XOM", "ar", *["منظمة فرسان مالطة ذات السيادة"] * 2, "في منظمة فرسان مالطة ذات السيادة"),
        ("EU", "ru", "the European Union", "of the European Union", "in the European Union"),
    ],
)
def test_a_name_stands_in_a_sentence_as_its_language_wants(
    code, language, formal_with_article, formal_of, inside
):
    """With articles and contractions; in English where the language is not known."""
    names = states.state_names(code, language)

    assert (names.formal_with_article, names.formal_of, names.inside) == (
        formal_with_article,
        formal_of,
        inside,
    )


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar"])
def test_nobody_is_called_a_state_who_is_none(language):
    """No formal name is made up."""
    for code in states.all_others():
        names = states.state_names(code, language)
        assert names.formal_name == names.name
        assert not names.formal_name.startswith(INVENTED)
        assert states.kind_of(code) != "state"
        assert code not in states.all_states()


def test_every_one_of_them_is_found_by_each_of_its_names_and_by_its_code():
    """In every language."""
    for code in states.all_others():
        named = {states.state_names(code, language).name for language in ("en", "fr", "es", "pt", "ar")}
        assert {states.find_state(text) for text in (*named, code, states.alpha3(code))} == {code}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Schweiz", "CH"),
        ("Österreich", "AT"),
        ("Oesterreich", "AT"),
        ("Deutschland", "DE"),
        ("España", "ES"),
        ("Suomi", "FI"),
        ("日本", "JP"),
        ("Ελλάδα", "GR"),
        ("Cote d'Ivoire", "CI"),
        ("SouthAfrica", "ZA"),
        ("Korea, Republic of", "KR"),
        ("Bahamas (the)", "BS"),
        ("American Samoa", "AS"),
        ("Republic of Kosovo", "XK"),
        ("Greenland", "GL"),
    ],
)
def test_a_country_is_known_by_its_own_name(text, code):
    """And in German; with what tables do to names."""
    assert states.find_state(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "Yugoslavia",
        "Africa",
        "Kurdistan",
        "Somaliland",
        "South Ossetia",
        "Republic of Atlantis",
        "UNDP",
        "Ü",
        "und",
    ],
)
def test_where_nothing_is_near_nothing_is_offered(text):
    """No hint is better than a wrong one."""
    assert states.similar_states(text) == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Scotland", ("United Kingdom",)),
        ("Serbia and Montenegro", ("Serbia", "Montenegro")),
    ],
)
def test_what_is_no_state_is_asked_about_by_what_it_means(text, meant):
    """Not by how it is spelt."""
    assert states.similar_states(text) == meant


@pytest.mark.parametrize(
    ("text", "code"), [("S. Korea", "KR"), ("DPRK", "KP"), ("BRD", "DE"), ("Elfenbeinküste", "CI")]
)
def test_short_names_are_known(text, code):
    """One letter decides between two states."""
    assert states.find_state(text) == code


@pytest.mark.parametrize(
    ("word", "other", "near"),
    [
        ("senegl", "senegal", True),
        ("switzerlnad", "switzerland", True),
        ("greenland", "ireland", False),
        ("iran", "iraq", True),
        ("uk", "us", False),
        ("undp", "und", False),
        ("kosovo", "moldova", False),
    ],
)
def test_a_slip_is_a_letter_or_two(word, other, near):
    """Short words must be the same."""
    assert is_near(word, other) is near


@pytest.mark.parametrize(
    ("town", "country"),
    [
        ("The Hague", "NL"),
        ("2514 AB Den Haag", "NL"),
        ("DEN HAAG", "NL"),
        ("Genève 10", "CH"),
        ("New York, NY 10017", "US"),
        ("Paris Cedex 07", "FR"),
        ("Washington, D.C.", "US"),
        ("نيروبي", "KE"),
        ("Genève (GE)", "CH"),
        ("Bern, BE", "CH"),
        ("Vienna (Austria)", "AT"),
        ("Berlin, Mitte, DE", "DE"),
        ("Den Haag (The Hague)", "NL"),
        ("Vienna (Virginia)", None),
        ("Vienna, VA 22180", None),
        ("Vienna, Georgia", None),
        ("London, Ontario", None),
        ("Berlin, N.H.", None),
        ("Springfield", None),
        ("San José", None),
        ("", None),
        ("10017", None),
    ],
)
def test_a_town_is_known_with_what_stands_around_it(town, country):
    """Codes, and the letters of a state; a name of several towns is none."""
    seat = states.find_seat(town)

    assert (seat.country if seat else None) == country


def test_every_town_is_in_one_country_that_is_known():
    """And stands once."""
    towns = [row["town"] for row in table("seats.csv")]

    assert len(towns) == len(set(towns))
    assert {row["country"] for row in table("seats.csv")} <= {*states.all_states(), *states.all_others()}
