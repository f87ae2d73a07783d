"""Text tables: delimiters, quotation marks, line ends, and the row numbers that a person sees."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from letterforge.campaign import TableSettings
from letterforge.errors import BrokenCampaign, Code
from letterforge.recipients import from_csv
from letterforge.recipients.cells import clean
from letterforge.recipients.grid import Source

from .conftest import ReadList


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_reads_every_delimiter_and_line_end(read_list: ReadList, delimiter: str, line_end: str) -> None:
    """Whatever program wrote the table, its cells are the same."""
    rows = [["id", "title", "city"], ["a", "Minister, Deputy; Head", "Paris"], ["b", 'the "A" list', "Rome"]]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)

    listed = read_list(text.getvalue())

    assert [(r.id, r.row, r.title, r.city) for r in listed.recipients] == [
        ("a", 2, "Minister, Deputy; Head", "Paris"),
        ("b", 3, 'the "A" list', "Rome"),
    ]
    assert listed.problems == ()


def test_is_not_misled_by_delimiters_inside_headings(read_list: ReadList) -> None:
    """A heading may hold commas in a table of semicolons."""
    listed = read_list('id;"Focal point, deputy, other, more";city\na;x;Paris\n')

    assert listed.headings == ("id", "Focal point, deputy, other, more", "city")
    assert listed.recipients[0].city == "Paris"


@pytest.mark.parametrize("first", ["sep=;\r\n", "SEP=;\n", '"sep=;"\n', "\ufeffsep=;\n"])
def test_excels_own_first_line_is_not_a_row(read_list: ReadList, first: str) -> None:
    """Excel hides the line, so the heading is row 1 for whoever opens the file."""
    listed = read_list(f"{first}id;city\na;Paris\n")

    assert listed.heading_row == 1
    assert listed.recipients[0].row == 2


def test_the_separator_line_may_name_any_delimiter(read_list: ReadList) -> None:
    """What the file says of itself needs no guess."""
    listed = read_list("sep=|\nid|city\na|Paris\n")

    assert listed.recipients[0].city == "Paris"


def test_rows_are_counted_as_a_spreadsheet_counts(read_list: ReadList) -> None:
    """Blank lines count, line breaks within a cell do not."""
    listed = read_list('\n\nid,address\n\na,"Rue 1\nBP 3"\n,\n \nb,x\n')

    assert listed.heading_row == 3
    assert [(r.id, r.row) for r in listed.recipients] == [("a", 5), ("b", 8)]


def test_a_space_before_a_quotation_mark_does_not_shift_the_row(read_list: ReadList) -> None:
    """People type a space after the comma."""
    listed = read_list('id, city, title\na, "The Hague, NL", Minister\n')

    assert listed.recipients[0].city == "The Hague, NL"
    assert listed.problems == ()


@pytest.mark.parametrize(
    "table",
    [
        'id,city\na,Rome\nb,"Paris\nc,Oslo\n',
        'id,city\na,Rome\nb,"Pa"ris\n',
        f"id,city\na,Rome\nb,{'x' * 140_000}\n",
    ],
    ids=["never closed", "closed too early", "endless cell"],
)
def test_an_open_quotation_mark_does_not_swallow_rows(read_list: ReadList, table: str) -> None:
    """The rows after it would be forgotten, so nothing is read, and the row is named."""
    with pytest.raises(BrokenCampaign) as caught:
        read_list(table)

    (problem,) = caught.value.problems
    assert problem.code is Code.UNREADABLE_TABLE
    assert problem.place.row == 3
    assert "quotation mark" in problem.message


def test_an_open_quotation_mark_that_closes_later_is_suspected(read_list: ReadList) -> None:
    """The row is too short then, and one of its cells holds the next rows."""
    listed = read_list('id,city,title\na,"Paris,x\nb,Rome,"\nc,Oslo,z\n')

    (problem,) = listed.problems
    assert problem.code is Code.SHIFTED_ROW
    assert problem.place.row == 2
    assert "quotation mark" in problem.hint


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest"])
def test_says_when_a_workbook_is_named_csv(read_list: ReadList, content: bytes) -> None:
    """Renaming a file does not change what it is."""
    with pytest.raises(BrokenCampaign, match="is a workbook"):
        read_list(content)


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Co", "Cn", "Cc", "Cf"]) | st.sampled_from("\n\t ,;\"'\u00a0"),
    max_size=12,
)
"""Printable text with everything that a delimited table might stumble over."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=6),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    line_end=st.sampled_from(["\r\n", "\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@example(
    rows=[['"', " "], [" ;", ",,"]], delimiter=";", encoding="utf-8", line_end="\n", quoting=csv.QUOTE_MINIMAL
)
def test_any_table_comes_back_as_it_was_written(
    rows: list[list[str]], delimiter: str, encoding: str, line_end: str, quoting: int
) -> None:
    """Up to spaces, nothing is lost or moved, whatever the cells hold."""
    text = io.StringIO()
    shape = {"delimiter": delimiter, "lineterminator": line_end, "quoting": quoting}
    writer = csv.writer(text, **shape)
    writer.writerows([["name", "organisation"], *rows])
    source = Source("list.csv", text.getvalue().encode(encoding), TableSettings())

    grid = from_csv.read(source)

    written = {number: row for number, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)}
    came = {row.number: row.cells for row in grid.rows[1:]}
    assert {number: list(map(clean, row)) for number, row in came.items()} == {
        number: list(map(clean, row)) for number, row in written.items()
    }
