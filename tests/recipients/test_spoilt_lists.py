"""From a right list, one cell or heading is spoilt: it does no harm to any letter, or check names it."""

from __future__ import annotations

import csv
import dataclasses
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns import SETTINGS, write_campaign
from letterforge import api
from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign
from letterforge.model import Letter
from letterforge.pipeline import Workshop, draft
from letterforge.recipients import read_recipients

Table: TypeAlias = list[list[str]]
Spoil: TypeAlias = Callable[[Table, int, int], None]
"""Takes a table, a row (from 1) and a column, and changes something there."""

TEMPLATE = """\
---
subject: "Session {{ facts.session }}"
---
We write to {{ recipient.you }} about file {{ recipient.file }}, of {{ recipient.since }}.

{% if recipient.invited == "yes" %}You are invited.{% endif %}
"""
HEADINGS = (
    "id,country,office,title,First name,Surname,gender,organisation,Address 1,Address 2,ZIP,Town,language,"
    "File,Since,invited"
)
ROWS = (
    (
        "a,KE,foreign_minister,Cabinet Secretary,Ann,Specimen,f,Ministry "
        "of Samples,1 Road,Wing A,00100,Nairobi,en,"
        "F1,2 March,yes"
    ),
    (
        "b,GH,foreign_minister,Minister,Bea,Sample,f,Ministry of Examples,2 Road,Wing B,GA-184,Accra,en,"
        "F2,3 March,yes"
    ),
    (
        "c,DE,foreign_minister,Minister,Max,Muster,m,Musterministerium,Weg 3,Haus C,01067,Dresden,en,"
        "F3,4 March,no"
    ),
    (
        "d,FR,foreign_minister,Minister,Anne,Exemple,f,Institut "
        "des Exemples,4 rue Haute,Aile D,75007,Paris,en,"
        "F4,5 March,yes"
    ),
    (
        "e,SN,foreign_minister,Minister,Jean,Modèle,m,Institut des Modèles,5 rue Basse,Aile E,10200,Dakar,en,"
        "F5,6 March,yes"
    ),
)
RIGHT: Table = [line.split(",") for line in (HEADINGS, *ROWS)]


def put(text: str) -> Spoil:
    """A cell is replaced."""

    def spoil(table: Table, row: int, column: int) -> None:
        table[row][column] = text

    return spoil


def change(edit: Callable[[str], str]) -> Spoil:
    """A cell is changed."""

    def spoil(table: Table, row: int, column: int) -> None:
        table[row][column] = edit(table[row][column])

    return spoil


def head(edit: Callable[[str], str]) -> Spoil:
    """A heading is changed."""

    def spoil(table: Table, _row: int, column: int) -> None:
        table[0][column] = edit(table[0][column])

    return spoil


def shift(table: Table, row: int, column: int) -> None:
    """A cell too many."""
    table[row].insert(column, "x")


def shift_by_nothing(table: Table, row: int, column: int) -> None:
    """An empty cell too many, and the last one, which is pushed out of the table, is empty as well."""
    table[row].insert(column, "")
    table[row][-1] = ""


def drop(table: Table, row: int, column: int) -> None:
    """A cell too few."""
    del table[row][column]


def repeat(table: Table, row: int, _column: int) -> None:
    """A row is there twice, under another id."""
    table.append(["z", *table[row][1:]])


def title_above(table: Table, _row: int, _column: int) -> None:
    """A title above the headings."""
    table.insert(0, ["List of ministers", *[""] * (len(table[0]) - 1)])


def turn_columns(table: Table, _row: int, column: int) -> None:
    """Two columns change places, with their headings."""
    other = (column + 1) % len(table[0])
    for cells in table:
        cells[column], cells[other] = cells[other], cells[column]


SPOILT: dict[str, Spoil] = {
    "emptied": put(""),
    "vacant": put("Vacant"),
    "not available": put("N/A"),
    "dash": put("-"),
    "nan": put("nan"),
    "failed formula": put("#REF!"),
    "scientific": put("2.54712E+11"),
    "day number": put("44172"),
    "mangled date": put("02-Mar"),
    "number of a program": put("2110.0"),
    "noise": put("0.30000000000000004"),
    "sign of the web": change(lambda text: f"{text} &amp; x"),
    "garbled": change(lambda text: f"{text} Ã©"),
    "control sign": change(lambda text: f"{text}\x08"),
    "spaces": change(lambda text: f"  {text}\u00a0 "),
    "honorific before": change(lambda text: f"Mr {text}"),
    "shifted": shift,
    "shifted by nothing": shift_by_nothing,
    "short": drop,
    "row twice": repeat,
    "title above": title_above,
    "columns turned": turn_columns,
    "heading in capitals": head(str.upper),
    "heading misspelt": head(lambda text: f"{text[:-1]}x{text[-1]}"),
    "heading unknown": head(lambda _text: "Zzz"),
    "heading emptied": head(lambda _text: ""),
    "heading twice": head(lambda _text: "country"),
}
EXAMPLES = int(os.environ.get("SPOILT_EXAMPLES", "10"))
"""Of each kind. With 100, every row and column has its turn."""
NOT_TO_BE_KNOWN = {("honorific before", heading) for heading in HEADINGS.split(",")} | {
    *(("vacant", heading) for heading in ("File", "Since", "invited", "id")),
    ("day number", "ZIP"),
}
"""Nobody can know that a text is wrong that could be right."""


def written(folder: Path, table: Table) -> Campaign:
    """The campaign with a table as its list."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(table)
    plain = SETTINGS.replace('register = "rome-statute"\n', "")
    return Campaign.load(write_campaign(folder, TEMPLATE, file.getvalue(), plain))


def letters(campaign: Campaign) -> list[Letter]:
    """The letters as they read, whatever their ids and order."""
    table = read_recipients(campaign)
    workshop = Workshop(campaign, table.further_columns)
    made = [dataclasses.replace(draft(each, workshop), id="") for each in table.recipients]
    return sorted(made, key=repr)


def said(campaign: Campaign) -> list[str]:
    """What check says, without what it says of the right list too."""
    try:
        problems = api.check(campaign).problems
    except BrokenCampaign as broken:
        problems = broken.problems
    return [f"{each.code}: {each.message}" for each in problems]


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Letter], list[str]]:
    """The letters of the right list, and what is said of it."""
    campaign = written(tmp_path_factory.mktemp("right"), RIGHT)
    return letters(campaign), said(campaign)


@pytest.mark.parametrize("kind", SPOILT)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=st.integers(1, len(RIGHT) - 1), column=st.integers(0, len(RIGHT[0]) - 1))
def test_one_slip_does_no_harm_or_is_named(
    tmp_path: Path, right: tuple[list[Letter], list[str]], kind: str, row: int, column: int
) -> None:
    """Whichever row and column it is in."""
    table = [list(cells) for cells in RIGHT]
    SPOILT[kind](table, row, column)
    campaign = written(tmp_path, table)

    told = [line for line in said(campaign) if line not in right[1]]

    if not told and (kind, RIGHT[0][column]) not in NOT_TO_BE_KNOWN:
        assert letters(campaign) == right[0], f"{kind} in row {row + 1}, column {RIGHT[0][column]}"


def test_the_right_list_is_right(right: tuple[list[Letter], list[str]]) -> None:
    """Only what headings were taken for is said of it."""
    assert [line.partition(":")[0] for line in right[1]] == ["LF041", "LF086"]
    assert len(right[0]) == len(RIGHT) - 1
