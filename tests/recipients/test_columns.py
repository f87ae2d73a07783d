"""Headings: which column is which, and what is wrong with them."""

from __future__ import annotations

import pytest

from letterforge.errors import Code, Severity

from .conftest import ReadList


@pytest.mark.parametrize(
    "heading",
    ["postal_code", "Postal Code", " POSTAL-CODE ", "postalcode", "Postal\u00a0code", "\ufeffpostal__code"],
)
def test_headings_match_however_they_are_typed(read_list: ReadList, heading: str) -> None:
    """Case, spaces, hyphens and underscores make no other column."""
    listed = read_list(f"id,{heading}\na,1010\n")

    assert listed.recipients[0].postal_code == "1010"
    assert listed.recipients[0].extra == {}


def test_further_columns_have_names_that_a_template_can_write(read_list: ReadList) -> None:
    """`recipient.focal_point` for "Focal Point"; a heading without a letter has no name."""
    listed = read_list("id,Focal Point,N° de réf.,#,e-mail (2)\na,x,y,1,z\n")

    assert listed.recipients[0].extra == {"focal_point": "x", "n_de_réf": "y", "e_mail_2": "z"}
    assert listed.recipients[0].source == ("a", "x", "y", "1", "z")
    assert listed.problems == ()


def test_unnamed_empty_columns_are_nothing(read_list: ReadList) -> None:
    """Spreadsheets save the empty columns that somebody once touched."""
    listed = read_list("id,,city,,\na,,Paris,,\nb, ,Rome,,\n")

    assert [recipient.city for recipient in listed.recipients] == ["Paris", "Rome"]
    assert listed.headings == ("id", "", "city")
    assert listed.problems == ()


def test_an_unnamed_column_with_text_is_asked_about_once(read_list: ReadList) -> None:
    """It may be a shift of all rows; one question is enough for 250 of them."""
    listed = read_list("id,,city\na,x,Paris\nb,y,Rome\n")

    (problem,) = listed.problems
    assert problem.code is Code.MISSING_COLUMN
    assert problem.message == "column B has no heading, but has text in rows 2 and 3"
    assert listed.broken == (problem,)


@pytest.mark.parametrize(
    ("headings", "settings"),
    [
        ("id,City,CITY", ""),
        ("id,city,Town", 'columns = {city = "Town"}'),
        ("id,Focal Point,focal-point", ""),
        ("id,Note!,note", ""),
    ],
)
def test_two_equal_headings_are_refused(read_list: ReadList, headings: str, settings: str) -> None:
    """Nobody could say which of the two is printed."""
    listed = read_list(f"{headings}\na,b,c\n", recipients=settings)

    (problem,) = listed.problems
    assert problem.code is Code.DUPLICATE_HEADING
    assert problem.place.row == 1
    assert "columns B and C" in problem.message
    assert listed.broken


def test_a_campaign_maps_headings_of_its_own(read_list: ReadList) -> None:
    """`Title` can be the honorific where `Fonction` is the title."""
    settings = 'columns = {title = "fonction", honorific = "Title"}'

    listed = read_list("id,Title,Fonction\na,Dr,Ministre\n", recipients=settings)

    assert (listed.recipients[0].title, listed.recipients[0].honorific) == ("Ministre", "Dr")
    assert listed.problems == ()


def test_a_mapped_heading_that_is_missing_is_named(read_list: ReadList) -> None:
    """With the heading that was probably meant."""
    listed = read_list("id,Fonctions\na,Ministre\n", recipients='columns = {title = "Fonction"}')

    (problem,) = listed.problems
    assert problem.code is Code.MISSING_COLUMN
    assert problem.hint == 'did you mean "Fonctions"?'


def test_a_register_needs_countries(read_list: ReadList) -> None:
    """Coverage cannot be known without them; the column that probably holds them is named."""
    listed = read_list("id,State\na,France\n", register="rome-statute")

    (problem,) = listed.problems
    assert problem.code is Code.MISSING_COLUMN
    assert 'country = "State"' in problem.hint


def test_a_table_without_headings_is_not_read_as_if_it_had(read_list: ReadList) -> None:
    """The first recipient must not be lost as a heading."""
    listed = read_list("France,Paris\nSenegal,Dakar\n")

    assert [problem.code for problem in listed.broken] == [Code.MISSING_COLUMN]


@pytest.mark.parametrize(
    ("heading", "ours"),
    [("organisaton", "organisation"), ("Postal_codes", "postal_code"), ("Gendr", "gender")],
)
def test_a_heading_that_is_nearly_ours_is_warned_of(read_list: ReadList, heading: str, ours: str) -> None:
    """It is read as a further column, which may not be what was meant."""
    listed = read_list(f"id,{heading}\na,b\n")

    (warning,) = listed.problems
    assert warning.severity is Severity.WARNING
    assert f'"{ours}"' in warning.message


def test_traps_in_headings_are_found(read_list: ReadList) -> None:
    """A heading becomes part of messages and of failed.csv."""
    listed = read_list("id,ci\x1bty,#REF!\na,b,c\n")

    assert [(p.code, p.place.row) for p in listed.problems] == [
        (Code.CONTROL_CHARACTER, 1),
        (Code.SPREADSHEET_ERROR, 1),
    ]
    assert all("\x1b" not in problem.message + problem.place.column for problem in listed.problems)


@pytest.mark.parametrize(
    ("table", "source"),
    [
        ("id,city,error\na,Paris,LF012: no title\n", ("a", "Paris")),
        ("id,Error,city\na,LF012: no title,Paris\n", ("a", "Paris")),
        ("id,city,error\na,Paris\n", ("a", "Paris")),
    ],
)
def test_a_failed_list_can_be_fed_back(read_list: ReadList, table: str, source: tuple[str, ...]) -> None:
    """The errors of the last run are no part of the list, so that no second column of them grows."""
    listed = read_list(table)

    assert listed.headings == ("id", "city")
    assert listed.recipients[0].source == source
    assert listed.recipients[0].extra == {}
    assert listed.problems == ()
