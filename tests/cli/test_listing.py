"""`recipients`: the list as it was understood, nothing left out."""

from __future__ import annotations

import json
import weakref

import pytest
from typer.testing import CliRunner

from campaigns import SETTINGS, write_campaign
from letterforge.cli import answers, listing
from letterforge.cli.app import app
from letterforge.cli.listing import ListRow
from letterforge.errors import ExitCode

ROWS = """\
id,country,office,title,name,gender,language
SEN-1,Senegal,foreign minister,T,Awa Specimen,f,
GMB-1,Gambiaa,minister,T,,,en
CHE-1,Switzerland,ambassador,T,,,en
TOO-1,Kenya,minister,T,\x1b[31mred,,en,one,two
"""


def run(folder, *arguments, **env):
    result = CliRunner().invoke(app, ["recipients", "-C", str(folder), *arguments], env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    settings = SETTINGS.replace('register = "rome-statute"\n', "")
    return write_campaign(tmp_path_factory.mktemp("c"), rows=ROWS, settings=settings)


def test_every_row_is_shown_with_its_problems(folder):
    """One that could not be read too, with its cells, and nothing that a terminal obeys."""
    code, out, said = run(folder)

    assert code == ExitCode.BROKEN
    head, *rows = [line.split() for line in out.splitlines()]
    assert head == ["row", "id", "state", "office", "name", "language", "problems"]
    assert rows[0] == ["2", "SEN-1", "Senegal", "foreign", "minister", "Awa", "Specimen", "en"]
    assert [row[:2] for row in rows] == [["2", "SEN-1"], ["3", "GMB-1"], ["4", "CHE-1"], ["5", "TOO-1"]]
    assert rows[1][-1] == "LF030"
    assert "LF022" in rows[3]
    assert "\x1b" not in out + said
    assert "list.csv:3" in said
    assert "4 rows; 1 could not be read" in said


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (["Senegal"], ["SEN-1"]),
        (["SEN-1", "che-1"], ["SEN-1", "CHE-1"]),
        (["foreign", "ministers"], ["SEN-1"]),
        (["--where", 'recipient.office == "ambassador"'], ["CHE-1"]),
        (["--problems"], ["GMB-1"]),
    ],
)
def test_rows_are_chosen_and_what_could_not_be_read_stays(folder, arguments, ids):
    """Nobody knows whether an unread row would have been chosen."""
    _, out, _ = run(folder, "--json", *arguments)

    assert [each["id"] for each in json.loads(out)["recipients"]] == [*ids, "TOO-1"]


def test_programs_get_every_row(folder):
    code, out, said = run(folder, "--json")

    found = json.loads(out)
    first, second, _, last = found["recipients"]
    assert (code, said) == (ExitCode.BROKEN, "")
    assert (first["row"], first["country"], first["office"], first["read"]) == (
        2,
        "SEN",
        "foreign_minister",
        True,
    )
    assert [problem["code"] for problem in second["problems"]] == ["LF030"]
    assert (last["read"], last["cells"][:2]) == (False, ["TOO-1", "Kenya"])
    assert isinstance(found["problems"], list)


ALIVE, MOST = weakref.WeakValueDictionary(), []
"""The rows that are in memory, and how many were at each row."""


def watched(*values):
    """A row that is counted as long as it is there."""
    each = Row(*values)
    ALIVE[len(MOST)] = each
    MOST.append(len(ALIVE))
    return each


class Row(ListRow):
    __slots__ = ("__weakref__",)

    def __reduce__(self):
        return watched, (self.row, self.problems, self.recipient, self.id, self.cells)


def test_a_long_list_is_never_in_memory_as_a_whole(tmp_path, monkeypatch):
    """Rows are there one after the other, on both ways out, and each of them once."""
    rows = "id,country,office,title\n" + "".join(f"r{n},Senegal,minister,T\n" for n in range(120))
    folder = write_campaign(tmp_path, rows=rows, settings=SETTINGS.replace('register = "rome-statute"\n', ""))
    monkeypatch.setattr(listing, "ListRow", watched)
    monkeypatch.setattr(listing, "CHUNK", 20)

    _, table, _ = run(folder)
    _, document, _ = run(folder, "--json")

    assert 0 < max(MOST) <= 2 * 20 + 2
    assert [line.split()[1] for line in table.splitlines()] == ["id", *(f"r{n}" for n in range(120))]
    found = json.loads(document)
    assert [each["id"] for each in found["recipients"]] == [f"r{n}" for n in range(120)]
    assert document == json.dumps(found, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("values", [[], [{}], [{"a": [1, {"b": "\n"}]}, []]])
def test_an_iterator_is_written_as_a_list_is(capsys, values):
    answers.begin("recipients", is_wanted=True)

    answers.give({"recipients": iter(values), "rest": values})

    out = capsys.readouterr().out
    assert json.loads(out)["recipients"] == values
    assert out == json.dumps(json.loads(out), indent=1) + "\n"


def test_nobody_fits(folder):
    code, out, said = run(folder, "Greenland")

    assert (code, out) == (ExitCode.WRONG_USE, "")
    assert 'no recipient in the list fits "Greenland"' in said


@pytest.mark.parametrize("room", [20, 40, 80, 200])
def test_columns_fit_the_terminal_and_ids_are_narrowed_last(room):
    from letterforge.cli.listing import _fitted

    needed = {"row": 3, "id": 18, "state": 30, "office": 24, "name": 60, "language": 8, "problems": 11}

    fitted = _fitted(needed, room)

    assert sum(fitted.values()) <= max(room, len(needed))
    assert fitted["id"] == needed["id"] or room < 60
    assert fitted == needed or room < sum(needed.values())


def test_long_ids_are_cut_before_names_and_no_heading_is_broken(tmp_path, monkeypatch):
    """At 80 columns, in a list without states whose ids are made of what its rows say."""
    from rich.console import Console

    rows = "office,name,organisation,language\n" + "".join(
        f"ambassador,Awa Specimen {n},Sample Organisation for the Rule of Law,en\n" for n in range(3)
    )
    settings = SETTINGS.replace('register = "rome-statute"\n', "")
    folder = write_campaign(tmp_path, rows=rows, settings=settings)
    monkeypatch.setattr(
        "rich.console.Console",
        lambda **options: Console(width=80, force_terminal=True, color_system=None, **options),
    )

    _, out, _ = run(folder)

    head, *lines = out.splitlines()
    assert head.split()[:5] == ["row", "id", "office", "name", "organisation"]
    assert all(len(line) <= 80 for line in out.splitlines())
    assert "…" in lines[0]
    assert "ambassador" in lines[0]
    assert "Specimen" in out


def test_errors_are_told_last_and_notices_of_the_list_only_counted(tmp_path):
    """`check` tells them; and what is said of rows that count or do not is said everywhere."""
    rows = "Full Name,Company,E-mail\nAnn Example,Org,\n\x1b[31mred,Org,\nBob Example ?,Org,\n"
    settings = SETTINGS.replace('register = "rome-statute"\n', "")
    folder = write_campaign(
        tmp_path, "Dear {{ recipient.name }} of {{ recipient.organisation }}.\n", rows, settings
    )

    _, _, said = run(folder)
    checked = CliRunner().invoke(app, ["check", "-C", str(folder)]).stderr

    kinds = [
        word for line in said.splitlines() for word in ("warning LF", "error LF", "notice LF") if word in line
    ]
    assert kinds == ["warning LF", "error LF"]
    assert f"2 notices: letterforge check -C {folder} shows them\n" in said
    assert checked.index("notice LF041") < checked.index("warning LF038") < checked.index("error LF026")
    assert checked.count("notice LF") == 2
