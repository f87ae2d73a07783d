"""Names: grammatical in each language, with the article where one belongs."""

from __future__ import annotations

import dataclasses
import pickle

import pytest

from letterforge import states
from letterforge.states.finder import name_key

LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru", "zh")


@pytest.mark.parametrize(
    ("code", "language", "with_article", "formal_with_article"),
    [
        ("BO", "en", "the Plurinational State of Bolivia", "the Plurinational State of Bolivia"),
        ("BS", "en", "the Bahamas", "the Commonwealth of the Bahamas"),
        ("NL", "en", "the Netherlands", "the Kingdom of the Netherlands"),
        ("SB", "en", "Solomon Islands", "Solomon Islands"),
        ("GB", "en", *["the United Kingdom of Great Britain and Northern Ireland"] * 2),
        ("CH", "en", "Switzerland", "the Swiss Confederation"),
        ("GM", "fr", "la Gambie", "la République de Gambie"),
        ("EC", "fr", "l'Équateur", "la République de l'Équateur"),
        ("PS", "fr", "l'État de Palestine", "l'État de Palestine"),
        ("KM", "fr", "les Comores", "l'Union des Comores"),
        ("CU", "fr", "Cuba", "la République de Cuba"),
        ("PE", "es", "el Perú", "la República del Perú"),
        ("CL", "es", "Chile", "la República de Chile"),
        ("BR", "pt", "o Brasil", "a República Federativa do Brasil"),
        ("CI", "pt", "a Costa do Marfim", "a República da Costa do Marfim"),
        ("CD", "pt", *["a República Democrática do Congo"] * 2),
        ("PS", "pt", "a Palestina", "o Estado da Palestina"),
        ("AO", "pt", "Angola", "a República de Angola"),
        ("US", "pt", *["os Estados Unidos da América"] * 2),
        ("VA", "pt", *["a Santa Sé"] * 2),
        ("FR", "ru", "Франция", "Французская Республика"),
        ("FR", "zh", "法国", "法兰西共和国"),
        ("BO", "ru", *["Многонациональное Государство Боливия"] * 2),
        ("CG", "zh", *["刚果共和国"] * 2),
        ("FR", "ar", "فرنسا", "الجمهورية الفرنسية"),
    ],
)
def test_a_name_stands_in_a_sentence_as_its_language_wants(code, language, with_article, formal_with_article):
    """Elided where French elides, bare where the language has no article or none is known."""
    names = states.state_names(code, language)

    assert (names.with_article, names.formal_with_article) == (with_article, formal_with_article)


@pytest.mark.parametrize(
    ("code", "of", "formal_of", "inside"),
    [
        ("GW", "da Guiné-Bissau", "da República da Guiné-Bissau", "na Guiné-Bissau"),
        ("MZ", "de Moçambique", "da República de Moçambique", "em Moçambique"),
        ("US", *["dos Estados Unidos da América"] * 2, "nos Estados Unidos da América"),
        ("VA", *["da Santa Sé"] * 2, "na Santa Sé"),
        ("AE", *["dos Emirados Árabes Unidos"] * 2, "nos Emirados Árabes Unidos"),
        ("NL", "dos Países Baixos", "do Reino dos Países Baixos", "nos Países Baixos"),
        ("CV", "de Cabo Verde", "da República de Cabo Verde", "em Cabo Verde"),
    ],
)
def test_portuguese_melts_article_and_preposition_for_parties_and_others_alike(code, of, formal_of, inside):
    names = states.state_names(code, "pt")

    assert (names.of, names.formal_of, names.inside) == (of, formal_of, inside)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_has_a_stray_space_or_brackets(language):
    """`Bolivia (Plurinational State of)` is for lists, not for sentences."""
    for code in states.all_states():
        for name in dataclasses.astuple(states.state_names(code, language)):
            assert name == " ".join(name.split())
            assert not set(name) & set("()（）’[]|*"), name


def test_an_elided_article_stands_before_a_vowel_alone():
    """`l'Andorre`, and never `la Andorre` or `l' Andorre`."""
    for code in states.all_states():
        names = states.state_names(code, "fr")
        for bare, full in ((names.name, names.with_article), (names.formal_name, names.formal_with_article)):
            article = full.removesuffix(bare)
            starts_with_vowel = name_key(bare)[0] in "aeiou"
            if article in {"l'", "le ", "la "}:
                assert (article == "l'") is starts_with_vowel, full


def test_a_language_without_data_falls_back_to_english():
    """Better a name that everybody knows than none."""
    assert states.state_names("DE", "nl") == states.state_names("DE", "en")


def test_a_common_name_is_short_and_sorts_where_people_look():
    """Bolivia under B, and not under "Plurinational"."""
    assert states.common_name("BO") == "Bolivia"
    assert states.common_name("CI") == "Côte d'Ivoire"
    assert states.common_name("GB") == "United Kingdom"
    assert max(len(states.common_name(code)) for code in states.all_states()) < 40
    assert all(states.find_state(states.common_name(code)) == code for code in states.all_states())


def test_every_state_is_there_once():
    """193 members of the United Nations, two observers, the Cook Islands and Niue."""
    codes = states.all_states()

    assert len(codes) == len(set(codes)) == len({states.alpha3(code) for code in codes}) == 197
    assert {"PS", "VA", "CK", "NU"} <= set(codes)


def test_an_unknown_code_is_an_error_of_the_caller():
    """Codes come from `find_state`, so another is a mistake of ours."""
    for ask in (states.alpha3, states.common_name, lambda code: states.state_names(code, "en")):
        with pytest.raises(KeyError):
            ask("XX")


def test_names_cannot_be_changed_and_travel_to_other_processes():
    """Workers get them by pickle."""
    names = states.state_names("FR", "fr")

    with pytest.raises(dataclasses.FrozenInstanceError):
        names.name = "Gaule"
    assert pickle.loads(pickle.dumps(names)) == names
