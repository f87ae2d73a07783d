"""Whole lists: what a row becomes, each thing that can be wrong with one, and all of them together."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Code
from letterforge.model import Recipient
from letterforge.recipients import READERS, read_recipients

from .conftest import ReadList


def test_a_row_becomes_a_recipient(read_list: ReadList) -> None:
    """Every column that letterforge knows, as a person might fill it in."""
    cells = {
        "ID": "sn-1",
        "Country": " Sénégal ",
        "Office": "Foreign Minister",
        "Title": '"Minister of\nForeign Affairs"',
        "Honorific": "H.E.",
        "Name": "NAME",
        "Gender": "Female",
        "Organisation": "Ministry",
        "Address": "Place de l'Indépendance | BP 4044",
        "Postal code": "1010",
        "City": "The Hague",
        "Address country": "the Netherlands",
        "Language": "fr-SN",
        "E-mail": "a@example.org",
        "Salutation": "Excellence,",
        "Region": "Africa",
    }
    table = f"{';'.join(cells)}\n{';'.join(cells.values())}\n"

    listed = read_list(table)

    assert listed.problems == ()
    assert listed.recipients == (
        Recipient(
            id="sn-1",
            row=2,
            state="SN",
            office="foreign_minister",
            title="Minister of Foreign Affairs",
            honorific="H.E.",
            name="NAME",
            gender="f",
            organisation="Ministry",
            address=("Place de l'Indépendance", "BP 4044"),
            postal_code="1010",
            city="The Hague",
            address_country="NL",
            language="fr",
            email="a@example.org",
            salutation="Excellence,",
            extra={"region": "Africa"},
            source=listed.recipients[0].source,
            who="Senegal",
        ),
    )
    assert listed.recipients[0].source[1] == "Sénégal "


def test_an_address_keeps_its_lines(read_list: ReadList) -> None:
    """Bars and line breaks both end a line; empty lines are none."""
    listed = read_list('id,address\na,"Rue 1 | \r\n BP 3\n\nCEDEX"\n')

    assert listed.recipients[0].address == ("Rue 1", "BP 3", "CEDEX")


def test_ids_are_made_from_state_and_office(read_list: ReadList) -> None:
    """They stay the same however the rows are sorted."""
    listed = read_list("country,office,id\nFrance,ambassador,\nFR,,\nSenegal,foreign minister,own\n")

    assert [recipient.id for recipient in listed.recipients] == ["FRA-ambassador", "FRA", "own"]
    assert listed.problems == ()


def test_ids_that_were_made_must_differ_as_well(read_list: ReadList) -> None:
    """Two ambassadors of one state need ids of their own."""
    listed = read_list("country,office\nFrance,ambassador\nSenegal,ambassador\nFR,Ambassador\n")

    assert [(p.code, p.place.row, p.place.who) for p in listed.problems] == [
        (Code.DUPLICATE_ID, 2, "France"),
        (Code.DUPLICATE_ID, 4, "France"),
    ]
    assert "row 4" in listed.problems[0].message
    assert "column id" in listed.problems[0].hint


BROKEN_ROWS = {
    "too long": ("id,city", "a,Paris,x", Code.SHIFTED_ROW, ""),
    "too short": ("id,city,title", "a,Paris", Code.SHIFTED_ROW, ""),
    "unknown country": ("id,Country", "a,Frnace", Code.UNKNOWN_COUNTRY, "Country"),
    "unknown country of the address": (
        "id,address country",
        "a,Frnace",
        Code.UNKNOWN_COUNTRY,
        "address country",
    ),
    "unknown office": ("id,Office", "a,foreign minster", Code.UNKNOWN_OFFICE, "Office"),
    "unknown gender": ("id,gender", "a,Mr", Code.UNKNOWN_GENDER, "gender"),
    "unknown language": ("id,language", "a,Frensh", Code.UNKNOWN_LANGUAGE, "language"),
    "endless id": ("id,city", f"{'a' * 101},Paris", Code.BAD_FILE_NAME, "id"),
    "unseen character in an id": ("id,city", "a\u200eb,Paris", Code.CONTROL_CHARACTER, "id"),
    "control character": ("id,city", "a,Pa\x08ris", Code.CONTROL_CHARACTER, "city"),
    "NUL": ("id,city", "a,Pa\x00ris", Code.CONTROL_CHARACTER, "city"),
    "forged slot": ("id,Note", "a,\ue0000\ue001", Code.CONTROL_CHARACTER, "Note"),
    "bidi override": ("id,name", "a,NAME\u202e", Code.CONTROL_CHARACTER, "name"),
    "lost letter": ("id,city", "a,Yaound\ufffd", Code.GARBLED_TEXT, "city"),
    "garbled letter": ("id,city", "a,YaoundÃ©", Code.GARBLED_TEXT, "city"),
    "failed formula": ("id,title", "a,#REF!", Code.SPREADSHEET_ERROR, "title"),
    "failed formula in a further column": ("id,Note", "a,#N/A", Code.SPREADSHEET_ERROR, "Note"),
    "failed formula for a country": ("id,country", "a,#REF!", Code.SPREADSHEET_ERROR, "country"),
    "date number": ("id,title", "a,44172", Code.NUMBER_CELL, "title"),
    "scientific number": ("id,postal code", "a,1.23E+11", Code.NUMBER_CELL, "postal code"),
    "mangled date": ("id,postal code", "a,02-Jan", Code.DATE_CELL, "postal code"),
    "date": ("id,name", "a,07/12/2020", Code.DATE_CELL, "name"),
}


@pytest.mark.parametrize(("headings", "row", "code", "column"), BROKEN_ROWS.values(), ids=BROKEN_ROWS)
def test_a_broken_row_is_refused_with_its_place(
    read_list: ReadList, headings: str, row: str, code: Code, column: str
) -> None:
    """One word about it, with row, column and way out, and none about its neighbours."""
    before, after = ("b" + "," * headings.count(","), "c" + "," * headings.count(","))

    listed = read_list(f"{headings}\n{before}\n{row}\n{after}\n")

    (problem,) = listed.problems
    assert (problem.code, problem.place.row, problem.place.column) == (code, 3, column)
    assert problem.place.file == "recipients.csv"
    assert problem.hint
    assert not column or f'column "{column}"' in problem.message
    assert listed.invalid_rows == {3}
    assert not listed.broken


@pytest.mark.parametrize(
    ("cell", "column", "meant"),
    [
        ("Frnace", "country", "France"),
        ("foreign minster", "office", "foreign_minister"),
        ("Frensh", "language", "French"),
    ],
)
def test_says_what_was_probably_meant(read_list: ReadList, cell: str, column: str, meant: str) -> None:
    """A slip of the finger is mended at a glance."""
    listed = read_list(f"id,{column}\na,{cell}\n")

    assert f'"{meant}"' in listed.problems[0].hint


def test_a_row_of_which_no_id_can_be_made_is_refused(read_list: ReadList) -> None:
    """Its file would have a name of its own on every run."""
    listed = read_list("id,country,city,language\n,,,fr\n")

    assert [(p.code, p.place.row, p.place.column) for p in listed.problems] == [(Code.NO_ID, 2, "id")]


def test_a_table_of_which_no_ids_can_be_made_is_told_once(read_list: ReadList) -> None:
    """Not once for each of its rows."""
    listed = read_list("gender,language\nf,fr\nm,fr\n")

    assert [problem.code for problem in listed.problems] == [Code.NO_ID]
    assert listed.broken


def test_a_register_needs_a_country_in_each_row(read_list: ReadList) -> None:
    """Without one nobody knows whether a party was written to."""
    listed = read_list("id,country\na,France\nb,\n", register="rome-statute")

    assert [(p.code, p.place.row, p.place.column) for p in listed.problems] == [
        (Code.NO_COUNTRY, 3, "country")
    ]


def test_ids_are_equal_without_regard_to_case_and_composition(read_list: ReadList) -> None:
    """Some file systems do not tell them apart. Each of the rows is named in the other's problem."""
    listed = read_list("Id,city\nCafé,Paris\nb,Rome\ncafe\u0301,Oslo\nCAFÉ,Bern\n")

    assert [(p.code, p.place.row, p.place.column) for p in listed.problems] == [
        (Code.DUPLICATE_ID, row, "Id") for row in (2, 4, 5)
    ]
    assert "rows 2 and 5" in listed.problems[1].message


def test_everything_is_told_at_once_columns_before_rows(read_list: ReadList) -> None:
    """A person mends the list once, not once for each problem."""
    listed = read_list(
        "id,Country,office,City,city,Region\n"
        "a,Frnace,ambassadr,#REF!,,x\n"
        "b,France,ambassador,Paris,,x,y\n"
        "A,France,ambassador,12,,\x07\n"
    )

    assert [(p.code, p.place.row) for p in listed.problems] == [
        (Code.DUPLICATE_HEADING, 1),
        (Code.UNKNOWN_COUNTRY, 2),
        (Code.UNKNOWN_OFFICE, 2),
        (Code.SPREADSHEET_ERROR, 2),
        (Code.DUPLICATE_ID, 2),
        (Code.SHIFTED_ROW, 3),
        (Code.NUMBER_CELL, 4),
        (Code.CONTROL_CHARACTER, 4),
        (Code.DUPLICATE_ID, 4),
    ]
    assert listed.problems[6].place.who == "France"


def test_unsound_rows_are_kept(read_list: ReadList) -> None:
    """Those that could be read go on to the checks of the template; the others wait for failed.csv."""
    listed = read_list("id,country,city\na,Frnace,Paris\nb,France,Paris,too much\nc,France,Paris\n")

    assert [(r.id, r.state) for r in listed.recipients] == [("a", ""), ("c", "FR")]
    assert listed.unread == {3: ("b", "France", "Paris", "too much")}
    assert listed.invalid_rows == {2, 3}


def test_an_unread_row_that_is_fed_back_does_not_grow(read_list: ReadList) -> None:
    """The error of the last run is taken off it as well."""
    listed = read_list("id,city,error\nb,Paris,LF022: shifted,too much\n")

    assert listed.unread == {2: ("b", "Paris", "too much")}


def test_what_must_not_be_printed_is_not_in_a_recipient(read_list: ReadList) -> None:
    """Even an unsound row cannot forge a slot where templates are tried out."""
    listed = read_list("id,city,Note\na\ue000,\ue0000\ue001,\ue0000\ue001\n")

    recipient = listed.recipients[0]
    assert (recipient.id, recipient.city, recipient.extra["note"]) == ("a", "0", "0")


def test_headings_alone_are_no_list(read_list: ReadList) -> None:
    """A batch of no letters is a mistake."""
    listed = read_list("id,city\n\n,\n")

    assert [problem.code for problem in listed.broken] == [Code.NO_ROWS]


@pytest.mark.parametrize("table", ["", "\n\n", "\ufeff", " , ,\n", "sep=;\n"])
def test_an_empty_file_is_no_list(read_list: ReadList, table: str) -> None:
    """There is not even a heading to speak of."""
    with pytest.raises(BrokenCampaign) as caught:
        read_list(table)

    assert caught.value.problems[0].code is Code.NO_ROWS


def test_a_list_of_another_kind_is_refused(read_list: ReadList) -> None:
    """With the kinds that can be read."""
    with pytest.raises(BrokenCampaign) as caught:
        read_list("", "list.numbers")

    assert caught.value.problems[0].code is Code.UNREADABLE_TABLE
    assert ".xlsx" in caught.value.problems[0].hint


def test_a_list_that_is_not_there_is_looked_for_nearby(read_list: ReadList, tmp_path: Path) -> None:
    """A misspelt name is the usual reason."""
    read_list("id\na\n")

    with pytest.raises(BrokenCampaign) as caught:
        read_recipients(Campaign.load(tmp_path), tmp_path / "recipient.csv")

    assert caught.value.problems[0].code is Code.MISSING_FILE
    assert caught.value.problems[0].hint == 'did you mean "recipients.csv"?'


def test_a_folder_is_no_list(read_list: ReadList, tmp_path: Path) -> None:
    """It cannot be read, and says so without a traceback."""
    read_list("id\na\n")
    (tmp_path / "lists.csv").mkdir()

    with pytest.raises(BrokenCampaign) as caught:
        read_recipients(Campaign.load(tmp_path), tmp_path / "lists.csv")

    assert caught.value.problems[0].code is Code.UNREADABLE_TABLE


def test_suffixes_are_read_in_any_case(read_list: ReadList) -> None:
    """LIST.CSV comes from old programs; .txt is what Excel calls its Unicode text."""
    for name in ("LIST.CSV", "list.tsv", "list.txt"):
        assert read_list("id\tcity\na\tParis\n", name).recipients[0].city == "Paris"
    assert set(READERS) == {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods"}


def test_recipients_travel_to_other_processes(read_list: ReadList) -> None:
    """Letters are made there."""
    listed = read_list("id,Note\na,b\nc,d,e\n")

    assert [pickle.loads(pickle.dumps(each)) for each in listed.recipients] == listed.recipients
    assert len(listed.recipients) == 1
