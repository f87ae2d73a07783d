"""Single cells: what is tidied without a word, and what is refused."""

from __future__ import annotations

import unicodedata

import pytest

from letterforge.errors import Code
from letterforge.recipients.cells import clean, clean_row, column_trap, suspicious, trap


@pytest.mark.parametrize(
    ("came", "printed"),
    [
        ("  Minister   of  Justice ", "Minister of Justice"),
        ("Palais\u00a0de\u202fla\u2009Nation", "Palais de la Nation"),
        ("山田\u3000外務大臣", "山田 外務大臣"),
        ("\ufeffParis\u200b", "Paris"),
        ("Me\u0301xico", "México"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("'=1+1", "=1+1"),
        ("'-", "-"),
        ("'@home", "@home"),
        ("'00161", "00161"),
        ("'68 was long ago", "'68 was long ago"),
        ("'s-Gravenhage", "'s-Gravenhage"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("a\tb", "a b"),
        ("Rue 1 \r\n  BP 3\rX\u2028Y", "Rue 1\nBP 3\nX\nY"),
        ("Val-d'Isère", "Val-d'Isère"),
        (
            "*Bob* <b>x</b> {{ 7*7 }} # 1 & _a_ ../../etc/passwd",
            "*Bob* <b>x</b> {{ 7*7 }} # 1 & _a_ ../../etc/passwd",
        ),
        ("🇸🇳 😀", "🇸🇳 😀"),
    ],
)
def test_tidies_what_nobody_sees(came: str, printed: str) -> None:
    """Spaces, invisible characters and a protecting apostrophe go; nothing that is printed does."""
    assert clean(came) == printed
    assert clean_row(["x", came, ""]) == ["x", printed, ""]
    assert trap(came) is None
    assert unicodedata.is_normalized("NFC", clean(came))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("a\x00b", Code.CONTROL_CHARACTER),
        ("\x1b[31mred", Code.CONTROL_CHARACTER),
        ("a\x0bb", Code.CONTROL_CHARACTER),
        ("a\x7f", Code.CONTROL_CHARACTER),
        ("a\x85b", Code.CONTROL_CHARACTER),
        ("abc\u202edef", Code.CONTROL_CHARACTER),
        ("abc\u2067def", Code.CONTROL_CHARACTER),
        ("\ue0000\ue001", Code.CONTROL_CHARACTER),
        ("\U000f0000", Code.CONTROL_CHARACTER),
        ("\uffff", Code.CONTROL_CHARACTER),
        ("\ud800", Code.CONTROL_CHARACTER),
        ("C\ufffdte d'Ivoire", Code.GARBLED_TEXT),
        ("CÃ´te d'Ivoire", Code.GARBLED_TEXT),
        ("Minister â€“ Deputy", Code.GARBLED_TEXT),
        ("Â«\xa0LibertÃ©\xa0Â»", Code.GARBLED_TEXT),
        ("ÐœÐ¸Ð½Ð¸ÑÑ‚Ñ€", Code.GARBLED_TEXT),
        ("ï»¿Paris", Code.GARBLED_TEXT),
        ("#REF!", Code.SPREADSHEET_ERROR),
        (" #N/A ", Code.SPREADSHEET_ERROR),
        ("#NAME?", Code.SPREADSHEET_ERROR),
        ("#VALUE!", Code.SPREADSHEET_ERROR),
        ("#DIV/0!", Code.SPREADSHEET_ERROR),
        ("#NULL!", Code.SPREADSHEET_ERROR),
        ("#NUM!", Code.SPREADSHEET_ERROR),
        ("#BEZUG!", Code.SPREADSHEET_ERROR),
        ("#¡DIV/0!", Code.SPREADSHEET_ERROR),
        ("#NV", Code.SPREADSHEET_ERROR),
        ("########", Code.SPREADSHEET_ERROR),
        ("Err:502", Code.SPREADSHEET_ERROR),
    ],
)
def test_refuses_what_must_not_be_printed(cell: str, code: Code) -> None:
    """A trap is found alone, and as one cell of a row, whatever stands beside it."""
    problem = trap(cell)

    assert problem is not None
    assert problem.code is code
    assert problem.hint
    assert suspicious(["Paris", cell])
    assert suspicious([cell, "Paris"])


@pytest.mark.parametrize(
    "cell",
    [
        "#1 Main Street",
        "# 1",
        "#",
        "#SaveTheDate",
        "CAFÉ®",
        "«LIBERTÉ»",
        "Å",
        "Ðorđe",
        "naïve “quoted” – dash",
        "Größe „x“",
    ],
)
def test_lets_unusual_text_pass(cell: str) -> None:
    """What merely looks like a trap is text."""
    assert trap(cell) is None


def test_says_what_garbled_text_should_have_been() -> None:
    """The hint of a garbled cell holds the text that was meant."""
    came = "Ministère des Affaires étrangères – Sénégal".encode().decode("windows-1252", "replace")
    problem = trap(came.replace("\ufffd", "\x81"))

    assert problem is not None
    assert "étrangères – Sénégal" in problem.hint


def test_names_the_character_that_nobody_sees() -> None:
    """A person can look for U+202E; "invalid character" helps nobody."""
    problem = trap("abc\u202e")

    assert problem is not None
    assert "U+202E, right-to-left override" in problem.message


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("name", "44172", Code.NUMBER_CELL),
        ("title", "3,5", Code.NUMBER_CELL),
        ("city", "1010", Code.NUMBER_CELL),
        ("honorific", "50%", Code.NUMBER_CELL),
        ("organisation", "-7", Code.NUMBER_CELL),
        ("country", "٤٤١٧٢", Code.NUMBER_CELL),
        ("postal_code", "1.23E+11", Code.NUMBER_CELL),
        ("id", "1,23E+11", Code.NUMBER_CELL),
        ("address", "9E-05", Code.NUMBER_CELL),
        ("name", "2020-12-07", Code.DATE_CELL),
        ("title", "07/12/2020 10:30", Code.DATE_CELL),
        ("salutation", "10:30", Code.DATE_CELL),
        ("id", "02-Jan", Code.DATE_CELL),
        ("id", "Jan-20", Code.DATE_CELL),
        ("postal_code", "02. Mrz", Code.DATE_CELL),
        ("postal_code", "01-févr", Code.DATE_CELL),
        ("postal_code", "12/7/2020", Code.DATE_CELL),
    ],
)
def test_refuses_what_a_spreadsheet_has_changed(column: str, cell: str, code: Code) -> None:
    """Dates, serials and rounded numbers are not what was typed."""
    problem = column_trap(column, cell)

    assert problem is not None
    assert problem.code is code


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("postal_code", "1010"),
        ("postal_code", "75007"),
        ("postal_code", "100-0001"),
        ("postal_code", "1000-001"),
        ("postal_code", "K1A 0G2"),
        ("postal_code", "E1 6AN"),
        ("id", "44172"),
        ("id", "MAR-12"),
        ("id", "DEC-1"),
        ("id", "asp19-007"),
        ("title", "2nd Secretary"),
        ("organisation", "18 Group"),
        ("address", "12"),
        ("email", "office1@example.org"),
    ],
)
def test_lets_codes_and_numbered_words_pass(column: str, cell: str) -> None:
    """Digits are not suspicious where they belong."""
    assert column_trap(column, cell) is None


def test_tells_which_day_a_serial_may_be() -> None:
    """44172 means nothing to a person; the day does."""
    problem = column_trap("title", "44172")

    assert problem is not None
    assert "2020-12-07" in problem.hint
