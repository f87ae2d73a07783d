"""What check says about forms of address: each planted fault is found, with its row, and nothing else is."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from campaigns import SETTINGS, write_campaign
from letterforge import Campaign
from letterforge.api import Wanted, check
from letterforge.errors import Code
from letterforge.recipients import read_recipients

ROOT = Path(__file__).parents[2]
HEADINGS = ("office", "title", "name", "gender", "honorific", "salutation", "surname")
NO_REGISTER = SETTINGS.replace('register = "rome-statute"\n', "")
PLACES = 'place = { en = "The Hague", fr = "La Haye" }', 'place = "The Hague"'
PLAIN = "We write to you.\n"
"""A template that leaves salutation and close to the protocol."""


def framed(salutation: str = "", closing: str = "", body: str = PLAIN) -> str:
    """A template; what is empty is left to the protocol."""
    parts = {"salutation": salutation, "closing": closing}
    front = "".join(
        f"{name}: {json.dumps(text, ensure_ascii=False)}\n" for name, text in parts.items() if text
    )
    return f"---\n{front}---\n{body}" if front else body


def found(folder: Path, *rows: str, template: str = PLAIN, forms: str = "", language: str = "en"):
    """The problems of a campaign in one language.

    The cells of a row stand between semicolons, as in `HEADINGS`.
    """
    table = io.StringIO()
    write = csv.writer(table).writerow
    write(("id", "country", "address_country", *HEADINGS))
    for number, row in enumerate(rows, 2):
        cells = [cell.strip() for cell in row.split(";")]
        write((f"id-{number}", "Senegal", "Italy", *cells, *[""] * (len(HEADINGS) - len(cells))))
    settings = (
        NO_REGISTER.replace(*PLACES).replace("[letter]", f'language = "{language}"\n\n[letter]', 1) + forms
    )
    files = {f"letter__{language}__md": template}
    return check(
        Campaign.load(write_campaign(folder, rows=table.getvalue(), settings=settings, **files))
    ).problems


def told(problems):
    """Code and row of each, without what is said of the list itself: some of these name one person twice."""
    of_list = {Code.TAKEN_FOR, Code.SAME_PERSON}
    return [(problem.code, problem.place.row) for problem in problems if problem.code not in of_list]


NAMED = "Dear {{ recipient.honorific }} {{ recipient.name }},"
OWN = """
[[forms]]
language = "en"
office = ["charge_d_affaires"]
salutation = "Excellency,"
close = "Sincerely,"
"""
FRENCH_CLOSE = "Veuillez agréer, {}, l'assurance de ma plus haute considération."
SURE = "ambassador; Ambassador"
"""A row with which nothing is wrong, in any language but Arabic."""

PLANTED = {
    "Excellency in a salutation": (
        Code.EXCELLENCY,
        "en",
        framed("Excellency,", "Sincerely,"),
        "charge_d_affaires; Chargé d'affaires a.i.",
    ),
    "Excellency in the text": (
        Code.EXCELLENCY,
        "en",
        framed("{{ recipient.title }},", "Sincerely,", "May we remind Your Excellency of it?\n"),
        "member_of_parliament; Member of Parliament",
    ),
    "Excellency as a vocative": (
        Code.EXCELLENCY,
        "en",
        framed("{{ recipient.title }},", "Sincerely,", "- We believe, Excellency, that it is time.\n"),
        "member_of_parliament; Member of Parliament",
    ),
    "Excellence in a close": (
        Code.EXCELLENCY,
        "fr",
        framed("Excellence,", FRENCH_CLOSE.format("Excellence")),
        "charge_d_affaires; Chargé d'affaires a.i.",
    ),
    "Excelencia": (
        Code.EXCELLENCY,
        "es",
        framed("Excelencia:", "Atentamente,"),
        "member_of_parliament; Diputada",
    ),
    "Excelência": (
        Code.EXCELLENCY,
        "pt",
        framed("Excelência,", "Com os melhores cumprimentos,"),
        "charge_d_affaires; Encarregado de Negócios a.i.",
    ),
    "Excellency in Arabic": (
        Code.EXCELLENCY,
        "ar",
        framed("أصحاب السعادة،", "مع التقدير،"),
        "charge_d_affaires; القائم بالأعمال",
        "ambassador; السفارة;;;; تحية طيبة،",
    ),
    "Excellency by an honorific": (
        Code.EXCELLENCY,
        "en",
        framed("Dear colleague,", "Sincerely,"),
        "charge_d_affaires; Chargé d'affaires a.i.; NAME;; H.E.",
    ),
    "the close of another office, by what it says": (
        Code.TWO_STYLES,
        "fr",
        framed(closing=FRENCH_CLOSE.format("Monsieur le Ministre")),
        "ambassador; Ambassadeur; NAME; m",
        "foreign_minister; Ministre; NAME; m",
    ),
    "the close of another office, by its grade": (
        Code.TWO_STYLES,
        "fr",
        framed(
            closing="Veuillez agréer, {{ recipient.vocative }}, l'assurance de ma considération distinguée."
        ),
        "foreign_minister; Ministre; NAME; m",
        "charge_d_affaires; Chargé d'affaires",
    ),
    "the close of an Excellency under another salutation": (
        Code.TWO_STYLES,
        "en",
        PLAIN,
        "ambassador; Ambassador;;;; Dear Ambassador,",
    ),
    "the close of an organisation under Excellency": (
        Code.TWO_STYLES,
        "en",
        framed("{{ recipient.salutation }}", "Yours faithfully,"),
        "ambassador; Ambassador",
        "organisation;;;;; Dear members of the Council,",
    ),
    "the close of a chargé under Excellency": (
        Code.TWO_STYLES,
        "en",
        framed(closing="Accept, {{ recipient.title }}, the assurances of my high consideration."),
        "ambassador; Madam or Sir",
        "ambassador; Excellency",
    ),
    "a close in Portuguese that repeats another salutation": (
        Code.TWO_STYLES,
        "pt",
        framed(closing="Queira aceitar, Senhor Ministro, a expressão da minha consideração."),
        "ambassador; Embaixador; NAME; m",
        "foreign_minister; Ministro; NAME; m",
    ),
    "a name in a salutation": (
        Code.NAME_IN_SALUTATION,
        "en",
        framed(closing="Sincerely,"),
        "foreign_minister; Minister; Jane DOE; f;; Dear Minister Doe,",
    ),
    "a name in a template's salutation": (
        Code.NAME_IN_SALUTATION,
        "fr",
        framed(
            '{{ recipient.vocative }}{% if recipient.office == "minister" %} {{ recipient.name }}{% endif %},'
        ),
        "minister; Ministre; NAME; m",
    ),
    "a name from a further column": (
        Code.NAME_IN_SALUTATION,
        "en",
        framed("Dear Minister{% if recipient.surname %} {{ recipient.surname }}{% endif %},", "Sincerely,"),
        "foreign_minister; Minister;;;;; DOE",
        "foreign_minister; Minister",
    ),
    "no colon": (
        Code.NO_COLON,
        "es",
        framed('{% if recipient.office == "minister" %}Excelencia,{% else %}Excelencia:{% endif %}'),
        "minister; Ministerio",
    ),
    "a title that says minister in an ambassador's row": (
        Code.TITLE_AND_OFFICE,
        "en",
        PLAIN,
        "ambassador; Minister of Foreign Affairs",
    ),
    "one salutation for ministers and ambassadors": (
        Code.TITLE_AND_OFFICE,
        "en",
        framed("Dear Minister,", "Sincerely,"),
        "ambassador; Ambassador",
        "foreign_minister; Minister",
    ),
    "Sir for nobody knows whom": (
        Code.GENDERED_FORM,
        "en",
        framed(closing="Sincerely,"),
        "ambassador; Ambassador; NAME;;; Dear Sir,",
    ),
    "Madame la Ministre for an office": (
        Code.GENDERED_FORM,
        "fr",
        framed("Madame la Ministre,", FRENCH_CLOSE.format("Madame la Ministre")),
        "foreign_minister; Ministre",
        "foreign_minister; Ministre; NAME; f",
    ),
    "a man's form for a woman": (
        Code.GENDERED_FORM,
        "es",
        framed("Señor Ministro:"),
        "minister; Ministra; NAME; f",
        "minister; Ministro; NAME; m",
    ),
    "a man's form in the text": (
        Code.GENDERED_FORM,
        "pt",
        framed(body="Permita-nos, Senhor Embaixador, que lhe escrevamos.\n"),
        "ambassador; Embaixadora; NAME; f",
        "ambassador; Embaixador; NAME; m",
    ),
    "an honorific for one gender, and a form that would follow it": (
        Code.GENDERED_FORM,
        "fr",
        PLAIN,
        "ambassador; Ambassadeur; NAME;; S.E. M.",
        "ambassador; Ambassadeur; NAME; m; S.E. M.",
    ),
    "an honorific, and a salutation for somebody else": (
        Code.GENDERED_FORM,
        "en",
        framed(closing="Sincerely,"),
        "ambassador; Ambassador; NAME;; H.E. Mr; Dear Madam,",
        "ambassador; Ambassador; NAME;; H.E. Mr",
    ),
    "an English honorific in French": (
        Code.TWO_STYLES,
        "fr",
        framed("Bonjour,", "Cordialement,"),
        "organisation;; NAME; m; Mr",
        "ambassador; Ambassadeur; NAME; m; H.E. Mr",
    ),
    "a German one in English": (
        Code.TWO_STYLES,
        "en",
        PLAIN,
        "ambassador; Ambassador; NAME; m; Herrn Dr.",
        "ambassador; Ambassador; NAME; m; Dr.",
    ),
    "a form that no source backs": (
        Code.UNSURE_FORM,
        "en",
        PLAIN,
        "member_of_parliament; Member of Parliament",
    ),
    "a form in Arabic": (
        Code.UNSURE_FORM,
        "ar",
        framed(closing="مع التقدير،"),
        "foreign_minister; وزير الخارجية; NAME; m",
        "foreign_minister; وزير الخارجية; NAME; m;; تحية طيبة،",
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found_with_its_row_and_no_other(tmp_path, fault):
    """Two rows: in the first nothing is wrong, the second has the fault."""
    code, language, template, guilty, *sound = PLANTED[fault]

    problems = found(tmp_path, *(sound or [SURE]), guilty, template=template, language=language)

    assert told(problems) == [(code, 3)]
    assert not problems[0].is_error
    assert problems[0].place.file == "list.csv"
    assert problems[0].hint


def test_a_campaigns_own_form_is_looked_at_too(tmp_path):
    """Excellency is no way to address a chargé, whoever says so."""
    problems = found(tmp_path, SURE, "charge_d_affaires; Chargé d'affaires a.i.", forms=OWN)

    assert told(problems) == [(Code.EXCELLENCY, 3)]


def test_an_own_form_confirms_one_that_no_source_backs(tmp_path):
    """Whoever copies it has decided."""
    row = "member_of_parliament; Member of Parliament"
    own = OWN.replace("charge_d_affaires", "member_of_parliament")
    own = own.replace("Excellency,", "Dear Member of Parliament,").replace("Sincerely", "Yours faithfully")

    assert told(found(tmp_path / "a", row)) == [(Code.UNSURE_FORM, 2)]
    assert not found(tmp_path / "b", row, forms=own)


def test_what_stands_in_the_row_or_in_the_template_is_nobodys_unsure_form(tmp_path):
    """They are the campaign's own words, though they are the same."""
    row = "member_of_parliament; Member of Parliament"
    worded = framed("Dear Member of Parliament,", "Yours faithfully,")

    assert not found(tmp_path / "a", row, template=worded)
    assert not found(tmp_path / "b", f"{row};;;; Dear Member,", template=framed(closing="Yours faithfully,"))


@pytest.mark.parametrize(
    ("language", "row", "template"),
    [
        (
            "en",
            "member_of_parliament; MP",
            framed("Dear Member,", "Sincerely,", "An excellent centre of excellence.\n"),
        ),
        (
            "en",
            "member_of_parliament; MP",
            framed("Dear Member,", "Sincerely,", "We met His Excellency the Ambassador.\n"),
        ),
        (
            "en",
            "member_of_parliament; MP",
            framed("Dear Member,", "Sincerely,", "> May it please Your Excellency.\n"),
        ),
        (
            "fr",
            "member_of_parliament; Député",
            framed("Bonjour,", "Cordialement,", "Un centre d'excellence, dit-on.\n"),
        ),
        ("en", "ambassador; Ambassador", framed("Excellency,", "Yours sincerely,")),
        (
            "en",
            "ambassador; Ambassador",
            framed("Excellency,", "Sincerely,", "In Sirte, Sir Karim and Mr Khan, the Prosecutor, met.\n"),
        ),
        ("en", "organisation; ", framed("Dear Madam or Sir,", "Sincerely,")),
        ("en", "ambassador; Ambassador; NAME;; H.E. Ms", PLAIN),
        ("en", "foreign_minister; Minister; NAME;; Mr", framed(body="We ask Your Excellency.\n")),
        ("en", "organisation; Head; NAME;; Ms", framed(NAMED, "Sincerely,")),
        ("en", "ambassador; Ambassador; NAME; f; Madame", PLAIN),
        ("fr", "ambassador; Ambassadeur; NAME;; M.", framed("Bonjour,", "Cordialement,")),
        ("fr", "ambassador; Ambassadeur; John NAME; m; Sir", PLAIN),
        ("es", "ambassador; Embajadora; NAME; f; Excma. Sra. D.ª", PLAIN),
        ("pt", "ambassador; Embaixador; NAME; m; Sr.", PLAIN),
        ("fr", "ambassador; Ambassadrice; Marie de la Tour; f", PLAIN),
        (
            "fr",
            "organisation;;;;; Madame, Monsieur,",
            framed(closing="Veuillez agréer, {{ recipient.vocative }}, nos salutations."),
        ),
        ("es", "ambassador; Embajadora; NAME; f", framed("Estimado/a Embajador/a:", "Atentamente,")),
        (
            "es",
            "minister; Ministro; NAME; m",
            framed(closing="Reciba, Excelencia, mi distinguida consideración."),
        ),
        (
            "pt",
            "member_of_parliament; Deputada; NAME; f",
            framed("Senhora Deputada,", "Cordialmente,", "Escrevemos a Vossa Excelência.\n"),
        ),
        ("en", "member_of_parliament; MP; Jane DOE; f;; Dear Ms Doe,", framed(closing="Sincerely,")),
    ],
)
def test_what_only_looks_like_a_fault_is_none(tmp_path, language, row, template):
    """Words within words, somebody else, a quotation, both genders at once."""
    assert not found(tmp_path, row, template=template, language=language)


@pytest.mark.parametrize("salutation", ["Excellence,", "Excellence, chers membres du gouvernement,"])
def test_the_protocols_close_repeats_the_salutation_that_stands_in_the_letter(tmp_path, salutation):
    """Whether the row or the template words it."""
    row = "foreign_minister; Ministre; NAME; m"

    assert not found(tmp_path / "a", row, template=framed(salutation), language="fr")
    assert not found(tmp_path / "b", f"{row};; {salutation}", language="fr")


TITLES = [
    ("Ambassador, Permanent Representative to the United Nations", "permanent_representative", True),
    ("Ambassador and Permanent Representative", "ambassador", True),
    ("Minister-Counsellor", "ambassador", True),
    ("Minister Counsellor, Chargé d’affaires a.i.", "ambassador", False),
    ("Minister Plenipotentiary", "foreign_minister", False),
    ("Minister of Foreign Affairs and Vice-President", "foreign_minister", True),
    ("Vice-President", "foreign_minister", True),
    ("Prime Minister and Minister of Foreign Affairs", "foreign_minister", True),
    ("Prime Minister and Minister of Foreign Affairs", "head_of_government", True),
    ("Prime Minister", "foreign_minister", False),
    ("Deputy Prime Minister and Minister of Foreign Affairs", "foreign_minister", True),
    ("MINISTER OF JUSTICE", "permanent_representative", False),
    ("Minister of Justice", "foreign_minister", False),
    ("Minister for Foreign Affairs", "justice_minister", False),
    ("Minister of Justice", "minister", True),
    ("Minister for Europe and Foreign Affairs", "foreign_minister", True),
    ("Minister of Foreign Affairs and Minister of Justice", "justice_minister", True),
    ("Garde des Sceaux, ministre de la Justice", "justice_minister", True),
    ("Ministre de la Justice", "foreign_minister", False),
    ("Ministra de Justicia", "foreign_minister", False),
    ("Ministra das Relações Exteriores", "justice_minister", False),
    ("وزير العدل", "foreign_minister", False),
    ("Ambassador of the Kingdom of the Netherlands", "foreign_minister", False),
    ("Ministry of Foreign Affairs", "ambassador", True),
    ("Ambassador", "charge_d_affaires", False),
    ("Chargé d'affaires a.i.", "charge_d_affaires", True),
    ("Ambassador, Chargé d'affaires a.i.", "ambassador", False),
    ("High Commissioner", "ambassador", False),
    ("Ambassador", "high_commissioner", False),
    ("King", "head_of_government", False),
    ("President of the Republic", "ambassador", False),
    ("President of the Council of Ministers", "head_of_government", True),
    ("Goodwill Ambassador", "organisation", True),
    ("Member of Parliament", "foreign_minister", False),
    ("Minister for Foreign Affairs, MP", "foreign_minister", True),
    ("Ministre des Affaires étrangères", "ambassador", False),
    ("Ministre délégué chargé des Affaires européennes", "minister", True),
    ("Ministre plénipotentiaire", "ambassador", True),
    ("L'Ambassadrice", "foreign_minister", False),
    ("Première ministre", "ambassador", False),
    ("Chargé(e) d’affaires", "foreign_minister", False),
    ("Ministra de Relaciones Exteriores", "ambassador", False),
    ("Embajadora", "minister", False),
    ("Encargado/a de Negocios a. i.", "ambassador", False),
    ("Secretary of State for Foreign Affairs", "foreign_minister", True),
    ("Secretary of State for Foreign Affairs", "ambassador", False),
    ("Secretaria de Relaciones Exteriores", "permanent_representative", False),
    ("Canciller", "foreign_minister", True),
    ("Canciller", "ambassador", False),
    ("Ministro dos Negócios Estrangeiros", "permanent_representative", False),
    ("Embaixador de São Tomé e Príncipe", "ambassador", True),
    ("Primeiro-Ministro", "minister", False),
    ("وزير الشؤون الخارجية", "ambassador", False),
    ("نائب رئيس الوزراء ووزير الخارجية", "foreign_minister", True),
    ("السفير", "foreign_minister", False),
    ("القائم بالأعمال بالإنابة", "ambassador", False),
    ("المندوب الدائم لدى الأمم المتحدة", "permanent_representative", True),
]


@pytest.mark.parametrize(("title", "office", "fits"), TITLES)
def test_a_title_and_an_office_that_contradict_each_other_are_told(tmp_path, title, office, fits):
    """In all languages; ranks within a mission are no ministers."""
    problems = found(tmp_path, f"{office}; {title}", template=framed("Bonjour,", "Sincerely,"))

    assert told(problems) == ([] if fits else [(Code.TITLE_AND_OFFICE, 2)])
    assert all(problem.place.column == "title" for problem in problems)


# --- the sample ----------------------------------------------------------------------------------


def sample_languages():
    """The languages for which the sample has a template."""
    return sorted(path.name.split(".")[1] for path in (ROOT / "templates").glob("asp19.*.md"))


def test_the_sample_is_silent():
    """All its rows, each in its own language."""
    assert check(Campaign.load(ROOT), Wanted(parties_only=True)).problems == ()


@pytest.mark.parametrize("language", sample_languages())
def test_every_template_of_the_sample_suits_every_row_of_its_list(language):
    """Though nobody sends all of them in one language.

    Some states' own forms are unsure, and all of Arabic.
    """
    loaded = Campaign.load(ROOT)
    table = read_recipients(loaded)
    rows = tuple(replace(recipient, language=language) for recipient in table.recipients)

    from letterforge.run.crew import Crew, Job
    from letterforge.run.preflight import examine

    crew = Crew(Job(loaded, table.further_columns, ()))
    problems = examine(crew, replace(table, recipients=rows), rows).problems
    told_of = {problem.code for problem in problems if problem.code.startswith("LF08")}
    assert told_of <= {Code.UNSURE_FORM}
