"""A campaign's own register: read as spreadsheets write it, and all that is wrong with it told at once."""

from __future__ import annotations

from datetime import date

import pytest

from letterforge import states
from letterforge.errors import BrokenCampaign, Code

HEADING = "country,entry_into_force,withdrawal_effective,withdrawal_rescinded,group\n"


@pytest.fixture
def problems_of(tmp_path):
    """The problems of a register's text, as (row, column, message, hint)."""

    def read(text):
        path = tmp_path / "treaty.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(BrokenCampaign) as caught:
            states.load_register(path)
        problems = caught.value.problems
        assert {(problem.code, problem.place.file) for problem in problems} == {
            (Code.BROKEN_REGISTER, "treaty.csv")
        }
        return [(each.place.row, each.place.column, each.message, each.hint) for each in problems]

    return read


@pytest.mark.parametrize(
    "text",
    [
        "country,entry_into_force\nFR,2001-01-01\nCIV,2030-01-01\n",
        "Country;Entry into force\r\nFrance;2001-01-01\r\n\r\n;\r\nIvory Coast;2030-01-01\r\n",
        (
            "\N{ZERO WIDTH NO-BREAK SPACE}ENTRY-INTO-FORCE\tnotes\tcountry\n2001-01-01\t\tla "
            "France\n2030-01-01\tx\tci\n"
        ),
        (
            'country,entry_into_force,notes\n" FR ",2001-01-01,"a '
            'note,\nof two lines"\n"Côte d’Ivoire",2030-01-01,'
        ),
        "country,entry_into_force,withdrawal_notified\nFR,2001-01-01,\nCI,2030-01-01,2031-01-01\n",
    ],
)
def test_a_register_is_read_as_a_spreadsheet_saves_it(tmp_path, text):
    """Comma, semicolon or tab, any case of headings, blank rows, further columns, a byte order mark."""
    path = tmp_path / "treaty.csv"
    path.write_text(text, encoding="utf-8")

    register = states.load_register(path)

    assert register.parties(date(2020, 12, 7)) == ("FR",)
    assert register.parties(date(2030, 1, 1)) == ("CI", "FR")


def test_a_register_can_be_named_by_a_path_as_text(tmp_path):
    """As a program would."""
    path = tmp_path / "Treaty.CSV"
    path.write_text("country,entry_into_force\nFR,2001-01-01\n", encoding="utf-8")

    assert states.load_register(str(path)).name == "Treaty"


def test_withdrawals_and_groups_are_read(tmp_path):
    """One has left, one took its withdrawal back."""
    path = tmp_path / "treaty.csv"
    rows = "FR,2001-01-01,2010-01-01,,A\nDE,2001-01-01,2010-01-01,2009-12-31,B\nIT,2001-01-01,,2009-12-31,\n"
    path.write_text(HEADING + rows, encoding="utf-8")

    register = states.load_register(path)

    assert register.parties(date(2009, 12, 31)) == ("FR", "DE", "IT")
    assert register.parties(date(2010, 1, 1)) == ("DE", "IT")
    assert [member.group for member in register.members.values()] == ["A", "B", ""]


def test_every_broken_cell_is_named_at_once(problems_of):
    """All rows, and all cells of a row."""
    rows = (
        "Korea,20020701,soon,,\n"  # row 2
        "FR,2002-07-01,,,\n"
        "\n"
        "France,,,2002-13-01,\n"  # row 5
        ",2002-07-01,2001-01-01,,\n"
        "DE,2002-07-01\n"
        "IT,44172,,,,surplus\n"
        "Senegl,2002-07-01,2003-01-01,2004-01-01,\n"  # row 9
        "ES,2020-W50-1,,,\n"
    )

    problems = problems_of(HEADING + rows)

    assert [(row, column) for row, column, _, _ in problems] == [
        (2, "country"),
        (2, "entry_into_force"),
        (2, "withdrawal_effective"),
        (5, "country"),
        (5, "entry_into_force"),
        (5, "withdrawal_rescinded"),
        (6, "country"),
        (6, "withdrawal_effective"),
        (7, ""),
        (8, ""),
        (9, "country"),
        (9, "withdrawal_rescinded"),
        (10, "entry_into_force"),
    ]
    assert all(message and hint for _, _, message, hint in problems)


@pytest.mark.parametrize(
    ("row", "message", "hint"),
    [
        ("Korea,2002-07-01,,,", '"Korea" is not a known state', "Democratic People's Republic of Korea"),
        ("Senegl,2002-07-01,,,", '"Senegl" is not a known state', 'did you mean "Senegal"?'),
        ("Atlantis,2002-07-01,,,", '"Atlantis" is not a known state', "ISO code"),
        ("FR,1/7/2002,,,", '"1/7/2002" is not a date', "write it as 2020-12-07"),
        ("FR,2002-07-01,2002-07-01,,", "is not after the entry into force", "correct one"),
        (
            "FR,2002-07-01,2010-01-01,2010-01-01,",
            "when the withdrawal took effect",
            "only before it takes effect",
        ),
    ],
)
def test_a_problem_says_what_is_wrong_and_the_way_out(problems_of, row, message, hint):
    """In plain words."""
    [(_, _, said, way_out)] = problems_of(f"{HEADING}{row}\n")

    assert message in said
    assert hint in way_out


@pytest.mark.parametrize(
    ("heading", "column", "words"),
    [
        ("country,entry_into_force,withdrawl_effective", "withdrawl_effective", "withdrawal_effective"),
        ("country,entry_into_force,withdrawal_recinded", "withdrawal_recinded", "withdrawal_rescinded"),
        ("country,entry_into_force,withdrawn", "withdrawn", "withdrawal_"),
        ("county,entry_into_force", "county", '"country"'),
        ("country,country,entry_into_force", "country", "keep one"),
        ("country", "entry_into_force", "country, entry_into_force"),
    ],
)
def test_a_wrong_heading_is_refused_before_the_rows(problems_of, heading, column, words):
    """A misspelt withdrawal, passed over, would leave a state among the parties that is none."""
    [(row, where, _, hint)] = problems_of(f"{heading}\nAtlantis,never,\n")

    assert (row, where) == (1, column)
    assert words in hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is missing"),
        ("\n\n", "is missing"),
        ("country,entry_into_force\n\n,\n", "this cell has no state"),
        ("country,entry_into_force\nCôte d'Ivoire,2002-07-01\n".encode("cp1252"), "not in UTF-8"),
        ("country,entry_into_force\nFR,2002-07-01\n".encode("utf-16"), "not in UTF-8"),
        ('country,entry_into_force\n"FR,2002-07-01\n', "cannot be read"),
    ],
)
def test_a_file_that_is_no_register_is_refused(problems_of, text, said):
    """Empty, in another encoding, or with an open quotation mark."""
    assert all(said in message and hint for _, _, message, hint in problems_of(text))


def test_a_register_that_is_not_there_is_named(tmp_path):
    """Without a traceback."""
    with pytest.raises(BrokenCampaign) as caught:
        states.load_register(tmp_path / "treaty.csv")

    assert caught.value.problems[0].place.file == "treaty.csv"


@pytest.mark.parametrize(
    "text",
    [
        "country,entry_into_force\n" + "FR,2002-07-01\n" * 3000,
        "country,entry_into_force" + ",x" * 2000 + "\n",
        "country,entry_into_force\n" + "x" * 5 * 1024 * 1024,
    ],
    ids=["rows", "columns", "bytes"],
)
def test_a_register_larger_than_the_world_is_refused_at_once(problems_of, text):
    """Not with a problem for each of its rows."""
    ((_, _, message, hint),) = problems_of(text)

    assert "more than" in message or "larger than" in message
    assert hint


def test_a_folder_is_no_register(tmp_path):
    """It is said what it is."""
    (tmp_path / "r.csv").mkdir()

    with pytest.raises(BrokenCampaign, match="it is a folder"):
        states.load_register(tmp_path / "r.csv")
