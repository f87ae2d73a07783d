"""Posts abroad: where their letters arrive, and what post and house are called."""

from __future__ import annotations

import re

import pytest

from letterforge.languages import OURS
from letterforge.model import Recipient
from letterforge.model.offices import OFFICES
from letterforge.protocol.address import inside_address
from letterforge.protocol.forms import form_of
from letterforge.protocol.office_words import posted
from letterforge.protocol.posting import (
    address_problems,
    destination,
    house_line,
    is_embassy_at_home,
    is_posted,
    title_line,
    title_problems,
)
from letterforge.states import all_states

LANGUAGES = OURS.complete()

DOUBLED = re.compile(r"/|\(\w{1,6}\)|\b(?:o|ou|or) (?:la|cheffe|her)\b")
"""`Embajador/a`, `Représentant(e)`, `Chef ou cheffe`."""


def post(state, office, city="", **more):
    """A row of somebody unnamed."""
    return Recipient(id="x", state=state, office=office, city=city, **more)


@pytest.mark.parametrize(
    ("state", "office", "city", "country"),
    [
        ("SN", "ambassador", "The Hague", "NL"),
        ("SN", "ambassador", "La Haya", "NL"),
        ("SN", "ambassador", "لاهاي", "NL"),
        ("SN", "ambassador", "New York, NY 10017", "US"),
        ("KE", "high_commissioner", "London", "GB"),
        ("SN", "charge_d_affaires", "Addis-Abeba", "ET"),
        ("CH", "permanent_representative", "1211 Genève 10", "CH"),
        ("CH", "ambassador", "Geneva", "CH"),
        ("EU", "ambassador", "Nairobi", "KE"),
        ("EU", "head_of_organisation", "Brüssel", "BE"),
        ("XOM", "ambassador", "Lisboa", "PT"),
        ("SN", "head_of_delegation", "Geneva", "CH"),
        ("SN", "head_of_delegation", "Dakar", "SN"),
        ("SN", "foreign_minister", "Paris", "SN"),
        ("XK", "head_of_government", "Pristina", "XK"),
    ],
)
def test_a_known_town_says_in_which_country_a_post_abroad_is(state, office, city, country):
    """In any language; who is not abroad is at home, whatever the town."""
    recipient = post(state, office, city)

    assert destination(recipient) == country
    assert not address_problems(recipient)


@pytest.mark.parametrize(
    ("state", "office", "city"),
    [
        ("SN", "ambassador", "Dakar"),
        ("SN", "ambassador", ""),
        ("CH", "ambassador", "Bern"),
        ("IT", "ambassador", "Rome"),
        ("SN", "honorary_consul", "Springfield"),
        ("SN", "permanent_representative", "Kingston"),
        ("EU", "foreign_minister", "Springfield"),
    ],
)
def test_an_embassy_is_not_in_its_own_country_and_none_is_guessed(state, office, city):
    """No letter to a foreign embassy goes to its own capital; the row must say where it is."""
    recipient = post(state, office, city)

    (problem,) = address_problems(recipient)
    assert problem.is_error
    assert problem.place.column == "address_country"
    assert (city in problem.hint) == is_posted(office)
    assert not address_problems(post(state, office, city, address_country="NL"))


def test_whoever_is_in_geneva_is_at_a_mission_in_its_own_state_too():
    """Not at an embassy in its own country."""
    assert not is_embassy_at_home(post("CH", "ambassador", "Geneva", address_country="CH"))
    assert is_embassy_at_home(post("CH", "ambassador", "Bern", address_country="CH"))


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ("The Ambassador of the Republic of Senegal", "Embassy of Senegal")),
        ("fr", ("Son Excellence l'Ambassadeur de la République du Sénégal", "Ambassade du Sénégal")),
        ("es", ("Su Excelencia el Embajador de la República del Senegal", "Embajada del Senegal")),
        ("pt", ("A Sua Excelência o Embaixador da República do Senegal", "Embaixada do Senegal")),
        ("ar", ("سعادة سفير جمهورية السنغال", "سفارة السنغال")),
    ],
)
def test_an_unnamed_ambassador_has_a_state_and_a_house(language, lines):
    """Not "Ambassador" alone; in the letter's language."""
    assert inside_address(post("SN", "ambassador", "Den Haag"), language)[:2] == lines


@pytest.mark.parametrize(
    ("state", "office", "city", "language", "house"),
    [
        ("CH", "ambassador", "Den Haag", "en", "Embassy of Switzerland"),
        ("CH", "ambassador", "Den Haag", "fr", "Ambassade de Suisse"),
        ("CH", "ambassador", "New York", "en", "Permanent Mission of Switzerland to the United Nations"),
        (
            *("CH", "permanent_representative", "Genève", "fr"),
            "Mission permanente de Suisse auprès de l'Office des Nations Unies à Genève",
        ),
        ("GM", "permanent_representative", "Brussels", "en", "Permanent Mission of the Gambia"),
        ("KE", "charge_d_affaires", "London", "en", "High Commission of Kenya"),
        ("KE", "charge_d_affaires", "Paris", "en", "Embassy of Kenya"),
        ("EU", "ambassador", "Nairobi", "es", "Delegación de la Unión Europea"),
        ("VA", "ambassador", "Vienna", "en", "Apostolic Nunciature"),
        ("TW", "head_of_mission", "Brussels", "en", ""),
        ("US", "foreign_minister", "", "en", "Department of State"),
        ("SN", "foreign_minister", "", "pt", "Ministério dos Negócios Estrangeiros"),
        ("SN", "justice_minister", "", "en", "Ministry of Justice"),
        ("SN", "minister", "", "en", ""),
        ("UN", "secretary_general", "", "en", "United Nations"),
        ("HK", "head_of_government", "", "en", ""),
        ("", "ambassador", "", "en", ""),
    ],
)
def test_a_house_is_named_from_state_office_and_town(state, office, city, language, house):
    """Where the row names none.

    What could be several organisations, or would call a place a state, is not named.
    """
    assert house_line(post(state, office, city), language) == house


def test_what_the_row_says_comes_first():
    """Title, organisation and country."""
    recipient = post(
        *("SN", "ambassador", "Den Haag"), title="Envoy", organisation="Chancery", address_country="BE"
    )

    assert inside_address(recipient, "en") == ("The Envoy", "Chancery", "Den Haag", "BELGIUM")


def test_a_named_person_keeps_the_bare_title():
    """The house says whose ambassador it is."""
    recipient = post("SN", "ambassador", "Den Haag", name="NAME")

    assert inside_address(recipient, "en")[:3] == ("NAME", "Ambassador", "Embassy of Senegal")


@pytest.mark.parametrize(
    ("state", "language", "country"),
    [
        ("TR", "en", "TÜRKİYE"),
        ("TR", "fr", "TÜRKİYE"),
        ("VA", "en", "VATICAN CITY STATE"),
        ("VA", "fr", "ÉTAT DE LA CITÉ DU VATICAN"),
        ("CI", "en", "CÔTE D’IVOIRE"),
        ("XK", "en", "KOSOVO"),
        ("TW", "es", "TAIWÁN"),
        ("GL", "fr", "GROENLAND"),
    ],
)
def test_a_country_of_destination_is_as_its_post_writes_it(state, language, country):
    """The Turkish i keeps its dot, and there is no country called Holy See."""
    assert inside_address(post(state, "head_of_government"), language)[-1] == country


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_post_of_every_state_has_a_title_and_a_house_with_nothing_left_open(language):
    """Whatever the town."""
    for state in (*all_states(), "EU", "XK", "XOM", "TW"):
        for office in posted():
            for city in ("Den Haag", "Genève", "New York", "Strasbourg", "Nairobi"):
                recipient = post(state, office, city, address_country="")
                said = title_line(recipient, language), house_line(recipient, language)
                assert bool(said[0]) == (office != "diplomat")
                assert said[1] or state == "TW"
                assert not set("{}") & set("".join(said))
                assert "  " not in "".join(said)


@pytest.mark.parametrize(
    ("state", "office", "language", "title"),
    [
        ("SN", "head_of_state", "en", "The President of the Republic of Senegal"),
        ("AT", "head_of_government", "en", "The Federal Chancellor of the Republic of Austria"),
        (
            *("AT", "head_of_government", "fr"),
            "Son Excellence le Chancelier fédéral de la République d'Autriche",
        ),
        ("IE", "head_of_government", "en", "The Taoiseach"),
        ("HK", "head_of_government", "en", "The Chief Executive"),
        ("ZA", "vice_president", "en", "The Deputy President of the Republic of South Africa"),
        ("NO", "head_of_government", "en", "The Prime Minister of the Kingdom of Norway"),
        ("GB", "head_of_state", "en", ""),
        ("SE", "head_of_state", "fr", ""),
        ("VA", "head_of_state", "en", ""),
        ("US", "head_of_government", "en", ""),
        ("CH", "head_of_government", "en", ""),
        ("LY", "head_of_state", "en", ""),
        ("GH", "deputy_head_of_government", "en", ""),
        ("IE", "head_of_government", "pt", ""),
        ("SN", "foreign_minister", "de", ""),
    ],
)
def test_nobody_gets_the_title_of_another_state(state, office, language, title):
    """Where it is not known the letter is asked for one."""
    recipient = post(state, office)

    assert title_line(recipient, language) == title
    problems = title_problems(recipient, language)
    assert [each.place.column for each in problems] == (["title"] if not title and language != "de" else [])
    assert ("monarch" in "".join(each.hint for each in problems)) == (
        not title and state in {"GB", "SE", "VA"}
    )
    assert not title_problems(post(state, office, title="President of the Council"), language)


@pytest.mark.parametrize(
    ("state", "office", "language", "title", "line"),
    [
        ("SN", "foreign_minister", "en", "", "The Minister for Foreign Affairs"),
        ("SN", "foreign_minister", "es", "", "Su Excelencia el Ministro de Relaciones Exteriores"),
        ("MX", "foreign_minister", "es", "", "Su Excelencia el Secretario de Relaciones Exteriores"),
        ("BR", "foreign_minister", "pt", "", "A Sua Excelência o Ministro de Estado das Relações Exteriores"),
        ("CH", "foreign_minister", "fr", "", "Chef du Département fédéral des affaires étrangères"),
        ("FR", "foreign_minister", "fr", "", "Ministre de l'Europe et des Affaires étrangères"),
        ("SN", "consul_general", "pt", "", "Ao Cônsul-Geral da República do Senegal"),
        ("VA", "ambassador", "fr", "", "Son Excellence le Nonce apostolique"),
        (
            "SM",
            "head_of_state",
            "fr",
            "",
            "Leurs Excellences les Capitaines-Régents de la République de Saint-Marin",
        ),
        ("BE", "monarch", "en", "", "H.M. the King of the Belgians"),
        ("LI", "monarch", "en", "", "H.S.H. the Prince of Liechtenstein"),
        ("LU", "monarch", "fr", "", "Son Altesse Royale le Grand-Duc de Luxembourg"),
        ("QA", "monarch", "es", "", "Su Alteza el Emir del Estado de Qatar"),
        ("SN", "ambassador", "es", "Embajador/a", "Su Excelencia el Embajador de la República del Senegal"),
        (
            "SN",
            "ambassador",
            "fr",
            "Ambassadeur/Ambassadrice du Sénégal",
            "Son Excellence l'Ambassadeur du Sénégal",
        ),
        (
            "SN",
            "ambassador",
            "fr",
            "Ambassadeur ou Ambassadrice du Sénégal",
            "Son Excellence l'Ambassadeur du Sénégal",
        ),
        ("CH", "foreign_minister", "fr", "Chef ou cheffe du DFAE", "Chef du DFAE"),
        ("SN", "minister", "es", "Ministro(a) de Salud", "Su Excelencia el Ministro de Salud"),
        ("SN", "ambassador", "en", "Ambassador", "The Ambassador of the Republic of Senegal"),
        ("SN", "ambassador", "en", "The Ambassador at large", "The Ambassador at large"),
        ("SN", "foreign_minister", "en", "H.E. the Minister", "H.E. the Minister"),
        ("SN", "foreign_minister", "fr", "Ministre de la Paix", "Son Excellence le Ministre de la Paix"),
        ("SN", "foreign_minister", "fr", "Cheffe de la diplomatie", "Cheffe de la diplomatie"),
        ("SN", "foreign_minister", "fr", "Son Excellence la Ministre", "Son Excellence la Ministre"),
    ],
)
def test_an_unnamed_post_is_addressed_by_its_office(state, office, language, title, line):
    """By the customary title, which names the post; what would not agree with the row's title is left out."""
    assert title_line(post(state, office, "Den Haag", title=title), language) == line


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_post_is_written_for_two_genders_and_no_line_is_there_twice(language):
    """Nor is any salutation or close, whoever the reader is."""
    for state in (*all_states(), "EU", "XK", "XOM", "TW", "UN"):
        for office in OFFICES:
            recipient = post(state, office, "Den Haag" if office in posted() else "")
            form = form_of(recipient, language)
            lines = inside_address(recipient, language, form)[:-1]
            said = "\n".join((*lines, form.salutation, form.close, form.close_we))
            assert not DOUBLED.search(said.replace("Madam or Sir", "")), said
            assert len(set(lines)) == len(lines), said


def test_a_person_gets_the_word_for_her_gender_of_a_title_for_both():
    """Or the customary one, if no gender is known."""
    named = {"name": "NAME", "title": "Ambassadeur ou Ambassadrice de la République du Sénégal"}

    assert title_line(post("SN", "ambassador", gender="f", **named), "fr").startswith("Ambassadrice de la")
    assert title_line(post("SN", "ambassador", **named), "fr").startswith("Ambassadeur de la")
