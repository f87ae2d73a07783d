"""The words, dates and addresses around a letter."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from letterforge.errors import Code, LetterFailed
from letterforge.languages import OURS
from letterforge.model import Recipient
from letterforge.protocol.address import _place_lines, inside_address
from letterforge.protocol.capitals import put_in_capitals
from letterforge.protocol.country_lines import country_lines, posting_country
from letterforge.protocol.dates import dateline, is_rtl, long_date, ordinal
from letterforge.protocol.labels import labels


@pytest.mark.parametrize(
    ("day", "language", "expected"),
    [
        ("2020-12-07", "en", "7 December 2020"),
        ("2020-12-07", "fr", "7 décembre 2020"),
        ("2021-01-01", "fr", "1er janvier 2021"),
        ("2021-01-11", "fr", "11 janvier 2021"),
        ("2020-12-07", "es", "7 de diciembre de 2020"),
        ("2020-12-07", "pt", "7 de dezembro de 2020"),
        ("2020-12-07", "ar", "7 ديسمبر 2020"),
    ],
)
def test_a_date_is_written_as_its_language_writes_it(day, language, expected):
    """International correspondence puts the day first."""
    assert (
        long_date(date.fromisoformat(day), language).translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789"))
        == expected
    )


@pytest.mark.parametrize(
    ("day", "pattern", "expected"),
    [
        ("2021-12-01", "d", "1er"),
        ("2021-12-01", "d MMMM", "1er décembre"),
        ("2021-12-01", "EEEE d MMMM y", "mercredi 1er décembre 2021"),
        ("2021-12-01", "d/M/y", "1/12/2021"),
        ("2021-01-01", "d M y", "1 1 2021"),
        ("2021-01-01", "M", "1"),
        ("2021-01-11", "EEEE d MMMM", "lundi 11 janvier"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french_wherever_it_stands(day, pattern, expected):
    assert long_date(date.fromisoformat(day), "fr", pattern) == expected


def test_place_and_date_are_joined_as_the_language_does():
    """French says "le"."""
    day = date(2020, 12, 7)

    assert dateline("The Hague", day, "en") == "The Hague, 7 December 2020"
    assert dateline("La Haye", day, "fr") == "La Haye, le 7 décembre 2020"


@pytest.mark.parametrize(
    ("number", "language", "gender", "expected"),
    [
        (1, "en", "m", "1st"),
        (2, "en", "m", "2nd"),
        (3, "en", "m", "3rd"),
        (11, "en", "m", "11th"),
        (12, "en", "m", "12th"),
        (19, "en", "m", "19th"),
        (21, "en", "m", "21st"),
        (111, "en", "m", "111th"),
        (1, "fr", "m", "1er"),
        (1, "fr", "f", "1re"),
        (19, "fr", "f", "19e"),
        (19, "es", "m", "19.º"),
        (19, "pt", "f", "19.ª"),
        (19, "ar", "f", "التاسعة عشرة"),
        (21, "ar", "m", "الحادي والعشرون"),
        (101, "ar", "f", "الأولى بعد المائة"),
        (200, "ar", "m", "200"),
    ],
)
def test_an_ordinal_is_written_as_its_language_writes_it(number, language, gender, expected):
    """19th, 19e, 19.º."""
    assert ordinal(number, language, gender) == expected
    assert ordinal(30, "ar", gender, is_oblique=True) == "الثلاثين"


@pytest.mark.parametrize("language", OURS.complete())
def test_every_language_has_all_words(language):
    """Page numbers have their places, and French its narrow no-break space."""
    words = labels(language)

    assert words.page.format(page=2, pages=3).count("2") == 1
    assert "NAME" in words.signature.format(name="NAME")
    assert all((words.reference, words.subject, words.enclosures, words.copies))
    assert language != "fr" or "\u202f:" in words.subject


def test_a_language_without_words_fails_the_letter_by_name():
    """With the languages that there are."""
    with pytest.raises(LetterFailed) as caught:
        labels("xx")

    assert caught.value.problems[0].code is Code.UNKNOWN_LANGUAGE
    assert "fr" in caught.value.problems[0].hint


def test_an_inside_address_has_what_the_row_has_and_no_empty_line():
    """The country last, in capitals, in the letter's language.

    Where the post goes, not whom it represents.
    """
    recipient = Recipient(
        id="x",
        state="SN",
        title="Ambassador of the Republic of Senegal",
        organisation="Embassy",
        address=("Street 1",),
        postal_code="2514",
        city="The Hague",
        address_country="NL",
    )

    assert inside_address(recipient, "en") == (
        "Ambassador of the Republic of Senegal",
        "Embassy",
        "Street 1",
        "2514 The Hague",
        "NETHERLANDS",
    )
    assert inside_address(Recipient(id="x", state="CI", name="NAME", honorific="H.E."), "fr") == (
        "H.E. NAME",
        "CÔTE D’IVOIRE",
    )
    assert inside_address(Recipient(id="x"), "en") == ()


@pytest.mark.parametrize(
    ("name", "language", "capitals"),
    [
        ("Côte d'Ivoire", "fr", "CÔTE D’IVOIRE"),
        ("السنغال", "ar", "السنغال"),
        ("Türkiye", "en", "TÜRKİYE"),
        ("Brezilya", "tr", "BREZİLYA"),
        ("Großbritannien", "de", "GROSSBRITANNIEN"),
        ("Ελλάδα, Ταϊλάνδη", "el", "ΕΛΛΑΔΑ, ΤΑΪΛΑΝΔΗ"),
        ("Poblacht na hÉireann", "ga", "POBLACHT NA hÉIREANN"),
        ("eSwatini", "en", "ESWATINI"),
        ("IJsland", "nl", "IJSLAND"),
    ],
)
def test_capitals_are_those_of_the_names_language(name, language, capitals):
    """Accents stay, except in Greek; so does the dot of a Turkish i."""
    assert put_in_capitals(name, language) == capitals


@pytest.mark.parametrize(
    ("country", "language", "posted_in", "lines"),
    [
        ("SN", "en", "NL", ("SENEGAL",)),
        ("SN", "fr", "NL", ("SÉNÉGAL",)),
        ("ES", "es", "NL", ("SPAIN",)),
        ("ES", "es", "AR", ("ESPAÑA",)),
        ("ES", "es", "CH", ("ESPAGNE",)),
        ("ES", "es", "", ("ESPAÑA",)),
        ("JO", "ar", "NL", ("الأردن – JORDAN",)),
        ("JO", "ar", "MA", ("الأردن – JORDANIE",)),
        ("JO", "ar", "EG", ("الأردن – JORDAN",)),
        ("JO", "ar", "", ("الأردن – JORDAN",)),
        ("US", "ar", "NL", ("الولايات المتحدة الأمريكية", "UNITED STATES OF AMERICA")),
        ("NL", "en", "NL", ()),
        ("VA", "en", "IT", ("VATICAN CITY STATE",)),
    ],
)
def test_the_country_can_be_read_where_the_letter_is_posted(country, language, posted_in, lines):
    """In English, in French, or in a language of that country; in Latin letters; at home not at all."""
    assert country_lines(country, language, posted_in) == lines


def test_a_letter_is_posted_where_it_is_written():
    """If the town is known, in whatever language; unless the campaign names another country."""
    assert posting_country("", ("The Hague", "لاهاي")) == "NL"
    assert posting_country("Belgium", ("The Hague",)) == "BE"
    assert posting_country("", ("Springfield",)) == ""
    assert posting_country("", ("Paris", "Rome")) == ""


def test_direction_is_the_languages():
    """Arabic runs from right to left; what is no language runs as most do."""
    assert is_rtl("ar")
    assert not is_rtl("en")
    assert not is_rtl("zz")


@pytest.mark.parametrize(
    ("country", "town", "code", "lines"),
    [
        ("NL", "Den Haag", "2514 AB", ["STREET", "2514 AB Den Haag"]),
        ("FR", "Paris", "75007", ["STREET", "75007 Paris"]),
        ("CH", "Genève", "CH-1211", ["STREET", "CH-1211 Genève"]),
        ("GB", "London", "SW1A 2AH", ["STREET", "London", "SW1A 2AH"]),
        ("US", "New York, NY", "10017", ["STREET", "New York, NY 10017"]),
        ("CA", "Ottawa ON", "K1A 0G2", ["STREET", "Ottawa ON K1A 0G2"]),
        ("JP", "Tokyo", "100-8919", ["STREET", "Tokyo", "100-8919"]),
        ("BR", "Brasília - DF", "70170-900", ["STREET", "Brasília - DF", "70170-900"]),
        ("AL", "Tiranë", "1001", ["STREET", "1001", "Tiranë"]),
        ("OM", "Muscat", "100", ["STREET", "100", "Muscat"]),
        ("KZ", "Astana", "010000", ["STREET", "010000, Astana"]),
        ("HU", "Budapest", "1027", ["Budapest", "STREET", "1027"]),
        ("VE", "Caracas, D.C.", "1010", ["STREET", "Caracas 1010, D.C."]),
        ("VE", "Caracas", "1010", ["STREET", "Caracas 1010"]),
        ("IN", "New Delhi", "110011", ["STREET", "New Delhi 110011"]),
        ("GT", "Guatemala", "01001", ["STREET", "01001-Guatemala"]),
        ("SN", "Dakar", "", ["STREET", "Dakar"]),
        ("GB", "", "SW1A 2AH", ["STREET", "SW1A 2AH"]),
        ("AT", "1010 Wien", "", ["STREET", "1010 Wien"]),
        ("AT", "1010 Wien", "1010", ["STREET", "1010 Wien"]),
        ("GB", "London SW1A 2AH", "SW1A 2AH", ["STREET", "London", "SW1A 2AH"]),
    ],
)
def test_street_town_and_postal_code_are_in_their_countrys_order(country, town, code, lines):
    """A sorting office reads from below. What two cells say is printed once."""
    recipient = Recipient(
        id="x", state=country, title="Minister", address=("STREET",), city=town, postal_code=code
    )

    assert list(inside_address(recipient, "en", posted_in=country)) == ["Minister", *lines]


def test_a_town_that_ends_the_address_is_not_printed_twice():
    """As one line, or as the two of its country."""
    for country, town, code, last in (
        ("AT", "Wien", "1010", "1010 Wien"),
        ("GB", "London", "SW1A 2AH", "London, SW1A 2AH"),
    ):
        alone = Recipient(id="x", state=country, address=("STREET",), city=town, postal_code=code)
        doubled = replace(alone, address=("STREET", last))

        assert inside_address(doubled, "en") == inside_address(alone, "en")


def test_every_country_has_the_order_of_libaddressinput():
    """In `libaddressinput.csv`: the lines of street (A), town (C) and code (Z), where there are codes."""
    with (Path(__file__).parent / "libaddressinput.csv").open(encoding="utf-8", newline="") as file:
        theirs = {row["country"]: row["order"] for row in csv.DictReader(file)}
    ours = {country: "|".join(_place_lines(("A",), "C", "Z", country)) for country in theirs}

    different = {
        country: (ours[country], order) for country, order in theirs.items() if ours[country] != order
    }
    assert different == {
        "GN": ("A|Z C", "Z A C"),  # what the library knows is an address of one line: a post box
        "JP": ("A|C|Z", "A, C|Z"),  # a town has a line of its own
        "KZ": ("A|Z, C", "Z|C|A"),  # it begins at the bottom; the post of Kazakhstan does not (UPU)
    }
