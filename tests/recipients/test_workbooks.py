"""Workbooks (from_workbook, from_xls, blanked, sheet): the same table in each format reads the same."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow

from letterforge.errors import BrokenCampaign, Code

from .conftest import ReadList
from .workbooks import SUFFIXES, Failed, ods_cell, ods_merged, saved, workbook

DAY = datetime.date(2020, 12, 7)

every_format = pytest.mark.parametrize("suffix", SUFFIXES)


@every_format
def test_reads_a_table_that_starts_anywhere(read_list: ReadList, suffix: str) -> None:
    """Rows keep the spreadsheet's numbers, whatever is empty around them."""
    table = [
        [None, None, None, None],
        [None, None, None, None],
        [None, "id", None, "Postal Code"],
        [None, None, None, None],
        [None, "a", None, 1010],
        [None, "b", None, "007"],
    ]

    listed = read_list(workbook(suffix, table), f"list{suffix}")

    assert listed.heading_row == 3
    assert [(r.id, r.row, r.postal_code) for r in listed.recipients] == [("a", 5, "1010"), ("b", 6, "007")]
    assert listed.headings == ("", "id", "", "Postal Code")
    assert listed.recipients[0].source == ("", "a", "", "1010")
    assert listed.problems == ()


@every_format
def test_further_columns_take_dates_and_numbers(read_list: ReadList, suffix: str) -> None:
    """A template may want them; they come as plain text."""
    table = [
        ["id", "Since", "Rate", "Seats", "Member", "At", "Note"],
        ["a", DAY, 0.25, 123456789012, True, datetime.time(10, 30), "x\ny"],
    ]

    listed = read_list(workbook(suffix, table), f"list{suffix}")

    assert listed.recipients[0].extra == {
        "since": "2020-12-07",
        "rate": "0.25",
        "seats": "123456789012",
        "member": "TRUE",
        "at": "10:30:00",
        "note": "x\ny",
    }
    assert listed.problems == ()


@every_format
def test_columns_of_ours_take_neither(read_list: ReadList, suffix: str) -> None:
    """Each such cell is named with its row and column, all at once."""
    table = [
        ["id", "Title", "City", "Postal code", "Name"],
        ["a", DAY, True, 1.5e17, "x"],
        ["b", 44172, Failed("#REF!"), datetime.time(10, 30), "y"],
        ["c", None, None, None, Failed("#N/A")],
    ]

    listed = read_list(workbook(suffix, table), f"list{suffix}")

    assert [(p.code, p.place.row, p.place.column) for p in listed.problems] == [
        (Code.DATE_CELL, 2, "Title"),
        (Code.NUMBER_CELL, 2, "City"),
        (Code.NUMBER_CELL, 2, "Postal code"),
        (Code.NUMBER_CELL, 3, "Title"),
        (Code.SPREADSHEET_ERROR, 3, "City"),
        (Code.DATE_CELL, 3, "Postal code"),
        (Code.SPREADSHEET_ERROR, 4, "Name"),
    ]
    assert listed.recipients[1].source[2] == "#REF!"
    assert listed.invalid_rows == {2, 3, 4}


@every_format
def test_a_failed_formula_is_refused_in_further_columns_too(read_list: ReadList, suffix: str) -> None:
    """Its mark must not be printed, nor a blank in its place."""
    listed = read_list(workbook(suffix, [["id", "Note"], ["a", Failed("#DIV/0!")]]), f"list{suffix}")

    (problem,) = listed.problems
    assert problem.code is Code.SPREADSHEET_ERROR
    assert "#DIV/0!" in problem.message


@every_format
def test_takes_the_only_sheet_with_content(read_list: ReadList, suffix: str) -> None:
    """The empty sheets that a new workbook has are no riddle."""
    sheets = {"Sheet1": [], "List": [["id"], ["a"]], "Sheet3": []}

    listed = read_list(workbook(suffix, sheets), f"list{suffix}")

    assert [recipient.id for recipient in listed.recipients] == ["a"]


@every_format
def test_asks_which_of_several_sheets(read_list: ReadList, suffix: str) -> None:
    """Letters to the wrong sheet's people are worse than none."""
    content = workbook(suffix, {"Ministers": [["id"], ["a"]], "Old": [["id"], ["b"]]})

    with pytest.raises(BrokenCampaign) as caught:
        read_list(content, f"list{suffix}")

    assert '"Ministers", "Old"' in caught.value.problems[0].message
    listed = read_list(content, f"list{suffix}", recipients='sheet = "old"')
    assert [recipient.id for recipient in listed.recipients] == ["b"]
    with pytest.raises(BrokenCampaign) as caught:
        read_list(content, f"list{suffix}", recipients='sheet = "Minister"')
    assert 'did you mean "Ministers"?' in caught.value.problems[0].hint


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_a_hidden_sheet_is_read_only_if_it_is_named(read_list: ReadList, suffix: str) -> None:
    """Hidden sheets hold the choices of drop-down lists."""
    content = workbook(suffix, {"List": [["id"], ["a"]], "Choices": [["id"], ["b"]]}, hidden=["Choices"])

    assert [r.id for r in read_list(content, f"list{suffix}").recipients] == ["a"]
    named = read_list(content, f"list{suffix}", recipients='sheet = "Choices"')
    assert [r.id for r in named.recipients] == ["b"]


@every_format
def test_an_empty_workbook_has_no_list(read_list: ReadList, suffix: str) -> None:
    """Nothing at all is not a list of nobody."""
    with pytest.raises(BrokenCampaign) as caught:
        read_list(workbook(suffix, []), f"list{suffix}")

    assert caught.value.problems[0].code is Code.NO_ROWS


def _xlsx_merged() -> bytes:
    book = openpyxl.Workbook()
    for row in (["id", "country"], ["a", "France"], ["b", None]):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    return saved(book)


def _xls_merged() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("List")
    for row, column, text in ((0, 0, "id"), (0, 1, "country"), (1, 0, "a"), (2, 0, "b")):
        sheet.write(row, column, text)
    sheet.write_merge(1, 2, 1, 1, "France")
    return saved(book)


@pytest.mark.parametrize(
    ("suffix", "content"), [(".xlsx", _xlsx_merged()), (".xls", _xls_merged()), (".ods", ods_merged())]
)
def test_a_merged_cell_is_no_blank(read_list: ReadList, suffix: str, content: bytes) -> None:
    """The person who merged two cells sees a value in both rows."""
    listed = read_list(content, f"list{suffix}")

    (problem,) = listed.problems
    assert (problem.code, problem.place.row, problem.place.column) == (Code.SHIFTED_ROW, 3, "country")
    assert listed.recipients[0].state == "FR"


def test_a_formula_without_a_value_is_no_blank(read_list: ReadList) -> None:
    """Programs write formulas that no spreadsheet has computed yet, even in the last row."""
    listed = read_list(workbook(".xlsx", [["id", "title"], ["a", "=A1"], ["=A2", '="x"']]), "list.xlsx")

    assert [(p.code, p.place.row, p.place.column) for p in listed.problems] == [
        (Code.SPREADSHEET_ERROR, 2, "title"),
        (Code.SPREADSHEET_ERROR, 3, "id"),
        (Code.SPREADSHEET_ERROR, 3, "title"),
    ]


def test_a_formula_counts_as_the_value_that_was_saved(read_list: ReadList) -> None:
    """Excel and LibreOffice save both; the empty text is a value as well."""
    cells = (
        '<c r="A2" t="str"><f>"a"</f><v>a</v></c><c r="B2" t="str"><f>""</f><v></v></c>'
        '<c r="C2"><f>1000+10</f><v>1010</v></c>'
    )
    content = _with_row(cells, workbook(".xlsx", [["id", "title", "postal code"]]))

    listed = read_list(content, "list.xlsx")

    assert [(r.id, r.title, r.postal_code) for r in listed.recipients] == [("a", "", "1010")]
    assert listed.problems == ()


def _with_row(cells: str, content: bytes) -> bytes:
    """The workbook with a second row in its first sheet."""
    row = f'<row r="2">{cells}</row></sheetData>'
    return _changed(content, "xl/worksheets/sheet1.xml", b"</sheetData>", row.encode())


def _changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with a text in one of its parts replaced."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, text.replace(old, new) if name == part else text)
    return changed.getvalue()


PROTECTED_ODS = _changed(
    workbook(".ods", [["id"]]),
    "META-INF/manifest.xml",
    b"</manifest:manifest>",
    b'<manifest:file-entry manifest:full-path="x" manifest:media-type=""><manifest:encryption-data/>'
    b"</manifest:file-entry></manifest:manifest>",
)


def test_rows_that_an_ods_repeats_are_counted(read_list: ReadList) -> None:
    """LibreOffice writes equal rows and cells once, with their number."""
    book = OpenDocumentSpreadsheet()
    table = Table(name="List")
    rows = [
        ({}, [ods_cell("id"), ods_cell("title"), ods_cell("city")]),
        ({"numberrowsrepeated": 3}, [TableCell(numbercolumnsrepeated=1024)]),
        ({}, [ods_cell("a"), ods_cell(Failed("#REF!"), numbercolumnsrepeated=2)]),
        ({"numberrowsrepeated": 1_048_571}, [TableCell(numbercolumnsrepeated=1024)]),
    ]
    for attributes, cells in rows:
        row = TableRow(**attributes)
        for cell in cells:
            row.addElement(cell)
        table.addElement(row)
    book.spreadsheet.addElement(table)

    listed = read_list(saved(book), "list.ods")

    assert [recipient.row for recipient in listed.recipients] == [5]
    assert [(p.place.row, p.place.column) for p in listed.problems] == [(5, "title"), (5, "city")]


def test_a_stray_cell_in_the_last_corner_is_no_reason_to_run_out_of_memory(read_list: ReadList) -> None:
    """A space bar pressed in XFD1048576 makes a sheet of 17 thousand million cells."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "id", " "

    with pytest.raises(BrokenCampaign, match="XFD1048576"):
        read_list(saved(book), "list.xlsx")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("list.xlsx", b"", "is not one"),
        ("list.xlsx", b"<html><table></table></html>", "is not one"),
        ("list.xls", b"id,city\na,b\n", "is not one"),
        ("list.ods", b"PK\x03\x04 and no more", "cannot be read"),
        ("list.xlsx", workbook(".xlsx", [["id"]])[:-200], "cannot be read"),
        ("list.xls", workbook(".xls", [["id"]])[:1000], "cannot be read"),
        ("list.xls", b"\xd0\xcf\x11\xe0" + bytes(2000), "cannot be read"),
        ("list.xls", workbook(".xlsx", [["id"]]), "not in the old format"),
        ("list.xlsx", workbook(".xls", [["id"]]), "in the old format"),
        ("list.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("list.ods", PROTECTED_ODS, "password"),
    ],
)
def test_says_why_a_file_is_no_workbook(read_list: ReadList, name: str, content: bytes, words: str) -> None:
    """A damaged, protected or misnamed file ends in words, never in a traceback."""
    with pytest.raises(BrokenCampaign, match=words) as caught:
        read_list(content, name)

    (problem,) = caught.value.problems
    assert problem.code is Code.UNREADABLE_TABLE
    assert problem.place.file == name
    assert problem.hint
