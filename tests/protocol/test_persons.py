"""What a list has before a name, and the line that it makes with the form of address."""

from __future__ import annotations

import pytest

from letterforge.model import Recipient
from letterforge.protocol.address import inside_address
from letterforge.protocol.forms import find_form, form_of


def first_line(state, office, language, **cells):
    """The person in the inside address."""
    recipient = Recipient(**{"id": "x", "state": state, "office": office, "name": "NAME"} | cells)
    return inside_address(recipient, language, form_of(recipient, language))[0]


@pytest.mark.parametrize(
    ("honorific", "language", "line"),
    [
        ("", "en", "H.E. NAME"),
        ("Mr", "en", "H.E. Mr NAME"),
        ("Ms.", "en", "H.E. Ms NAME"),
        ("Mrs", "en", "H.E. Mrs NAME"),
        ("Dr", "en", "H.E. Dr NAME"),
        ("Mr Sir", "en", "H.E. Sir NAME"),
        ("H.E. Mr", "en", "H.E. Mr NAME"),
        ("H.E. Mr H.E. Mr", "en", "H.E. Mr NAME"),
        ("His Excellency", "en", "H.E. NAME"),
        ("Mr/Ms", "en", "H.E. NAME"),
        ("Sr./Sra.", "es", "S.E. NAME"),
        ("The Rt Hon", "en", "The Rt Hon NAME"),
        ("Hon. Dr", "en", "Hon. Dr NAME"),
        ("M.", "fr", "Son Excellence Monsieur NAME"),
        ("S.E. Mme", "fr", "Son Excellence Madame NAME"),
        ("Mrs", "fr", "Son Excellence Madame NAME"),
        ("Dr", "fr", "S.E. Dr NAME"),
        ("Excmo. Sr.", "es", "Excelentísimo Señor NAME"),
        ("Sra. Dra.", "es", "Excelentísima Señora Dra. NAME"),
        ("Exmo. Senhor", "pt", "A Sua Excelência o Senhor NAME"),
        ("Sr. Dr.", "pt", "A Sua Excelência o Senhor Dr. NAME"),
    ],
)
def test_a_title_of_the_lists_keeps_the_style_of_the_form_and_nothing_is_there_twice(
    honorific, language, line
):
    """A minister of Senegal, whose gender the list does not have."""
    assert first_line("SN", "foreign_minister", language, honorific=honorific) == line


@pytest.mark.parametrize(
    ("state", "office", "honorific", "name", "line"),
    [
        ("GB", "foreign_minister", "Mr", "NAME", "The Rt Hon. NAME"),
        ("GB", "foreign_minister", "Mr", "M.R. NAME", "The Rt Hon. M.R. NAME"),
        ("GB", "foreign_minister", "", "S.E. NAME", "The Rt Hon. S.E. NAME"),
        ("GB", "foreign_minister", "Sir", "NAME", "The Rt Hon. Sir NAME"),
        ("GB", "foreign_minister", "The Rt Hon", "NAME", "The Rt Hon NAME"),
        ("GB", "foreign_minister", "The Rt Hon", "NAME MP", "The Rt Hon NAME MP"),
        ("GB", "foreign_minister", "H.E. Mr", "NAME MP", "The Rt Hon. NAME MP"),
        ("GB", "foreign_minister", "Lord", "NAME", "The Rt Hon. the Lord NAME"),
        ("GB", "minister", "", "Baroness NAME of Town", "The Rt Hon. the Baroness NAME of Town"),
        ("GB", "ambassador", "The Rt Hon the Lord", "NAME", "The Rt Hon the Lord NAME"),
        ("GB", "ambassador", "The Lord", "NAME", "The Rt Hon. the Lord NAME"),
        ("AU", "foreign_minister", "", "NAME", "The Hon. NAME"),
        ("AU", "foreign_minister", "Senator", "NAME", "Senator the Hon. NAME"),
        ("AU", "foreign_minister", "", "Senator NAME", "Senator the Hon. NAME"),
        ("AU", "foreign_minister", "Senator the Hon", "NAME", "Senator the Hon NAME"),
        ("AU", "head_of_government", "Mr", "NAME", "The Hon. NAME MP"),
        ("NZ", "foreign_minister", "Rt Hon", "NAME", "Rt Hon NAME"),
        ("NZ", "head_of_government", "", "NAME", "The Rt Hon. NAME"),
        ("CH", "foreign_minister", "Mrs", "NAME", "Federal Councillor NAME"),
        ("TO", "speaker", "Lord", "NAME", "H.E. Lord NAME"),
        ("VA", "head_of_government", "Cardinal", "NAME", "His Eminence Cardinal NAME"),
        ("SN", "charge_d_affaires", "Mr", "NAME", "Mr NAME"),
        ("SN", "charge_d_affaires", "H.E. Mr", "NAME", "H.E. Mr NAME"),
        ("SN", "organisation", "Mr", "NAME", "Mr NAME"),
        ("SN", "foreign_minister", "", "He NAME", "H.E. He NAME"),
        ("SN", "foreign_minister", "", "M. J. NAME", "H.E. M. J. NAME"),
    ],
)
def test_states_and_the_list_have_styles_of_their_own(state, office, honorific, name, line):
    """Peers and senators are so by the list's word alone; a family name He is no Excellency."""
    assert first_line(state, office, "en", honorific=honorific, name=name, city="Den Haag") == line


@pytest.mark.parametrize(
    ("gender", "line"),
    [
        ("m", "L'honorable NAME, c.p., député"),
        ("f", "L'honorable NAME, c.p., députée"),
        ("", "L'honorable NAME, c.p."),
    ],
)
def test_a_canadian_minister_has_a_seat_only_where_the_gender_is_known(gender, line):
    """In French its name has a gender."""
    assert first_line("CA", "minister", "fr", gender=gender) == line


def test_a_line_for_peers_says_nothing_of_the_others():
    """Neither its source nor that it is unsure."""
    assert find_form("ambassador", "m", "en", "GB").source == find_form("ambassador", "m", "en").source
    assert not find_form("foreign_minister", "m", "en", "JM").unsure
