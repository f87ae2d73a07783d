"""What a sheet shows is what is read: formats of numbers, rows that are hidden or crossed out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P, Span
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from letterforge.errors import Code, Severity
from letterforge.recipients.formats import general, shown

from .conftest import ReadList
from .workbooks import SUFFIXES, ods_of, saved

every_format = pytest.mark.parametrize("suffix", SUFFIXES)
ROWS = ("a", "b", "c")


def hiding(suffix: str, hidden: Sequence[int] = (), struck: Sequence[int] = ()) -> bytes:
    """A list of three rows, of which some (2, 3, 4) are hidden or crossed out."""
    return {".xlsx": _xlsx, ".xls": _xls, ".ods": _ods}[suffix](hidden, struck)


def _xlsx(hidden: Sequence[int], struck: Sequence[int]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["id", "city"])
    for number, row in enumerate(ROWS, start=2):
        sheet.append([row, "Dakar"])
        sheet.row_dimensions[number].hidden = number in hidden
        if number in struck:
            sheet.cell(number, 1).font = Font(strike=True)
    return saved(book)


def _xls(hidden: Sequence[int], struck: Sequence[int]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("List")
    line = xlwt.easyxf("font: struck_out on")
    for column, heading in enumerate(["id", "city"]):
        sheet.write(0, column, heading)
    for number, row in enumerate(ROWS, start=2):
        style = line if number in struck else xlwt.Style.default_style
        sheet.write(number - 1, 0, row, style)
        sheet.write(number - 1, 1, "Dakar")
        sheet.row(number - 1).hidden = number in hidden
    return saved(book)


def _ods(hidden: Sequence[int], struck: Sequence[int]) -> bytes:
    book = OpenDocumentSpreadsheet()
    line = Style(name="ce1", family="table-cell")
    line.addElement(TextProperties(textlinethroughstyle="solid"))
    book.automaticstyles.addElement(line)
    table = Table(name="List")
    for number, values in enumerate([("id", "city"), *((row, "Dakar") for row in ROWS)], start=1):
        row = TableRow(visibility="filter") if number in hidden else TableRow()
        for value in values:
            cell = TableCell(valuetype="string", stylename="ce1") if number in struck else TableCell()
            cell.addElement(P(text=value))
            row.addElement(cell)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    return saved(book)


@every_format
def test_hidden_and_struck_rows_are_an_error_until_somebody_decides(read_list: ReadList, suffix: str) -> None:
    """One line for all of them, with the lines to paste."""
    listed = read_list(hiding(suffix, hidden=[3], struck=[4]), f"list{suffix}")

    (problem,) = listed.broken
    assert problem.code is Code.HIDDEN_ROW
    assert "row 3 hidden or filtered out; row 4 crossed out" in problem.message
    assert '[recipients]\nhidden_rows = "skip"' in problem.hint


@every_format
@pytest.mark.parametrize(("choice", "ids"), [("skip", ["a"]), ("include", ["a", "b", "c"])])
def test_what_was_decided_is_done_and_said(
    read_list: ReadList, suffix: str, choice: str, ids: list[str]
) -> None:
    """The count of rows that are accounted for goes with it."""
    settings = f'hidden_rows = "{choice}"'
    listed = read_list(hiding(suffix, hidden=[3], struck=[4]), f"list{suffix}", recipients=settings)

    assert [each.id for each in listed.recipients] == ids
    assert listed.rows == len(ids)
    assert [(each.code, each.severity) for each in listed.problems] == [(Code.HIDDEN_ROW, Severity.NOTICE)]


@every_format
def test_a_sheet_that_shows_all_rows_says_nothing(read_list: ReadList, suffix: str) -> None:
    """The counterexample."""
    assert read_list(hiding(suffix), f"list{suffix}").problems == ()


@every_format
@pytest.mark.parametrize(("height", "is_hidden"), [(0.1, True), (0.75, True), (2.5, True), (9.0, False)])
def test_a_row_that_is_too_low_to_be_read_is_hidden(
    read_list: ReadList, suffix: str, height: float, is_hidden: bool
) -> None:
    """Points; a list in small type is a list."""
    listed = read_list(_of_height(suffix, height), f"list{suffix}")

    assert ["row 3 hidden" in each.message for each in listed.problems] == [True] * is_hidden


def _of_height(suffix: str, height: float) -> bytes:
    """A list of three rows, of which the second has a height in points."""
    rows = [("id", "city"), *((row, "Dakar") for row in ROWS)]
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(_xlsx([], [])))
        book.active.row_dimensions[3].height = height
        return saved(book)
    if suffix == ".xls":
        old = xlwt.Workbook()
        sheet = old.add_sheet("List")
        for number, values in enumerate(rows):
            for column, value in enumerate(values):
                sheet.write(number, column, value)
        sheet.row(2).height_mismatch, sheet.row(2).height = True, int(height * 20)
        return saved(old)
    properties = f'<style:table-row-properties style:row-height="{height / 72:.4f}in"/>'
    style = f'<style:style style:name="ro2" style:family="table-row">{properties}</style:style>'
    cells = "".join(
        f'<table:table-row table:style-name="ro{1 + (number == 2)}">'
        + "".join(f"<table:table-cell><text:p>{value}</text:p></table:table-cell>" for value in values)
        + "</table:table-row>"
        for number, values in enumerate(rows)
    )
    content = ods_of(f'<table:table table:name="List">{cells}</table:table>')
    return _with_styles(content, style)


@every_format
@pytest.mark.parametrize(
    ("heading", "cell", "is_said"), [("city", "Dakar", True), ("city", "", False), ("note", "x", False)]
)
def test_a_column_that_is_not_shown_and_that_letters_use_is_said(
    read_list: ReadList, suffix: str, heading: str, cell: str, is_said: bool
) -> None:
    """One line for all.

    The id is no letter's, and the empty columns behind the table are hidden in many sheets.
    """
    rows = [("id", "name", heading), ("a", "Ann Specimen", cell), ("b", "Bob Specimen", "")]
    listed = read_list(_without_columns(suffix, rows), f"list{suffix}")

    said = [(each.code, each.severity) for each in listed.problems if 'column C ("city")' in each.message]
    assert said == [(Code.HIDDEN_ROW, Severity.WARNING)] * is_said
    assert not any("which letters use" in each.message for each in listed.problems) or is_said


def _without_columns(suffix: str, rows: Sequence[Sequence[str]]) -> bytes:
    """A list that does not show the columns A, C and all behind."""
    if suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.active.column_dimensions["A"].width = 0.1
        dimension = book.active.column_dimensions["C"]
        dimension.hidden, dimension.min, dimension.max = True, 3, 16384
        return saved(book)
    if suffix == ".xls":
        old = xlwt.Workbook()
        sheet = old.add_sheet("List")
        for number, values in enumerate(rows):
            for column, value in enumerate(values):
                sheet.write(number, column, value)
        sheet.col(0).hidden = sheet.col(2).hidden = True
        return saved(old)
    hidden = '<table:table-column table:visibility="collapse"'
    columns = f'{hidden}/><table:table-column/>{hidden} table:number-columns-repeated="16382"/>'
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{value}</text:p></table:table-cell>" for value in values)
        + "</table:table-row>"
        for values in rows
    )
    return ods_of(f'<table:table table:name="List">{columns}{cells}</table:table>')


def _with_styles(content: bytes, style: str) -> bytes:
    """An OpenDocument file with an automatic style."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode("utf-8")
            styles = f"<office:automatic-styles>{style}</office:automatic-styles><office:body>"
            new.writestr(name, text.replace("<office:body>", styles, 1))
    return file.getvalue()


def striking(suffix: str, pieces: Sequence[tuple[str, bool]]) -> bytes:
    """A list of one row, with a town whose text is of such pieces, each crossed out or not."""
    return {".xlsx": _rich_xlsx, ".xls": _rich_xls, ".ods": _rich_ods}[suffix](pieces)


def _rich_xlsx(pieces: Sequence[tuple[str, bool]]) -> bytes:
    book = openpyxl.Workbook()
    for row in ("id", "city"), ("a", "Rome"):
        book.active.append(row)
    text = CellRichText(*(TextBlock(InlineFont(strike=struck), piece) for piece, struck in pieces))
    book.active.cell(2, 2).value = text
    return saved(book)


def _rich_xls(pieces: Sequence[tuple[str, bool]]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("List")
    sheet.write(0, 0, "id")
    sheet.write(0, 1, "city")
    sheet.write(1, 0, "a")
    fonts = {struck: xlwt.easyfont("struck_out on" if struck else "") for _, struck in pieces}
    sheet.write_rich_text(1, 1, [(piece, fonts[struck]) for piece, struck in pieces])
    return saved(book)


def _rich_ods(pieces: Sequence[tuple[str, bool]]) -> bytes:
    book = OpenDocumentSpreadsheet()
    line = Style(name="T1", family="text")
    line.addElement(TextProperties(textlinethroughstyle="solid"))
    book.automaticstyles.addElement(line)
    text = P()
    for piece, struck in pieces:
        text.addElement(Span(stylename="T1", text=piece)) if struck else text.addText(piece)
    table = Table(name="List")
    for values in [(P(text="id"), P(text="city")), (P(text="a"), text)]:
        row = TableRow()
        for value in values:
            cell = TableCell(valuetype="string")
            cell.addElement(value)
            row.addElement(cell)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    return saved(book)


@every_format
@pytest.mark.parametrize("choice", ["skip", "include"])
def test_a_cell_of_which_a_part_is_struck_through_is_refused(
    read_list: ReadList, suffix: str, choice: str
) -> None:
    """Whatever is done with rows: nobody can know whether "Banjul" was meant."""
    pieces = [("Dakar", False), (" Banjul", True)]
    listed = read_list(striking(suffix, pieces), f"list{suffix}", recipients=f'hidden_rows = "{choice}"')

    (problem,) = listed.problems
    assert (problem.code, problem.place.row, problem.place.column) == (Code.HIDDEN_ROW, 2, "city")
    assert 'holds "Dakar Banjul", and a part of it is crossed out' in problem.message
    assert problem.is_error


@every_format
def test_a_cell_of_which_all_is_struck_through_is_a_struck_row(read_list: ReadList, suffix: str) -> None:
    """Also where that is said of its words, and not of the cell."""
    listed = read_list(striking(suffix, [("Dakar", True), (" and more", True)]), f"list{suffix}")

    assert ["row 2 crossed out" in problem.message for problem in listed.problems] == [True]


@every_format
def test_rich_text_without_a_line_through_it_is_text(read_list: ReadList, suffix: str) -> None:
    """The counterexample."""
    listed = read_list(striking(suffix, [("Dakar", False), (" Plateau", False)]), f"list{suffix}")

    assert listed.problems == ()
    assert listed.recipients[0].city == "Dakar Plateau"


FORMATTED = [
    ("00000", 1067, "01067"),
    ("0%", 0.5, "50%"),
    ("0.0%", 0.125, "12.5%"),
    ("0", 3.7, "4"),
    ("0.00", 12.5, "12.50"),
    ('0 "km"', 5, "5 km"),
]


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
@pytest.mark.parametrize(("code", "number", "text"), FORMATTED)
def test_a_number_comes_as_the_sheet_shows_it(
    read_list: ReadList, suffix: str, code: str, number: float, text: str
) -> None:
    """In ours and in further columns."""
    listed = read_list(_formatted(suffix, code, number), f"list{suffix}")

    assert listed.recipients[0].extra["note"] == text
    assert listed.recipients[0].doubts == {}


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
@pytest.mark.parametrize(
    ("code", "value"),
    [
        ('"$"#,##0.00', 1234.5),
        ("#", 0),
        ("#.##;;", 0),
        (";;;", "secret"),
        (";;;", 7),
        ('0;0;0;"Dr "@', "Ann"),
    ],
)
def test_what_a_sheet_does_not_show_as_it_is_is_doubtful(
    read_list: ReadList, suffix: str, code: str, value: str | float
) -> None:
    """1,234.50 here is 1.234,50 there; and what is not shown may not be meant."""
    recipient = read_list(_formatted(suffix, code, value), f"list{suffix}").recipients[0]
    listed = read_list(_formatted(suffix, code, value, "organisation"), f"list{suffix}")

    assert recipient.doubts["note"].code is Code.NUMBER_CELL
    assert [each.code for each in listed.problems if each.is_error] == [Code.NUMBER_CELL]


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
@pytest.mark.parametrize("code", ["0", "#", ";;;@", '_(* #,##0_);_(* "-"_);_(* 0_);_(@_)', "0;0;0;[Red]@"])
def test_text_under_a_format_of_numbers_is_text(read_list: ReadList, suffix: str, code: str) -> None:
    """The counterexample: whole columns have such formats."""
    listed = read_list(_formatted(suffix, code, "Ministry"), f"list{suffix}")

    assert listed.recipients[0].extra["note"] == "Ministry"
    assert listed.recipients[0].doubts == {}


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_a_postal_code_keeps_its_zero(read_list: ReadList, suffix: str) -> None:
    """It is a number in the sheet, and its format has the zero."""
    listed = read_list(_formatted(suffix, "00000", 1067, "postal_code"), f"list{suffix}")

    assert listed.recipients[0].postal_code == "01067"
    assert listed.problems == ()


def _formatted(suffix: str, code: str, number: str | float, heading: str = "note") -> bytes:
    if suffix == ".xls":
        old = xlwt.Workbook()
        sheet = old.add_sheet("List")
        for column, text in enumerate(["id", heading]):
            sheet.write(0, column, text)
        sheet.write(1, 0, "a")
        sheet.write(1, 1, number, xlwt.easyxf(num_format_str=code))
        return saved(old)
    book = openpyxl.Workbook()
    book.active.append(["id", heading])
    book.active.append(["a", number])
    book.active["B2"].number_format = code
    return saved(book)


def test_an_open_document_says_itself_what_it_shows(read_list: ReadList) -> None:
    """In the words of the machine that saved it."""
    book = OpenDocumentSpreadsheet()
    table = Table(name="List")
    for values in (("id", "note"), ("a", "1.234,50 €")):
        row = TableRow()
        for value in values:
            is_sum = value.endswith("€")
            kind = {"valuetype": "currency", "value": "1234.5"} if is_sum else {"valuetype": "string"}
            cell = TableCell(**kind)
            cell.addElement(P(text=value))
            row.addElement(cell)
        table.addElement(row)
    book.spreadsheet.addElement(table)

    assert read_list(saved(book), "list.ods").recipients[0].extra["note"] == "1.234,50 €"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.1 + 0.2, "0.3"), (1 / 3, "0.333333333"), (1234.1, "1234.1"), (-0.5, "-0.5"), (1e-9, "1E-09")],
)
def test_no_noise_of_binary_fractions(number: float, text: str) -> None:
    """As many digits as a cell shows."""
    assert general(number) == text


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("0;(0)", -5, "(5)"),
        ('[$€-407]" "0', 5, "€ 5"),
        ("[Red]0", 5, "5"),
        ("#,##0", 999, "999"),
        ("#,##0", 1000, None),
        ("0.00E+00", 5, None),
        ("# ?/?", 0.5, None),
        ("000-000", 123456, None),
        ("", 5, None),
    ],
)
def test_formats(code: str, number: float, text: str | None) -> None:
    """What is not the same on every machine, or is not known, is not made up."""
    assert shown(number, code) == text


def test_filters_of_a_sheet_without_hidden_rows_are_no_matter(read_list: ReadList) -> None:
    """A filter that lets all rows pass hides none."""
    book = openpyxl.load_workbook(io.BytesIO(_xlsx([], [])))
    book.active.auto_filter.ref = "A1:B4"

    assert read_list(saved(book), "list.xlsx").problems == ()
