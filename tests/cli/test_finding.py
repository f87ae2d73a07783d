"""Whose letter is meant: what people call a recipient, and what they are asked where several fit."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from campaigns import SETTINGS, campaign, write_campaign
from letterforge.cli import finding
from letterforge.cli.app import app
from letterforge.errors import ExitCode, LetterFailed, UsageError
from letterforge.recipients import read_recipients

ROWS = """\
id,country,office,title,name,gender,organisation,city,address_country
SEN-1,Senegal,foreign_minister,Minister of Foreign Affairs,,,,Dakar,
SEN-2,Senegal,ambassador,Ambassador,Awa Specimen,f,,Berlin,Germany
CHE-1,Switzerland,foreign_minister,Head of Department,Jean O'Specimen,m,,Bern,
CIV-1,Côte d'Ivoire,permanent_representative,Permanent Representative,,,,New York,United States
GIN-1,Guinea,foreign_minister,Minister,,,,Conakry,
GNB-1,Guinea-Bissau,foreign_minister,Minister,Georgia Trial,f,,Bissau,
GEO-1,Georgia,minister,Minister of Justice,,,,Tbilisi,
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    return campaign(tmp_path_factory.mktemp("c"), rows=ROWS)


@pytest.fixture(scope="module")
def table(loaded):
    return read_recipients(loaded)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("SEN-2", ["SEN-2"]),
        ("sen-2", ["SEN-2"]),
        ("Senegal", ["SEN-1", "SEN-2"]),
        ("SEN", ["SEN-1", "SEN-2"]),
        ("le Sénégal", ["SEN-1", "SEN-2"]),
        ("Suisse", ["CHE-1"]),
        ("Cote d'Ivoire", ["CIV-1"]),
        ("Côte d Ivoire", ["CIV-1"]),
        ("foreign ministers", ["SEN-1", "CHE-1", "GIN-1", "GNB-1"]),
        ("Foreign Minister", ["SEN-1", "CHE-1", "GIN-1", "GNB-1"]),
        ("foreign_minister", ["SEN-1", "CHE-1", "GIN-1", "GNB-1"]),
        ("ministers of foreign affairs", ["SEN-1", "CHE-1", "GIN-1", "GNB-1"]),
        ("Ministres des affaires étrangères", ["SEN-1", "CHE-1", "GIN-1", "GNB-1"]),
        ("Botschafterinnen", ["SEN-2"]),
        ("permanent representatives", ["CIV-1"]),
        ("ambassador of Senegal", ["SEN-2"]),
        ("Senegal's ambassador", ["SEN-2"]),
        ("foreign minister of Guinea", ["GIN-1"]),
        ("Guinea-Bissau foreign minister", ["GNB-1"]),
        ("Awa Specimen", ["SEN-2"]),
        ("specimen awa", ["SEN-2"]),
        ("O'Specimen", ["CHE-1"]),
        ("Georgia", ["GNB-1", "GEO-1"]),  # a state, and a name
        ("Georgia Trial", ["GNB-1"]),
        ("GNB-", ["GNB-1"]),
        ("Conakry", ["GIN-1"]),
        ("3", ["SEN-2"]),
        ("03", ["SEN-2"]),
        ("1", []),  # the headings
        ("99", []),
        ("ambassador of Swit", []),
        ("ambassador of Xyzzy", []),
        ("ambassadors of Sen", ["SEN-2"]),
        ("ambassador in Berlin", ["SEN-2"]),
        ("foreign minister of Guin", ["GIN-1", "GNB-1"]),
        ("ambassador of Switzerland", []),  # and not the other ambassadors
        (
            "ministros de relaciones exteriores",
            ["SEN-1", "CHE-1", "GIN-1", "GNB-1"],
        ),  # `de` is no Germany here
        ("", []),
        ("?", []),
        ("x" * 5000, []),
        ("of " * 500, []),
    ],
)
def test_people_are_found_by_what_others_call_them(table, text, ids):
    """By id, state, office, both, or name, in any language that the house knows."""
    assert [each.id for each in finding.fitting(table.recipients, text)] == ids


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Senegall", 'did you mean "Senegal"?'),
        ("ambasador", 'did you mean "ambassador"?'),
        ("CHE-11", 'did you mean "CHE-1"?'),
        ("Awa Specimn", 'did you mean "Awa Specimen"?'),
        ("ambassador of Switzerland", 'did you mean "Switzerland"?'),
        ("Greenland", "to see the list: letterforge recipients"),
        ("France", "to see the list: letterforge recipients"),
        ("Prime Minister", "to see the list: letterforge recipients"),
    ],
)
def test_nobody_is_offered_who_is_not_really_near(loaded, table, monkeypatch, text, hint):
    monkeypatch.chdir(loaded.root)

    assert finding.nobody(loaded, table, text).hint == hint


def test_where_several_fit_and_nobody_can_be_asked_their_ids_are_listed(loaded):
    """Not a terminal: exit code 2."""
    with pytest.raises(UsageError) as caught:
        finding.meant(loaded, "Senegal")

    assert caught.value.message == '2 letters fit "Senegal"'
    assert caught.value.hint.splitlines()[1:] == [
        "  SEN-1  Senegal, foreign minister",
        "  SEN-2  Senegal, ambassador, Awa Specimen",
    ]


def test_preview_takes_several_words_without_quotation_marks(loaded):
    result = CliRunner().invoke(app, ["preview", "permanent", "representative", "-C", str(loaded.root)])

    assert result.exit_code == 0
    assert "Côte d’Ivoire" in result.stdout or "Côte d'Ivoire" in result.stdout


@pytest.mark.parametrize(
    ("answers", "id_"),
    [("3\n", "SEN-2"), ("ambassador\n", "SEN-2"), ("0\n9\nnobody\nSEN-1\n", "SEN-1")],
)
def test_in_a_terminal_the_one_that_is_meant_is_asked_for(loaded, monkeypatch, answers, id_):
    """By its number, or by other words; what fits nobody is asked again."""
    given = iter(answers.splitlines())
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(given))

    found, _ = finding.meant(loaded, "Senegal")

    assert found.id == id_


@pytest.mark.parametrize("named", ["gmb-1", "3"])
def test_a_row_that_could_not_be_read_says_why_when_it_is_named(tmp_path, named):
    """By its id, or by its number."""
    rows = (
        "id,country,office,title,city\nSEN-1,Senegal,minister,T,Dakar\nGMB-1,Gambia,minister,T,Banjul,x,y\n"
    )
    settings = SETTINGS.replace('register = "rome-statute"\n', "")
    folder = write_campaign(tmp_path, rows=rows, settings=settings)
    from letterforge import Campaign

    with pytest.raises(LetterFailed) as caught:
        finding.meant(Campaign.load(folder), named)

    assert [problem.code for problem in caught.value.problems] == ["LF022"]
    assert CliRunner().invoke(app, ["preview", named, "-C", str(folder)]).exit_code == ExitCode.SOME_FAILED


def test_a_list_in_which_many_fit_is_not_told_whole(tmp_path):
    rows = "id,country,office,title\n" + "".join(f"r{n:03},Senegal,minister,T{n}\n" for n in range(300))
    folder = campaign(tmp_path, rows=rows)

    with pytest.raises(UsageError) as caught:
        finding.meant(folder, "Senegal")

    assert len(caught.value.hint.splitlines()) == finding.MOST_SHOWN + 2
    assert "and 280 more" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "refused"),
    [("sen-1", LetterFailed), ("Senegal", LetterFailed), ("", LetterFailed), ("Kenya", UsageError)],
)
def test_the_list_is_read_once_and_an_id_of_two_rows_is_an_error_and_no_question(
    tmp_path, monkeypatch, text, refused
):
    rows = "id,country,office,title\nSEN-1,Senegal,minister,T\nSEN-1,Mali,minister,T\n"
    loaded, read = campaign(tmp_path, rows=rows), []
    monkeypatch.setattr(
        "letterforge.run.addressees.read_list", lambda *_: read.append(1) or read_recipients(loaded)
    )

    with pytest.raises(refused) as caught:
        finding.meant(loaded, text)

    assert read == [1]
    assert [each.code for each in getattr(caught.value, "problems", [])] == ["LF025"] * (
        refused is LetterFailed
    )


def test_an_error_in_the_use_of_a_list_is_no_unknown_id(loaded, monkeypatch):
    def refuse(*_):
        raise UsageError("the list cannot be used so")

    monkeypatch.setattr("letterforge.run.addressees.read_list", refuse)

    with pytest.raises(UsageError, match="cannot be used so"):
        finding.meant(loaded, "Senegal")
