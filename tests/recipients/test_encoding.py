"""Encodings of text tables: proven, declared, legacy with a warning, or refused."""

from __future__ import annotations

import codecs

import pytest

from letterforge.errors import BrokenCampaign, Code, Severity

from .conftest import ReadList

TABLE = "id,city\na,Yaoundé\nb,Abidjan – Côte\n"


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        codecs.BOM_UTF8 + TABLE.encode(),
        TABLE.encode("utf-16"),
        codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.encode("utf-32"),
    ],
    ids=["utf-8", "utf-8 bom", "utf-16 le bom", "utf-16 be bom", "utf-16 le", "utf-16 be", "utf-32"],
)
def test_reads_unicode_in_every_dress(read_list: ReadList, content: bytes) -> None:
    """A name is the same name in every Unicode encoding, and there is nothing to say about it."""
    listed = read_list(content)

    assert [recipient.city for recipient in listed.recipients] == ["Yaoundé", "Abidjan – Côte"]
    assert listed.headings == ("id", "city")
    assert listed.problems == ()


def test_warns_of_windows_1252_and_names_the_rows_to_compare(read_list: ReadList) -> None:
    """An old export is read, but somebody must look at its accents."""
    listed = read_list(TABLE.encode("windows-1252"))

    assert [recipient.city for recipient in listed.recipients] == ["Yaoundé", "Abidjan – Côte"]
    (warning,) = listed.problems
    assert warning.code is Code.LEGACY_ENCODING
    assert warning.severity is Severity.WARNING
    assert "rows 2 and 3" in warning.message
    assert not listed.broken
    assert not listed.invalid_rows


def test_refuses_a_table_in_two_encodings(read_list: ReadList) -> None:
    """Half of the names would be garbled, whichever encoding was chosen."""
    content = "id,city\na,Yaoundé\n".encode() + 'b,Côte\nc,"x\ny"\nd,Côte\n'.encode("windows-1252")

    with pytest.raises(BrokenCampaign) as caught:
        read_list(content)

    (problem,) = caught.value.problems
    assert problem.code is Code.MIXED_ENCODING
    assert "rows 3 and 5" in problem.message
    assert problem.place.row == 3


@pytest.mark.parametrize("encoding", ["windows-1251", "windows-1253", "koi8-r"])
def test_does_not_print_another_script_as_accented_letters(read_list: ReadList, encoding: str) -> None:
    """Cyrillic or Greek read as Windows-1252 would be a letter full of nonsense."""
    word = "Αθήνα" if encoding == "windows-1253" else "Москва"

    with pytest.raises(BrokenCampaign) as caught:
        read_list(f"id,city\na,Paris\nb,{word}\n".encode(encoding))

    (problem,) = caught.value.problems
    assert problem.code is Code.UNREADABLE_TABLE
    assert problem.place.row == 3
    assert "encoding =" in problem.hint


def test_reads_another_script_in_the_encoding_that_the_campaign_names(read_list: ReadList) -> None:
    """What cannot be proven can be said."""
    listed = read_list("id,city\na,Москва\n".encode("windows-1251"), recipients='encoding = "windows-1251"')

    assert listed.recipients[0].city == "Москва"
    assert listed.problems == ()


def test_refuses_bytes_that_are_no_text(read_list: ReadList) -> None:
    """Byte 81 stands for nothing in Windows-1252."""
    with pytest.raises(BrokenCampaign) as caught:
        read_list(b"id,city\na,\x81\n")

    assert caught.value.problems[0].code is Code.UNREADABLE_TABLE
    assert "row 2" in caught.value.problems[0].message


@pytest.mark.parametrize(
    ("encoding", "code"),
    [("utf8x", Code.BAD_SETTING), ("hex", Code.BAD_SETTING), ("ascii", Code.UNREADABLE_TABLE)],
)
def test_says_when_the_named_encoding_cannot_be_right(read_list: ReadList, encoding: str, code: Code) -> None:
    """A wrong setting is the campaign's fault, not the table's."""
    with pytest.raises(BrokenCampaign) as caught:
        read_list(TABLE, recipients=f'encoding = "{encoding}"')

    assert caught.value.problems[0].code is code


def test_refuses_half_a_utf16_file(read_list: ReadList) -> None:
    """A download that broke off is not read as if it were whole."""
    with pytest.raises(BrokenCampaign) as caught:
        read_list(TABLE.encode("utf-16")[:-1])

    assert caught.value.problems[0].code is Code.UNREADABLE_TABLE
