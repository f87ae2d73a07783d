"""Lines that a hint gives to be pasted: TOML as they are, each table at most once in each hint."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import letterforge
from letterforge.campaign import Campaign, fitting
from letterforge.errors import BrokenCampaign, Problem

from .conftest import ReadList

ONE_LINE = re.compile(r"\[[a-z]+(?:\.[a-z]+)?\] [a-z_]+ = ")
"""A table and its key on one line, which is no TOML."""


def hints(read_list: ReadList, table: str | bytes) -> list[Problem]:
    """The problems of a table, whether it can be read or not."""
    try:
        return list(read_list(table).problems)
    except BrokenCampaign as error:
        return list(error.problems)


@pytest.mark.parametrize(
    "table",
    [
        "id,name\na,Andr\xe9 Specimen\n".encode("latin-1"),
        "id,name\na,Andr\xe9 Specimen\n".encode("latin-1") + "b,Zoë\n".encode(),
        "id,Company,Ministry\na,Sample Ltd,Ministry of Samples\n",
        "List of missions,,\nas of 1 March,,\n\nid,country,city\na,KE,Nairobi\n",
        'id,"Job Title ""x""",Company\na,Ambassador,Embassy of Peru\n',
        "id,title,name\na,Amb.,Ann\nb,Ambassador,Bob\n",
        "id,country,organisation\na,KE,Embassy of Peru\n",
    ],
)
def test_what_a_hint_gives_to_paste_is_toml(read_list: ReadList, table: str | bytes) -> None:
    """From the first line with a table to the end of the hint."""
    found = [problem.hint.partition("\n[") for problem in hints(read_list, table)]
    blocks = [bracket[1:] + lines for _, bracket, lines in found if lines]

    assert blocks
    for block in blocks:
        assert tomllib.loads(block), block


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ('columns = { address = "Address 1" }', 'columns = { address = ["Address 1", "Address 2"] }'),
        (
            'columns = { "address" = "Address 1", name = "Who" } # as agreed',
            'columns = { address = ["Address 1", "Address 2"], name = "Who" }',
        ),
        ('columns.address = "Address 1"', 'columns.address = ["Address 1", "Address 2"]'),
        ('[recipients.columns]\naddress = "Address 1"', 'address = ["Address 1", "Address 2"]'),
    ],
)
def test_a_hint_has_the_form_of_the_file(read_list: ReadList, written: str, lines: str) -> None:
    """TOML takes each table once, and one in braces has nothing below it. What it says already is kept."""
    table = "id,Address 1,Address 2,Who,city\na,1 Road,Building 2,Ann,Vienna\n"
    listed = read_list(table, recipients=written)
    campaign = Campaign.load(listed.path.parent)
    unused = listed.unused((), "recipients.csv")
    assert unused

    hint = fitting(unused, campaign).hint

    assert lines in hint.splitlines()
    text = (listed.path.parent / "letterforge.toml").read_text("utf-8")
    pasted = text.replace(written.partition(" #")[0].partition("\n")[2] or written.partition(" #")[0], lines)
    assert tomllib.loads(pasted)["recipients"]["columns"]["address"] == ["Address 1", "Address 2"]


def test_no_hint_has_a_table_and_its_key_on_one_line() -> None:
    """Wherever it is made."""
    for path in Path(letterforge.__file__).parent.rglob("*.py"):
        assert not ONE_LINE.search(path.read_text(encoding="utf-8")), path
