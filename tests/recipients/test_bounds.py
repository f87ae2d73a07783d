"""Hostile tables (bounds, gate, package, ods, guarded): refused by name, in little time and memory."""

from __future__ import annotations

import io
import os
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwt

from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Code, Problem
from letterforge.intake import bounds
from letterforge.processes import guarded
from letterforge.recipients import cells, from_workbook, from_xls, heading_row, read_recipients
from letterforge.recipients import sheet as sheet_module
from letterforge.recipients.columns import Column, Columns
from letterforge.recipients.grid import Grid, GridRow
from letterforge.recipients.headings import _unnamed

from .conftest import ReadList
from .workbooks import ods_of, saved, workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
PLAIN = workbook(".xlsx", [["id", "name"], ["a", "Anna"]])


def changed(part: str, change: Callable[[bytes], bytes], extra: dict[str, bytes] | None = None) -> bytes:
    """The plain workbook with one part changed, and others added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(PLAIN)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return file.getvalue()


def with_rows(rows: bytes, after: bytes = b"") -> bytes:
    """The plain workbook with more rows, and with what comes after them."""
    return changed(SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>" + after))


def with_dimension(reference: bytes) -> bytes:
    """The plain workbook with another claim about its size."""
    return changed(
        SHEET, lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + reference + b'"', xml)
    )


def row(number: int, reference: str, text: str = "x") -> bytes:
    """A row with one cell."""
    cell = f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'
    return f'<row r="{number}">{cell}</row>'.encode()


def lying_zip() -> bytes:
    """A workbook whose directory claims that a bomb of 100 MB is a small part."""
    content = with_rows(b"<!-- " + b" " * 100_000_000 + b" -->")
    real = zipfile.ZipFile(io.BytesIO(content)).getinfo(SHEET).file_size
    return content.replace(real.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def shown_again_and_again() -> bytes:
    """One shared text of 100,000 characters, which 40,000 cells show."""
    rows = "".join(
        f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>' for number in range(3, 40_000)
    )
    text = f'<sst xmlns="{MAIN}"><si><t>{"A" * 100_000}</t></si></sst>'
    return changed(
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", rows.encode() + b"</sheetData>"),
        {"xl/sharedStrings.xml": text.encode()},
    )


def cell(text: str = "x", **attributes: str) -> str:
    """A cell of OpenDocument."""
    more = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


HEADINGS = f"<table:table-row>{cell('id')}{cell('name')}</table:table-row>"
TRILLION = str(10**12)


def ods(rows: str) -> bytes:
    """A sheet with headings and these rows."""
    return ods_of(f'<table:table table:name="List">{HEADINGS}{rows}</table:table>')


BOMB_ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
DEEP = 300_000
Made = Callable[[], bytes]
"""A file that is made when its test runs: a process that a test starts imports this module too."""

HOSTILE_XLSX = {
    "merged, the whole sheet": lambda: with_rows(
        b"", b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "false dimension": lambda: with_dimension(b"A1:XFD1048576"),
    "far cell": lambda: with_rows(row(1_048_576, "XFD1048576")),
    "far cell that no sheet has": lambda: with_rows(row(4_294_967_295, "ZZZZZZ4294967295")),
    "far cell in odd dress": lambda: with_rows(b'<row r = "1048576"><c r = "XFD1048576"><v>1</v></c></row>'),
    "bomb in the sheet": lambda: with_rows(row(3, "A3", " " * 100_000_000)),
    "bomb beside the sheet": lambda: changed("", bytes, {"xl/media/image1.png": bytes(100_000_000)}),
    "ten thousand parts": lambda: changed("", bytes, {f"xl/media/{number}": b"" for number in range(10_000)}),
    "deep": lambda: with_rows(b"<x>" * DEEP + b"</x>" * DEEP),
}
HOSTILE_ODS = {
    "covered by the trillion": lambda: ods(
        f"<table:table-row>{cell('a')}<table:covered-table-cell"
        f' table:number-columns-repeated="{TRILLION}"/></table:table-row>'
    ),
    "columns by the trillion": lambda: ods(
        f"<table:table-row>{cell('a', number_columns_repeated=TRILLION)}</table:table-row>"
    ),
    "columns by the ten thousand": lambda: ods(
        f"<table:table-row>{cell('a', number_columns_repeated='16000') * 2}</table:table-row>"
    ),
    "rows by the trillion": lambda: ods(
        f'<table:table-row table:number-rows-repeated="{TRILLION}">{cell("a") * 2}</table:table-row>'
    ),
    "rows by the million": lambda: ods(
        f'<table:table-row table:number-rows-repeated="1000000">{cell("a") * 2}</table:table-row>'
    ),
    "both, again and again": lambda: ods(
        f'<table:table-row table:number-rows-repeated="1000">{cell("a", number_columns_repeated="16000")}'
        "</table:table-row>" * 1000
    ),
    "a number of five thousand digits": lambda: ods(
        f"<table:table-row>{cell('a', number_columns_repeated='9' * 5000)}</table:table-row>"
    ),
    "deep": lambda: ods(
        f"<table:table-row>{cell('a')}"
        f"{cell('<text:span>' * DEEP + 'x' + '</text:span>' * DEEP)}</table:table-row>"
    ),
}
HOSTILE_CSV = {
    "a million columns": lambda: ",".join(f"c{number}" for number in range(1_000_000)).encode() + b"\n",
    "a row without end": lambda: b"id,name\na," + b'"\n",' * 5_000_000,
    "a line without end": lambda: b"id,name\na," + b"x" * 20_000_000,
    "blank rows without end": lambda: b"id,name\n" + b"\n" * 2_000_000,
    "no rows in any encoding": lambda: b"id,name\n" + b"\xe9\n" * 2_000_000,
}


def refused(read_list: ReadList, content: bytes, name: str) -> Problem:
    with pytest.raises(BrokenCampaign) as caught:
        read_list(content, name)
    (problem,) = caught.value.problems
    assert problem.hint
    assert problem.place.file == name
    return problem


@pytest.mark.parametrize("content", HOSTILE_XLSX.values(), ids=list(HOSTILE_XLSX))
def test_an_xlsx_that_asks_for_too_much_is_refused(read_list: ReadList, content: Made) -> None:
    """Each is a file of a few kilobytes."""
    assert refused(read_list, content(), "list.xlsx").code is Code.TOO_LARGE


@pytest.mark.parametrize("content", HOSTILE_ODS.values(), ids=list(HOSTILE_ODS))
def test_an_ods_that_asks_for_too_much_is_refused(read_list: ReadList, content: Made) -> None:
    """OpenDocument says of each row and cell how often it is repeated."""
    problem = refused(read_list, content(), "list.ods")

    assert problem.code is Code.TOO_LARGE


@pytest.mark.parametrize("content", HOSTILE_CSV.values(), ids=list(HOSTILE_CSV))
def test_a_text_table_that_asks_for_too_much_is_refused(read_list: ReadList, content: Made) -> None:
    """A text table has no other size than its own, but what is made of it is many times larger."""
    assert refused(read_list, content(), "list.csv").code is Code.TOO_LARGE


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("list.xlsx", lambda: changed(SHEET, lambda xml: BOMB_ENTITIES + xml), "document type"),
        ("list.xlsx", lambda: changed(SHEET, lambda xml: xml.decode().encode("utf-16")), "encoding"),
        ("list.xlsx", lying_zip, "cannot be read"),
        (
            "list.xlsx",
            lambda: changed("", bytes, {SHEET + "2": b""}).replace(b"sheet1.xml2", b"sheet1.xml\0"),
            "same name",
        ),
        (
            "list.ods",
            lambda: ods(
                "<table:table-row>"
                f"{cell('</text:p><table:table><table:table-row/></table:table><text:p>')}</table:table-row>"
            ),
            "table within",
        ),
    ],
    ids=["entities", "UTF-16", "a directory that lies", "one part twice", "table in a cell"],
)
def test_what_no_spreadsheet_writes_is_refused(
    read_list: ReadList, name: str, content: Made, words: str
) -> None:
    """Readers differ in what they make of it; a person's spreadsheet may show another list."""
    with pytest.raises(BrokenCampaign, match=words) as caught:
        read_list(content(), name)

    assert caught.value.problems[0].code is Code.UNREADABLE_TABLE


def test_a_text_that_many_cells_share_does_not_fill_the_memory(
    read_list: ReadList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four thousand million characters, in a file of some kilobytes."""
    monkeypatch.setattr(sheet_module, "MEMORY", 512 * 1024**2)
    problem = refused(read_list, shown_again_and_again(), "list.xlsx")

    assert problem.code is Code.TOO_LARGE


def test_an_old_workbook_with_a_cell_in_each_last_corner_is_read_or_refused(read_list: ReadList) -> None:
    """Sixteen million cells in each of four sheets."""
    book = xlwt.Workbook()
    for number in range(4):
        book.add_sheet(f"S{number}").write(65_535, 255, "x")

    assert refused(read_list, saved(book), "list.xls").code is Code.UNREADABLE_TABLE


def test_a_million_merged_cells_over_one_another_are_refused(
    read_list: ReadList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by itself is small enough."""
    monkeypatch.setattr(sheet_module, "MOST_CELLS", 50_000)
    merges = b'<mergeCell ref="A2:Z30"/>' * 2000
    content = with_rows(
        b"".join(row(number, f"A{number}") for number in range(3, 40)),
        b"<mergeCells>" + merges + b"</mergeCells>",
    )

    with pytest.raises(BrokenCampaign, match="has merged cells over more than"):
        _unguarded(read_list, content, monkeypatch)


def _unguarded(read_list: ReadList, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_module, "results_of", lambda function, arguments, limits: function(*arguments))
    read_list(content, "list.xlsx")


# --- cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        'id,name\na,"x' + "\n" * 60_000 + 'y"\nb,Anna\n',
        "id,name\na," + "x" * 40_000 + "\nb,Anna\n",
        "id,name\na,a" + "\u0301\u0323" * 10_000 + "\nb,Anna\n",
        ods(f"<table:table-row>{cell('a')}{cell(f'x<text:s text:c={TRILLION!r}/>y')}</table:table-row>"
            f"<table:table-row>{cell('b')}{cell('Anna')}</table:table-row>"),
    ],
    ids=["line feeds", "letters", "accents", "spaces"],
)  # fmt: skip
def test_a_cell_that_is_too_long_costs_its_row_alone(read_list: ReadList, content: str | bytes) -> None:
    """The others have nothing to do with it."""
    listed = read_list(content, "list.csv" if isinstance(content, str) else "list.ods")

    (problem,) = listed.problems
    assert (problem.code, problem.place.row, problem.place.column) == (Code.TOO_LARGE, 2, "name")
    assert [recipient.name for recipient in listed.recipients][1:] == ["Anna"]


def test_a_row_that_is_fed_back_is_refused_again(read_list: ReadList) -> None:
    """failed.csv has the cell cut; it must not become right by that."""
    listed = read_list("id,name\na," + "x" * 40_000 + "\n")
    again = read_list("id,name\n" + ",".join(listed.recipients[0].source) + "\n")

    assert [problem.code for problem in again.problems] == [Code.TOO_LARGE]


@pytest.mark.parametrize("text", ["x" * 32_767, "—" * 200, "ẹ́" * 200, "a\u0301\u0323\u0302"])
def test_long_and_accented_cells_are_nothing_odd(read_list: ReadList, text: str) -> None:
    """Excel's own longest cell, a line of dashes, and scripts with accents over and under a letter."""
    assert read_list(f'id,remark\na,"{text}"\n').problems == ()


def test_a_heading_that_is_too_long_is_named_once(read_list: ReadList) -> None:
    """Every message about its column would repeat it."""
    listed = read_list("id,name," + "x" * 30_000 + "\na,Anna,\n")

    (problem,) = listed.problems
    assert (problem.code, problem.place.row) == (Code.TOO_LARGE, 1)
    assert "column C" in problem.message


@pytest.mark.parametrize("filler", ["\n", " \n", "\r", "#", " ", "Err", "Ã", "1", "\u200b", "\u0301"])
def test_no_pattern_goes_over_a_cell_again_and_again(filler: str) -> None:
    """The largest cell that passes the gate, twenty times.

    With the square of its length this takes ten minutes.
    """
    text = "x" + filler * (32_000 // len(filler)) if filler != "\u0301" else "x"
    for _ in range(20):
        cells.suspicious([text, text])
        cells.clean_row([text])
        cells.trap(text)


def test_no_long_cell_is_cleaned_to_see_whether_it_is_a_heading(
    read_list: ReadList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accents are put in order in time with the square of their number, and this is asked once a
    delimiter.
    """
    cleaned: list[str] = []
    monkeypatch.setattr(heading_row, "clean", lambda cell: cleaned.append(cell) or cells.clean(cell))

    listed = read_list("id,name\na,a" + "\u0323\u0301" * 2000 + "\n")

    assert [problem.code for problem in listed.problems] == [Code.TOO_LARGE]
    assert "name" in cleaned
    assert max(map(len, cleaned)) <= bounds.LONGEST_HEADING


@pytest.mark.parametrize("text", ["\n\n#REF!", " \t#REF!", "a\n#REF!", "\r\n#N/A", "\u2028Err:502"])
def test_a_failed_formula_is_suspected_whatever_is_before_it(text: str) -> None:
    """The quick look must never say no where the long one says yes."""
    assert cells.suspicious(["a", text])


def test_a_number_of_thousands_of_digits_is_a_problem_of_its_row(read_list: ReadList) -> None:
    """Python refuses to make a number of it."""
    (problem,) = read_list("id,name\na," + "1" * 6000 + "\n").problems

    assert problem.code is Code.NUMBER_CELL


# --- rows and columns in great number ------------------------------------------------------------


def test_twenty_thousand_rows_with_one_id_are_all_named(read_list: ReadList) -> None:
    """Each is told of the first others, and of how many there are: not of twenty thousand."""
    listed = read_list("id,name\n" + "a,Anna\n" * 20_000)

    assert len(listed.problems) == 20_000
    assert 'id "a" is also used in rows 3, 4, 5, 6, 7 and 19994 more' in listed.problems[0].message
    assert "rows 2, 3, 4, 5, 6 and 19994 more" in listed.problems[-1].message


def test_rows_that_share_an_id_name_one_another(read_list: ReadList) -> None:
    """Few are named all."""
    listed = read_list("id,name\n" + "a,Anna\n" * 6)

    assert "rows 3, 4, 5, 6 and 7" in listed.problems[0].message
    assert "rows 2, 3, 4, 5 and 6" in listed.problems[-1].message


def test_ten_thousand_columns_without_heading_are_looked_through_once(read_list: ReadList) -> None:
    """Not all rows for each column."""
    rows = "".join(f"{number}{',1' * 10_000},\n" for number in range(100))

    listed = read_list(f"id{',' * 10_000},x\n{rows}")

    assert len(listed.problems) == 10_000
    assert "rows 2, 3, 4, 5, 6 and 95 more" in listed.problems[0].message


def test_a_wide_and_honest_list_is_read(read_list: ReadList) -> None:
    """Two thousand columns are odd, and nothing worse."""
    headings = ",".join(f"question {number}" for number in range(2000))

    listed = read_list(f"id,{headings}\na{',yes' * 2000}\n")

    assert listed.problems == ()
    assert listed.recipients[0].extra["question_1999"] == "yes"


def test_after_many_unknown_countries_nobody_asks_what_they_are_like(
    read_list: ReadList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would take some milliseconds; all are named still."""
    assert bounds.MOST_SUGGESTIONS <= 1000
    most = 20
    monkeypatch.setattr("letterforge.recipients.rows.MOST_SUGGESTIONS", most)

    listed = read_list("id,country\n" + "".join(f"{number},Frannce{number}\n" for number in range(most + 5)))

    assert {problem.code for problem in listed.problems} == {Code.UNKNOWN_COUNTRY}
    assert len(listed.problems) == most + 5
    assert "Francce" not in listed.problems[-1].hint
    assert f"Frannce{most + 4}" in listed.problems[-1].message


def test_more_rows_than_any_list_has_are_refused(
    read_list: ReadList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the row in which the bound is passed."""
    monkeypatch.setattr("letterforge.recipients.gate.MOST_ROWS", 10)

    problem = refused(read_list, b"id\n" + b"a\n" * 10, "list.csv")

    assert (problem.code, problem.place.row) == (Code.TOO_LARGE, 11)


def test_short_rows_are_not_asked_for_thousands_of_columns_each() -> None:
    """Two headings far from each other, and a quarter of a million rows of one cell.

    Billions of questions.
    """
    asked = 0

    class Cells(tuple[str, ...]):
        def __len__(self) -> int:
            nonlocal asked
            asked += 1
            return super().__len__()

    named = (Column(0, "id", "id"), Column(15_999, "x", key="x"))
    columns = Columns(row=1, named=named, width=16_000, error_index=None)
    rows = [GridRow(number, Cells(("a", "b"))) for number in range(2, 12)]

    (problem,) = _unnamed(columns, Grid(rows))

    assert "column B has no heading" in problem.message
    assert asked <= 50


# --- what is no file -----------------------------------------------------------------------------


def test_a_folder_is_no_list(read_list: ReadList, tmp_path: Path) -> None:
    """It is said what it is, and nothing waits."""
    read_list("id\na\n")
    (tmp_path / "folder.csv").mkdir()

    with pytest.raises(BrokenCampaign, match="it is a folder") as caught:
        read_recipients(Campaign.load(tmp_path), tmp_path / "folder.csv")

    assert caught.value.problems[0].hint


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_no_list(read_list: ReadList, tmp_path: Path) -> None:
    """Opening it would wait for a writer who never comes."""
    read_list("id\na\n")
    os.mkfifo(tmp_path / "pipe.csv")

    with pytest.raises(BrokenCampaign, match="it is a pipe"):
        read_recipients(Campaign.load(tmp_path), tmp_path / "pipe.csv")


def test_a_link_to_itself_is_no_list(read_list: ReadList, tmp_path: Path) -> None:
    """Some systems cannot say where it leads."""
    read_list("id\na\n")
    try:
        (tmp_path / "loop.csv").symlink_to("loop.csv")
    except OSError:
        pytest.skip("links are not allowed")

    with pytest.raises(BrokenCampaign):
        read_recipients(Campaign.load(tmp_path), tmp_path / "loop.csv")


def test_a_file_of_gigabytes_is_not_read(read_list: ReadList, tmp_path: Path) -> None:
    """It is refused by its size, before the memory is full of it."""
    read_list("id\na\n")
    with (tmp_path / "big.csv").open("wb") as file:
        file.truncate(3 * 1024**3)

    with pytest.raises(BrokenCampaign, match="larger than 256 MB") as caught:
        read_recipients(Campaign.load(tmp_path), tmp_path / "big.csv")

    assert caught.value.problems[0].code is Code.TOO_LARGE


# --- a reader that dies --------------------------------------------------------------------------

DEATHS = {
    "dies": ("import os; os.kill(os.getpid(), 9)", "the process that reads it crashes"),
    "aborts": ("import os; os.abort()", "the process that reads it crashes"),
    "grows": ("[bytes(2**20) for _ in range(2**20)]", "memory"),
    "hangs": ("while True: pass", "longer than 1 seconds"),
}


def deadly(source: object, code: str) -> list[object]:
    """Stands for a library that breaks."""
    exec(code)
    return []


@pytest.mark.parametrize(("code", "words"), DEATHS.values(), ids=list(DEATHS))
@pytest.mark.parametrize("may_fork", [True, False], ids=["forked", "started"])
def test_whatever_happens_to_the_reader_the_parent_goes_on(
    monkeypatch: pytest.MonkeyPatch, may_fork: bool, code: str, words: str
) -> None:
    """It says what happened."""
    if may_fork and not sys.platform.startswith("linux"):
        pytest.skip("a process is forked on Linux alone")
    if words == "memory" and not sys.platform.startswith("linux"):
        pytest.skip("not every system limits memory")
    monkeypatch.setattr(guarded, "may_fork", lambda: may_fork)
    seconds = 1 if "longer" in words else 60

    with pytest.raises(guarded.ProcessFailed, match=words):
        list(guarded.results_of(deadly, (None, code), guarded.Limits(seconds, 512 * 1024**2)))


@pytest.mark.parametrize("may_fork", [True, False], ids=["forked", "started"])
def test_a_new_process_gives_what_the_function_gives(monkeypatch: pytest.MonkeyPatch, may_fork: bool) -> None:
    """Values in their order, and then what it raises."""
    if may_fork and not sys.platform.startswith("linux"):
        pytest.skip("a process is forked on Linux alone")
    monkeypatch.setattr(guarded, "may_fork", lambda: may_fork)
    values = guarded.results_of(int.to_bytes, (10**300, 1000, "big"), guarded.Limits(60, 512 * 1024**2))

    assert bytes(values) == (10**300).to_bytes(1000, "big")
    with pytest.raises(OverflowError):
        list(guarded.results_of(int.to_bytes, (10**300, 1, "big"), guarded.Limits(60, 512 * 1024**2)))


@pytest.mark.parametrize("name", ["list.xlsx", "list.xls"])
def test_a_death_while_the_list_is_read_is_a_problem_with_a_code(
    read_list: ReadList, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The whole way, with a reader that is killed."""
    module = from_xls if name.endswith(".xls") else from_workbook
    monkeypatch.setattr(module, "_rows", lambda source: deadly(source, DEATHS["dies"][0]))
    monkeypatch.setattr(guarded, "may_fork", lambda: True)

    problem = refused(read_list, workbook(Path(name).suffix, [["id"], ["a"]]), name)

    assert problem.code is Code.TOO_LARGE
    assert "the process that reads it crashes" in problem.message
