"""The words that people write for offices, genders and languages."""

from __future__ import annotations

import pytest

from letterforge.model.offices import OFFICES
from letterforge.recipients.vocabulary import find_gender, find_language, find_office


@pytest.mark.parametrize(
    ("written", "office"),
    [
        ("foreign_minister", "foreign_minister"),
        ("Foreign Minister", "foreign_minister"),
        ("foreign-minister", "foreign_minister"),
        ("Minister of Foreign Affairs", "foreign_minister"),
        ("Chargé d'affaires", "charge_d_affaires"),
        ("Chargé d’Affaires", "charge_d_affaires"),
        ("AMBASSADOR", "ambassador"),
        ("", ""),
        ("Emperor", "monarch"),
        ("Mayor", None),
    ],
)
def test_offices_are_understood_as_people_write_them(written: str, office: str | None) -> None:
    """Case, accents and what stands between words make no other office."""
    assert find_office(written) == office


def test_every_office_is_its_own_name() -> None:
    """No description of one office may read as another."""
    assert {find_office(office) for office in OFFICES} == set(OFFICES)


@pytest.mark.parametrize(
    ("written", "gender"),
    [
        ("f", "f"),
        ("F", "f"),
        ("female", "f"),
        ("Male", "m"),
        ("M.", "m"),
        ("X", "x"),
        ("", ""),
        ("w", None),
        ("Mr", None),
        ("?", None),
    ],
)
def test_gender_is_never_guessed(written: str, gender: str | None) -> None:
    """Only what says it plainly is understood."""
    assert find_gender(written) == gender


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("en-GB", "en"),
        ("pt_BR", "pt"),
        ("zh-Hant-TW", "zh"),
        ("fra", "fr"),
        ("French", "fr"),
        ("français", "fr"),
        ("Español", "es"),
        ("Französisch", "fr"),
        ("Francés", "fr"),
        ("العربية", "ar"),
        ("sw", "sw"),
        ("", ""),
        ("qq", None),
        ("Klingonish", None),
        ("E", None),
    ],
)
def test_languages_are_understood_by_tag_and_by_name(written: str, language: str | None) -> None:
    """A tag's region is dropped; names are English, or those of a few languages in each other."""
    assert find_language(written) == language
