"""Marks and spaces of each language, as a careful compositor would set them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterforge.compose.blocks import skeleton
from letterforge.compose.slots import Filler
from letterforge.compose.typography import letter_rules, typeset_cell, typeset_line
from letterforge.compose.typography.rules import ALL
from letterforge.languages import OURS
from letterforge.languages.files import list_our_files
from letterforge.model import Heading, ListBlock, Paragraph, Quote, Run, Table, Value, slot

LANGUAGES = [code for code, files in list_our_files().items() if "writing.toml" in files]
SIGNS = str.maketrans({"\u00a0": "_", "\u202f": "·", "\u2011": "="})
"""What cannot be seen, as these tests write it."""


def shown(line):
    """A line with its invisible signs, and what is raised or lowered between carets or tildes."""
    marks = {1: "^", -1: "~", 0: ""}
    return "".join(f"{marks[run.rise]}{run.text}{marks[run.rise]}" for run in line).translate(SIGNS)


def typeset(text, language, chosen=ALL):
    return shown(typeset_line((Run(text),), letter_rules(language, chosen=chosen)))


@pytest.mark.parametrize(
    ("language", "typed", "printed"),
    [
        # quotation marks and apostrophes
        ("en", "He said \"it's 'so' and 'that'\" there.", "He said “it’s ‘so’ and ‘that’” there."),
        ("en", "'Tis the '90s; rock 'n' roll, 'in 1998'", "’Tis the ’90s; rock ’n’ roll, ‘in 1998’"),
        ("en", '"\'Yes,\' she said." a "b "c" d" e', "“‘Yes,’ she said.” a “b ‘c’ d” e"),
        ("en", "the States' rights, James's, 'the cause'", "the States’ rights, James’s, ‘the cause’"),
        ("en", '5\' 10" tall, 45° 30\' 15" N, "in 1998"', "5' 10\" tall, 45° 30' 15\" N, “in 1998”"),
        ("en", '("a") the "rules-based" order', "(“a”) the “rules-based” order"),
        ("fr", 'l\'"Accord" et "le mot \'cité\' là"', "l’«·Accord·» et «·le mot “cité” là·»"),
        ("fr", '« un "deux" trois »', "«·un “deux” trois·»"),
        ("es", 'el "Estatuto \'de\' Roma"; ¿"sí"?', "el «Estatuto “de” Roma»; ¿«sí»?"),
        ("pt", "o \"Estatuto 'de' Roma\"", "o «Estatuto “de” Roma»"),
        ("ar", 'في "روما"', "في «روما»"),
        ("de", "\"Das 'Wort'\", mir geht's", "„Das ‚Wort‘“, mir geht’s"),
        ("nl", "\"Het 'woord'\", 's avonds, foto's, '90", "‘Het “woord”’, ’s avonds, foto’s, ’90"),
        ("it", "\"l'Italia 'bella'\"", "«l’Italia “bella”»"),
        ("ru", '"вот "так" да"', "«вот „так“ да»"),
        # dashes, ranges, and what is none
        ("en", "a word - another -- and--third; 5 - 3", "a word_– another_– and_– third; 5 - 3"),
        (
            "en",
            "1998-2002, 2019-20, pp. 12-14, from 3-5 pages",
            "1998–2002, 2019–20, pp._12–14, from 3–5 pages",
        ),
        (
            "en",
            "7-16 December, June-July, 9:00-17:00, 14th-16th",
            "7–16_December, June–July, 9:00–17:00, 14th–16th",
        ),
        ("en", "ICC-ASP/22/Res.3, 2020-12-07, 2020-12", "ICC-ASP/22/Res.3, 2020=12=07, 2020=12"),
        (
            "en",
            "+41 22 730-2111, 1000-121 Lisboa, Room 14-16",
            "+41 22 730=2111, 1000=121 Lisboa, Room_14=16",
        ),
        ("en", "resolution 60-251, A/70-75, 7 - 9 May", "resolution_60=251, A/70=75, 7–9_May"),
        ("fr", "mot - incise - mot, p. 12-14, 1998-2002", "mot_– incise_– mot, p._12=14, 1998=2002"),
        ("es", "una - dos - tres, 1998-2002", "una —dos— tres, 1998=2002"),
        ("pt", "1998-2002, 14-16 de dezembro", "1998–2002, 14–16_de_dezembro"),
        ("de", "S. 12-14 - und 1998-2002", "S._12–14_– und 1998–2002"),
        ("ru", "слово - дело, 1998-2002", "слово_— дело, 1998–2002"),
        ("ar", "كوفيد-19 من 14-16", "كوفيد=19 من 14=16"),
        # spaces
        (
            "en",
            "H.E. Mr X, J. R. X, No. 5, art. 12, p. 3, § 5",
            "H.E._Mr_X, J._R._X, No._5, art._12, p._3, §_5",
        ),
        (
            "en",
            "20 %, 5 km, € 100, 5 million, Part II, 10 000",
            "20_%, 5_km, €_100, 5_million, Part_II, 10·000",
        ),
        ("en", "7 December 2020, December 7, 2020", "7_December 2020, December_7, 2020"),
        ("fr", "Pourquoi? oui; non ! fin : 10:30 ?!", "Pourquoi·? oui·; non·! fin·: 10:30·?!"),
        ("fr", "« Cour », «Cour», Pourquoi\u00a0?", "«·Cour·», «·Cour·», Pourquoi·?"),
        (
            "fr",
            "le 7 décembre 2020, 12 ministres, 10 000 francs",
            "le_7_décembre 2020, 12_ministres, 10·000_francs",
        ),
        ("fr", "M. le Ministre, n° 5, 20 %, 10 h 30", "M._le Ministre, n°_5, 20_%, 10_h_30"),
        ("fr", "022 730 21 11, le 022 730 111", "022 730 21 11, le 022 730 111"),
        ("es", "el 7 de diciembre, art. 5, D. Quijote", "el 7_de_diciembre, art._5, D._Quijote"),
        ("de", "den 7. Dezember 2020, Nr. 5", "den_7._Dezember 2020, Nr._5"),
        ("ru", "7 декабря 2020 г., 5 человек, № 5", "7_декабря 2020_г., 5_человек, №_5"),
        ("ar", "المادة 5 - نص", "المادة 5 – نص"),
        # hyphens at which no line ends
        (
            "en",
            "COVID-19, e-mail, T-shirt, 3-day, -5, well-known",
            "COVID=19, e=mail, T=shirt, 3=day, =5, well-known",
        ),
        ("fr", "a-t-il, J.-P. X", "a=t=il, J.=P._X"),
        # what is raised
        (
            "fr",
            "19e, 1er, 1re, XIXe siècle, Mme X, no 5, nos 3",
            "19^e^, 1^er^, 1^re^, XIX^e^ siècle, M^me^_X, n^o^_5, n^os^_3",
        ),
        ("fr", "De, Le, Ces, Vie, Mer, nos amis, no", "De, Le, Ces, Vie, Mer, nos amis, no"),
        ("es", "1.er, 3.o, n.o 5, 19.º", "1.^er^, 3.^o^, n.^o^_5, 19.º"),
        ("pt", "1.o, Sr.a X, 19.ª", "1.^o^, Sr.^a^ X, 19.ª"),
        ("en", "19th", "19th"),
        # addresses
        ("fr", "voir https://example.org/?a=1;b='c' ?", "voir https://example.org/?a=1;b='c'·?"),
        (
            "en",
            '"www.example.org/1998-2002", o\'b@example.org',
            "“www.example.org/1998-2002”, o'b@example.org",
        ),
        ("fr", "a@example.org : oui", "a@example.org·: oui"),
    ],
)
def test_each_language_has_its_marks_and_spaces(language, typed, printed):
    """As a compositor of that language would set them; what is set stays as it is."""
    rules = letter_rules(language)
    once = typeset_line((Run(typed),), rules)

    assert shown(once) == printed
    assert shown(typeset_line(once, rules)) == printed


def test_a_mark_after_bold_text_gets_its_space_too():
    """It begins a run of its own."""
    assert skeleton('**gras** ; *"cité"* : 19^e^ H~2~O', "fr").blocks == (
        Paragraph(
            (
                Run("gras", strong=True),
                Run("\u202f; "),
                Run("«\u202fcité\u202f»", emphasis=True),
                Run("\u202f: 19"),
                Run("e", rise=1),
                Run(" H"),
                Run("2", rise=-1),
                Run("O"),
            )
        ),
    )


@pytest.mark.parametrize(
    ("typed", "runs"),
    [
        ("a ~~b~~ c~2~", [Run("a "), Run("b", struck=True), Run(" c"), Run("2", rise=-1)]),
        ("~5 to ~6, 2^a b^", [Run("~5 to ~6, 2^a b^")]),
        ("https://example.org/~a/~b x\\^y^", [Run("https://example.org/~a/~b x^y^")]),
        ("**m^2^**", [Run("m", strong=True), Run("2", strong=True, rise=1)]),
    ],
)
def test_carets_raise_and_tildes_lower(typed, runs):
    """Without a space between them; two tildes strike through."""
    assert skeleton(typed).blocks == (Paragraph(tuple(runs)),)


def filled(markdown, language, *values, chosen=ALL):
    rules = letter_rules(language, chosen=chosen)
    found = Filler(tuple(values), rules=rules).blocks(skeleton(markdown, language, (), rules).blocks)
    return shown(run for block in found for run in runs_of(block))


def runs_of(block):
    match block:
        case Paragraph(content) | Heading(_, content):
            yield from content
        case ListBlock(parts) | Quote(parts):
            for part in parts:
                yield from (
                    run for inner in (part if isinstance(part, tuple) else [part]) for run in runs_of(inner)
                )
        case Table(head, rows):
            yield from (run for cells in (head, *rows) for cell in cells for run in cell)


CELL, FACT = (Value('O\'Neill "A" - B: 1998-2002 Mr X; 7 May', personal=is_cell) for is_cell in (True, False))


def test_of_a_value_from_the_list_only_what_nobody_sees_changes_and_apostrophes():
    """A name keeps its quotation marks and dashes; facts of the campaign are text like the template's."""
    text = f"{slot(0)}'s"

    assert filled(text, "en", CELL) == 'O’Neill "A" - B: 1998=2002 Mr_X; 7_May’s'
    assert filled(text, "fr", FACT) == "O’Neill «·A·»_– B·: 1998=2002 Mr X·; 7_May’s"
    assert filled(text, "en", CELL, chosen=ALL - {"cells"}) == 'O\'Neill "A" - B: 1998-2002 Mr X; 7 May’s'
    assert typeset_cell("Côte d'Ivoire - 5 km", letter_rules("fr")) == "Côte d’Ivoire - 5 km"
    assert filled(
        f"{slot(0)}-{slot(1)} December", "en", Value("14", personal=False), Value("16", personal=True)
    ) == ("14–16_December")


def test_what_is_kept_or_switched_off_stays_as_it_was_typed():
    """By a backslash, a rule, a quotation, or everything."""
    text = 'It\'s "so": 1998-2002 - in 5 km'

    assert filled(r"It\'s \"so\": 1998\-2002 \- a", "en") == 'It\'s "so": 1998-2002 - a'
    assert filled(rf"{slot(0)}\'s", "en", FACT)[-2:] == "'s"
    assert typeset(text, "en", frozenset()) == text
    assert typeset(text, "en", frozenset({"spaces"})) == 'It\'s "so": 1998-2002 - in 5_km'
    assert typeset(text, "en", frozenset({"apostrophes"})) == 'It’s "so": 1998-2002 - in 5 km'
    assert typeset(text, "en", frozenset({"quotes"})) == "It's “so”: 1998-2002 - in 5 km"
    assert typeset(text, "en", frozenset({"dashes"})) == 'It\'s "so": 1998–2002_– in 5 km'
    assert typeset("19e COVID-19", "fr", frozenset({"hyphens"})) == "19e COVID=19"
    quoted = f"> - it's {slot(0)}"
    assert filled(f"{quoted}\n\nIt's", "en", FACT, chosen=ALL - {"quotations"}).startswith(
        f"it's {FACT.text}It’s"
    )


PIECES = [
    *"abé1 ;:!?«»\"'.,()-–\u00a0\u202f\n~^",
    "https://x.org/?a ",
    "M. ",
    " - ",
    "1998-2002",
    "19e ",
    "7 May",
    "'n'",
]
TEXT = st.lists(st.sampled_from(PIECES)).map("".join)
RUNS = st.lists(st.tuples(TEXT, st.booleans(), st.booleans()))
MARKS = frozenset("'\"“”‘’«»„‚-–—\u2011")


@given(RUNS, st.sampled_from(LANGUAGES))
def test_no_letter_and_no_digit_is_ever_changed_and_done_twice_it_changes_nothing(runs, language):
    """Only spaces, quotation marks, apostrophes, hyphens and dashes; in a cell only what takes no room."""
    rules = letter_rules(language)
    line = tuple(Run(text, strong=strong, personal=cell) for text, strong, cell in runs)

    once = typeset_line(line, rules)

    assert essence(once) == essence(line)
    assert cells(once) == cells(line)
    assert shown(typeset_line(once, rules)) == shown(once)


def essence(line):
    return [
        (character, run.strong, run.personal)
        for run in line
        for character in run.text
        if not character.isspace() and character not in MARKS
    ]


def cells(line):
    same = str.maketrans({"’": "'", "\u2011": "-", "\u00a0": " ", "\u202f": " "})
    return "".join(run.text for run in line if run.personal).translate(same)


def test_our_languages_have_rules_that_can_be_read():
    """Each with marks of its own."""
    assert {"en", "fr", "es", "pt", "ar", "de", "it", "nl", "nb", "ru", "zh"} <= set(LANGUAGES)
    for language in OURS.complete():
        assert letter_rules(language).inner != letter_rules(language).quotes
