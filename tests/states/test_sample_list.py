"""The sample's list: what the script makes, and what the reader of tables makes of it."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from letterforge import states
from letterforge.campaign import Campaign
from letterforge.recipients import read_recipients

ROOT = Path(__file__).parents[2]
LIST = ROOT / "recipients.csv"


@pytest.fixture(scope="module")
def rows():
    """The list's rows, by heading."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_list_is_plain_text_that_every_spreadsheet_reads():
    """UTF-8 without a mark, line feeds, commas, and a line feed at the end."""
    content = LIST.read_bytes()

    assert content.startswith(b"id,country,office,title,")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert content.decode("utf-8")


def test_the_list_is_sorted_by_country_the_minister_first(rows):
    """As a person would look for a row."""
    parties = states.load_register("rome-statute").parties(date(2020, 12, 7))
    expected = [
        (code, kind)
        for code in parties
        for kind in ("minister", "other")
        if kind == "minister" or states.mission(code)
    ]

    listed = [(states.find_state(row["country"]), row["office"] == "foreign_minister") for row in rows]

    assert listed == [(code, kind == "minister") for code, kind in expected]


def test_every_id_says_state_and_office(rows):
    """`SEN-foreign_minister`, once."""
    for row in rows:
        assert row["id"] == f"{states.alpha3(states.find_state(row['country']))}-{row['office']}"
    assert len({row["id"] for row in rows}) == len(rows)


def test_only_name_and_gender_are_empty_throughout(rows):
    """They wait for whoever knows; a column that says nothing would only be in the way."""
    empty = {column for column in rows[0] if not any(row[column] for row in rows)}

    assert empty == {"name", "gender"}


def test_every_row_says_what_the_inside_address_needs(rows):
    """Title, organisation and town, in the country of the state or in another that is known."""
    for row in rows:
        assert all(
            row[column] for column in ("country", "office", "title", "organisation", "city", "language")
        )
        elsewhere = row["address_country"]
        assert elsewhere != row["country"]
        assert not elsewhere or states.common_name(states.find_state(elsewhere)) == elsewhere


@pytest.mark.parametrize(
    ("row_id", "title", "organisation", "city", "address_country"),
    [
        (
            "SEN-ambassador",
            "Ambassadeur de la République du Sénégal auprès du Royaume des Pays-Bas",
            "Ambassade de la République du Sénégal",
            "Den Haag",
            "Netherlands",
        ),
        (
            "NLD-permanent_representative",
            "Permanent Representative of the Kingdom of the Netherlands to the United Nations",
            "Permanent Mission of the Kingdom of the Netherlands to the United Nations",
            "New York",
            "United States of America",
        ),
        (
            "NLD-foreign_minister",
            "Minister of Foreign Affairs",
            "Ministry of Foreign Affairs",
            "Den Haag",
            "",
        ),
        (
            "BEL-ambassador",
            "Ambassadeur du Royaume de Belgique auprès du Royaume des Pays-Bas",
            "Ambassade du Royaume de Belgique",
            "Den Haag",
            "Netherlands",
        ),
        (
            "CAN-ambassador",
            "Ambassador of Canada to the Kingdom of the Netherlands",
            "Embassy of Canada",
            "Den Haag",
            "Netherlands",
        ),
        ("AFG-foreign_minister", "Minister of Foreign Affairs", "Ministry of Foreign Affairs", "Kabul", ""),
    ],
)
def test_special_cases_are_addressed_rightly(rows, row_id, title, organisation, city, address_country):
    """The host state has no embassy in its own capital; some formal names take no article."""
    [row] = [row for row in rows if row["id"] == row_id]

    assert (row["title"], row["organisation"]) == (title, organisation)
    assert (row["city"], row["address_country"]) == (city, address_country)


def test_the_reader_finds_nothing_to_say_about_the_list():
    """The sample must not begin with a warning."""
    table = read_recipients(Campaign.load(ROOT))

    assert table.problems == ()
    assert len(table.recipients) == 245
    assert {recipient.state for recipient in table.recipients} == set(
        states.load_register("rome-statute").parties(date(2020, 12, 7))
    )


def test_each_state_is_written_to_in_one_language(rows):
    """French or Spanish where it is the state's own, English elsewhere."""
    languages = {}
    for row in rows:
        languages.setdefault(row["country"], set()).add(row["language"])

    assert all(len(used) == 1 for used in languages.values())
    assert (languages["France"], languages["Chile"], languages["Jordan"]) == ({"fr"}, {"es"}, {"en"})
    counts = Counter(row["language"] for row in rows)
    assert counts == {"en": 169, "fr": 42, "es": 34}


@pytest.mark.parametrize("language", ["fr", "es"])
def test_titles_and_organisations_are_in_the_letters_language(rows, language):
    """A French letter to a Minister of Foreign Affairs would be a mail merge's."""
    english = {"Minister", "Ministry", "Ambassador", "Embassy", "Permanent", "Foreign", "Secretary"}
    for row in rows:
        if row["language"] == language:
            assert not english & {*row["title"].split(), *row["organisation"].split()} - {"Permanent"}
