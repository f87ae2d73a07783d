"""What programs are told: one document on standard output, whatever happens, held against its schema."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from campaigns import LIST, SETTINGS, write_campaign
from letterforge import api
from letterforge.cli import answers
from letterforge.cli.app import COMMANDS, app
from letterforge.errors import Code, ExitCode
from letterforge.machine import findings
from letterforge.machine.libraries import Library
from letterforge.processes.signals import Interrupted

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "output.schema.json").read_text("utf-8"))
PLAIN = SETTINGS.replace('register = "rome-statute"\n', "")
WORD = ("--format", "docx", "--jobs", "1")

PARTIES = "country,entry_into_force\nThe Gambia,2002-07-01\nSenegal,2002-07-01\n"
NO_PARTY = LIST.replace("SEN-1,Senegal", "USA-1,United States of America")
SIGNED = next((Path(__file__).parents[1] / "verify" / "signed_by_others").glob("*.pdf"))


def validated(text: str) -> Any:
    """The one document in a text, held against the schema."""
    document = json.loads(text)
    Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(document)
    return document


def run(*arguments: object) -> tuple[int, Any]:
    """A command with `--json` in this process: its exit code and its document."""
    result = CliRunner().invoke(app, [*map(str, arguments), "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    document = validated(result.stdout)
    if isinstance(document, dict):
        assert document["exit_code"] == result.exit_code
    return result.exit_code, document


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Right, with a register that asks for more, with one of few parties, and with mistakes."""
    folder = tmp_path_factory.mktemp("campaigns")
    few = SETTINGS.replace("rome-statute", "parties.csv")
    write_campaign(folder / "few", settings=few, rows=NO_PARTY, parties__csv=PARTIES)
    write_campaign(folder / "right", settings=PLAIN)
    write_campaign(folder / "parties")
    write_campaign(folder / "wrong", "{{ recipient.titel }}", settings=PLAIN)
    torn = LIST.replace("Senegal", "Senegall") + "FRA-1,France,foreign_minister,a,b,c,d,e,f,g,h,i,j,k\n"
    write_campaign(folder / "torn", settings=PLAIN, rows=torn)
    (folder / "right" / "letter.pdf").write_bytes(b"no PDF at all")
    return folder


RIGHT: dict[str, tuple[tuple[str, ...], ...]] = {
    "check": (("-C", "right"),),
    "approve": (
        ("-C", "right", "--list"),
        ("-C", "right", "SEN-1", "--by", "NAME"),
        ("-C", "right", "SEN-1", "--by", "NAME", "--withdraw"),
    ),
    "render": (("-C", "right", *WORD), ("-C", "right", *WORD), ("-C", "right", "SEN-1", *WORD, "--force")),
    "batch": (("-C", "few", *WORD, "--fill-gaps"),),
    "recipients": (("-C", "right"), ("-C", "right", "Senegal", "--problems")),
    "states": (("-C", "few"),),
    "forms": (("ambassador",), ("minister", "--language", "fr")),
    "doctor": (("-C", "right", "--stationery", "plain"),),
    "verify": ((str(SIGNED), "--allow-untrusted"),),
}
"""Ways to call each command that end well."""
WRONG: dict[str, tuple[tuple[str, ...], ...]] = {
    "check": (("-C", "wrong"), ("-C", "torn"), ("--as-of", "tomorrow")),
    "approve": (("-C", "wrong", "--all", "--by", "NAME"), ("-C", "right", "SEN-2", "--by", "NAME"), ()),
    "render": (("-C", "wrong", *WORD), ("-C", "right", "SEN-2"), ("-C", "right", "--where", "((", *WORD)),
    "batch": (("-C", "parties", *WORD), ("-C", "right", "--jobs", "many"), ("-C", "right", "further")),
    "recipients": (("-C", "torn"), ("-C", "right", "Atlantis"), ("-C", "right", "--where", "((")),
    "states": (("-C", "nowhere"), ("-C", "right", "--recipients", "none.csv")),
    "forms": (("ambasador",), ("--language", "xx"), ("--state", "Atlantis")),
    "doctor": (("-C", "wrong", "--stationery", "modem"), ("--unknown",)),
    "verify": ((), ("right/letter.pdf", "nowhere.pdf"), ("right/list.csv",)),
}
"""Ways to call each command that end with an error."""


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_command_for_programs_is_tried() -> None:
    from importlib import import_module

    functions = {
        name: getattr(import_module(f"letterforge.cli.{COMMANDS[name][0]}"), name) for name in COMMANDS
    }
    commands = {name for name, function in functions.items() if "json_" in signature(function).parameters}

    assert set(RIGHT) == set(WRONG) == commands


@pytest.mark.parametrize("command", RIGHT)
def test_a_command_that_ends_well_answers(
    command: str, campaigns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(campaigns)
    for arguments in RIGHT[command]:
        code, document = run(command, *arguments)

        assert code == ExitCode.OK, document
        assert not [each for each in document["problems"] if each["severity"] == "error"]


@pytest.mark.parametrize("command", WRONG)
def test_a_command_that_ends_with_an_error_answers_too(
    command: str, campaigns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong use, a broken campaign, a list that is not there: each says what is wrong, and lists nothing or
    less.
    """
    monkeypatch.chdir(campaigns)
    for arguments in WRONG[command]:
        code, document = run(command, *arguments)

        assert code != ExitCode.OK
        assert document["command"] == command
        assert [each for each in document["problems"] if each["severity"] == "error"], document


@pytest.mark.parametrize("typed", [(), ("chekc",), ("preview",), ("init", "--blnak"), ("seal", "new")])
def test_a_command_that_knows_no_json_answers_in_it(typed: tuple[str, ...]) -> None:
    code, document = run(*typed)

    assert code == ExitCode.WRONG_USE
    assert [each["code"] for each in document["problems"]] == [Code.WRONG_USE]
    assert document["problems"][0]["hint"].endswith("--help")


def test_letters_are_the_same_everywhere(campaigns: Path) -> None:
    """One entry for each letter that was asked for, with the same names for the same things."""
    where = ("-C", campaigns / "right")
    answered = [
        run("check", *where)[1],
        run("approve", "--list", *where)[1],
        run("render", *where, "--engine", "typst", "--jobs", "1")[1],
        run("render", *where, "--engine", "typst", "--jobs", "1")[1],  # nothing has changed
    ]

    parts = ("id", "row", "country", "office", "language")
    assert (
        len({repr([[letter[part] for part in parts] for letter in each["letters"]]) for each in answered})
        == 1
    )
    assert [letter["row"] for letter in answered[0]["letters"]] == [2, 3]
    assert [len(letter["files"]) for letter in answered[3]["letters"]] == [2, 2]
    assert {letter["status"] for letter in answered[3]["letters"]} == {"unchanged"}


def test_rows_that_fail_are_letters_too(campaigns: Path) -> None:
    """Of an unknown state, and torn over more columns than there are."""
    where = ("-C", campaigns / "torn")
    checked, (code, made) = run("check", *where)[1], run("render", *where, *WORD, "--keep-going")

    assert code == ExitCode.SOME_FAILED
    assert [(each["row"], each["status"]) for each in checked["letters"]] == [
        (2, "failed"),
        (3, "ready"),
        (4, "failed"),
    ]
    assert [(each["row"], each["status"]) for each in made["letters"]] == [
        (2, "failed"),
        (3, "written"),
        (4, "failed"),
    ]
    assert {(each["code"], each["file"]) for each in checked["problems"]} >= {
        (Code.UNKNOWN_COUNTRY, "list.csv")
    }


def test_a_run_says_the_same_again_where_nothing_has_changed(tmp_path: Path) -> None:
    """Rows of states that are no party are left out of both answers."""
    settings = SETTINGS.replace("rome-statute", "parties.csv")
    folder = write_campaign(tmp_path, rows=NO_PARTY, settings=settings, parties__csv=PARTIES)
    command = ("batch", "-C", folder, "--fill-gaps", *WORD)

    first, second = run(*command)[1], run(*command)[1]

    assert first["left_out"] == second["left_out"] == ["USA-1"]
    assert first["filled_in"] == second["filled_in"] == ["SEN-foreign_minister"]
    assert [each["id"] for each in first["letters"]] == [each["id"] for each in second["letters"]]


def test_an_unfit_machine_answers(campaigns: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` says what `batch` will meet."""
    monkeypatch.setattr(findings, "PANGO", (Library("letterforge-nowhere"),))
    where = ("-C", campaigns / "right")

    answered = [run("check", *where), run("batch", *where, "--jobs", "2"), run("doctor", *where)]

    assert {code for code, _ in answered} == {ExitCode.UNFIT_MACHINE}
    assert {document["problems"][0]["code"] for _, document in answered} == {Code.NO_PANGO}
    assert answered[0][1]["problems"] == answered[1][1]["problems"]
    assert run("approve", "--list", *where)[0] == ExitCode.OK


@pytest.mark.parametrize(
    ("error", "exit_code", "problem"),
    [
        (Interrupted(signal.SIGTERM), 143, Code.INTERRUPTED),
        (KeyboardInterrupt(), 130, Code.INTERRUPTED),
        (PermissionError(13, "Permission denied", "list.csv"), 3, Code.CANNOT_GO_ON),
        (MemoryError(), 5, Code.CANNOT_GO_ON),
        (ZeroDivisionError("a fault"), 3, Code.CANNOT_GO_ON),
    ],
)
def test_what_nobody_has_foreseen_answers(
    campaigns: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, exit_code: int, problem: Code
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(api, "check", fail)

    code, document = run("check", "-C", campaigns / "right")

    assert code == exit_code
    assert [each["code"] for each in document["problems"]] == [problem]
    assert document["letters"] == []


KILLED = """
import os, signal, sys
sys.argv = ["letterforge", "check", "--json"]
from letterforge import __main__, cli
import letterforge.cli.app
letterforge.cli.app.main = lambda: os.kill(os.getpid(), signal.SIGTERM)
__main__.main()
"""


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_a_signal_before_the_command_has_begun_answers() -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED], capture_output=True, text=True, check=False, timeout=60
    )

    assert validated(done.stdout)["exit_code"] == done.returncode == 143
    assert done.stderr == ""


def test_a_signal_after_the_answer_adds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    answers.begin("check", is_wanted=True)
    answers.give({"letters": []})

    answers.fail([answers.interruption(signal.SIGINT)], 130)

    assert answers.final_output(signal.SIGINT) == b""
    assert validated(capsys.readouterr().out)["exit_code"] == 0
