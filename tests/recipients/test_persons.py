"""Cells that name somebody, or nobody, or somebody twice; postal codes; signs of the web."""

from __future__ import annotations

import pytest

from letterforge.errors import Code, Severity
from letterforge.recipients.postal import postal_problem
from letterforge.recipients.recognised import is_honorific, is_no_name, split_name

from .conftest import ReadList

NO_NAMES = ("Vacant", "N/A", "n.a.", "TBC", "?", "-", "–", "NULL", "nan", "N.N.", "unbesetzt", "Poste vacant")
NO_NAMES += ("Vacante", "À pourvoir", "Vago", "None", "to be confirmed", "شاغر", "...", "NA")
NO_NAMES += (
    "Posten vakant",
    "Post vacant since 2024",
    "a definir",
    "En attente de nomination",
    "siehe oben",
    "*",
    "Nom",
    *(
        "H.E. N/A",
        "Mr Vacant",
        "H.E. Mr TBC",
        "Herr N.N.",
        "Mrs Unknown",
        "M. À pourvoir",
        "N/A N/A",
        "XXXX",
        "Xx Xx",
    ),
    *("Vacant since May", "Vakanz", "Vakant seit 1. Mai", "(vacant)", "The Minister", "Die Botschafterin"),
)
LEFT_OVER = (
    "[Name]",
    "«Name»",
    "{{ name }}",
    "${name}",
    "%NAME%",
    "{name}",
    "<Name>",
    "Dear {{name}}",
    "#name#",
)
LEFT_OVER += (
    "\\N",
    "[object Object]",
    "(blank)",
    "<NA>",
    "NaT",
    "jane@example.org",
    "FALSE",
    "=B2&C2",
    "_x000D_A",
)
LEFT_OVER += (
    "=VLOOKUP(A2;B:B;1)",
    "=SVERWEIS(A2;B:B;1)",
    "<b>Jane</b>",
    "first<br>second",
    "Jane<br />Example",
)
PLAIN = (
    "=== Ministry ===",
    "a < b",
    "R & D [Research]",
    "Ministry «Unity»",
    "Office #1",
    "100 % Unity",
    "A_x_B",
    "T@P",
)
REMNANTS = (
    "first<br>second",
    "<b>Jane</b>",
    "_x000D_",
    "NaT",
    "<NA>",
    "(blank)",
    "2020-12-07 00:00:00",
    "see above",
)
REMNANTS += ("idem", "=A2", "{{ x }}")
HONEST = (
    *(["25000", "900"], ["44100", "512"], ["3.0", "4.5"], ["2 March", "3 mai"], ["2020-12-07", ""]),
    *(["MAR-12", ""], ["0.25", "0.5"], ["+33 6", ""], ["12 - 14", ""], ["F1", ""], ["2024", "2025"]),
    *(["45000", ""], ["none", "-----"], ["Na", "no"]),
)


@pytest.mark.parametrize("text", NO_NAMES)
def test_what_says_that_there_is_no_name_is_no_name(read_list: ReadList, text: str) -> None:
    """It would be printed as one."""
    listed = read_list(f"id,name\na,{text}\n")

    (problem,) = listed.problems
    assert (problem.code, problem.place.row, problem.place.column) == (Code.NO_NAME, 2, "name")
    assert problem.hint.startswith("leave the cell empty: ")


@pytest.mark.parametrize(
    "text",
    [
        "Don",
        "Vacante Specimen",
        "Nan Specimen",
        "Nan",
        "So",
        "Na",
        "Test Case",
        "John None",
        "Ka",
        "Al Vacant",
        "Will Vacant-Smith",
        "May Vacant",
        "Le King",
        "Xaver Xx",
        "La Toya Minister",
    ],
)
def test_names_stay_names(read_list: ReadList, text: str) -> None:
    """However short, and with such a word in them."""
    assert read_list(f"id,name\na,{text}\n").problems == ()


@pytest.mark.parametrize("column", ["name", "organisation", "city"])
@pytest.mark.parametrize("text", LEFT_OVER)
def test_what_programs_and_templates_leave_is_refused(read_list: ReadList, text: str, column: str) -> None:
    """It would be printed."""
    (problem,) = read_list(f"id|{column}\na|{text}\n").problems

    assert (problem.is_error, problem.place.row, problem.place.column) == (True, 2, column)


@pytest.mark.parametrize("text", PLAIN)
def test_signs_are_no_remnants(read_list: ReadList, text: str) -> None:
    """In ours, and in further columns."""
    listed = read_list(f"id|organisation|note\na|{text}|{text}\n")

    assert listed.problems == ()
    assert listed.recipients[0].doubts == {}


def test_a_word_for_nothing_is_a_name_behind_an_honorific(read_list: ReadList) -> None:
    """Blank and Offen are names."""
    listed = read_list("id,honorific,name\na,,Ms Blank\nb,,Frau Dr. Offen\n")

    assert not [problem for problem in listed.problems if problem.is_error]


@pytest.mark.parametrize("text", ["Mr", "H.E.", "Mme"])
def test_an_honorific_alone_is_no_name(read_list: ReadList, text: str) -> None:
    """It would be printed above the address."""
    (problem,) = read_list(f"id,name\na,{text}\n").problems

    assert problem.code is Code.NO_NAME
    assert "honorific without a name" in problem.message


def test_towns_that_are_words_for_a_name_are_towns(read_list: ReadList) -> None:
    """Nome is in Alaska, Leer in Frisia."""
    assert read_list("id,city\na,Nome\nb,Leer\n").problems == ()


@pytest.mark.parametrize(
    ("text", "honorific", "name"),
    [
        ("H.E. Mr. John Example", "H.E. Mr.", "John Example"),
        ("Mr John Example", "Mr", "John Example"),
        ("Herr Dr. Max Muster", "Herr Dr.", "Max Muster"),
        ("Excma. Sra. Ana Ejemplo", "Excma. Sra.", "Ana Ejemplo"),
        ("His Excellency John Example", "His Excellency", "John Example"),
        ("معالي السيد سامي مثال", "معالي السيد", "سامي مثال"),
        ("He Example", "", "He Example"),
        ("M. Example", "", "M. Example"),
        ("Don Example", "", "Don Example"),
        ("Hon Example", "", "Hon Example"),
        ("Drake Example", "", "Drake Example"),
        ("Dr", "", "Dr"),
    ],
)
def test_honorifics_are_told_from_names(text: str, honorific: str, name: str) -> None:
    """He, Hon and Don are names; M. is an initial."""
    assert split_name(text) == (honorific, name)


def test_an_honorific_is_never_doubled_and_it_is_said_once(read_list: ReadList) -> None:
    """Whatever the column honorific has already."""
    listed = read_list(
        "id,honorific,name\na,Mr,H.E. Mr. John Example\nb,,Ms Ann Example\nc,Dr,Dr Bea Example\n"
    )

    found = [(each.honorific, each.name) for each in listed.recipients]
    assert found == [("Mr H.E.", "John Example"), ("Ms", "Ann Example"), ("Dr", "Bea Example")]
    (notice,) = listed.problems
    assert (notice.code, notice.severity) == (Code.NO_NAME, Severity.NOTICE)
    assert "rows 2, 3 and 4" in notice.message


def test_a_turned_name_is_said(read_list: ReadList) -> None:
    """What follows a comma may be no given name."""
    listed = read_list('id,name\na,"EXAMPLE, Ama"\nb,"John Example, Jr."\nc,"Ann Example, KC"\n')

    (warning,) = listed.problems
    assert warning.severity is Severity.WARNING
    assert "row 2" in warning.message


@pytest.mark.parametrize("text", ["Mr", "H.E.", "H.E. Ms", "Herr Dr.", "M.", "Sra.", "The Rt Hon."])
def test_honorifics(text: str) -> None:
    """Alone in their cell."""
    assert is_honorific(text)


@pytest.mark.parametrize("text", ["Minister", "Mr Minister", "Dear Sir,", "", "Ambassador"])
def test_no_honorifics(text: str) -> None:
    """A function, or a salutation."""
    assert not is_honorific(text)
    assert not is_no_name(text)


def test_an_honorific_among_functions_is_an_error(read_list: ReadList) -> None:
    """It would be printed as the function."""
    listed = read_list("id,title\na,Minister\nb,Mr\n")

    (problem,) = listed.problems
    assert (problem.code, problem.place.row, problem.is_error) == (Code.TAKEN_FOR, 3, True)
    assert problem.hint.endswith('[recipients.columns]\nhonorific = "title"')

    listed = read_list("id,title,honorific\na,Minister,Ms\nb,Amb.,Mr\n")

    (problem,) = listed.problems
    assert 'write it out, such as "Ambassador"' in problem.hint
    assert "[recipients.columns]" not in problem.hint  # the honorific is another column already


def test_the_same_person_in_the_same_office_twice(read_list: ReadList) -> None:
    """However the name is written; the same person in two offices is not."""
    rows = [
        "1,KE,ambassador,Jane Example",
        "2,Kenya,ambassador,JANE EXAMPLE",
        "3,KE,foreign_minister,Jane Example",
    ]
    rows += ["4,GH,ambassador,Jane Example", "5,KE,ambassador,", "6,KE,minister,"]
    listed = read_list("id,country,office,name\n" + "\n".join(rows) + "\n")

    (warning,) = listed.problems
    assert (warning.code, warning.severity) == (Code.SAME_PERSON, Severity.WARNING)
    assert "rows 2 and 3" in warning.message


def test_the_same_unnamed_post_twice(read_list: ReadList) -> None:
    """A number is no difference; another town or another subject is one."""
    rows = ["a,KE,ambassador,Berlin,1,", "b,Kenya,ambassador,Berlin,2,", "c,KE,ambassador,Bonn,3,"]
    rows += ["d,KE,ambassador,Berlin,4,trade", "e,,,Berlin,,", "f,,,Berlin,,", "g,GH,,,,", "h,GH,,,,"]
    listed = read_list("id,country,office,city,No,subject\n" + "\n".join(rows) + "\n")

    found = [problem for problem in listed.problems if problem.code is Code.SAME_PERSON]
    assert [problem.message for problem in found] == ["the same person in the same office: rows 2 and 3"]


@pytest.mark.parametrize(
    ("country", "right"),
    [
        ("DE", ["10117", "D-10117", "DE-01067"]),
        ("GB", ["SW1A 1AA", "sw1a1aa", "M1 1AE", "GIR 0AA"]),
        ("NL", ["2517 KL", "2517KL", "2517"]),
        ("US", ["10017", "20500-0003"]),
        ("FR", ["75007", "75700 CEDEX 7"]),
        ("PT", ["1399-030", "1399 - 030", "1399–030"]),
        ("SE", ["103 39", "SE-103 39"]),
        ("CA", ["K1A 0G2"]),
        ("JP", ["100-8919", "〒100-8919", "〒 100-8919"]),
        ("HT", ["6110", "HT6110", "HT 6110"]),
        ("SN", ["10200", "BP 4044"]),
        ("GB", ["BFPO 12", "SW1A 1AA"]),
        ("EG", ["١١٥١١"]),
        ("HK", ["whatever"]),
    ],
)
def test_postal_codes_that_can_be(country: str, right: list[str]) -> None:
    """As their post offices have them, and as people write them."""
    assert [postal_problem(code, country) for code in right] == [None] * len(right)


@pytest.mark.parametrize(
    ("country", "code"),
    [("DE", "1067"), ("GB", "75007"), ("US", "2110"), ("NL", "25171"), ("FR", "SW1A 1AA")],
)
def test_postal_codes_that_cannot_be(read_list: ReadList, country: str, code: str) -> None:
    """An error, with the zero where that may be lost."""
    listed = read_list(f"id,address_country,postal_code\na,{country},{code}\n")

    (problem,) = listed.problems
    assert (problem.code, problem.place.column) == (Code.BAD_POSTAL_CODE, "postal_code")
    assert ("a zero may have been lost" in problem.hint) is (code in {"1067", "2110"})


@pytest.mark.parametrize("text", ["Trade &amp; Industry", "C&ocirc;te", "d&#39;Ivoire", "&#x27;"])
def test_signs_of_the_web_are_refused(read_list: ReadList, text: str) -> None:
    """In ours always, in further columns where they are printed."""
    listed = read_list(f"id,organisation,note\na,{text},\nb,,{text}\n")

    (problem,) = listed.problems
    assert (problem.code, problem.place.row) == (Code.GARBLED_TEXT, 2)
    assert set(listed.recipients[1].doubts) == {"note"}


@pytest.mark.parametrize("text", ["Trade & Industry", "R&D;", "AT&T; and others", "a &b"])
def test_an_ampersand_is_a_sign_like_others(read_list: ReadList, text: str) -> None:
    """Only what the web knows is one of its signs."""
    assert read_list(f'id;organisation\na;"{text}"\n').problems == ()


@pytest.mark.parametrize(
    "text", ["?brahim", "Ya?mur", "T?rkiye", "????? Example", "Ann (?brahim)", "Nguy?n V?n A"]
)
def test_a_letter_that_was_lost_is_refused(read_list: ReadList, text: str) -> None:
    """Outlook writes a question mark for each that its encoding lacks.

    In further columns where they are printed.
    """
    listed = read_list(f"id,name,note\na,{text},\nb,,{text}\n")

    (problem,) = listed.problems
    assert (problem.code, problem.place.row, problem.is_error) == (Code.GARBLED_TEXT, 2, True)
    assert set(listed.recipients[1].doubts) == {"note"}


@pytest.mark.parametrize("text", ["Tar? Example", "Which? Limited", "Ann Example ?"])
def test_another_question_mark_is_a_warning(read_list: ReadList, text: str) -> None:
    """A letter may be lost at the end of a word; or it is a question.

    In a further column it is nobody's business.
    """
    listed = read_list(f"id,organisation,note\na,{text},\nb,,{text}\n")

    (problem,) = listed.problems
    assert (problem.code, problem.place.row, problem.is_error) == (Code.GARBLED_TEXT, 2, False)
    assert not listed.recipients[1].doubts


@pytest.mark.parametrize(
    ("column", "text", "is_error"),
    [
        ("honorific", '"', True),
        ("organisation", "〃", True),
        ("name", '"Ann Example"', False),
        ("city", "„Bonn“", False),
        ("name", "Ann Example,", False),
    ],
)
def test_signs_around_a_text_are_named(read_list: ReadList, column: str, text: str, is_error: bool) -> None:
    """A ditto mark is no text; quotation marks or a comma may be meant, and are asked about."""
    quoted = text.replace('"', '""')
    listed = read_list(f'id,country,{column}\na,KE,"{quoted}"\n')

    (problem,) = listed.problems
    assert (problem.place.row, problem.is_error) == (2, is_error)


@pytest.mark.parametrize(
    "text", ['Association "Ensemble"', "Bar, Bench and Court", "L'Étoile", "O'Neill & Sons"]
)
def test_signs_within_a_text_are_not(read_list: ReadList, text: str) -> None:
    quoted = text.replace('"', '""')

    assert not read_list(f'id,country,organisation\na,KE,"{quoted}"\n').problems


def test_the_address_of_a_page_may_have_a_question_mark(read_list: ReadList) -> None:
    text = "1 Road, https://example.org/?a=b, www.example.org/page?x=1"
    listed = read_list(f'id,address,note\na,"{text}",\nb,,"{text}"\n')

    assert not listed.problems
    assert not listed.recipients[1].doubts


@pytest.mark.parametrize(
    "text", ["2.54712E+11", "44172", "02-Mar", "2110.0", "0.30000000000000004", *REMNANTS]
)
def test_what_a_program_has_made_of_a_cell_is_doubtful(read_list: ReadList, text: str) -> None:
    """A template may ask whether it is there, and may not print it."""
    recipient = read_list(f"id,note\na,{text}\nb,x\n").recipients[0]

    assert recipient.extra["note"] == text
    assert recipient.doubts["note"].place.column == "note"


@pytest.mark.parametrize("cells", HONEST)
def test_honest_numbers_are_not(read_list: ReadList, cells: list[str]) -> None:
    """Amounts, marks, years, telephone numbers, dates that somebody typed."""
    listed = read_list("id,note\n" + "".join(f"r{at},{cell}\n" for at, cell in enumerate(cells)))

    assert [each.doubts for each in listed.recipients] == [{}] * len(cells)


def test_a_gap_in_a_column_that_others_fill_is_said_once(read_list: ReadList) -> None:
    """And not where many rows have one."""
    rows = [f"r{at},City{at},Ministry,{'x' if at % 2 else ''}" for at in range(10)]
    rows[3] = "r3,,Ministry,"
    listed = read_list("id,city,organisation,title\n" + "\n".join(rows) + "\n")

    (notice,) = listed.problems
    assert (notice.code, notice.severity) == (Code.EMPTY_CELL, Severity.NOTICE)
    assert '"city" in row 5' in notice.message
    assert "title" not in notice.message


@pytest.mark.parametrize(
    "line",
    [
        "AFRICA,,",
        "Total: 2,,",
        "Total,,2",
        "Source: Protocol list 2020,,",
        "* not confirmed,,",
        "Ministers:,,",
    ],
)
def test_a_row_that_is_a_heading_or_a_total_is_no_recipient(read_list: ReadList, line: str) -> None:
    """It would get a letter."""
    listed = read_list(f"Name,City,Organisation\nAnn Example,Bonn,Ministry\n{line}\nJo Example,Accra,\n")

    problem, *_ = [problem for problem in listed.problems if problem.is_error]
    assert (problem.code, problem.place.row, problem.place.column) == (Code.NO_NAME, 3, "Name")


@pytest.mark.parametrize(
    ("table", "warnings"),
    [
        (
            "Name,City,Title\nA Example,Bonn,x\nB Example,Bonn,x\nC Example,Bonn,x\nGENERAL STAFF,,\n",
            ["row 5"],
        ),
        ("Name,City,Title\nA Example,,\nB Example,,\nC Example,Bonn,x\n", []),
        ("Name,City,Title\nSource Example,Bonn,\nAsia Example,Bonn,\nTotal Example,Bonn,\n", []),
        ("Name,City\nA Example,Bonn\nB Example,Bonn\nC Example,Bonn\nD Example,\n", []),
        ("country,city,title\nKE,Bonn,x\nGH,Bonn,x\nDE,Bonn,x\nFR,,\n", []),
    ],
)
def test_rows_with_one_cell_are_doubtful_among_others(
    read_list: ReadList, table: str, warnings: list[str]
) -> None:
    """Where the list is of that kind, nothing is said."""
    found = [problem for problem in read_list(table).problems if problem.severity is Severity.WARNING]

    assert [problem.message for problem in found] == [
        f"only the first cell is filled in {each}" for each in warnings
    ]


@pytest.mark.parametrize("text", ["Grace Example Grace Example", "Gr\u0430ce Example"])
def test_a_name_twice_or_in_two_scripts_is_doubtful(read_list: ReadList, text: str) -> None:
    """A warning: nobody can know.

    Boutros Boutros is a name, and one word in each script is two ways to write it.
    """
    listed = read_list(f"id,name\na,{text}\nb,Boutros Boutros\nc,Ivan \u0418\u0432\u0430\u043d\n")

    (problem,) = listed.problems
    assert (problem.severity, problem.place.row) == (Severity.WARNING, 2)
