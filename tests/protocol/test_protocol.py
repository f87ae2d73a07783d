"""The words, dates and addresses around a letter."""

from __future__ import annotations

from datetime import date

import pytest

from letterforge.errors import Code, LetterFailed
from letterforge.languages import OURS
from letterforge.model import Recipient
from letterforge.protocol.address import inside_address, upper_country
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
        (19, "ar", "m", "19"),
    ],
)
def test_an_ordinal_is_written_as_its_language_writes_it(number, language, gender, expected):
    """19th, 19e, 19.º."""
    assert ordinal(number, language, gender) == expected


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
        "CÔTE D'IVOIRE",
    )
    assert inside_address(Recipient(id="x"), "en") == ()


def test_capitals_keep_accents_and_leave_scripts_without_them_alone():
    """CÔTE D'IVOIRE, السنغال."""
    assert upper_country("Côte d'Ivoire", "fr") == "CÔTE D'IVOIRE"
    assert upper_country("السنغال", "ar") == "السنغال"


def test_direction_is_the_languages():
    """Arabic runs from right to left; what is no language runs as most do."""
    assert is_rtl("ar")
    assert not is_rtl("en")
    assert not is_rtl("zz")


@pytest.mark.parametrize(
    ("country", "town", "code", "lines"),
    [
        ("NL", "Den Haag", "2514 AB", ["2514 AB Den Haag", "NETHERLANDS"]),
        ("DE", "Berlin", "10117", ["10117 Berlin", "GERMANY"]),
        ("FR", "Paris", "75007", ["75007 Paris", "FRANCE"]),
        ("GB", "London", "SW1A 2AH", ["London", "SW1A 2AH", "UNITED KINGDOM"]),
        ("US", "New York, NY", "10017", ["New York, NY 10017", "UNITED STATES OF AMERICA"]),
        ("CA", "Ottawa ON", "K1A 0G2", ["Ottawa ON K1A 0G2", "CANADA"]),
        ("JP", "Tokyo", "100-8919", ["Tokyo", "100-8919", "JAPAN"]),
        ("NZ", "Wellington", "6160", ["Wellington 6160", "NEW ZEALAND"]),
        ("BR", "Brasília", "70170-900", ["Brasília", "70170-900", "BRAZIL"]),
        ("SN", "Dakar", "", ["Dakar", "SENEGAL"]),
        ("KE", "Nairobi", "", ["Nairobi", "KENYA"]),
    ],
)
def test_town_and_postal_code_stand_as_their_country_wants(country, town, code, lines):
    """A sorting office reads from below."""
    recipient = Recipient(id="x", state=country, title="Minister", city=town, postal_code=code)

    assert list(inside_address(recipient, "en")) == ["Minister", *lines]
