"""Templates and rows: what is printed, and what is said where something lacks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import SETTINGS, campaign, write_campaign
from filling import HEAD, SENEGAL, failures, filled, said
from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Code, LetterFailed, UsageError
from letterforge.model import SLOT, Cosigner, Recipient
from letterforge.personalise import Personaliser


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{{ recipient.title }} in {{ recipient.city }}", "Minister in Dakar"),
        ("{{ state.name }}, {{ state.formal_with_article }}", "Senegal, the Republic of Senegal"),
        ("{{ facts.session | ordinal }} session", "19th session"),
        ("{{ facts.opens }} / {{ facts.opens | date }}", "14 December 2020 / 14 December 2020"),
        ('{{ facts.opens | date("d MMMM") }}', "14 December"),
        ("{{ facts.opens.day }}", "14"),
        ("{{ facts.host.city }} and {{ facts['session'] }}", "The Hague and 19"),
        ("{{ letter.place }}, {{ letter.date }}", "The Hague, 7 December 2020"),
        ("{{ sender.organisation }}", "Coalition"),
        ('{{ recipient.name or "the Minister" }}', "the Minister"),
        ('{{ recipient.name | default("nobody") }}', "nobody"),
        ("{% if recipient.name %}a{% else %}b{% endif %}", "b"),
        ('{{ recipient.gender | choose(f="Madam", m="Sir", unknown="Excellency") }}', "Excellency"),
        ('{{ "Côte d\'Ivoire" | upper_country }}', "CÔTE D’IVOIRE"),
        ('{{ facts.places | join(" and ") }}', "The Hague and New York"),
        ("{% for place in facts.places %}{{ place }};{% endfor %}", "The Hague;New York;"),
        ('{% if state.party_to("apic") is none %}unknown{% endif %}', "unknown"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
    ],
)
def test_a_template_prints_what_it_asks_for(tmp_path, body, expected):
    """Fields, filters and conditions do what the documentation says."""
    assert filled(tmp_path, body) == expected


def test_a_line_of_tags_alone_leaves_nothing_between_list_entries(tmp_path):
    """Conditions can stand on lines of their own without cutting a list or a paragraph in two."""
    taken = "{% if recipient.city %}\n- b\n{% endif %}\n"
    not_taken = "{% if recipient.name %}\n- c\n{% endif %}\n"
    body = f"- a\n{taken}{not_taken}- d {{% if 1 %}}e{{% endif %}}\n- f\n"

    assert filled(tmp_path, body) == "- a\n- b\n- d e\n- f"


def test_a_macro_and_a_set_block_stay_markdown_while_values_in_them_do_not(tmp_path):
    """What a template's author wrote is markup; what a cell holds never is, wherever it passes through."""
    body = (
        "{% macro shout(word) %}**{{ word }}**{% endmacro %}{% "
        "set clause %}*so {{ recipient.city }}*{% endset %}"
        "{{ shout(recipient.title) }} {{ clause }} {{ clause ~ recipient.title }}"
    )
    recipient = Recipient(id="x", row=2, state="SN", title="_T_", city="*C*", language="en")
    prose = Personaliser(campaign(tmp_path, HEAD + body)).fill(recipient)

    skeleton = SLOT.sub("·", prose.body.markdown).strip()
    assert skeleton == "**·** *so ·* *so ·*·"
    assert [value.text for value in prose.body.values][-1] == "_T_"


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1))
def test_no_cell_reaches_the_markdown(tmp_path_factory, text):
    """Whatever a cell holds, the Markdown is the same; the value stands beside it, unchanged."""
    folder = tmp_path_factory.mktemp("campaign")
    recipient = Recipient(id="x", row=2, state="SN", title=text, language="en")

    prose = Personaliser(campaign(folder, HEAD + "**{{ recipient.title }}**")).fill(recipient)

    assert SLOT.sub("·", prose.body.markdown).strip() == "**·**"
    assert [value.text for value in prose.body.values] == [text]


def test_what_came_from_the_row_is_told_from_what_all_letters_share(tmp_path):
    """Only what depends on the recipient is shown in colour."""
    shared = "{{ letter.place }} {{ facts.host.city }}"
    body = "{{ facts.session | ordinal }} {{ recipient.city }} {{ state.name }} " + shared
    prose = Personaliser(campaign(tmp_path, HEAD + body)).fill(SENEGAL)

    assert [value.personal for value in prose.body.values] == [False, True, True, False, False]


# --- what lacks ----------------------------------------------------------------------------------


def test_an_empty_cell_that_is_printed_names_row_column_and_line(tmp_path):
    """The promise of the house: no blank where a name belongs."""
    (problem,) = failures(tmp_path, "To\n{{ recipient.title }}\n{{ recipient.name }} here")

    assert problem.code is Code.EMPTY_CELL
    assert (problem.place.row, problem.place.who, problem.place.column) == (2, "Senegal", "name")
    assert problem.place.line == 6
    assert problem.place.excerpt[slice(*problem.place.span)] == "recipient.name"
    assert 'recipient.name or "…"' in problem.hint


def test_everything_that_a_row_lacks_is_told_at_once(tmp_path):
    """One pass finds every empty cell, also those that pass through a filter or a joined text."""
    body = "{{ recipient.name }} {{ recipient.honorific | upper }}\n{{ 'x' ~ recipient.email }}"

    found = failures(tmp_path, body)

    assert [(problem.place.column, problem.place.line) for problem in found] == [
        ("name", 4),
        ("honorific", 4),
        ("email", 5),
    ]


def test_a_misspelt_field_does_not_hide_an_empty_cell(tmp_path):
    """Both are told of the same row, and the misspelt field without blaming the row."""
    found = failures(tmp_path, "{{ recipient.titel }}\n{{ recipient.name }} {{ recipient['nmae'] }}")

    assert [(problem.code, problem.place.line, problem.place.row) for problem in found] == [
        (Code.UNKNOWN_FIELD, 4, None),
        (Code.EMPTY_CELL, 5, 2),
        (Code.UNKNOWN_FIELD, 5, None),
    ]


@pytest.mark.parametrize(
    ("body", "line", "word", "hint"),
    [
        ("{{ recipient.titel }}", 4, "recipient.titel", "title"),
        ("{% if recipient.nmae %}x{% endif %}", 4, "recipient.nmae", "name"),
        ("x\n{% if false %}{{ state.nam }}{% endif %}", 5, "state.nam", "name"),
        ("{{ recipent.title }}", 4, "recipent", "recipient"),
        ("{{ facts.sesion }}", 4, "facts.sesion", "session"),
        ("{{ facts.host.town }}", 4, "facts.host.town", "city"),
        ('{{ recipient["titel"] }}', 4, 'recipient["titel', "title"),
    ],
)
def test_a_name_that_does_not_exist_is_found_in_every_branch(tmp_path, body, line, word, hint):
    """A misspelt field is a fault of the template, found without any row."""
    (problem,) = Personaliser(campaign(tmp_path, HEAD + body)).check("en")

    assert problem.code is Code.UNKNOWN_FIELD
    assert problem.place.line == line
    assert problem.place.excerpt[slice(*problem.place.span)] == word
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("{% if x %}", 4, "endif"),
        ("{% iff x %}{% endif %}", 4, "if"),
        ("a\n{{ facts.opens | dat }}", 5, "date"),
        ("{{ recipient.title | safe }}", 4, "safe"),
        ("{{ recipient.title", 4, ""),
        ("{{ 1e999 }}", 4, ""),
        ("{{ }}", 4, ""),
    ],
)
def test_what_jinja_cannot_read_is_shown_with_line_and_hint(tmp_path, body, line, words):
    """Jinja's own errors come out as problems with file, line and hint."""
    problem = Personaliser(campaign(tmp_path, HEAD + body)).check("en")[0]

    assert problem.code is Code.TEMPLATE_SYNTAX
    assert problem.place.file == "letter.en.md"
    assert problem.place.line == line
    assert words in problem.hint + problem.message


@pytest.mark.parametrize(
    "body",
    [
        "{{ state.party_to('apic') }}",
        "{{ none }}",
        "{{ facts.places }}",
        "{{ facts.host }}",
        "{{ recipient }}",
        "{{ facts.session | choose(f='x') }}",
        "{{ recipient.title | date }}",
        "{{ recipient.title | ordinal }}",
        "{{ facts.session / 0 }}",
        "{% include 'missing.md' %}",
        "{% include '../secret.md' %}",
        "{% include '/etc/passwd' %}",
        "{{ ''.__class__.__mro__ }}",
        "{{ state.party_to.__globals__ }}",
        "{{ recipient.title * 10000000 }}",
        "{{ 9 ** 9999 }}",
        "{% for x in range(1000000) %}x{% endfor %}",
        "{% include 'letter.en.md' %}",
        "{{ recipient.name.upper() }}",
    ],
)
def test_what_would_leave_a_trace_or_leave_the_sandbox_fails_that_letter(tmp_path, body):
    """`None`, a list, an attribute of Python, a file from elsewhere: none is ever printed."""
    problems = failures(tmp_path, body)

    codes = {Code.TEMPLATE_FAILED, Code.TEMPLATE_WITHOUT_END, Code.EMPTY_CELL, Code.UNKNOWN_FIELD}
    assert all(problem.code in codes for problem in problems)
    assert all(problem.message for problem in problems)


def test_a_failure_is_placed_on_its_line(tmp_path):
    """The line is that of the file, front matter included."""
    (problem,) = failures(tmp_path, "a\n\nb {{ facts.session / 0 }}\n")

    assert problem.place.line == 6


def test_a_file_beside_the_template_can_be_included(tmp_path):
    """Clauses that several templates share stand in files of their own."""
    assert (
        filled(tmp_path, '{% include "clause.md" %}', clause__md="To **{{ recipient.city }}**")
        == "To **Dakar**"
    )


# --- front matter, names, choices -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ('---\nsubjct: "x"\n---\n', "subject"),
        ("---\nsubject: {{ state.name }}\n---\n", "quotation marks"),
        ('---\nsubject: "x\n---\n', "quotation marks"),
        ('---\nsubject: "x"\n', '"---"'),
        ('---\nenclosures: "x"\n---\n', "quotation marks"),
        ("---\njust words\n---\n", ""),
    ],
)
def test_a_fault_in_the_front_matter_is_told_with_its_way_out(tmp_path, head, words):
    """YAML is strange to a secretary; its errors must not be."""
    problems = Personaliser(campaign(tmp_path, head + "x")).check("en")

    assert problems[0].code is Code.FRONT_MATTER
    assert words in problems[0].hint


def test_a_language_without_a_template_is_named(tmp_path):
    """A row may ask for a language that the campaign does not have."""
    with pytest.raises(BrokenCampaign) as caught:
        Personaliser(campaign(tmp_path)).fill(Recipient(id="x", row=2, state="SN", title="T", language="fr"))

    assert caught.value.problems[0].code is Code.NO_TEMPLATE
    assert "letter.fr.md" in caught.value.problems[0].message


def test_letters_are_chosen_by_an_expression(tmp_path):
    """`--where` reads as a condition in a template does; a misspelt name is refused."""
    personaliser = Personaliser(campaign(tmp_path))

    assert personaliser.chooser('state.group == "African States"')(SENEGAL)
    assert not personaliser.chooser("recipient.name")(SENEGAL)
    with pytest.raises(UsageError, match="titel"):
        personaliser.chooser("recipient.titel")
    with pytest.raises(UsageError):
        personaliser.chooser("state.group ==")


# --- forms of address --------------------------------------------------------------------------------


def prose_of(folder, recipient, head="---\n---\n", body="x", **files):
    return Personaliser(campaign(folder, head + body, **files)).fill(recipient)


def test_a_template_without_salutation_and_close_gets_those_of_the_office(tmp_path):
    """The protocol's, in the letter's language, for the gender that is known."""
    minister = Recipient(
        id="x", row=2, state="SN", office="foreign_minister", name="NAME", gender="f", language="fr"
    )
    french = (
        "---\n---\n{{ recipient.you }}, {{ recipient.vocative }}: {{ state | of('formal') }} {{ state | in }}"
    )

    prose = prose_of(tmp_path, minister, letter__fr__md=french)

    assert said(prose.salutation) == "Madame la Ministre,"
    assert said(prose.closing).startswith("Veuillez agréer, Madame la Ministre, l'assurance de ma")
    assert said(prose.body).strip() == (
        "Votre Excellence, Madame la Ministre: de la République du Sénégal au Sénégal"
    )
    assert prose.inside_address[0] == "Son Excellence Madame NAME"


def test_a_row_comes_before_the_template_and_the_template_before_the_protocol(tmp_path):
    """Whoever knows best."""
    head = '---\nsalutation: "Dear colleague,"\n---\n'
    by_row = Recipient(
        id="x",
        row=2,
        state="SN",
        office="ambassador",
        address_country="NL",
        salutation="Dear *friend*,",
        language="en",
    )
    by_template = Recipient(
        id="x", row=2, state="SN", office="ambassador", address_country="NL", language="en"
    )

    assert said(prose_of(tmp_path, by_row, head).salutation) == "Dear *friend*,"
    assert said(prose_of(tmp_path, by_template, head).salutation) == "Dear colleague,"
    assert said(prose_of(tmp_path, by_template).salutation) == "Excellency,"


def test_a_campaign_has_its_own_forms_of_address(tmp_path):
    """In letterforge.toml, for an office, a gender, a state; the rest stays the protocol's."""
    own = (
        '[[forms]]\nlanguage = "en"\noffice = ["ambassador"]\nstates '
        '= ["SN"]\nsalutation = "Dear Ambassador,"\n'
    )
    loaded = Campaign.load(write_campaign(tmp_path, "---\n---\nx", settings=f"{SETTINGS}\n{own}"))
    senegal, mali = (
        Recipient(id="x", row=2, state=code, office="ambassador", address_country="NL", language="en")
        for code in ("SN", "ML")
    )
    personaliser = Personaliser(loaded)

    assert said(personaliser.fill(senegal).salutation) == "Dear Ambassador,"
    assert said(personaliser.fill(senegal).closing).startswith("Please accept")
    assert said(personaliser.fill(mali).salutation) == "Excellency,"
    assert personaliser.check_settings() == []


def test_a_form_of_address_for_nobody_is_told(tmp_path):
    """A misspelt office would else be without effect, in silence."""
    own = '[[forms]]\nlanguage = "en"\noffice = ["ambasador"]\nsalutation = "Dear"\n'
    loaded = Campaign.load(write_campaign(tmp_path, "x", settings=f"{SETTINGS}\n{own}"))

    (problem,) = Personaliser(loaded).check_settings()

    assert "ambasador" in problem.message


def test_a_form_that_needs_an_office_says_that_the_row_has_none(tmp_path):
    """Rather than greet nobody."""
    with pytest.raises(LetterFailed) as caught:
        prose_of(tmp_path, Recipient(id="x", row=2, state="SN", language="en"), body="{{ recipient.you }}")

    assert caught.value.problems[0].place.column == "office"


ANNEXED = '---\nannexes: ["annex.md"]\n---\nText.\n'


def test_an_annex_is_filled_like_the_template(tmp_path):
    """With the recipient's own values."""
    loaded = campaign(tmp_path, ANNEXED, annex__md="Status of {{ state.name }}\n")

    prose = Personaliser(loaded).fill(SENEGAL)

    assert [annex.values[0].text for annex in prose.annexes] == ["Senegal"]


@pytest.mark.parametrize(
    ("template", "annex", "code", "file"),
    [
        (ANNEXED.replace("annex.md", "anex.md"), "x", Code.MISSING_FILE, "letter.en.md"),
        (ANNEXED.replace("annex.md", "../annex.md"), "x", Code.OUTSIDE_CAMPAIGN, "letter.en.md"),
        (ANNEXED, "{{ state.nme }}", Code.UNKNOWN_FIELD, "annex.md"),
        (ANNEXED, "---\nsubject: x\n---\nx", Code.FRONT_MATTER, "annex.md"),
    ],
)
def test_what_is_wrong_with_an_annex_is_known_before_the_first_letter(tmp_path, template, annex, code, file):
    """Each fault names the file that it stands in."""
    (problem,) = Personaliser(campaign(tmp_path, template, annex__md=annex)).check("en")

    assert (problem.code, problem.place.file) == (code, file)


def test_the_text_can_count_the_cosigners(tmp_path):
    """So that the number in the letter is never wrong."""
    loaded = campaign(tmp_path, HEAD + "{{ cosigners.count }}: {{ cosigners.names | join(', ') }}")
    prose = Personaliser(loaded, (), (Cosigner("A"), Cosigner("B"))).fill(SENEGAL)

    assert [value.text for value in prose.body.values] == ["2", "A, B"]


BY_LANGUAGE = 'session = 19\ntown = { en = "The Hague", fr = "La Haye" }'


@pytest.mark.parametrize(("language", "town"), [("en", "The Hague"), ("fr", "La Haye")])
def test_a_fact_by_language_is_the_letters(tmp_path, language, town):
    """So that a town need not stand in each template."""
    settings = SETTINGS.replace("session = 19", BY_LANGUAGE)
    text = HEAD + "{{ facts.town }}"
    loaded = Campaign.load(write_campaign(tmp_path, text, settings=settings, letter__fr__md=text))

    prose = Personaliser(loaded).fill(replace(SENEGAL, language=language))

    assert [value.text for value in prose.body.values] == [town]


def test_a_fact_that_lacks_the_letters_language_is_named(tmp_path):
    """Never the town in another one."""
    settings = SETTINGS.replace("session = 19", BY_LANGUAGE.replace("fr", "es"))
    text = HEAD + "{{ facts.town }}"
    loaded = Campaign.load(write_campaign(tmp_path, text, settings=settings, letter__fr__md=text))

    with pytest.raises(LetterFailed) as caught:
        Personaliser(loaded).fill(replace(SENEGAL, language="fr"))

    (problem,) = caught.value.problems
    assert (problem.code, problem.place.file) == (Code.EMPTY_CELL, "letterforge.toml")
    assert problem.message.startswith('facts.town has no text for the language "fr"')
    assert problem.place.excerpt.startswith("town = {")


@pytest.mark.parametrize(
    ("language", "expression", "printed"),
    [
        ("en", "1234.5 | number", "1,234.5"),
        ("fr", "1234.5 | number", "1\u202f234,5"),
        ("es", "12345.5 | number(2)", "12.345,50"),
        ("en", "'12' | number", "12"),
        ("fr", "12.5", "12,5"),
        ("fr", "0.125 | percent", "12,5\u202f%"),
        ("en", "0.125 | percent", "12.5%"),
        ("fr", "['A', 'B', 'C'] | series", "A, B et C"),
        ("es", "['A', 'B'] | series", "A y B"),
        ("en", "['A'] | series", "A"),
    ],
)
def test_numbers_and_series_are_the_languages(tmp_path, language, expression, printed):
    """By the CLDR."""
    text = HEAD + "{{ " + expression + " }}"
    loaded = campaign(tmp_path, text, letter__fr__md=text, letter__es__md=text)

    prose = Personaliser(loaded).fill(replace(SENEGAL, language=language))

    assert prose.body.values[0].text.replace("\u00a0", "\u202f") == printed


@pytest.mark.parametrize(
    "expression", ["'x' | number", "true | number", "'nan' | percent", "'abc' | series", "5 | series"]
)
def test_what_is_no_number_or_list_is_refused(tmp_path, expression):
    """With its line, and nothing half right printed."""
    (problem,) = failures(tmp_path, "{{ " + expression + " }}")

    assert problem.code is Code.TEMPLATE_FAILED
