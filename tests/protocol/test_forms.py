"""Forms of address: every office, gender and language has one, and each is what its tradition wants."""

from __future__ import annotations

import re

import pytest
import write_forms

from letterforge.languages import FORM_GENDERS, OURS
from letterforge.languages.files import FOLDER
from letterforge.model import Recipient
from letterforge.model.offices import OFFICES
from letterforge.protocol.address import inside_address
from letterforge.protocol.forms import (
    default_title,
    document,
    every_form,
    find_form,
    form_of,
    forms,
    read_rows,
)
from letterforge.states import kind_of

LANGUAGES = OURS.complete()

EVERY = [
    (office, gender, language) for office in OFFICES for gender in FORM_GENDERS for language in LANGUAGES
]
SIGN = {"en": ",:", "fr": ",", "es": ":", "pt": ",", "ar": "،"}
GENDERED = {
    "en": r"\b(Mr|Ms|Sir|Madam|His|Her)\b",
    "fr": r"\b(Monsieur|Madame|Sire)\b",
    "es": r"\b(Señora?|Sra?|Excelentísim[oa])\b",
    "pt": r"\b(Senhora?|Excelentíssim[oa])\b",
    "ar": "السيد|السفيرة|الوزيرة",
}


@pytest.mark.parametrize(("office", "gender", "language"), EVERY)
def test_every_office_gender_and_language_has_a_form(office, gender, language):
    """Salutation with its sign, a way to say "you", a close, and a source."""
    form = find_form(office, gender, language)

    assert form is not None
    assert form.salutation.endswith(tuple(SIGN[language]))
    assert form.you
    assert form.closing().endswith((".", ",", "،"))
    assert form.closing(several=True)
    assert "{" not in form.closing() + form.closing(several=True)
    assert form.source
    assert gender == "office" or "{name}" in form.line


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_rows_contradict_each_other(language):
    """One general row for each case, and at most one for a state."""
    seen = set()
    for row in forms(language):
        for office in row.offices:
            for gender in row.genders:
                for state in row.states or {""}:
                    words = frozenset(row.texts) & {"salutation"}
                    case = (office, gender, state, bool(words))
                    assert case not in seen or state, case
                    seen.add(case)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_for_an_unknown_gender_names_none_or_both(language):
    """Never guessed."""
    for office in OFFICES:
        for gender in ("unknown", "x", "office"):
            form = find_form(office, gender, language)
            words = set(re.findall(GENDERED[language], f"{form.salutation} {form.line}"))
            assert len(words) != 1, (office, gender, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_charge_and_no_member_of_parliament_is_called_excellency(language):
    """Nor is a monarch, who is Majesty."""
    excellency = re.compile("excellenc|excelenc|معالي|سعادة", re.IGNORECASE)
    for office in ("charge_d_affaires", "organisation", "monarch"):
        for gender in FORM_GENDERS:
            form = find_form(office, gender, language)
            assert not excellency.search(f"{form.salutation} {form.you} {form.close}"), (office, gender)


@pytest.mark.parametrize("language", ["fr", "pt"])
def test_a_close_repeats_the_salutation_where_the_language_wants_that(language):
    """Without its comma, within the sentence."""
    form = find_form("ambassador", "f", language)

    assert f", {form.salutation.rstrip(',')}, " in form.closing()


@pytest.mark.parametrize(
    ("office", "gender", "language", "state", "salutation", "you"),
    [
        ("foreign_minister", "unknown", "en", "GB", "Dear Foreign Secretary,", "you"),
        ("foreign_minister", "f", "en", "CA", "Dear Minister:", "you"),
        ("foreign_minister", "m", "fr", "FR", "Monsieur le Ministre,", "vous"),
        ("foreign_minister", "m", "fr", "SN", "Monsieur le Ministre,", "Votre Excellence"),
        ("justice_minister", "f", "fr", "FR", "Madame la Garde des Sceaux,", "vous"),
        ("foreign_minister", "m", "fr", "CH", "Monsieur le Conseiller fédéral,", "vous"),
        ("foreign_minister", "f", "es", "MX", "Señora Secretaria:", "Vuestra Excelencia"),
        ("ambassador", "f", "fr", "FR", "Madame l'Ambassadrice,", "Votre Excellence"),
    ],
)
def test_a_state_has_its_own_customs(office, gender, language, state, salutation, you):
    """And keeps the general form in all else."""
    form = find_form(office, gender, language, state)

    assert (form.salutation, form.you) == (salutation, you)


def test_special_rows_name_states_that_exist():
    """A code with a slip in it would be without effect."""
    for language in LANGUAGES:
        for state in {state for row in forms(language) for state in row.states}:
            assert kind_of(state) in {"state", "entity", "organisation"}


def test_a_gender_is_the_rows_and_an_unnamed_post_is_an_office():
    """Whatever the title may suggest."""
    named = Recipient(id="x", state="SN", office="ambassador", name="NAME", title="Ambassadrice")
    vacant = Recipient(id="x", state="SN", office="ambassador", gender="f")

    assert form_of(named, "fr").salutation == "Excellence,"
    assert form_of(vacant, "fr").salutation == "Excellence,"


def test_a_named_person_stands_as_the_form_wants_it_unless_the_row_knows_better():
    """The row's honorific comes first; without a title the office's own stands in."""
    known = Recipient(id="x", state="SN", office="ambassador", name="NAME", gender="f")
    titled = Recipient(id="x", state="SN", office="ambassador", name="NAME", gender="f", honorific="Dr")

    assert inside_address(known, "fr", form_of(known, "fr"))[:2] == (
        "Son Excellence Madame NAME",
        "Ambassadrice",
    )
    assert inside_address(titled, "en", form_of(titled, "en"))[0] == "H.E. Dr NAME"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_office_has_a_title_of_its_own(language):
    """Where a row gives none; an organisation has none, and the rank of a diplomat is not guessed."""
    for office in OFFICES:
        for gender in FORM_GENDERS:
            assert bool(default_title(office, gender, language)) == (
                office not in {"organisation", "diplomat"}
            )


@pytest.mark.parametrize(
    ("state", "office", "language", "gender", "title", "salutation"),
    [
        ("GB", "foreign_minister", "en", "f", "Secretary of State for Foreign,", "Dear Foreign Secretary,"),
        (
            "CH",
            "foreign_minister",
            "fr",
            "f",
            "Cheffe du Département fédéral",
            "Madame la Conseillère fédérale,",
        ),
        ("KE", "foreign_minister", "en", "", "Cabinet Secretary", "Dear Cabinet Secretary,"),
        ("MX", "foreign_minister", "es", "m", "Secretario de Relaciones", "Señor Secretario:"),
        ("MX", "foreign_minister", "en", "", "Secretary of Foreign Affairs", "Excellency,"),
        ("FR", "justice_minister", "fr", "m", "Garde des Sceaux", "Monsieur le Garde des Sceaux,"),
        ("BR", "foreign_minister", "pt", "f", "Ministra de Estado das Relações", "Senhora Ministra,"),
        ("ES", "head_of_government", "es", "m", "Presidente del Gobierno", "Señor Presidente:"),
        ("SN", "foreign_minister", "en", "m", "Minister for Foreign Affairs", "Excellency,"),
        ("AT", "head_of_government", "fr", "m", "Chancelier fédéral", "Excellence,"),
        ("FR", "head_of_government", "fr", "m", "Premier ministre", "Monsieur le Premier ministre,"),
        ("DE", "head_of_state", "fr", "f", "Présidente fédérale", "Madame la Présidente,"),
    ],
)
def test_a_title_that_no_row_gives_is_the_states_own_and_fits_the_salutation(
    state, office, language, gender, title, salutation
):
    """No "Minister for Foreign Affairs" above "Dear Foreign Secretary,"."""
    recipient = Recipient(id="x", state=state, office=office, name="NAME", gender=gender)
    form = form_of(recipient, language)

    assert inside_address(recipient, language, form)[1].startswith(title)
    assert form.salutation == salutation


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_of_states_are_of_offices_and_states_that_exist(language):
    """A misspelt one would be without effect."""
    for state, titles in document(language).get("titles_of", {}).items():
        assert kind_of(state) in {"state", "organisation", "entity", "territory"}
        assert titles.keys() <= OFFICES.keys()


@pytest.mark.parametrize(
    ("row", "words"),
    [({"office": ["ministre"]}, "ministre"), ({"gender": ["w"]}, "w"), ({"salutaton": "x"}, "salutaton")],
)
def test_an_unsound_row_is_refused_by_name(row, words):
    """In the data, and in a campaign's own."""
    with pytest.raises(ValueError, match=words):
        list(read_rows([row]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_says_where_it_comes_from(language):
    """By numbers that SOURCES.md explains; a row without one is marked unsure."""
    table = (FOLDER / language / "SOURCES.md").read_text(encoding="utf-8")
    known = {
        number
        for cell in re.findall(r"^\| (S[\d, S]+) \|", table, re.MULTILINE)
        for number in cell.split(", ")
    }

    for row in forms(language):
        source = row.texts["source"]
        numbers = set(re.findall(r"\bS\d+\b", source))
        assert numbers <= known, source
        assert numbers or (source == "general knowledge" and row.texts["unsure"] is True), source


RANKS = (
    *("monarch", "head_of_state", "head_of_government", "vice_president", "foreign_minister", "minister"),
    *("ambassador", "state_secretary", "head_of_mission", "charge_d_affaires", "consul_general", "consul"),
)
GRADES = ("profond respect", "plus haute", "très haute", "haute considération", "distinguée")


def test_the_grades_of_french_closes_follow_the_rank():
    """Whatever is known of the person."""
    grades = [
        next(place for place, grade in enumerate(GRADES) if grade in find_form(office, gender, "fr").close)
        for office in RANKS
        for gender in ("m", "f", "unknown", "office")
    ]

    assert grades == sorted(grades)


def test_salutations_in_spanish_have_one_style_of_capitals():
    """Chanceries' capitals."""
    for form in {form for _, form in every_form("es")}:
        assert not re.search(r"\b(?:Señora?|Excelentísim[oa]) [a-z]", form.salutation), form.salutation
        assert not re.search(r"\bseñora?\b", form.salutation), form.salutation


def test_no_form_is_taken_for_read_before_somebody_has_read_it():
    """All that is printed of it; a campaign's own words are read by those who word them."""
    own = tuple(read_rows([{"office": ["ambassador"], "salutation": "Dear Ambassador,", "read": True}]))
    whole = {
        "line": "{name}",
        "salutation": "Dear Ambassador,",
        "you": "you",
        "close": "Yours,",
        "read": True,
    }

    assert not any(form.read for language in LANGUAGES for _, form in every_form(language))
    assert all(row.texts.get("read") is False for code in LANGUAGES for row in forms(code))
    assert not find_form("ambassador", "m", "en", "", own).read
    assert find_form("ambassador", "m", "en", "", tuple(read_rows([whole]))).read


def test_the_tables_of_the_page_are_those_of_the_data():
    """`python scripts/write_forms.py` writes them again."""
    text = write_forms.PAGE.read_text(encoding="utf-8")

    assert text == write_forms.page()
    tables = text.partition(write_forms.BEGINNING)[2]
    assert "/" not in tables
