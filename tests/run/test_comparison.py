"""Templates of several languages held against each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaigns import SETTINGS, write_campaign
from letterforge.api import Wanted, check
from letterforge.campaign import Campaign
from letterforge.errors import Code, Severity
from letterforge.personalise import Personaliser
from letterforge.run.comparison import compare_templates

ROOT = Path(__file__).parents[2]

ENGLISH = """\
---
subject: "Session {{ facts.session }}: {{ state.name }}"
salutation: "Excellency,"
enclosures: ["One", "Two"]
---
We write to you {{ state | in }}.

{% if state.party_to("apic") %}
A paragraph for parties.
{% endif %}

- One;
- two[^n].

| A | B |
|---|---|
| 1 | 2 |

[^n]: A note.
"""

FRENCH = (
    ENGLISH.replace("Excellency,", "{{ recipient.salutation }}")
    .replace("We write to you {{ state | in }}", "Nous vous écrivons, {{ state | of('formal') }}")
    .replace("A paragraph for parties", "Un paragraphe")
)


def problems_of(folder, french):
    settings = SETTINGS.replace('register = "rome-statute"\n', "")
    loaded = Campaign.load(write_campaign(folder, ENGLISH, settings=settings, letter__fr__md=french))
    return compare_templates(["en", "fr"], Personaliser(loaded))


def test_words_grammar_and_address_may_differ(tmp_path):
    """That is what languages are for."""
    assert problems_of(tmp_path, FRENCH) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Session {{ facts.session }}", "Session", "uses facts.session, but letter.fr.md does not"),
        (
            "Un paragraphe",
            "Un paragraphe, {{ recipient.city }}",
            "uses recipient.city, but letter.en.md does not",
        ),
        ('state.party_to("apic")', 'not state.party_to("apic")', 'depends on not state.party_to("apic")'),
        ('["One", "Two"]', '["Un"]', "has the part enclosures (1)"),
        ("- two[^n].", "- deux ;\n- trois[^n].", "1 list entry here"),
        ("- One;\n", "", "1 list entry in letter.en.md"),
        ("| 1 | 2 |\n", "", "1 row of a table in letter.en.md"),
        ("- One;", "## Titre\n\n- One;", "1 heading of level 2 here"),
    ],
)
def test_each_difference_is_told_with_file_and_line(tmp_path, old, new, words):
    """One planted fault, told as a warning."""
    assert old in FRENCH

    found = problems_of(tmp_path, FRENCH.replace(old, new))

    assert any(words in problem.message for problem in found), found
    assert {problem.code for problem in found} == {Code.LANGUAGES_PART}
    assert {problem.severity for problem in found} == {Severity.WARNING}
    assert all(problem.place.line and problem.place.file for problem in found)


def test_the_line_is_that_of_the_first_block_that_parts(tmp_path):
    """Not the template's first line."""
    (problem,) = problems_of(tmp_path, FRENCH.replace("- One;", "## Titre\n\n- One;"))

    assert (problem.place.file, problem.place.line) == ("letter.fr.md", 12)


def test_the_samples_templates_say_the_same_in_every_language():
    """Also the one that nobody on the list is sent."""
    languages = sorted(path.name.split(".")[1] for path in (ROOT / "templates").iterdir())

    assert languages == ["ar", "en", "es", "fr"]
    assert compare_templates(languages, Personaliser(Campaign.load(ROOT))) == []


def test_check_compares_the_languages_that_the_list_asks_for(tmp_path):
    """A template in a drawer disturbs nobody."""
    settings = SETTINGS.replace('register = "rome-statute"\n', "")
    rows = "id,country,office,title,language\nA,Senegal,minister,T,fr\nB,Ghana,minister,T,{}\n"
    other = FRENCH.replace("- One;\n", "")

    def codes(language):
        folder = write_campaign(
            tmp_path / language, ENGLISH, rows.format(language), settings, letter__fr__md=other
        )
        return [problem.code for problem in check(Campaign.load(folder), Wanted()).problems]

    assert codes("en") == [Code.LANGUAGES_PART]
    assert codes("fr") == []
