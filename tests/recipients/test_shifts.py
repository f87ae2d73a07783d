"""A delimiter too many or too few: the cells of a row are where they belong, or the row is refused."""

from __future__ import annotations

import pytest

from letterforge.errors import Code

from .conftest import ReadList

HEADINGS = "id,name,city"
RIGHT = ("a,Ann,Dakar", "b,Bea,Banjul", "c,Carl,", "d,Dora,Accra", "e,Emil,Lagos")


def table(*rows: str, headings: str = HEADINGS) -> str:
    return "\n".join([headings, *rows, ""])


REFUSED = {
    "an empty cell too many, between others": (
        table(*RIGHT, "f,,Finn,"),
        7,
        "1 too many, although the last is empty",
    ),
    "in the only row": (table("f,,Finn,"), 2, "1 too many"),
    "two too many": (table(*RIGHT, "f,,Finn,,"), 7, "2 too many, although the last ones are empty"),
    "in many rows, but not in nearly all": (table(*RIGHT[:2], "f,,Finn,", "g,,Gus,"), 4, "1 too many"),
    "one more than all others, which end with a delimiter": (
        table(*(f"{row}," for row in RIGHT), "f,,Finn,,"),
        7,
        "2 too many",
    ),
    "a cell too few": (table(*RIGHT, "f,Finn"), 7, "has 2 cells, but the heading has 3: 1 too few"),
    "a cell too few, beside columns without a heading": (
        table(*(f"{row},," for row in RIGHT), "f,Banjul,,", headings=f"{HEADINGS},,"),
        7,
        "has 4 cells, but the other rows have 5: 1 too few",
    ),
    "a cell too few, where all others end with a delimiter": (
        table(*(f"{row}," for row in RIGHT), "f,Finn,"),
        7,
        "has 3 cells, but the other rows have 4: 1 too few",
    ),
}


@pytest.mark.parametrize(("text", "row", "said"), REFUSED.values(), ids=REFUSED)
def test_a_row_whose_cells_may_be_shifted_is_refused(
    read_list: ReadList, text: str, row: int, said: str
) -> None:
    listed = read_list(text)

    first = next(problem for problem in listed.problems if problem.code is Code.SHIFTED_ROW)
    assert first.place.row == row
    assert said in first.message
    assert row in listed.unread


HONEST = {
    "as it should be": table(*RIGHT),
    "blank cells at the end of all rows, as a spreadsheet writes a wider sheet": table(
        *(f"{row},,," for row in RIGHT), headings=f"{HEADINGS},,,"
    ),
    "a delimiter at the end of each row, but not of the headings": table(*(f"{row}," for row in RIGHT)),
    "the same, but for one row": table(*(f"{row}," for row in RIGHT), "f,Finn,Lomé"),
    "columns without a heading that some rows leave out, as Excel does": table(
        *(f"{row},,," for row in RIGHT), "f,Finn,Lomé", headings=f"{HEADINGS},,,"
    ),
    "headings with a delimiter at their end, and rows without": table(*RIGHT, headings=f"{HEADINGS},"),
    "one row": table("a,Ann,Dakar"),
    "rows of commas": table(*RIGHT, ",,", ",,,,,"),
}


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST)
def test_what_programs_write_is_no_slip(read_list: ReadList, text: str) -> None:
    """The counterexamples."""
    listed = read_list(text)

    assert not [problem for problem in listed.problems if problem.is_error]
    assert listed.unread == {}
    assert listed.recipients[0].city == "Dakar"


def test_a_row_that_comes_back_from_failed_csv_is_where_its_error_says(read_list: ReadList) -> None:
    """Somebody has emptied the surplus cell behind the error, and left its comma."""
    listed = read_list(
        table('f,Finn,Lomé,"LF022: … [list.csv, row 3: 0123456789abcdef]",', headings=f"{HEADINGS},error")
    )

    assert listed.problems == ()
    assert str(listed.ties[2]) == "list.csv, row 3: 0123456789abcdef"
