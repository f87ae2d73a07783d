"""The table of co-signing organisations."""

from __future__ import annotations

import pytest

from campaigns import SETTINGS, campaign, write_campaign
from letterforge.campaign import Campaign
from letterforge.compose.cosigning import cosigner_list
from letterforge.compose.typography import letter_rules
from letterforge.errors import BrokenCampaign, Code
from letterforge.model import Cosigner, CosignerGroup
from letterforge.recipients.cosigners import MOST, read_cosigners

TABLE = """\
name,country,website
Ålesund Society,Norway,example.org
amis de la Cour,Senegal,
Zonta Example,Senegal,
"""


def with_cosigners(folder, table=TABLE, keys=""):
    settings = f'{SETTINGS}\n[cosigners]\nfile = "cosigners.csv"\n{keys}\n'
    return Campaign.load(write_campaign(folder, settings=settings, cosigners__csv=table))


def problems_of(folder, table, keys=""):
    with pytest.raises(BrokenCampaign) as caught:
        read_cosigners(with_cosigners(folder, table, keys))
    return caught.value.problems


def test_a_campaign_without_cosigners_has_none(tmp_path):
    """The table is optional."""
    loaded = campaign(tmp_path)

    assert read_cosigners(loaded) == ()
    assert cosigner_list((), loaded, "en", letter_rules("en")) is None


def test_they_are_read_in_the_order_of_the_file_and_other_columns_do_not_matter(tmp_path):
    """The order for print comes later, because it depends on the language."""
    assert read_cosigners(with_cosigners(tmp_path)) == (
        Cosigner("Ålesund Society", "NO"),
        Cosigner("amis de la Cour", "SN"),
        Cosigner("Zonta Example", "SN"),
    )


@pytest.mark.parametrize(
    ("order", "groups"),
    [
        ("name", [("", ["Ålesund Society", "amis de la Cour", "Zonta Example"])]),
        ("country", [("Norvège", ["Ålesund Society"]), ("Sénégal", ["amis de la Cour", "Zonta Example"])]),
        ("file", [("", ["Ålesund Society", "amis de la Cour", "Zonta Example"])]),
    ],
)
def test_they_are_ordered_as_the_campaign_wants(tmp_path, order, groups):
    """Accents and capitals do not matter for the order.

    Countries and spaces are those of the letter's language.
    """
    loaded = with_cosigners(tmp_path, keys=f'order = "{order}"\nheading = "The {{count}} undersigned:"')

    found = cosigner_list(read_cosigners(loaded), loaded, "fr", letter_rules("fr"))

    assert found is not None
    assert found.heading == "The 3\u00a0undersigned\u202f:"
    assert found.groups == tuple(CosignerGroup(heading, tuple(names)) for heading, names in groups)


def test_the_order_by_name_is_not_that_of_the_file(tmp_path):
    """A capital Z does not come before a small a."""
    loaded = with_cosigners(tmp_path, "name\nZeta\nalpha\nÉcole\nFirst\n")

    found = cosigner_list(read_cosigners(loaded), loaded, "en", letter_rules("en"))

    assert found is not None
    assert found.groups[0].names == ("alpha", "École", "First", "Zeta")


@pytest.mark.parametrize(
    ("table", "keys", "code", "row"),
    [
        ("title\nA\n", "", Code.MISSING_COLUMN, 1),
        ("name,country\nA,Norway\n,Norway\n", "", Code.EMPTY_CELL, 3),
        ("name,country\nA,Norwey\n", "", Code.UNKNOWN_COUNTRY, 2),
        ("name,country\nA,Norway\na,Chile\n", "", Code.DUPLICATE_ID, 3),
        ("name,country\nA,\n", 'order = "country"', Code.NO_COUNTRY, 2),
        ("name\n#REF!\n", "", Code.SPREADSHEET_ERROR, 2),
        ("name\n" + "".join(f"Organisation {n}\n" for n in range(MOST + 1)), "", Code.BAD_SETTING, None),
    ],
)
def test_what_is_wrong_with_the_table_is_told_with_its_row(tmp_path, table, keys, code, row):
    """One fault, one problem."""
    (problem,) = problems_of(tmp_path, table, keys)

    assert (problem.code, problem.place.file, problem.place.row) == (code, "cosigners.csv", row)


def test_a_missing_table_is_a_problem_of_the_campaign(tmp_path):
    """Told when the campaign is loaded, with its key."""
    settings = f'{SETTINGS}\n[cosigners]\nfile = "nobody.csv"\n'
    with pytest.raises(BrokenCampaign) as caught:
        Campaign.load(write_campaign(tmp_path, settings=settings))

    (problem,) = caught.value.problems
    assert problem.code is Code.MISSING_FILE


def test_a_table_of_thousands_is_refused_by_its_length_alone(tmp_path):
    """Not with a thousand doubles and unknown countries."""
    (problem,) = problems_of(tmp_path, "name,country\n" + "a,Nowhere\n" * 3000)

    assert (problem.code, "3000 organisations" in problem.message) == (Code.BAD_SETTING, True)


@pytest.mark.parametrize(
    "table",
    [
        'name\n"x' + "\n" * 40_000 + 'y"\n',
        "name\n" + "x" * 40_000 + "\n",
        "name\na" + "\u0323\u0301" * 20_000 + "\n",
    ],
    ids=["line feeds", "letters", "accents"],
)
def test_a_cell_that_is_too_long_is_named(tmp_path, table):
    """The bounds are those of the list."""
    (problem,) = problems_of(tmp_path, table)

    assert (problem.code, problem.place.row) == (Code.TOO_LARGE, 2)
