"""The protocol's lint: its words are sound, and the protocol's own forms are beyond reproach."""

from __future__ import annotations

import re
import unicodedata

import pytest

from letterforge.errors import Code
from letterforge.languages import FORM_GENDERS, OURS, Languages, PackPart
from letterforge.model import Recipient
from letterforge.model.offices import OFFICES
from letterforge.protocol.address import inside_address
from letterforge.protocol.forms import default_title, form_of, forms
from letterforge.protocol.lint import Wording, lint
from letterforge.protocol.lint_words import lint_words, title_kinds
from letterforge.protocol.phrases import Phrases, key, segments, within
from letters import line, plain_letter

LANGUAGES = OURS.complete()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_protocols_own_forms_have_no_fault_but_that_some_are_unsure(language):
    """For every office, gender and state with customs of its own, whether one signs or several."""
    states = {"", *(state for row in forms(language) for state in row.states)}
    for office in OFFICES:
        for gender in FORM_GENDERS:
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
    words, document = lint_words(language), OURS.document(language, PackPart.WORDS)

    for name in ("excellency", "excellency_in_text", "vocatives", "plain"):
        assert document[name], name
    assert document["gender"]["m"]
    assert document["gender"]["f"]
    for kind in title_kinds():
        assert document["titles"][kind], kind
        assert all(phrase in words.titles for phrase in document["titles"][kind])


@pytest.mark.parametrize("words", [["President", "Minister"], ["--"]])
def test_a_phrase_that_says_two_things_or_nothing_is_refused(words):
    own = {("en", PackPart.WORDS): {"titles": {"president": words}}}

    with pytest.raises(ValueError, match=re.escape(words[-1])):
        lint_words("en", Languages(own, f"{words}"))


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
