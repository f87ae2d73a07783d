"""OpenDocument (ods): what a person sees in a cell is read, and nothing else."""

from __future__ import annotations

import pytest

from letterforge.errors import BrokenCampaign, Code

from .conftest import ReadList
from .workbooks import ods_of

RUBY = "<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>かん</text:ruby-text></text:ruby>"
TEXTS = {
    "<text:p>a<text:tab/>b</text:p>": "a b",
    "<text:p>a<text:line-break/>b</text:p>": "a\nb",
    "<text:p>a</text:p><text:p>b</text:p>": "a\nb",
    "<text:p>a</text:p><text:p/><text:p>b</text:p>": "a\n\nb",
    '<text:p>a<text:s text:c="3"/>b</text:p>': "a b",
    "<text:p>\n  a\n  b\n</text:p>": "a b",
    "<text:p>a <text:span>b<text:span>c </text:span></text:span> d</text:p>": "a bc d",
    f"<text:p>{RUBY}字</text:p>": "漢字",
    "<office:annotation><dc:creator>N</dc:creator><text:p>no!</text:p></office:annotation>"
    "<text:p>a</text:p>": "a",
    "<text:p>a</text:p><office:annotation><text:p>no!</text:p></office:annotation>": "a",
    "<text:p>a<office:annotation><text:p>no!</text:p></office:annotation>b</text:p>": "ab",
    "<text:p>a<text:note><text:note-body><text:p>no!</text:p></text:note-body></text:note></text:p>": "a",
    "<draw:frame><draw:text-box><text:p>no!</text:p></draw:text-box></draw:frame><text:p>a</text:p>": "a",
    "<text:p><text:a>a</text:a> b</text:p>": "a b",
    "<text:p>a<!-- no! -->b</text:p>": "ab",
    "<text:p><![CDATA[a < b]]></text:p>": "a < b",
    "<text:p>&amp;&#233;</text:p>": "&é",
    "<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>": "a",
}


def ods(*rows: str, before: str = "") -> bytes:
    """A sheet with headings and rows of further cells."""
    heading = "".join(string(f"<text:p>{text}</text:p>") for text in ("id", "note"))
    body = "".join(f"<table:table-row>{string('<text:p>a</text:p>')}{row}</table:table-row>" for row in rows)
    return ods_of(
        f"{before}<table:table "
        f'table:name="List"><table:table-row>{heading}</table:table-row>{body}</table:table>'
    )


def string(content: str) -> str:
    """A cell with text."""
    return f'<table:table-cell office:value-type="string">{content}</table:table-cell>'


@pytest.mark.parametrize(("content", "text"), TEXTS.items())
def test_the_text_of_a_cell_is_what_a_person_sees(read_list: ReadList, content: str, text: str) -> None:
    """Comments, notes and drawings are beside it, and the reading of ruby above it."""
    listed = read_list(ods(string(content)), "list.ods")

    assert listed.recipients[0].extra["note"] == text


@pytest.mark.parametrize(
    ("attributes", "text"),
    [
        ('office:value-type="float" office:value="1010"', "shown"),
        ('office:value-type="float" office:value="0.25"', "shown"),
        ('office:value-type="float" office:value="1e999"', "shown"),
        ('office:value-type="percentage" office:value="0.1"', "shown"),
        ('office:value-type="currency" office:value="3"', "shown"),
        ('office:value-type="date" office:date-value="2020-12-07"', "2020-12-07"),
        ('office:value-type="date" office:date-value="2020-12-07T10:00:00"', "2020-12-07T10:00:00"),
        ('office:value-type="time" office:time-value="PT10H30M00S"', "10:30:00"),
        ('office:value-type="time" office:time-value="PT30H00M00S"', "PT30H00M00S"),
        ('office:value-type="boolean" office:boolean-value="true"', "TRUE"),
        ('office:value-type="string" office:string-value="x"', "x"),
        ('office:value-type="float" office:value="many"', "shown"),
        ("", "shown"),
    ],
)
def test_values_come_as_plain_text(read_list: ReadList, attributes: str, text: str) -> None:
    """As from every other workbook."""
    cell = f"<table:table-cell {attributes}><text:p>shown</text:p></table:table-cell>"

    assert read_list(ods(cell), "list.ods").recipients[0].extra["note"] == text


def test_a_formula_that_was_never_computed_is_no_blank(read_list: ReadList) -> None:
    """A person's spreadsheet would compute it."""
    cell = '<table:table-cell table:formula="of:=[.A1]"/>'

    (problem,) = read_list(ods(cell), "list.ods").problems

    assert (problem.code, problem.place.row) == (Code.SPREADSHEET_ERROR, 2)


def test_blank_rows_and_cells_may_be_repeated_to_the_end_of_the_largest_sheet(read_list: ReadList) -> None:
    """LibreOffice writes the rest of a sheet so."""
    rest = '<table:table-cell table:number-columns-repeated="16777214"/>'

    listed = read_list(ods(string("<text:p>x</text:p>") + rest), "list.ods")

    assert listed.problems == ()
    assert listed.recipients[0].source == ("a", "x")


HIDDEN = (
    '<table:table table:name="Choices" table:style-name="ta2"><table:table-row>'
    f"{string('<text:p>id</text:p>')}</table:table-row></table:table>"
)
STYLES = (
    '<office:automatic-styles><style:style style:name="ta2" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
)


def test_a_hidden_sheet_is_not_the_list(read_list: ReadList) -> None:
    """It holds the choices of a drop-down list."""
    listed = read_list(ods(string("<text:p>x</text:p>"), before=STYLES_AND + HIDDEN), "list.ods")

    assert [recipient.id for recipient in listed.recipients] == ["a"]


STYLES_AND = f"</office:spreadsheet></office:body>{STYLES}<office:body><office:spreadsheet>"


def test_what_a_link_to_another_file_has_brought_is_no_sheet(read_list: ReadList) -> None:
    """Its table is not shown."""
    link = f"<table:dde-links><table:dde-link>{HIDDEN}</table:dde-link></table:dde-links>"

    assert len(read_list(ods(string("<text:p>x</text:p>"), before=link), "list.ods").recipients) == 1


def test_a_text_document_has_no_sheet(read_list: ReadList) -> None:
    """Its tables are not meant."""
    content = ods_of("<text:p>x</text:p>", kind="text")

    with pytest.raises(BrokenCampaign, match="without a sheet"):
        read_list(content, "list.ods")
