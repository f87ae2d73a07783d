"""The protocol's lint: its words are sound, and the protocol's own forms are beyond reproach."""

from __future__ import annotations

import tomllib
import unicodedata

import pytest

from letterforge.errors import Code
from letterforge.model import Recipient
from letterforge.protocol.address import inside_address
from letterforge.protocol.forms import FOLDER, GENDERS, LANGUAGES, default_title, form_of, forms
from letterforge.protocol.lint import Wording, lint
from letterforge.protocol.lint_words import lint_words, read_words
from letterforge.protocol.offices import OFFICES
from letterforge.protocol.phrases import Phrases, key, segments, within
from letters import line, plain_letter

DOCUMENT = (FOLDER / "lint.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_protocols_own_forms_have_no_fault_but_that_some_are_unsure(language):
    """For every office, gender and state with customs of its own, whether one signs or several."""
    states = {"", *(state for row in forms(language) for state in row.states)}
    for office in OFFICES:
        for gender in GENDERS:
            for state in states:
                for several in (False, True):
                    problems = lint(
                        *letter(office, gender, language, state, several=several), Wording("x.md")
                    )
                    found = {problem.code for problem in problems}
                    assert found <= {Code.UNSURE_FORM}, (office, gender, state, problems)


def letter(office, gender, language, state, *, several):
    """A letter in the protocol's own words, and the row that it is for."""
    recipient = Recipient(
        id="x",
        state=state,
        office=office,
        name="" if gender == "office" else "NOMEN",
        gender=gender if gender in "mfx" else "",
        title=default_title(office, gender, language),
    )
    form = form_of(recipient, language)
    made = plain_letter(
        language=language,
        salutation=line(form.salutation),
        closing=line(form.closing(several=several)),
        inside_address=tuple(line(each) for each in inside_address(recipient, language, form)),
    )
    return made, recipient


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_every_rule(language):
    """A rule without words would find nothing, in silence."""
    words, document = lint_words(language), tomllib.loads(DOCUMENT)

    for table in (*document["excellency"].values(), *document["gender"].values(), document["plain"]):
        assert isinstance(table, list) or table[language]
    for kind, says in document["titles"].items():
        assert says[language], kind
        assert all(phrase in words.titles for phrase in says[language])


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('"charge_d_affaires", "member', '"charge", "member', "no office charge"),
        ("[gender.m]\nen", "[gender.m]\nem", "no language em"),
        ("[plain]", "[plane]", "no table plane"),
        ("[salutation.end]", "[salutation.ends]", "salutation"),
        ("decides = true", "decide = true", "no key"),
        ('repeats = ["fr", "pt"]', 'repeats = ["fr", "br"]', "no language br"),
        ('en = ["President"]', 'en = ["President", "Minister"]', "Minister"),
        ('en = ["President"]', 'en = ["--"]', "--"),
    ],
)
def test_an_unsound_word_list_is_refused(right, wrong, told):
    """A misspelt key would be without effect."""
    assert right in DOCUMENT
    document = tomllib.loads(DOCUMENT.replace(right, wrong, 1))

    with pytest.raises(ValueError, match=told):
        read_words(document, "en")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sirte", []),
        ("Sir", ["sir"]),
        ("SIR!", ["sir"]),
        ("Dear Sir/Madam", ["sir", "madam"]),
        ("Chargé d’affaires", ["charge"]),
        (unicodedata.normalize("NFD", "CHARGÉ D'AFFAIRES"), ["charge"]),
        ("Char\u00adgé d'affaires", ["charge"]),
        ("chargé, d'affaires", []),
        ("Prime Minister", ["prime"]),
        ("Prime\u00a0Minister and minister", ["prime", "minister"]),
        ("Minister-\nCounsellor", ["minister"]),
        ("M. Dupont", ["m"]),
        ("S.M. Dupont", []),
        ("m'écrire", []),
        ("نائب ووزير", ["wazir"]),
        ("الوزير", []),
    ],
)
def test_phrases_are_found_as_whole_words(text, found):
    """Whatever the case, the form of accents and the shape of apostrophes; the longest wins."""
    phrases = Phrases(
        {
            "sir": ["Sir"],
            "madam": ["Madam"],
            "charge": ["Chargé d'affaires"],
            "prime": ["Prime Minister"],
            "minister": ["Minister"],
            "m": ["M."],
            "wazir": ["وزير"],
        }
    )

    assert [kind for kind, _ in phrases.found(text)] == found


def test_what_stands_between_signs_is_a_segment():
    """Abbreviations do not end one."""
    assert segments("Veuillez agréer, Madame, Sr. Ministro: rien. Fin") == [
        "Veuillez agréer",
        "Madame",
        "Sr. Ministro",
        "rien",
        "Fin",
    ]
    assert key("  L'Ambassadeur, ") == "l ambassadeur"
    assert within("Monsieur le Ministre", "Excellence, Monsieur le Ministre,")
    assert not within("Monsieur", "Monsieurs")
