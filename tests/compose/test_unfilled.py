"""Places that nobody has filled are found with their line and place.

Honest brackets and figures are let be.
"""

from __future__ import annotations

import pytest

from letterforge.compose import check_markdown
from letterforge.compose.blocks import skeleton
from letterforge.compose.unfilled import is_placeholder_name, unfilled_places
from letterforge.errors import Code

PLACES = (
    "[NAME]", "[NOM]", "[nombre]", "[NOME]", "[اسم]", "[Datum]", "[date]", "[Country]", "[First Name]",
    "[Your name]", "[Name of the Minister]", "[Nom, prénom]", "[Nombre del Ministro]",
    "[title of the report]", "[Job title]", "[insert date here]", "[insérer la date]", "[insertar fecha]",
    "[inserir data]", "[أدخل التاريخ]", "[Datum einfügen]", "(insert date)", "(NAME)", "[to be confirmed]",
    "[à compléter]", "[por confirmar]", "[delete as appropriate]", "[FULL LEGAL DENOMINATION]",
    "[AMBASSADOR]", "[Mr/Ms]", "[ ]", "[]", "[X]", "[?]", "[●]", "[XX]", "«Last_Name»", "«FirstName»",
    "«Title»", "<<Name>>", "<insert name>", "{MERGEFIELD Name}", "{ MERGEFIELD A \\* B }", "{Name}", "}}",
    "$CUSTOMER", "${name}", "%NAME%", "##NAME##", "@@name@@", "*|NAME|*", "20XX", "XXXX", "XX/XX/20XX",
    "XX December", "le XX décembre", "XX de diciembre", "December XX", "€XX", "XXX,XXX", "Mr XXX",
    "DD/MM/YYYY", "JJ.MM.AAAA", "TODO", "TBC", "TBD", "FIXME", "tbc", "TO BE CONFIRMED", "À COMPLÉTER",
    "POR CONFIRMAR", "Dear ,", "Dear Mr ,", "Chère ,", "Mme ,", "Dear [Minister]", "____", "......", "…………",
    "«AddressBlock»", "«GreetingLine»", "«PLZ»", "«Next Record»", "Choose an item.",
    "Klicken Sie hier, um Text einzugeben.", "Click or tap to enter a date.",
    "Error! Reference source not found.", "Fehler! Verweisquelle konnte nicht gefunden werden.",
    "Erreur ! Signet non défini.", "INSERT DATE", "DATUM EINFÜGEN", "ENTER NAME HERE", "202X", "20__",
    "[Minister]", "[YYYY]", "00 December 2020", "?? December", "EUR XX", "#name#", "PLACEHOLDER", "[DRAFT]",
    "???", "Lorem ipsum", "Click here to enter text", "%%LAST%%", "[date to be confirmed]",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_nobody_filled_is_found(place):
    """In the middle of a sentence."""
    found = list(unfilled_places(f"We write about {place} and thank you."))

    assert found
    assert "".join(found) in place


HONEST = (
    "“[s]tates [must] act […] under [Article 5] [of the Statute]” [emphasis added]",
    "[sic], [...], [. . .] and [our translation]",
    "“[the] Minister [Jane Example]” and “the [Organization] shall”, “[country] of origin”",
    "[name withheld] by [the Minister] of [the State]",
    "[ICC] and [UNESCO], [A/RES/70/1], [1], [p. 5], [2002], [hereinafter “the Resolution”]",
    "[Original: English]", "[and/or]",
    "Article XX, siglo XX, le XXe siècle, XX Cumbre, Juan XXIII, the XX session, XXX Reunión",
    "3 x 4, X-ray, Malcolm X, Mr X", "US$5, $US 5, 10 $CAN, A$10", "50% of 30% and 5 % or 10%", "C# and #1",
    "Dear Sir, Dear Madam: Cher Monsieur, Estimado señor:", "Dear Minister, Dear Professor,",
    "« mot »", "e.g. this... and that…. No. 5",
    "sets {a, b}, {1, 2, 3} and {a, b, …}", "a 200x lens, a 10x rise, 20 items, the 2020s",
    "[draft] articles, “[Minister] Example said”, [ii], [III], [MRU]",
    "10:00 March, at 10.00 May, Why? May we",
    "You may choose an item. Details to follow. The text is to follow.", "Error! is what it said",
    "MINISTRY OF FOREIGN AFFAIRS, ADD TO THIS, ENTER INTO FORCE",
    "#NeverAgain and #one", "EUR 20 and XX EUROS",
    "(s) (a) (iii) (ICC) (the Court) (list attached) (to be confirmed) (Add.1)",
    "https://example.org/a__b?x={1}&y=[name]", "jane_doe@example.org", "__bold__ x_y", "A. B. C.",
)  # fmt: skip


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_is_no_place(text):
    """Quotations, references, Roman numbers, currencies."""
    assert list(unfilled_places(text)) == []


@pytest.mark.parametrize(
    ("name", "is_none"),
    [
        ("NAME", True), ("Name of signatory", True), ("Your full name", True), ("Nom du signataire", True),
        ("Nombre y apellidos", True), ("N.N.", True), ("…", True), ("to be confirmed", True),
        ("E. Day", False), ("A. Land", False), ("ANN SIGNATORY", False), ("Jane Name", False), ("李", False),
    ],
)  # fmt: skip
def test_a_name_is_told_from_the_word_for_one(name, is_none):
    """Words for days and streets are people's names too."""
    assert is_placeholder_name(name) == is_none


def test_a_text_that_is_to_follow_is_a_place():
    """Where it is all that a paragraph says, or its last sentence."""
    assert list(unfilled_places("Text to follow.")) == ["Text to follow"]
    assert list(unfilled_places("Second. Texte à compléter")) == ["Texte à compléter"]


def test_what_is_honest_depends_on_the_language():
    """Guillemets are quotation marks elsewhere, and todo is a word."""
    assert list(unfilled_places("«palabra» y TODO LO DEMÁS", "es")) == []
    assert list(unfilled_places("TODO: la fecha", "es")) == ["TODO:"]
    assert list(unfilled_places("«Apellido_1» y «Título»", "es")) == ["«Apellido_1»", "«Título»"]


def test_a_text_that_is_allowed_stands_and_no_other():
    """Exactly it, or a longer one that it is within."""
    text = "[NAME] of the ship, and [NAME]"

    assert list(unfilled_places(text, allow=["[NAME]"])) == []
    assert list(unfilled_places(text, allow=["[NAME] of the ship"])) == ["[NAME]"]
    assert list(unfilled_places("[NAME] of the ship", allow=["[NAME] of the ship"])) == []
    assert list(unfilled_places(text, allow=["NAME", ""])) == ["[NAME]"]


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("a\n\nto [NAME] here", 3, "[NAME]"),
        ("{% if x %}\nto [NAME]\n{% endif %}", 2, "[NAME]"),
        ("# About [TITLE]", 1, "[TITLE]"),
        ("- one\n- [NAME]", 2, "[NAME]"),
        ("| A |\n|---|\n| [NAME] |", 3, "[NAME]"),
        ("x[^1]\n\n[^1]: see [NAME]", 3, "[NAME]"),
        ("> said [NAME]", 1, "[NAME]"),
        ("to [**NAME**] now", 1, "[**NAME**]"),
        ("to **«*Last_Name*»**", 1, "«*Last_Name*»"),
        ("one\n[insert\ndate]", 2, "[insert"),
        ("to <<Name>>, now", 1, "<<Name>>"),
        ("Signed:\n____", 2, "____"),
        ("\\[NAME\\]", 1, "[NAME\\]"),
    ],
)
def test_check_names_line_and_place_once(source, line, words):
    """Wherever in a template it is."""
    (problem,) = check_markdown(source, "letter.en.md")

    assert (problem.code, problem.is_error, problem.place.line) == (Code.UNFILLED_PLACE, True, line)
    assert problem.place.excerpt[slice(*problem.place.span)] == words
    assert "[inspect]\nallow = [" in problem.hint


@pytest.mark.parametrize(
    "source",
    [
        "{# TODO #} text",
        "[a link](https://example.org) and a note[^1]\n\n[^1]: Note.",
        "see [NAME]\n\n[NAME]: https://example.org",
        'Dear {% include "who.md" %}, ({% include "x.md" %})',
        "Dear {{ recipient.name }}, ({{ recipient.city }}) «{{ recipient.city }}» [{{ recipient.city }}]",
        "a\n\n---\n\nb\n\n___\n\nc",
    ],
)
def test_tags_links_notes_and_rules_are_no_places(source):
    """What Jinja and Markdown take away is not in the letter."""
    assert check_markdown(source, "letter.en.md") == ()


def test_a_filled_template_is_searched_too():
    """A file whose name is worked out, or a condition, may leave a place that no file shows."""
    (offence,) = skeleton("Dear , we write").offences

    assert (offence.code, offence.words) == (Code.UNFILLED_PLACE, "Dear ,")
    assert skeleton("to [NAME]", "en", ("[NAME]",)).offences == ()


def test_a_paragraph_full_of_places_is_told_of_twenty():
    """A template cannot make more messages than anyone reads, nor be searched without end for each."""
    assert len(check_markdown(" ".join(f"{{a{n}}}" for n in range(5000)), "letter.en.md")) == 20
    assert len(check_markdown("_ " * 50_000, "letter.en.md")) == 0
